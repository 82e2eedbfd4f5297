// Values as the analysis of SQL texts sees them, and how those of two branches become one.
// Must not know the project.
import { type Content, joinParts, type Part } from '../../facts/sqlParts';
import type { SyntaxNode } from '../../syntax/node';
import type { DriverName } from './drivers';
import type { Scope, State } from './state';

/** What an expression may be. */
export type Value =
  /** A string whose structure is known. */
  | { readonly kind: 'text'; readonly parts: readonly Part[] }
  /** A list, tuple or set; the items stand for all there may be. */
  | {
      readonly kind: 'list';
      readonly items: readonly Value[];
      /** Whether some of the items are there in some runs only. */
      readonly isOpen?: boolean;
    }
  | { readonly kind: 'mapping'; readonly keys: readonly Value[]; readonly values: readonly Value[] }
  /** SQLAlchemy's `text(…)`. */
  | { readonly kind: 'clause'; readonly text: Value }
  /** A connection, cursor, session or pool. */
  | { readonly kind: 'database'; readonly driver: DriverName; readonly isAsync: boolean }
  /** A function or lambda of the region, with what held where it was defined. */
  | { readonly kind: 'function'; readonly node: SyntaxNode; readonly state: State; readonly scope: Scope }
  /** What holds no SQL text of the program's making: numbers, composed SQL, constructs. */
  | {
      readonly kind: 'safe';
      readonly type: string | null;
      /** Of a number that is known. */
      readonly number?: number;
    }
  | { readonly kind: 'unknown'; readonly content: Content };

export const SAFE: Value = { kind: 'safe', type: null };
export const SAFE_INT: Value = { kind: 'safe', type: 'int' };
export const UNKNOWN: Value = { kind: 'unknown', content: { trust: 'unknown', type: null } };
export const UNKNOWN_TEXT: Value = { kind: 'unknown', content: { trust: 'unknown', type: 'str' } };

/** The type of what is SQL by its maker's word: `query.where_sql`, `conditions.build_where()`. */
export const SQL_TEXT = 'sql';

/** Whether a name of a method or attribute says that it gives SQL. */
export function namesSql(name: string): boolean {
  return /(^|_)(sql|where_clause|clause|where|cte|subquery)s?$|^(sql|where)_/.test(name);
}

/** The constant that a value is, or null. */
export function constantOf(value: Value): string | null {
  if (value.kind !== 'text') return null;
  let text = '';
  for (const part of value.parts) {
    if (part.kind !== 'literal') return null;
    text += part.text;
  }
  return text;
}

/** Whether nothing of a client's making can be in a value, wherever it is put. */
export function isFixed(value: Value): boolean {
  switch (value.kind) {
    case 'safe':
    case 'database':
    case 'function':
      return true;
    case 'text':
      return partsAreFixed(value.parts);
    case 'clause':
      return isFixed(value.text);
    case 'list':
      return value.items.every(isFixed);
    case 'mapping':
      return value.keys.every(isFixed) && value.values.every(isFixed);
    case 'unknown':
      return false;
  }
}

function partsAreFixed(parts: readonly Part[]): boolean {
  return parts.every((part) => {
    if (part.kind === 'literal') return true;
    if (part.kind === 'hole') return part.content.trust === 'safe';
    return part.kind === 'group' ? partsAreFixed(part.parts) : part.options.every(partsAreFixed);
  });
}

/** What a value contributes where it is put into a text whose structure cannot show it. */
export function contentOf(value: Value): Content {
  if (value.kind === 'unknown') return value.content;
  if (isFixed(value)) return { trust: 'safe', type: value.kind === 'safe' ? value.type : null };
  if (value.kind === 'list' || value.kind === 'mapping') {
    const items = value.kind === 'list' ? value.items : [...value.keys, ...value.values];
    return worstContent(items.map(contentOf), value.kind === 'list' ? 'list' : 'dict');
  }
  if (value.kind === 'clause') return contentOf(value.text);
  return value.kind === 'text' ? worstContent(contentsOf(value.parts), 'str') : { trust: 'unknown', type: 'str' };
}

/** What several contents are together: the least trustworthy, and the part of the request where all that come from one agree. */
export function worstContent(all: readonly Content[], type: string | null): Content {
  const trust = worst(all.map((each) => each.trust));
  if (trust !== 'request') return { trust, type };
  const parts = new Set(all.filter((each) => each.trust === 'request').map(({ part }) => part ?? null));
  const [part] = parts;
  return parts.size === 1 && part ? { trust, type, part } : { trust, type };
}

const ORDER = ['safe', 'typed', 'settings', 'unknown', 'request'] as const;

function worst(all: readonly Content['trust'][]): Content['trust'] {
  return all.reduce((one, other) => (ORDER.indexOf(other) > ORDER.indexOf(one) ? other : one), 'safe');
}

function contentsOf(parts: readonly Part[]): Content[] {
  return parts.flatMap((part) => {
    if (part.kind === 'literal') return [];
    if (part.kind === 'hole') return [part.content];
    return part.kind === 'group' ? contentsOf(part.parts) : part.options.flatMap(contentsOf);
  });
}

/** More parts than this are no text that anybody reads; it counts as unknown. */
const MAXIMUM_PARTS = 3000;
const MAXIMUM_ITEMS = 200;

/** The value after branches that left two. */
export function joinValues(one: Value, other: Value): Value {
  if (one === other) return one;
  if (one.kind === 'text' && other.kind === 'text') {
    const parts = joinParts(one.parts, other.parts);
    return parts === one.parts ? one : parts.length > MAXIMUM_PARTS ? UNKNOWN_TEXT : { kind: 'text', parts };
  }
  if (one.kind === 'clause' && other.kind === 'clause')
    return { kind: 'clause', text: joinValues(one.text, other.text) };
  if (one.kind === 'clause' && other.kind === 'text') return { kind: 'clause', text: joinValues(one.text, other) };
  if (one.kind === 'text' && other.kind === 'clause') return { kind: 'clause', text: joinValues(one, other.text) };
  if (one.kind === 'list' && other.kind === 'list') {
    const isSame = one.items.length === other.items.length && one.items.every((item, i) => item === other.items[i]);
    return isSame ? one : { kind: 'list', items: union(one.items, other.items), isOpen: true };
  }
  if (one.kind === 'mapping' && other.kind === 'mapping') {
    return { kind: 'mapping', keys: union(one.keys, other.keys), values: union(one.values, other.values) };
  }
  if (one.kind === 'unknown' && other.kind === 'unknown') {
    const type = one.content.type === other.content.type ? one.content.type : null;
    return { kind: 'unknown', content: worstContent([one.content, other.content], type) };
  }
  // `None` first and a text later is the text: the other way the query would fail.
  if (one.kind === 'safe' && other.kind !== 'safe') return other;
  if (one.kind === 'safe' && other.kind === 'safe')
    return one.type !== other.type ? SAFE : one.number === other.number ? one : { kind: 'safe', type: one.type };
  if (other.kind === 'safe') return one;
  if (one.kind === 'text' || one.kind === 'clause') return isFixed(one) ? other : besideUnknown(one);
  if (other.kind === 'text' || other.kind === 'clause') return isFixed(other) ? one : besideUnknown(other);
  return UNKNOWN;
}

/** A text where another branch leaves one that cannot be seen: it is judged, but what is bound in it may not be there. */
function besideUnknown<T extends Extract<Value, { kind: 'text' | 'clause' }>>(value: T): T {
  if (value.kind === 'clause')
    return value.text.kind === 'text' ? { ...value, text: besideUnknown(value.text) } : value;
  const [only] = value.parts;
  const isOpen = value.parts.length === 1 && only?.kind === 'choice' && only.options.some(({ length }) => length === 0);
  return isOpen ? value : { ...value, parts: [{ kind: 'choice', options: [value.parts, []] }] };
}

function union(one: readonly Value[], other: readonly Value[]): readonly Value[] {
  const all = [...one];
  for (const item of other) if (!all.includes(item)) all.push(item);
  return all.length > MAXIMUM_ITEMS ? [...all.slice(0, MAXIMUM_ITEMS)] : all;
}

/** One element of what is looped over. */
export function elementOf(value: Value): Value {
  switch (value.kind) {
    case 'list':
      return joinRows(value.items);
    case 'mapping':
      return joinAll(value.keys);
    case 'unknown': {
      const inner = /^(?:list|set|tuple|Sequence|Iterable|frozenset|List|Set|Collection)\[(\w+)(?:, *\.\.\.)?\]$/.exec(
        value.content.type ?? '',
      );
      const type = value.content.type === SQL_TEXT ? SQL_TEXT : (inner?.[1] ?? null);
      return { kind: 'unknown', content: { ...value.content, type } };
    }
    case 'safe':
      return SAFE;
    case 'text':
      return isFixed(value) ? SAFE : UNKNOWN_TEXT;
    default:
      return UNKNOWN;
  }
}

/** One of several values; of tuples as long as one another one whose places are told apart. */
export function joinRows(items: readonly Value[]): Value {
  const [first] = items;
  if (items.length < 2 || first?.kind !== 'list') return joinAll(items);
  const rows: (readonly Value[])[] = [];
  for (const item of items) {
    if (item.kind !== 'list' || item.isOpen || item.items.length !== first.items.length) return joinAll(items);
    rows.push(item.items);
  }
  return { kind: 'list', items: first.items.map((_, i) => joinAll(rows.map((row) => row[i]!))) };
}

/** One of several values. */
export function joinAll(values: readonly Value[]): Value {
  return values.length === 0 ? SAFE : values.reduce(joinValues);
}
