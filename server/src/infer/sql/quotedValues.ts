// What stands between a text's quotes in SQL, as one Python value: a bare expression, an f-string, a sum of texts.
// Must not know statements or drivers.
import { callArguments, stringValue, unparenthesized } from '../../facts/expressions';
import type { FlatText, HolePart } from '../../facts/sqlParts';
import type { SyntaxNode } from '../../syntax/node';
import { oneLine } from './lists';

/** Quoted text of an SQL statement. */
export interface Quoted {
  readonly segments: readonly (string | HolePart)[];
  readonly isConditional: boolean;
  /** The value as Python; null when it cannot be told. */
  readonly value: string | null;
  /** Whether an escaping of quotes was taken off: bound values need none. */
  readonly isUnescaped: boolean;
}

/**
 * Reads the text between quotes.
 * @param start the opening quote's offset in the flat text
 * @param end behind the closing quote
 */
export function readQuoted(flat: FlatText, start: number, end: number): Quoted {
  const segments: (string | HolePart)[] = [];
  let isConditional = false;
  // A text that stands whole in the quotes counts as one hole.
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
  const unescaped = holes.map(withoutEscape);
  const isUnescaped = unescaped.some((each) => each !== null);
  const same = { segments, isConditional, isUnescaped };
  if (holes.some(isEscaped)) return { ...same, value: null };
  const texts = new Map(holes.map((hole, i) => [hole, unescaped[i] ?? withAccessor(hole.expression, hole)] as const));
  const [only] = holes;
  const isPlain = only && segments.length === 1 && !only.isFormatted && !/[ra]/.test(only.conversion);
  return { ...same, value: isPlain ? texts.get(only)! : formattedText(segments, texts) };
}

/** A hole's expression as an argument. */
export function withAccessor(expression: SyntaxNode, hole: HolePart): string {
  const accessor = hole.place.how === 'format' ? hole.place.accessor : '';
  const text = oneLine(expression.text);
  if (accessor !== '') return `${text}${accessor.replace(/\[([^\]\d][^\]]*)\]/g, '["$1"]')}`;
  // A condition or a walrus among arguments needs its brackets.
  return /^(conditional_expression|lambda|named_expression|yield)$/.test(expression.type) ? `(${text})` : text;
}

/** `x` of `x.replace("'", "''")`: the escaping that a bound value must not have; null where there is none. */
function withoutEscape(hole: HolePart): string | null {
  let node = unparenthesized(hole.expression);
  let found = false;
  for (;;) {
    const callee = node.type === 'call' ? node.child('function') : null;
    const [old, replacement] = callee ? callArguments(node) : [];
    const object = callee?.child('object');
    const isQuotes =
      object &&
      callee?.child('attribute')?.text === 'replace' &&
      replacement &&
      /^(['"]|\\)$/.test(stringValue(old!.value) ?? '') &&
      /^(''|""|\\'|\\"|\\\\)$/.test(stringValue(replacement.value) ?? '');
    if (!isQuotes) break;
    found = true;
    node = unparenthesized(object);
  }
  return found ? oneLine(node.text) : null;
}

/** Whether an expression was escaped in a way that cannot be taken off here. */
export function isEscaped(hole: HolePart): boolean {
  const { expression } = hole;
  const node = unparenthesized(expression);
  if (node.type === 'call')
    return /escape|quote|sanitiz|mogrify|literal|adapt\b/i.test(node.child('function')?.text ?? '');
  if (node.type !== 'identifier') return false;
  const escaped = new RegExp(
    `(?<![\\w.])${node.text}\\s*(?::[^=\\n]+)?=(?!=)[^\\n]*(\\.replace\\(\\s*(["'])['"\\\\]|escape|quote_|sanitiz)`,
    'i',
  );
  return escaped.test(expression.source.slice(0, expression.start));
}

/** An f-string of pieces of text and expressions, or a sum of them where quotes stand in the way; null where neither does. */
function formattedText(segments: readonly (string | HolePart)[], texts: ReadonlyMap<HolePart, string>): string | null {
  const expressions = [...texts.values()];
  const isIn = (quote: string, texts: readonly string[]): boolean => texts.some((text) => text.includes(quote));
  const literal = segments.filter((each) => typeof each === 'string');
  // The quote that need not be escaped; in expressions it must not stand at all.
  const prefersSingle = isIn('"', literal) && !isIn("'", [...literal, ...expressions]);
  const quote = isIn('"', expressions) || prefersSingle ? "'" : '"';
  if (expressions.some((text) => text.includes(quote) || /[\\\n]/.test(text) || text.startsWith('{')))
    return summedText(segments, texts);
  let inner = '';
  for (const each of segments) {
    if (typeof each === 'string') {
      inner += escaped(each, quote).replace(/[{}]/g, (sign) => sign + sign);
      continue;
    }
    const { place, conversion, isFormatted } = each;
    if (isFormatted && place.how !== 'f-string') return null;
    const format = isFormatted && place.how === 'f-string' ? (place.node.child('format_specifier')?.text ?? '') : '';
    if (format.includes(quote)) return null;
    inner += `{${texts.get(each)!}${conversion === '' || conversion === 's' ? '' : `!${conversion}`}${format}}`;
  }
  return `f${quote}${inner}${quote}`;
}

function summedText(segments: readonly (string | HolePart)[], texts: ReadonlyMap<HolePart, string>): string | null {
  const operands: string[] = [];
  for (const each of segments) {
    if (typeof each === 'string') {
      operands.push(`"${escaped(each, '"')}"`);
      continue;
    }
    if (each.isFormatted || /[ra]/.test(each.conversion)) return null;
    const text = texts.get(each)!;
    const isText = each.content.type === 'str' || each.place.how === 'operand';
    operands.push(isText ? text : `str(${text})`);
  }
  return operands.join(' + ');
}

/** SQL text between its quotes as Python's: doubled quotes are one. */
function escaped(text: string, quote: string): string {
  return text
    .replace(/''/g, "'")
    .replace(/\\/g, '\\\\')
    .replaceAll(quote, `\\${quote}`)
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/\t/g, '\\t');
}
