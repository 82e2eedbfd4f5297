// The placeholders that a text has already, and those that a fix puts in the place of values.
// Must not know how values are passed.
import { positionHoles } from '../../facts/sqlPositions';
import type { SqlToken } from '../../facts/sqlTokens';
import type { Interpolation } from './analyze';
import type { DriverTraits, Placeholder } from './drivers';
import type { Replacement } from './textEdits';
import type { Unit } from './units';

/** The placeholders that stand in a text, as far as they can be told. */
export interface Existing {
  /** Those that are written as such, in order; offsets in the flat text. */
  readonly marks: readonly { readonly text: string; readonly start: number }[];
  /** Offsets at which there may be more of them, or fewer: generated ones, those of a branch. */
  readonly open: readonly number[];
}

const MARKS: Readonly<Record<Placeholder, RegExp>> = {
  'named-colon': /^:/,
  question: /^\?/,
  percent: /^%[^(]/,
  'percent-named': /^%\(/,
  dollar: /^\$/,
};

/** What a text has already of the placeholders that a driver reads. */
export function existingPlaceholders(at: Interpolation, { placeholders }: DriverTraits): Existing {
  const marks: { text: string; start: number }[] = [];
  const open: number[] = [];
  for (const token of at.tokens) {
    if (token.kind !== 'placeholder' || !placeholders.some((each) => MARKS[each].test(token.text))) continue;
    const start = token.start - at.lead;
    marks.push({ text: token.text, start });
    const piece = at.flat.pieces.find((each) => each.start <= start && start < each.end);
    const group = piece?.groups.at(-1)?.hole.expression;
    // `",".join("?" * n)` shows one of them.
    if (piece?.isConditional || (group && /\bjoin\b|\*/.test(group.text))) open.push(start);
    else if (group?.type === 'identifier' && isJoined(group.text, group.source)) open.push(start);
  }
  const positions = positionHoles(at.tokens);
  const holes = at.flat.pieces.filter((piece) => piece.part.kind === 'hole');
  for (const [i, { part, start }] of holes.entries()) {
    if (part.kind !== 'hole' || part.content.trust !== 'safe') continue;
    if (positions[i]?.role !== 'identifier' && !/^(int|float|bool)$/.test(part.content.type ?? '')) open.push(start);
  }
  return { marks, open };
}

function isJoined(name: string, source: string): boolean {
  return new RegExp(`(?<![\\w.])${name}\\s*\\+?=[^=\\n]*(\\bjoin\\b|\\*)`).test(source);
}

/** The name of a named placeholder: `x` of `:x` and `%(x)s`. */
export function nameOfMark(text: string): string {
  return text.replace(/^[:%(]+|\)s$/g, '');
}

/** How one unit's placeholder is written. */
export interface MarkStyle {
  readonly placeholder: Placeholder;
  readonly lists: DriverTraits['lists'];
  /** Whether it asks for a date where a date is cast to, as asyncpg does. */
  readonly isStrict: boolean;
}

/**
 * The stretch that a unit's placeholder takes and what is written there.
 * @param name of a named placeholder
 * @param number of a numbered one
 * @returns null where the unit cannot be a parameter
 */
export function replacementFor(
  at: Interpolation,
  unit: Unit,
  style: MarkStyle,
  name: string,
  number: number,
): Replacement | null {
  const { start, end } = unit;
  const whole = { unit, start, end, keepsHole: false };
  const mark = markOf(style.placeholder, name, number);
  if (!unit.list) return { ...whole, text: typed(at, unit, mark, style) };
  if (style.lists === 'generated') return generated(unit, style.placeholder, name);
  const around = brackets(at, unit);
  if (!around) return null;
  if (style.lists === 'expanding') return { ...whole, ...around, text: mark };
  const any = withAny(at, around, mark);
  return any ? { ...whole, end: around.end, ...any } : null;
}

function markOf(placeholder: Placeholder, name: string, number: number): string {
  switch (placeholder) {
    case 'named-colon':
      return `:${name}`;
    case 'question':
      return '?';
    case 'percent':
      return '%s';
    case 'percent-named':
      return `%(${name})s`;
    case 'dollar':
      return `$${number}`;
  }
}

/** A mark with the type that words before the quotes gave: `DATE '…'` takes a literal alone. */
function typed(at: Interpolation, unit: Unit, mark: string, { placeholder, isStrict }: MarkStyle): string {
  const isTyped = unit.typeWord !== '' && unit.typeWord !== 'E' && unit.typeWord !== 'N';
  // `:name::type` would be read as a name with colons behind it.
  const bare = placeholder === 'named-colon' && unit.isCast ? `(${mark})` : mark;
  // asyncpg asks for what is cast to unless a text is asked for first; other drivers of PostgreSQL do not mind.
  const value = isStrict && unit.isText && unit.isCast ? `${bare}::text` : bare;
  if (!isTyped) return value;
  // `INTERVAL ? DAY` is MySQL's: the unit stands outside of the quotes.
  const next = at.tokens.find((token) => token.kind !== 'comment' && token.start - at.lead >= unit.end);
  if (
    unit.typeWord === 'INTERVAL' &&
    /^(MICROSECOND|SECOND|MINUTE|HOUR|DAY|WEEK|MONTH|QUARTER|YEAR)$/.test(next?.text ?? '')
  )
    return `INTERVAL ${mark}`;
  return `CAST(${isStrict && unit.isText ? `CAST(${mark} AS text)` : mark} AS ${unit.typeWord})`;
}

/** The list stays text, but of placeholders: only the expression that makes it is replaced. */
function generated(unit: Unit, placeholder: Placeholder, name: string): Replacement | null {
  const [hole] = unit.holes;
  const { list } = unit;
  if (!hole || !list || unit.holes.length !== 1) return null;
  // What was made before stays where it is, unless it must be kept as a list: then its marks are made in the text.
  const isMadeBefore = list.assignedTo !== null && !list.isKept;
  const sized = (list.isKept ? list.assignedTo : null) ?? list.sized;
  if (hole.place.how === 'other' && !isMadeBefore) return null;
  // It is read twice now: a generator would be empty the second time.
  if (!/^[\w.]+$/.test(sized)) return null;
  const open =
    hole.place.how === 'f-string' && !isMadeBefore
      ? (hole.place.node.parent?.childOfType('string_start')?.text ?? '')
      : '';
  // Before Python 3.12 an f-string's own quote cannot stand in it.
  const quote = open.endsWith('"') ? "'" : '"';
  const joined = `${quote}, ${quote}.join(${marksOf(placeholder, name, sized, quote)})`;
  const isTuple = hole.expression.text.startsWith('tuple(');
  const text = isTuple ? `${quote}(${quote} + ${joined} + ${quote})${quote}` : joined;
  return { unit, start: unit.start, end: unit.end, text, keepsHole: true };
}

function marksOf(placeholder: Placeholder, name: string, sized: string, quote: string): string {
  const numbered = (mark: string): string => `f${quote}${mark}${quote} for i in range(len(${sized}))`;
  switch (placeholder) {
    case 'named-colon':
      return numbered(`:${name}_{i}`);
    case 'percent-named':
      return numbered(`%(${name}_{i})s`);
    case 'percent':
      return `[${quote}%s${quote}] * len(${sized})`;
    default:
      return `${quote}?${quote} * len(${sized})`;
  }
}

/** The stretch of `(…)` around a list; the list itself where its own brackets come with it (`IN {tuple(ids)}`). */
function brackets(at: Interpolation, unit: Unit): { start: number; end: number } | null {
  const tokens = written(at);
  const index = tokens.findIndex((token) => token.start - at.lead === unit.start);
  const [before, after] = [tokens[index - 1], tokens[index + 1]];
  if (before?.text === '(' && after?.text === ')') return { start: before.start - at.lead, end: after.end - at.lead };
  return before?.text === 'IN' ? { start: unit.start, end: unit.end } : null;
}

/** PostgreSQL's `= ANY($1)` for `IN (…)`. */
function withAny(
  at: Interpolation,
  around: { start: number; end: number },
  mark: string,
): { start: number; text: string } | null {
  const tokens = written(at);
  const index = tokens.findIndex((token) => token.start - at.lead >= around.start);
  const [not, word] = [tokens[index - 2], tokens[index - 1]];
  if (word?.text !== 'IN') return null;
  const isNegated = not?.text === 'NOT';
  const start = (isNegated ? not.start : word.start) - at.lead;
  return { start, text: `${isNegated ? '<> ALL' : '= ANY'}(${mark})` };
}

function written(at: Interpolation): SqlToken[] {
  return at.tokens.filter((token) => token.kind !== 'comment');
}
