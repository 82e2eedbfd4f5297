// Places missing imports in a file: in an existing line of their module, in the sorted block, or behind the docstring.
// Must not know who asks for them.
import { readImports } from '../facts/imports';
import type { PlacedRegion, SourceFile, TextChange } from '../facts/sourceFile';
import { STANDARD_LIBRARY } from '../project/standardLibrary';
import type { SyntaxNode } from '../syntax/node';
import { fullModule, isImport } from './imports';
import { lineEnd } from './lines';
import type { ImportRequest } from './rule';

/** An import statement of the file, or one to come. */
interface ImportLine {
  readonly module: string;
  readonly from: boolean;
  readonly section: number;
}

interface PlacedLine extends ImportLine {
  readonly placed: PlacedRegion;
}

interface NewLine extends ImportLine {
  readonly text: string;
}

/** Whether a module is one of the project's own. */
type IsOwn = (module: string) => boolean;

/**
 * Edits that add imports, in offsets of the file. Names join an existing `from module import …` line, new lines go
 * where the sorted block would have them, after the docstring and any `from __future__` line. What is imported
 * already is not imported again.
 * @param before UTF-16 offset of the code that needs them: import lines behind it are not touched
 * @param isOwn where it is told, the project's own modules have a section of their own, unless the file mixes them already
 */
export function importEdits(
  file: SourceFile,
  requests: readonly ImportRequest[],
  newline: string,
  before = Number.POSITIVE_INFINITY,
  isOwn: IsOwn = () => false,
): TextChange[] {
  const edits: TextChange[] = [];
  const lines: NewLine[] = [];
  const sectionOf = sectionsOf(file, before, isOwn);
  const newLine = (module: string, from: boolean, text: string): NewLine => ({
    module,
    from,
    section: sectionOf(module),
    text,
  });
  const statements = file.regions.filter(({ region, end }) => end <= before && isImport(region.node.type));
  const byModule = new Map<string, (string | null)[]>();
  for (const { module, name } of requests) byModule.set(module, [...(byModule.get(module) ?? []), name]);
  for (const [module, names] of byModule) {
    if (names.includes(null) && !statements.some((each) => importsWhole(each, module))) {
      lines.push(newLine(module, false, `import ${module}`));
    }
    const wanted = [...new Set(names.filter((name) => name !== null))].sort(compareNames);
    if (wanted.length === 0) continue;
    const joined = joinExisting(statements, module, wanted, newline);
    if (joined) edits.push(...joined);
    else lines.push(newLine(module, true, fromLine(module, wanted, newline)));
  }
  return [...edits, ...placeLines(file, lines.sort(compareLines), newline, importBlock(file, before, sectionOf))];
}

/** How long a line may be before formatters break it (Black, Ruff). */
const LINE_LENGTH = 88;

function fromLine(module: string, names: readonly string[], newline: string): string {
  const line = `from ${module} import ${names.join(', ')}`;
  if (line.length <= LINE_LENGTH) return line;
  return `from ${module} import (${names.map((name) => `${newline}    ${name},`).join('')}${newline})`;
}

function importsWhole({ region }: PlacedRegion, module: string): boolean {
  return readImports(region).some((each) => each.name === null && each.module === module && !each.hasAlias);
}

/** isort's sections: future, standard library, third party, the project's own where these are told, relative. */
function sectionOf(module: string, isOwn: IsOwn): number {
  if (module === '__future__') return 0;
  if (module.startsWith('.')) return 4;
  if (STANDARD_LIBRARY.has(module.split('.')[0]!)) return 1;
  return isOwn(module) ? 3 : 2;
}

/** The sections as the file has them: without one for the project's own modules where they stand among the others. */
function sectionsOf(file: SourceFile, before: number, isOwn: IsOwn): (module: string) => number {
  const told = (module: string): number => sectionOf(module, isOwn);
  const block = importBlock(file, before, told);
  const isMixed = block.some(({ section, placed }, i) => {
    const previous = block[i - 1];
    if (!previous || section < 2 || section > 3 || previous.section < 2 || previous.section > 3) return false;
    if (previous.section === section) return false;
    return !/\n[ \t]*\r?\n/.test(file.text.slice(previous.placed.end, placed.start));
  });
  return isMixed ? (module) => sectionOf(module, () => false) : told;
}

/** isort's order: by section, plain imports before `from` ones, then by letters. */
function compareLines(one: ImportLine, other: ImportLine): number {
  const key = (each: ImportLine): string => `${each.section}${each.from ? 1 : 0}${each.module.toLowerCase()}`;
  return key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0;
}

/** The first run of imports that nothing but comments interrupts. */
function importBlock(file: SourceFile, before: number, sectionOf: (module: string) => number): PlacedLine[] {
  const block: PlacedLine[] = [];
  for (const placed of file.regions) {
    if (placed.end > before) break;
    const { type } = placed.region.node;
    if (isImport(type)) {
      const first = readImports(placed.region)[0];
      const module = first ? fullModule(first) : '';
      block.push({ module, from: type !== 'import_statement', section: sectionOf(module), placed });
    } else if (block.length > 0 && type !== 'comment') {
      break;
    }
  }
  return block;
}

/** Gathers lines that go to the same place into one edit each. */
function placeLines(
  file: SourceFile,
  lines: readonly NewLine[],
  newline: string,
  block: readonly PlacedLine[],
): TextChange[] {
  const behind = new Map<PlacedLine, NewLine[]>();
  const inFront = new Map<PlacedLine, NewLine[]>();
  const atHead: NewLine[] = [];
  for (const line of lines) {
    const at = block.findLastIndex((each) => compareLines(each, line) <= 0);
    const previous = block[at];
    const next = block[at + 1];
    const list =
      previous && (previous.section === line.section || next?.section !== line.section || !beginsLine(file, next))
        ? listIn(behind, previous)
        : next && beginsLine(file, next) && !(line.section === 0 && followsCode(file, next))
          ? listIn(inFront, next)
          : next && line.section > 0
            ? listIn(behind, next)
            : atHead;
    list.push(line);
  }
  const edits: TextChange[] = [];
  if (atHead.length > 0) edits.push(insertAtHead(file, atHead, newline));
  for (const [next, own] of inFront) {
    const gap = own.at(-1)!.section === next.section ? newline : newline + newline;
    edits.push({ start: next.placed.start, end: next.placed.start, newText: joinLines(own, newline) + gap });
  }
  for (const [previous, own] of behind) {
    const at = endOfLine(file, previous.placed.end);
    const gap = own[0]!.section === previous.section ? newline : newline + newline;
    edits.push({ start: at, end: at, newText: gap + joinLines(own, newline) });
  }
  return edits;
}

function listIn<K, T>(lists: Map<K, T[]>, key: K): T[] {
  let list = lists.get(key);
  if (!list) {
    list = [];
    lists.set(key, list);
  }
  return list;
}

/** Lines with a blank one between sections. */
function joinLines(lines: readonly NewLine[], newline: string): string {
  return lines
    .map(({ text, section }, i) => (i > 0 && lines[i - 1]!.section !== section ? newline : '') + text)
    .join(newline);
}

function beginsLine({ text }: SourceFile, { placed }: PlacedLine): boolean {
  return placed.start === 0 || /[\n\ufeff]/.test(text[placed.start - 1]!);
}

function followsCode(file: SourceFile, { placed }: PlacedLine): boolean {
  return file.regions.some(
    ({ region, start }) => start < placed.start && !/^comment$/.test(region.node.type) && !isDocstring(region.node),
  );
}

/** The end of the line on which a statement ends, with all that begins on it: `import os; x = """…"""`. */
export function endOfLine(file: SourceFile, from: number): number {
  const { text } = file;
  let at = lineEnd(text, from);
  for (const { start, end } of file.regions) if (start < at && end > at) at = lineEnd(text, end);
  return at;
}

/** Puts lines into a file without imports: behind a shebang, an encoding line, a licence and the docstring. */
function insertAtHead(file: SourceFile, lines: readonly NewLine[], newline: string): TextChange {
  const { text } = file;
  const { last, gap } = endOfPreamble(file);
  const joined = joinLines(lines, newline) + newline;
  const separate = (rest: string): string => (/^(\s*$|\r?\n)/.test(rest) ? '' : newline);
  if (!last) {
    const at = text.startsWith('\ufeff') ? 1 : 0;
    return { start: at, end: at, newText: joined + separate(text.slice(at)) };
  }
  const end = endOfLine(file, last.end);
  const broken = /^\r?\n/.exec(text.slice(end))?.[0] ?? '';
  const at = end + broken.length;
  const lead = (broken === '' ? newline : '') + (gap ? newline : '');
  return { start: at, end: at, newText: lead + joined + separate(text.slice(at)) };
}

/**
 * The last statement or comment behind which imports may stand, null for none, and whether a blank line goes between.
 * A comment on the lines right above the code belongs to the code.
 */
function endOfPreamble({ regions, text }: SourceFile): { last: PlacedRegion | null; gap: boolean } {
  const index = regions.findIndex(({ region }) => region.node.type !== 'comment');
  const comments = index < 0 ? regions : regions.slice(0, index);
  const code = regions[index];
  if (code && isDocstring(code.region.node)) return { last: code, gap: true };
  let last: PlacedRegion | null = null;
  for (const [i, comment] of comments.entries()) {
    const isHead = comment.line < 2 && /^#(!|.*coding[:=])/.test(comment.region.text);
    const next = comments[i + 1] ?? code;
    const isParagraphEnd = !next || /\n[ \t]*\r?\n/.test(text.slice(comment.end, next.start));
    if (isHead || isParagraphEnd) last = comment;
  }
  return { last, gap: last !== null && !/^#(!|.*coding[:=])/.test(last.region.text) };
}

function isDocstring(node: SyntaxNode): boolean {
  return node.type === 'expression_statement' && /^(string|concatenated_string)$/.test(node.items[0]?.type ?? '');
}

/** Puts names into an existing `from module import a, b`, sorted among the others when these are sorted. */
function joinExisting(
  statements: readonly PlacedRegion[],
  module: string,
  names: readonly string[],
  newline: string,
): TextChange[] | null {
  for (const { region, start } of statements) {
    const first = readImports(region)[0];
    if (!first || region.node.type === 'import_statement' || fullModule(first) !== module) continue;
    const items = region.node.childrenIn('name');
    if (first.name === '*' || items.length === 0) continue;
    const missing = names.filter((name) => !items.some((item) => item.text === name));
    return joinNames(region.node, items, missing, newline).map((edit) => ({
      start: edit.start + start,
      end: edit.end + start,
      newText: edit.newText,
    }));
  }
  return null;
}

function joinNames(
  statement: SyntaxNode,
  items: readonly SyntaxNode[],
  names: readonly string[],
  newline: string,
): TextChange[] {
  const text = statement.source;
  const isParenthesized = /\(/.test(text.slice(statement.start, items[0]!.start));
  const ownIndent = (item: SyntaxNode): string | null =>
    isParenthesized ? (/\n([ \t]*)$/.exec(text.slice(0, item.start))?.[1] ?? null) : null;
  const isSorted = items.every((item, i) => i === 0 || compareNames(items[i - 1]!.text, item.text) <= 0);
  const inFront = new Map<SyntaxNode, string[]>();
  const behind: string[] = [];
  for (const name of names) {
    const next = isSorted ? items.find((item) => compareNames(name, item.text) < 0) : undefined;
    (next ? listIn(inFront, next) : behind).push(name);
  }
  const edits: TextChange[] = [];
  for (const [item, own] of inFront) {
    const indent = ownIndent(item);
    const separator = indent === null ? ', ' : `,${newline}${indent}`;
    edits.push({ start: item.start, end: item.start, newText: own.map((name) => name + separator).join('') });
  }
  if (behind.length > 0) edits.push(...append(text, items.at(-1)!, ownIndent(items.at(-1)!), behind, newline));
  return edits;
}

/** Names behind the last one; where names have lines of their own, behind its comma and comment. */
function append(
  text: string,
  last: SyntaxNode,
  indent: string | null,
  names: readonly string[],
  newline: string,
): TextChange[] {
  const at = last.end;
  if (indent === null) return [{ start: at, end: at, newText: names.map((name) => `, ${name}`).join('') }];
  const comma = /^[ \t]*,/.exec(text.slice(at))?.[0] ?? '';
  const end = lineEnd(text, at);
  // `List)`: what closes the list stays behind the new names.
  const closesHere = /^[ \t]*,?[ \t]*\)/.test(text.slice(at));
  const where = closesHere ? at + comma.length : end;
  const lines = newline + indent + names.join(`,${newline}${indent}`) + (comma === '' ? '' : ',');
  if (comma !== '' || where === at) {
    return [{ start: where, end: where, newText: (comma === '' ? ',' : '') + lines }];
  }
  return [
    { start: at, end: at, newText: ',' },
    { start: where, end: where, newText: lines },
  ];
}

/** isort's order within a line: CONSTANTS, Classes, functions, each by letters. */
function compareNames(one: string, other: string): number {
  const rank = (name: string): number =>
    /^[A-Z0-9_]+$/.test(name) && name.length > 1 ? 0 : /^[A-Z]/.test(name) ? 1 : 2;
  return rank(one) - rank(other) || (one.toLowerCase() < other.toLowerCase() ? -1 : one === other ? 0 : 1);
}
