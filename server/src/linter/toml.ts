// Reads TOML into values that know where they stand, so that a wrong one can be underlined.
// Must not know what the settings mean.
import { type AST, ParseError, parseTOML } from 'toml-eslint-parser';
import type { Span } from '../syntax/node';

/** A value of a settings file or object; spans are null where it did not come from a text. */
export type Located = LocatedTable | LocatedArray | LocatedScalar;

export interface LocatedTable {
  readonly kind: 'table';
  readonly span: Span | null;
  readonly entries: Map<string, LocatedEntry>;
}

export interface LocatedEntry {
  readonly keySpan: Span | null;
  readonly value: Located;
}

export interface LocatedArray {
  readonly kind: 'array';
  readonly span: Span | null;
  readonly items: readonly Located[];
}

export interface LocatedScalar {
  readonly kind: 'scalar';
  readonly span: Span | null;
  /** A string, number or boolean; anything else (a date, null) as it came. */
  readonly value: unknown;
}

/** What a TOML text holds, or where it is no TOML. */
export type TomlResult = { readonly table: LocatedTable } | { readonly error: { message: string; span: Span } };

/**
 * Reads a TOML text (1.0, with what 1.1 allows besides).
 * @returns values with UTF-16 offsets in the text; a syntax error's span is one character, or the rest of the line
 */
export function readToml(text: string): TomlResult {
  // Python tools read pyproject.toml as UTF-8 and stumble over a byte order mark; editors write it all the same.
  const skipped = text.startsWith('\ufeff') ? 1 : 0;
  const root: LocatedTable = { kind: 'table', span: { start: 0, end: text.length }, entries: new Map() };
  let program: AST.TOMLProgram;
  try {
    program = parseTOML(text.slice(skipped), { tomlVersion: '1.1' });
  } catch (error) {
    if (!(error instanceof ParseError)) return { error: { message: String(error), span: { start: 0, end: 0 } } };
    const start = Math.min(error.index + skipped, text.length);
    const lineEnd = /\r?\n|$/.exec(text.slice(start))!.index + start;
    return { error: { message: error.message, span: { start, end: Math.max(start, lineEnd) } } };
  }
  const place = ([start, end]: AST.Range): Span => ({ start: start + skipped, end: end + skipped });
  for (const node of program.body[0].body) {
    if (node.type === 'TOMLKeyValue') addKeyValue(root, node, place);
    else addTable(root, node, place);
  }
  return { table: root };
}

type Place = (range: AST.Range) => Span;

function addTable(root: LocatedTable, node: AST.TOMLTable, place: Place): void {
  // Tables of arrays (`[[a.b]]`) hold nothing that anybody here asks for; the key tells that one stands there.
  const table = descend(root, node.key.keys, place);
  if (node.kind === 'array' || !table) return;
  for (const each of node.body) addKeyValue(table, each, place);
}

function addKeyValue(table: LocatedTable, node: AST.TOMLKeyValue, place: Place): void {
  const keys = node.key.keys;
  const parent = descend(table, keys.slice(0, -1), place);
  const last = keys.at(-1);
  if (!parent || !last) return;
  parent.entries.set(nameOf(last), { keySpan: place(last.range), value: locate(node.value, place) });
}

function descend(from: LocatedTable, keys: readonly (AST.TOMLBare | AST.TOMLQuoted)[], place: Place) {
  let table = from;
  for (const key of keys) {
    let entry = table.entries.get(nameOf(key));
    if (!entry) {
      entry = { keySpan: place(key.range), value: { kind: 'table', span: place(key.range), entries: new Map() } };
      table.entries.set(nameOf(key), entry);
    }
    if (entry.value.kind !== 'table') return null;
    table = entry.value;
  }
  return table;
}

function nameOf(key: AST.TOMLBare | AST.TOMLQuoted): string {
  return key.type === 'TOMLBare' ? key.name : key.value;
}

function locate(node: AST.TOMLContentNode, place: Place): Located {
  const span = place(node.range);
  if (node.type === 'TOMLArray')
    return { kind: 'array', span, items: node.elements.map((each) => locate(each, place)) };
  if (node.type === 'TOMLInlineTable') {
    const table: LocatedTable = { kind: 'table', span, entries: new Map() };
    for (const each of node.body) addKeyValue(table, each, place);
    return table;
  }
  return { kind: 'scalar', span, value: node.value };
}

/** A value of the editor's settings in the same form, without spans. */
export function locateJson(value: unknown): Located {
  if (Array.isArray(value)) return { kind: 'array', span: null, items: value.map(locateJson) };
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value)
      // An editor sends null for what is not set.
      .filter(([, each]) => each !== null && each !== undefined)
      .map(([key, each]): [string, LocatedEntry] => [key, { keySpan: null, value: locateJson(each) }]);
    return { kind: 'table', span: null, entries: new Map(entries) };
  }
  return { kind: 'scalar', span: null, value };
}

/** The value at a path of keys, or null. */
export function valueAt(table: LocatedTable, ...path: readonly string[]): Located | null {
  let value: Located = table;
  for (const key of path) {
    const entry: LocatedEntry | undefined = value.kind === 'table' ? value.entries.get(key) : undefined;
    if (!entry) return null;
    value = entry.value;
  }
  return value;
}
