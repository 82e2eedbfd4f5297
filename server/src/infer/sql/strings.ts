// Texts out of f-strings, `%`, `.format`, `join`, `replace` and templates: how each puts values into a text.
// Must not know statements, sinks or drivers.
import { callArguments, stringPrefix, unparenthesized } from '../../facts/expressions';
import {
  flatten,
  foreignLiteral,
  type HolePart,
  type LiteralPart,
  type Part,
  type Place,
  readStringPieces,
  sliceLiteral,
} from '../../facts/sqlParts';
import type { SyntaxNode } from '../../syntax/node';
import { evaluate } from './evaluate';
import type { Scope, State } from './state';
import { constantOf, contentOf, elementOf, isFixed, SAFE, SQL_TEXT, UNKNOWN, UNKNOWN_TEXT, type Value } from './value';

/** Puts a value into a text: its own parts where it is a text, a hole where it is not. */
export function interpolate(
  expression: SyntaxNode,
  value: Value,
  place: Place,
  scope: Scope,
  how: { conversion?: string; isFormatted?: boolean } = {},
): Part {
  const { conversion = '', isFormatted = false } = how;
  const { isLocal } = scope;
  const hole: HolePart = {
    kind: 'hole',
    expression,
    content: contentOf(value),
    place,
    conversion,
    isFormatted,
    isLocal,
  };
  // A template put into text is written out with all that is in it.
  if (isTemplate(expression)) return { ...hole, content: { trust: 'unknown', type: null } };
  const inner = value.kind === 'clause' ? value.text : value;
  if (inner.kind === 'text' && (conversion === '' || conversion === 's') && !isFormatted) {
    return { kind: 'group', hole, parts: inner.parts };
  }
  return hole;
}

function isTemplate(expression: SyntaxNode): boolean {
  const inner = unparenthesized(expression);
  return inner.type === 'string' && stringPrefix(inner).includes('t') && inner.childOfType('interpolation') !== null;
}

/** Format types that take numbers alone: a text would raise (Format Specification Mini-Language). */
const NUMBER_FORMAT = /[bdeEfFgGnoxX%,_]$/;

/** The value of a `string` node. */
export function evaluateString(node: SyntaxNode, state: State, scope: Scope): Value {
  const pieces = readStringPieces(node);
  if (!pieces) return SAFE;
  const parts: Part[] = [];
  for (const piece of pieces) {
    if ('kind' in piece) {
      if (piece.text !== '') parts.push(scope.isLocal ? piece : foreignLiteral(piece.text));
      continue;
    }
    const expression = piece.child('expression');
    if (!expression) continue;
    const conversion = piece.child('type_conversion')?.text.slice(1) ?? '';
    const format = piece.child('format_specifier')?.text ?? '';
    const value = NUMBER_FORMAT.test(format) && conversion === '' ? SAFE : evaluate(expression, state, scope);
    parts.push(
      interpolate(expression, value, { how: 'f-string', node: piece }, scope, {
        conversion,
        isFormatted: format !== '',
      }),
    );
  }
  return { kind: 'text', parts };
}

const PERCENT = /%(?:\((\w*)\))?[#0\- +]*(?:\*|\d+)?(?:\.(?:\*|\d+))?[hlL]?([diouxXeEfFgGcrsa%])/g;

/** The value of `text % right`. */
export function evaluatePercent(text: Value, node: SyntaxNode, right: SyntaxNode, state: State, scope: Scope): Value {
  if (text.kind !== 'text') return UNKNOWN;
  const operand = unparenthesized(right);
  const items = operand.type === 'tuple' ? operand.items : null;
  const pairs = operand.type === 'dictionary' ? readPairs(operand) : null;
  const whole = items || pairs ? null : evaluate(operand, state, scope);
  let next = 0;
  const parts = text.parts.flatMap((part): Part[] =>
    part.kind !== 'literal'
      ? [part]
      : splitLiteral(part, PERCENT, (match, start, end) => {
          const [, key, letter] = match;
          if (letter === '%') return sliceLiteral(part, end - 1, end);
          const expression = items
            ? (items[next] ?? operand)
            : ((key === undefined ? null : pairs?.get(key)) ?? operand);
          next++;
          const value =
            whole === null || expression !== operand
              ? evaluate(expression, state, scope)
              : whole.kind === 'list' || whole.kind === 'mapping'
                ? elementOf(whole.kind === 'mapping' ? { kind: 'list', items: whole.values } : whole)
                : whole;
          const conversion = letter === 'r' || letter === 'a' ? letter : '';
          const isNumber = !/[crsa]/.test(letter!);
          const isFormatted = isNumber ? letter !== 'd' && letter !== 'i' : match[0].replace(/\(.*\)/, '').length > 2;
          const place: Place =
            part.node && part.at && (expression !== operand || key === undefined)
              ? { how: 'percent', literal: part.node, start: part.at[start]!, end: part.at[end]!, operator: node }
              : { how: 'other' };
          return interpolate(expression, isNumber ? { kind: 'safe', type: 'int' } : value, place, scope, {
            conversion,
            isFormatted,
          });
        }),
  );
  return { kind: 'text', parts };
}

/** The pair of a key in a literal mapping, as an argument; null where there is none. */
function pairOf(mapping: SyntaxNode | null, key: string): { value: SyntaxNode; node: SyntaxNode } | null {
  const value = mapping?.type === 'dictionary' ? readPairs(mapping).get(key) : undefined;
  return value?.parent ? { value, node: value.parent } : null;
}

function readPairs(dictionary: SyntaxNode): Map<string, SyntaxNode> {
  const pairs = new Map<string, SyntaxNode>();
  for (const pair of dictionary.items) {
    const key = pair.child('key');
    const value = pair.child('value');
    const content = key?.type === 'string' ? key.childOfType('string_content') : null;
    if (content && value) pairs.set(content.text, value);
  }
  return pairs;
}

const FIELD = /\{\{|\}\}|\{(\d+|[A-Za-z_]\w*)?((?:\.\w+|\[[^\]{}]*\])*)(?:!([rsa]))?(?::((?:[^{}]|\{[^{}]*\})*))?\}/g;

/** The value of `text.format(…)`, or of `text.format_map(…)`. */
export function evaluateFormat(text: Value, call: SyntaxNode, isMap: boolean, state: State, scope: Scope): Value {
  if (text.kind !== 'text') return text.kind === 'safe' ? SAFE : UNKNOWN;
  const all = callArguments(call);
  const positional = all.filter((argument) => argument.name === null && argument.star === '');
  const mapping = isMap ? (all[0] ?? null) : (all.find((argument) => argument.star === '**') ?? null);
  const starred = all.find((argument) => argument.star === '*') ?? null;
  let next = 0;
  const parts = text.parts.flatMap((part): Part[] =>
    part.kind !== 'literal'
      ? [part]
      : splitLiteral(part, FIELD, (match, start, end) => {
          if (match[0] === '{{' || match[0] === '}}') return sliceLiteral(part, start, start + 1);
          const [, name = '', accessor = '', conversion = '', format = ''] = match;
          const isNumbered = /^\d+$/.test(name);
          const index = name === '' ? next++ : isNumbered ? Number(name) : -1;
          const argument = isMap
            ? pairOf(mapping?.value ?? null, name)
            : index >= 0
              ? (positional[index] ?? null)
              : (all.find((each) => each.name === name) ?? null);
          const source = argument ?? (index >= 0 ? starred : mapping);
          if (!source) return sliceLiteral(part, start, end);
          let value = evaluate(source.value, state, scope);
          if (!argument)
            value = value.kind === 'mapping' ? elementOf({ kind: 'list', items: value.values }) : elementOf(value);
          if (accessor !== '' && !isFixed(value))
            value = { kind: 'unknown', content: { ...contentOf(value), type: null } };
          if (NUMBER_FORMAT.test(format) && conversion === '') value = SAFE;
          const place: Place =
            part.node && part.at && argument
              ? {
                  how: 'format',
                  literal: part.node,
                  start: part.at[start]!,
                  end: part.at[end]!,
                  call,
                  argument: argument.node,
                  isNumbered,
                  accessor,
                }
              : { how: 'other' };
          return interpolate(source.value, value, place, scope, { conversion, isFormatted: format !== '' });
        }),
  );
  return { kind: 'text', parts };
}

/** Cuts a literal at every match and puts a part there. */
function splitLiteral(
  part: LiteralPart,
  pattern: RegExp,
  replace: (match: RegExpExecArray, start: number, end: number) => Part,
): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const match of part.text.matchAll(pattern)) {
    const start = match.index;
    const end = start + match[0].length;
    const made = replace(match as RegExpExecArray, start, end);
    if (start > at) parts.push(sliceLiteral(part, at, start));
    parts.push(made);
    at = end;
  }
  if (at === 0) return [part];
  if (at < part.text.length) parts.push(sliceLiteral(part, at, part.text.length));
  return parts;
}

/** The value of `separator.join(items)`; `call` is the whole expression. */
export function evaluateJoin(separator: Value, call: SyntaxNode, items: SyntaxNode, state: State, scope: Scope): Value {
  const value = evaluate(items, state, scope);
  const glue = separator.kind === 'text' ? separator.parts : [];
  if (value.kind === 'text') return isFixed(value) ? value : UNKNOWN_TEXT;
  const isWhole =
    value.kind !== 'list' ||
    value.items.some((item) => item.kind === 'unknown' || (item.kind !== 'safe' && isMereValue(item)));
  if (isWhole) {
    const element = elementOf(value);
    if (isFixed(element) && isFixed(separator)) return SAFE;
    // Conditions that say that they are SQL are SQL when they are joined.
    const inner = contentOf(element);
    const content = { ...inner, type: inner.type === SQL_TEXT ? SQL_TEXT : 'list' };
    const { isLocal } = scope;
    const hole: HolePart = {
      kind: 'hole',
      expression: call,
      content,
      place: { how: 'other' },
      conversion: '',
      isFormatted: false,
      isLocal,
    };
    return { kind: 'text', parts: [hole] };
  }
  const parts: Part[] = [];
  for (const [i, item] of value.items.entries()) {
    if (i > 0) parts.push(...glue);
    const place: Place = { how: 'other' };
    if (item.kind === 'text') parts.push(...item.parts);
    else parts.push(interpolate(call, item, place, scope));
  }
  // What only some runs append cannot be bound by an argument that is always passed.
  const isOpen = value.kind === 'list' && value.isOpen === true;
  return { kind: 'text', parts: isOpen ? [{ kind: 'choice', options: [parts, []] }] : parts };
}

/** A name in quotes whose own quotes were doubled. */
function isQuotedName(value: Value): boolean {
  if (value.kind !== 'text') return false;
  return flatten(value.parts).every(({ text, pieces }) => {
    const holes = pieces.filter(({ part }) => part.kind === 'hole');
    return (
      /^["`[].*["`\]]$/s.test(text) &&
      holes.every(({ part }) => part.kind === 'hole' && /^doubled /.test(part.content.type ?? ''))
    );
  });
}

/** Whether a joined element is one value and no SQL of its own: `str(i)`, `f"'{i}'"`. */
function isMereValue(value: Value): boolean {
  if (value.kind !== 'text' || isFixed(value) || isQuotedName(value)) return false;
  return value.parts.every(
    (part) => part.kind === 'hole' || part.kind === 'group' || (part.kind === 'literal' && /^['"\s]*$/.test(part.text)),
  );
}

/** The value of `text.replace(old, new)`. */
export function evaluateReplace(text: Value, call: SyntaxNode, state: State, scope: Scope): Value {
  const [old, replacement] = callArguments(call);
  if (!old || !replacement) return text;
  const value = evaluate(replacement.value, state, scope);
  if (text.kind !== 'text') return text;
  const sought = constantOf(evaluate(old.value, state, scope));
  if (sought === null || sought === '') {
    return isFixed(value)
      ? text
      : { kind: 'text', parts: [...text.parts, interpolate(replacement.value, value, { how: 'other' }, scope)] };
  }
  return replaceIn(text.parts, new RegExp(escapeRegExp(sought), 'g'), () => [replacement.value, value], scope);
}

/** The value of `Template(text).substitute(…)`; `template` is the template's text. */
export function evaluateTemplate(template: Value, call: SyntaxNode, state: State, scope: Scope): Value {
  if (template.kind !== 'text') return UNKNOWN_TEXT;
  const all = callArguments(call);
  const mapping = all.find((argument) => argument.name === null)?.value ?? null;
  const pairs = mapping?.type === 'dictionary' ? readPairs(mapping) : null;
  return replaceIn(
    template.parts,
    /\$(?:(\w+)|\{(\w+)\})/g,
    (match) => {
      const name = match[1] ?? match[2]!;
      const node = all.find((argument) => argument.name === name)?.value ?? pairs?.get(name) ?? mapping;
      return node ? [node, evaluate(node, state, scope)] : null;
    },
    scope,
  );
}

function replaceIn(
  parts: readonly Part[],
  pattern: RegExp,
  find: (match: RegExpExecArray) => [SyntaxNode, Value] | null,
  scope: Scope,
): Value {
  return {
    kind: 'text',
    parts: parts.flatMap((part): Part[] =>
      part.kind !== 'literal'
        ? [part]
        : splitLiteral(part, pattern, (match, start, end) => {
            const found = find(match);
            return found ? interpolate(found[0], found[1], { how: 'other' }, scope) : sliceLiteral(part, start, end);
          }),
    ),
  };
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
