// What a fix binds: each run of the SQL text that one parameter replaces, and the value that goes there.
// Must not know how drivers write parameters.
import { callArguments, unparenthesized } from '../../facts/expressions';
import type { FlatPiece, HolePart } from '../../facts/sqlParts';
import type { HolePosition } from '../../facts/sqlPositions';
import { closest, type SyntaxNode, walk } from '../../syntax/node';
import type { Interpolation } from './analyze';
import { boundExpression } from './flow';

/** A stretch of the flat text that becomes one parameter (or, of a list, several). */
export interface Unit {
  /** Offsets in the flat text; of quoted text with its quotes. */
  readonly start: number;
  readonly end: number;
  readonly holes: readonly HolePart[];
  readonly position: HolePosition;
  /** The value as Python, and a name for it. */
  readonly value: string;
  readonly name: string;
  /** Whether `value` is what is looped over for `IN (…)`. */
  readonly isList: boolean;
  /** Whether the bound value is to SQL what the text was, for ordinary values. */
  readonly keepsMeaning: boolean;
  readonly isConditional: boolean;
  /** Whether `::` follows the value. */
  readonly isCast: boolean;
}

/**
 * The units of a text that holds an interpolation.
 * @param reported the holes that are to be bound; others in the same quotes are bound with them
 * @returns null when one of them cannot be bound
 */
export function unitsOf(at: Interpolation, reported: readonly Interpolation[]): Unit[] | null {
  const { flat, tokens, lead } = at;
  const units: Unit[] = [];
  for (const [i, token] of tokens.entries()) {
    if (token.holes.length === 0) continue;
    const [start, end] = [token.start - lead, token.end - lead];
    const inside = flat.pieces.filter(
      (piece) => piece.part.kind === 'hole' && piece.start >= start && piece.end <= end,
    );
    const own = reported.find((each) => inside.some((piece) => holesAround(piece).includes(each.hole)));
    if (!own) continue;
    if (!own.position.bindable) return null;
    const isCast = tokens[i + 1]?.text === '::';
    const unit =
      token.kind === 'hole' ? bareUnit(own, start, end, inside[0]!, isCast) : quotedUnit(at, own, start, end, isCast);
    if (!unit) return null;
    units.push(unit);
  }
  return units;
}

function holesAround(piece: FlatPiece): readonly HolePart[] {
  return [...piece.groups.map((group) => group.hole), piece.part as HolePart];
}

function bareUnit(own: Interpolation, start: number, end: number, piece: FlatPiece, isCast: boolean): Unit | null {
  const { hole, position } = own;
  const same = { start, end, holes: [hole], position, isConditional: piece.isConditional, isCast };
  if (position.inList) {
    const items = loopedOver(hole.expression);
    return items === null
      ? null
      : { ...same, value: items, name: nameFor(items, 'values'), isList: true, keepsMeaning: false };
  }
  if (hole.isFormatted) return null;
  const isRepr = hole.conversion === 'r' || hole.conversion === 'a';
  const expression = boundExpression(hole.expression);
  const value = withAccessor(expression, hole);
  const keepsMeaning = isRepr
    ? hole.content.type === 'str'
    : /^(int|float|PositiveInt|NonNegativeInt)$/.test(hole.content.type ?? '');
  return { ...same, value, name: nameFor(value, 'value'), isList: false, keepsMeaning };
}

function quotedUnit(at: Interpolation, own: Interpolation, start: number, end: number, isCast: boolean): Unit | null {
  const { flat } = at;
  const { position } = own;
  const segments: (string | HolePart)[] = [];
  let isConditional = false;
  // Between the quotes; a text that stands whole in them counts as one hole.
  let offset = start + 1;
  for (const piece of flat.pieces) {
    if (piece.end <= offset || piece.start >= end - 1) continue;
    isConditional ||= piece.isConditional;
    if (piece.start < offset && piece.part.kind === 'hole') continue;
    const group = piece.groups.find((each) => each.start >= start + 1 && each.end <= end - 1 && each.hole.isLocal);
    if (group) {
      segments.push(group.hole);
      offset = group.end;
    } else if (piece.part.kind === 'hole') {
      segments.push(piece.part);
      offset = piece.end;
    } else {
      const text = piece.part.text.slice(
        Math.max(offset, piece.start) - piece.start,
        Math.min(piece.end, end - 1) - piece.start,
      );
      if (text !== '') segments.push(text);
      offset = Math.min(piece.end, end - 1);
    }
  }
  const holes = segments.filter((each) => typeof each !== 'string');
  const same = { start, end, holes, position, isConditional, isCast };
  if (segments.length === 1) {
    const hole = holes[0]!;
    if (position.inList) {
      const items = loopedOver(hole.expression);
      if (items !== null)
        return { ...same, value: items, name: nameFor(items, 'values'), isList: true, keepsMeaning: false };
    }
    if (!hole.isFormatted && hole.conversion !== 'r' && hole.conversion !== 'a') {
      const value = withAccessor(hole.expression, hole);
      // In double quotes SQL reads a column's name first.
      const keepsMeaning = hole.content.type === 'str' && !position.typed && position.quote === "'";
      return { ...same, value, name: nameFor(value, 'value'), isList: false, keepsMeaning };
    }
  }
  const value = formattedText(segments);
  if (value === null) return null;
  return {
    ...same,
    value,
    name: nameFor(withAccessor(holes[0]!.expression, holes[0]!), 'value'),
    isList: false,
    keepsMeaning: !position.typed,
  };
}

function withAccessor(expression: SyntaxNode, hole: HolePart): string {
  const accessor = hole.place.how === 'format' ? hole.place.accessor : '';
  const text = oneLine(expression.text);
  if (accessor !== '') return `${text}${accessor.replace(/\[([^\]\d][^\]]*)\]/g, '["$1"]')}`;
  // A condition or a walrus among arguments needs its brackets.
  return /^(conditional_expression|lambda|named_expression|yield)$/.test(expression.type) ? `(${text})` : text;
}

function oneLine(text: string): string {
  return text.includes('\n') && !/["']{3}|#/.test(text) ? text.replace(/\s*\n\s*/g, ' ') : text;
}

/** An f-string of pieces of text and expressions; null when quotes stand in the way. */
function formattedText(segments: readonly (string | HolePart)[]): string | null {
  const expressions = segments.flatMap((each) =>
    typeof each === 'string' ? [] : [withAccessor(each.expression, each)],
  );
  const quote = expressions.some((text) => text.includes('"')) ? "'" : '"';
  if (
    expressions.some(
      (text) => text.includes(quote) || text.includes('\\') || text.includes('\n') || text.startsWith('{'),
    )
  )
    return null;
  let inner = '';
  for (const each of segments) {
    if (typeof each === 'string') {
      // Doubled quotes in SQL are one; anything rarer is left to a person.
      inner += each
        .replace(/''/g, "'")
        .replace(/[\\{}]/g, (sign) => sign + sign)
        .replaceAll(quote, `\\${quote}`)
        .replace(/\n/g, '\\n')
        .replace(/\t/g, '\\t');
      continue;
    }
    const { place, conversion, isFormatted } = each;
    if (isFormatted && place.how !== 'f-string') return null;
    const format = isFormatted && place.how === 'f-string' ? (place.node.child('format_specifier')?.text ?? '') : '';
    if (format.includes(quote)) return null;
    inner += `{${withAccessor(each.expression, each)}${conversion === '' || conversion === 's' ? '' : `!${conversion}`}${format}}`;
  }
  return `f${quote}${inner}${quote}`;
}

/** What `",".join(map(str, ids))`, `",".join(f"'{i}'" for i in ids)` or `tuple(ids)` loops over; null for anything else. */
function loopedOver(expression: SyntaxNode): string | null {
  const call = unparenthesized(expression);
  if (call.type !== 'call') return null;
  const callee = call.child('function');
  const argument =
    callArguments(call)[0]?.value ??
    (call.child('arguments')?.type === 'generator_expression' ? call.child('arguments') : null);
  if (!argument) return null;
  if (callee?.text === 'tuple') return oneLine(argument.text);
  if (callee?.type !== 'attribute' || callee.child('attribute')?.text !== 'join') return null;
  if (argument.type === 'identifier' || argument.type === 'attribute') return argument.text;
  if (argument.type === 'call') {
    const [mapper, items] = callArguments(argument);
    const isMap = argument.child('function')?.text === 'map' && mapper && items;
    return isMap && /^(str|repr|["']'\{\}'["']\.format|["']"\{\}"["']\.format)$/.test(mapper.value.text)
      ? oneLine(items.value.text)
      : null;
  }
  if (!/^(generator_expression|list_comprehension)$/.test(argument.type)) return null;
  const body = argument.child('body');
  const clauses = argument.items.filter((item) => item !== body);
  const [variable, items] = [clauses[0]?.child('left'), clauses[0]?.child('right')];
  if (!body || clauses.length !== 1 || variable?.type !== 'identifier' || !items) return null;
  const v = variable.text;
  const plain = new RegExp(
    `^(${v}|str\\(${v}\\)|repr\\(${v}\\)|f(["'])'?\\{${v}(![rs])?\\}'?\\2|f(["'])"?\\{${v}\\}"?\\4|"'" \\+ (${v}|str\\(${v}\\)) \\+ "'")$`,
  );
  return plain.test(body.text) ? oneLine(items.text) : null;
}

/** A parameter's name out of an expression: `name` of `user.name`, `ids` of `list(ids)`. */
function nameFor(expression: string, otherwise: string): string {
  const words = expression.match(/[A-Za-z_]\w*/g) ?? [];
  const simple =
    /^[\w.]+$/.test(expression) || /^\w+\([\w.]+\)$/.test(expression) || /^[\w.]+(\(\))?(\.\w+\(\))+$/.test(expression);
  if (!simple) {
    const quoted = /^[\w.]+(?:\.get\(|\[)["']([A-Za-z_]\w*)["'](?:\)|\]|,)/.exec(expression);
    return quoted?.[1] ?? otherwise;
  }
  const method = /\.(strip|lower|upper|isoformat|title|get_secret_value)\(\)$/.test(expression);
  const name = (
    method ? words.filter((word) => !/^(strip|lower|upper|isoformat|title|get_secret_value)$/.test(word)) : words
  ).at(-1);
  return name === undefined || /^(self|cls|None|True|False)$/.test(name)
    ? otherwise
    : name.replace(/^_+/, '') || otherwise;
}

/** Whether an expression still has its value where the text is run: nothing in between binds its names anew. */
export function holdsUntil(hole: HolePart, sinkCall: SyntaxNode): boolean {
  const { expression } = hole;
  const own = scopeOf(expression);
  const there = closest(sinkCall, (node) => node === own);
  if (own && !there) return false;
  if (expression.end >= sinkCall.start) return true;
  const between = expression.source.slice(expression.end, sinkCall.start);
  const names = expression.text.match(/(?<![\w.'"])[A-Za-z_]\w*/g) ?? [];
  return !names.some((name) =>
    new RegExp(
      `(?<![\\w.])${name}\\s*(?:,[^=\\n()]*)?(?::[^=\\n]+)?(?:[-+*/%|&]|//)?=(?!=)|\\b(?:for|as)\\s+(?:\\w+\\s*,\\s*)*${name}\\b|(?<![\\w.])${name}\\s*:=`,
    ).test(between),
  );
}

/**
 * Whether the text in which a hole stands goes nowhere but to the sink: a placeholder would mean nothing elsewhere.
 * @param ends the sink and what wraps the text for it
 */
export function goesOnlyTo(hole: HolePart, ends: readonly SyntaxNode[]): boolean {
  const inside = (node: SyntaxNode): boolean => ends.some((end) => end.start <= node.start && node.end <= end.end);
  const { expression } = hole;
  if (inside(expression)) return true;
  const statement = closest(
    expression,
    (node) => node.type === 'assignment' || node.type === 'augmented_assignment' || node.type === 'named_expression',
  );
  const target = statement?.child('left') ?? statement?.child('name');
  if (target?.type !== 'identifier') return true;
  const own = closest(expression, (node) => node.type === 'function_definition') ?? rootOf(expression);
  let isOnly = true;
  walk(own, (node) => {
    if (!isOnly || node.type === 'comment') return false;
    if (node.type === 'identifier' && node.text === target.text && node.field !== 'name' && node !== target) {
      const use = closest(
        node,
        (each) => /^(call|return_statement|yield)$/.test(each.type) || each.type === 'assignment',
      );
      const isMethod = use?.type === 'call' && use.child('function')?.child('object') === node;
      if (use && use.type !== 'assignment' && !isMethod && !inside(node) && !isLogCall(use)) isOnly = false;
    }
    return true;
  });
  return isOnly;
}

function isLogCall(node: SyntaxNode): boolean {
  return (
    node.type === 'call' &&
    /(^|\.)(debug|info|warning|error|exception|critical|log|print|len|str|dedent|text)$/.test(
      node.child('function')?.text ?? '',
    )
  );
}

function rootOf(node: SyntaxNode): SyntaxNode {
  let root = node;
  while (root.parent) root = root.parent;
  return root;
}

function scopeOf(node: SyntaxNode): SyntaxNode | null {
  return closest(
    node,
    (each) =>
      /^(function_definition|lambda|class_definition)$|_comprehension$|^generator_expression$/.test(each.type) &&
      each !== node,
  );
}
