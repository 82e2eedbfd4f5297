// What a fix binds: each run of the SQL text that one parameter replaces, and the value that goes there.
// Must not know how drivers write parameters.
import type { FlatPiece, HolePart } from '../../facts/sqlParts';
import { type HolePosition, positionHoles } from '../../facts/sqlPositions';
import type { SqlToken } from '../../facts/sqlTokens';
import type { Interpolation } from './analyze';
import { boundExpression } from './flow';
import { type ListSource, readList } from './lists';
import { isEscaped, readQuoted, withAccessor } from './quotedValues';

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
  /** What is looped over for `IN (…)`; null where one value goes. */
  readonly list: ListSource | null;
  /** Whether the bound value is to SQL what the text was, for ordinary values. */
  readonly keepsMeaning: boolean;
  /** Whether the value is a text whatever its parts are. */
  readonly isText: boolean;
  readonly isConditional: boolean;
  /** Whether `::` follows the value. */
  readonly isCast: boolean;
  /** The type that the words before the quotes give (`DATE '…'`), in capitals; empty without. */
  readonly typeWord: string;
  /** Whether it is an operand: the other one says what type it has. */
  readonly isCompared: boolean;
}

/**
 * The units of a text that holds an interpolation.
 * @param reported the holes that are to be bound; others in the same quotes are bound with them
 * @param mustBind whether a hole that is none of them must be bound as well
 * @returns null when one of them cannot be bound
 */
export function unitsOf(
  at: Interpolation,
  reported: readonly Interpolation[],
  mustBind: (hole: HolePart) => boolean = () => false,
): Unit[] | null {
  const { flat, tokens, lead } = at;
  const positions = positionHoles(tokens);
  const units: Unit[] = [];
  for (const [i, token] of tokens.entries()) {
    if (token.holes.length === 0) continue;
    const [start, end] = [token.start - lead, token.end - lead];
    const inside = flat.pieces.filter(
      (piece) => piece.part.kind === 'hole' && piece.start >= start && piece.end <= end,
    );
    const own =
      reported.find((each) => inside.some((piece) => holesAround(piece).includes(each.hole))) ??
      forced(inside, positions[token.holes[0]!], mustBind);
    if (!own) continue;
    if (!own.position.bindable || own.position.role !== 'value') return null;
    const around = surroundings(tokens, i);
    if (!around || isDefinition(tokens, i)) return null;
    const unit = token.kind === 'hole' ? bareUnit(own, start, end, inside[0]!) : quotedUnit(at, own, start, end);
    if (!unit) return null;
    const { typeToken } = around;
    units.push({
      ...unit,
      ...(typeToken ? { start: typeToken.start - lead } : {}),
      typeWord: typeToken?.text ?? '',
      isCast: around.isCast,
      isCompared: around.isCompared,
    });
  }
  return units;
}

/** A hole and where it stands. */
type Placed = Pick<Interpolation, 'hole' | 'position'>;

function forced(
  inside: readonly FlatPiece[],
  position: HolePosition | undefined,
  mustBind: (hole: HolePart) => boolean,
): Placed | null {
  const hole = inside.map((piece) => piece.part as HolePart).find(mustBind);
  return hole && position?.bindable && position.role === 'value' ? { hole, position } : null;
}

function holesAround(piece: FlatPiece): readonly HolePart[] {
  return [...piece.groups.map((group) => group.hole), piece.part as HolePart];
}

/** Definitions take no parameters in any database. */
const DEFINES =
  /^(CREATE|ALTER|DROP|GRANT|REVOKE|COMMENT|SET|RESET|PRAGMA|ATTACH|DETACH|VACUUM|ANALYZE|TRUNCATE|NOTIFY|LISTEN|COPY|USE|LOAD)$/;

function isDefinition(tokens: readonly SqlToken[], i: number): boolean {
  const first = tokens.findLastIndex((token, at) => at < i && token.text === ';') + 1;
  const word = tokens.slice(first, i + 1).find((token) => token.kind !== 'comment');
  return DEFINES.test(word?.text ?? '');
}

interface Surroundings {
  /** `DATE` of `DATE '…'`, or the letter of `E'…'`. */
  readonly typeToken: SqlToken | null;
  readonly isCast: boolean;
  readonly isCompared: boolean;
}

/** Words that give what follows in quotes a type. */
const TYPES = /^(DATE|TIME|TIMESTAMP|TIMESTAMPTZ|INTERVAL)$/;

/** What stands beside a value; null where no parameter may stand. */
function surroundings(all: readonly SqlToken[], i: number): Surroundings | null {
  const tokens = all.filter((token) => token.kind !== 'comment');
  const at = tokens.indexOf(all[i]!);
  const [before, next] = [tokens[at - 1], tokens[at + 1]];
  const isQuoted = all[i]!.kind === 'string';
  const touches = isQuoted && before?.kind === 'word' && before.end === all[i]!.start;
  // `B'101'` and `X'ff'` are bits: no text is the same.
  if (touches && !/^(E|N)$/.test(before.text)) return null;
  const isTyped = isQuoted && before?.kind === 'word' && (touches || TYPES.test(before.text));
  // `IS NULL` knows words alone; `INTERVAL 5 DAY` behind it is MySQL's.
  if (before?.kind === 'word' && (before.text === 'IS' || (before.text === 'NOT' && tokens[at - 2]?.text === 'IS')))
    return null;
  const isCompared =
    (before?.kind === 'operator' && before.text !== '||') ||
    (next?.kind === 'operator' && !/^(\|\||::)$/.test(next.text)) ||
    /^(LIKE|ILIKE|IN|BETWEEN|LIMIT|OFFSET|AND|GLOB|VALUES)$/.test(before?.text ?? '') ||
    isInserted(tokens, at) ||
    isListed(tokens, at);
  return { typeToken: isTyped ? before : null, isCast: next?.text === '::', isCompared };
}

/** Whether a value stands directly in the brackets behind `VALUES`: the column says its type. */
function isInserted(tokens: readonly SqlToken[], at: number): boolean {
  let depth = 0;
  for (let i = at - 1; i >= 0; i--) {
    const { text } = tokens[i]!;
    if (text === ')') depth++;
    else if (text === '(') depth--;
    if (text === 'VALUES') return depth === -1;
    if (depth < -1) return false;
  }
  return false;
}

/** Whether a value is one of `IN (…, …)`. */
function isListed(tokens: readonly SqlToken[], at: number): boolean {
  let i = at - 1;
  while (i > 0 && tokens[i]!.text !== '(' && !/^(SELECT|WHERE)$/.test(tokens[i]!.text)) i--;
  return tokens[i]?.text === '(' && tokens[i - 1]?.text === 'IN';
}

type Bare = Omit<Unit, 'isCast' | 'typeWord' | 'isCompared'>;

function bareUnit(own: Placed, start: number, end: number, piece: FlatPiece): Bare | null {
  const { hole, position } = own;
  const same = { start, end, holes: [hole], position, isConditional: piece.isConditional };
  if (position.inList) return listUnit(same, hole);
  if (hole.isFormatted || isEscaped(hole)) return null;
  const isRepr = hole.conversion === 'r' || hole.conversion === 'a';
  const value = withAccessor(boundExpression(hole.expression), hole);
  const keepsMeaning = isRepr
    ? hole.content.type === 'str'
    : /^(int|float|PositiveInt|NonNegativeInt)$/.test(hole.content.type ?? '');
  const isText = hole.content.type === 'str';
  return { ...same, value, name: nameFor(value, 'value'), list: null, keepsMeaning, isText };
}

type Place = Omit<Bare, 'value' | 'name' | 'list' | 'keepsMeaning' | 'isText'>;

function listUnit(place: Place, hole: HolePart): Bare | null {
  const list = readList(hole.expression);
  if (!list) return null;
  const items = list.assignedTo === null || !/^\[/.test(list.items) ? list.items : list.assignedTo;
  return { ...place, value: list.items, name: nameFor(items, 'values'), list, keepsMeaning: false, isText: false };
}

function quotedUnit(at: Interpolation, own: Placed, start: number, end: number): Bare | null {
  const { position } = own;
  const quoted = readQuoted(at.flat, start, end);
  const { segments, isConditional } = quoted;
  const holes = segments.filter((each) => typeof each !== 'string');
  const same = { start, end, holes, position, isConditional };
  const only = segments.length === 1 ? holes[0]! : null;
  if (only && position.inList) {
    const list = listUnit(same, only);
    if (list) return list;
  }
  const value = quoted.value;
  if (value === null) return null;
  // In double quotes SQL reads a column's name first.
  const isText = position.quote === "'" && !position.typed;
  const isPlain = only !== null && !only.isFormatted && !/[ra]/.test(only.conversion);
  const keepsMeaning = isText && (!isPlain || only.content.type === 'str');
  const name = nameFor(quoted.isUnescaped ? value : withAccessor(holes[0]!.expression, holes[0]!), 'value');
  const isWholeText = !isPlain || only.content.type === 'str';
  return { ...same, value, name, list: null, keepsMeaning, isText: isWholeText };
}

/** Methods that a value's name does not mention. */
const METHODS = /^(strip|lstrip|rstrip|lower|upper|isoformat|title|get_secret_value|value|hex|strftime)$/;

/** A parameter's name out of an expression: `name` of `user.name`, `ids` of `list(ids)`. */
function nameFor(expression: string, otherwise: string): string {
  const quoted = /^[\w.]+(?:\.get\(|\[)["']([A-Za-z_]\w*)["'](?:\)|\]|,)/.exec(expression);
  if (quoted) return quoted[1]!;
  const isSimple =
    /^[\w.]+$/.test(expression) ||
    /^\w+\([\w.]+\)$/.test(expression) ||
    /^[\w.]+(\(\))?(\.\w+\((?:"[^"]*"|'[^']*')?\))+$/.test(expression);
  if (!isSimple) return otherwise;
  const words = expression.replace(/"[^"]*"|'[^']*'/g, '').match(/[A-Za-z_]\w*/g) ?? [];
  const telling = words.filter((word, i) => i === 0 || !METHODS.test(word));
  const name = (telling.at(-1) ?? '').replace(/^_+/, '');
  return name === '' || /^(self|cls|None|True|False)$/.test(name) ? otherwise : name;
}
