// Finds names for imported things and places missing imports in a file's import block.
// Must not know why a name is wanted.

import { type ImportFacts, readImports } from '../facts/imports';
import type { SourceFile, TextChange } from '../facts/sourceFile';
import { STANDARD_LIBRARY } from '../project/standardLibrary';
import type { ProjectView } from '../project/view';
import type { ImportRequest } from './rule';

/** Gathers the imports that a fix needs while it writes its text. */
export interface ImportCollector {
  /**
   * How to write `name` of `module` in this file: the local name when it is imported already, `module.name` when the
   * module is or when the name means something else here, else `name` itself, and the import is asked for.
   */
  use(module: string, name: string): string;
  readonly requested: readonly ImportRequest[];
}

/** A collector for one fix in one file. */
export function collectImports(file: SourceFile, project: ProjectView): ImportCollector {
  const imports = runtimeImports(file);
  const requested: ImportRequest[] = [];
  return {
    requested,
    use(module, name) {
      const direct = imports.find((each) => each.name === name && each.module === module && each.level === 0);
      if (direct && stillMeans(direct, project)) return direct.local;
      const whole = imports.find((each) => each.name === null && each.module === module && each.level === 0);
      if (whole) return `${whole.hasAlias ? whole.local : whole.module}.${name}`;
      const taken = project.binding(name);
      if (taken && !(taken.kind === 'import' && taken.module === module && taken.imported === name)) {
        ask(requested, { module, name: null });
        return `${module}.${name}`;
      }
      ask(requested, { module, name });
      return name;
    },
  };
}

function ask(requested: ImportRequest[], wanted: ImportRequest): void {
  if (!requested.some((each) => each.module === wanted.module && each.name === wanted.name)) requested.push(wanted);
}

function stillMeans(each: ImportFacts, project: ProjectView): boolean {
  const binding = project.binding(each.local);
  return binding?.kind === 'import' && binding.imported === each.name && binding.module === each.module;
}

/** Imports that run whenever the module does: at the top level, not under TYPE_CHECKING, in a `try` or a function. */
function runtimeImports(file: SourceFile): ImportFacts[] {
  return file.regions
    .filter(({ region }) => region.kind === 'statement' && /^(future_)?import/.test(region.node.type))
    .flatMap(({ region }) => readImports(region));
}

/**
 * Edits that add imports, in offsets of the file. Names join an existing `from module import …` line, new lines go
 * where the sorted block would have them, after the docstring and any `from __future__` line.
 */
export function importEdits(file: SourceFile, requests: readonly ImportRequest[], newline: string): TextChange[] {
  const edits: TextChange[] = [];
  const byModule = new Map<string, (string | null)[]>();
  for (const { module, name } of requests) byModule.set(module, [...(byModule.get(module) ?? []), name]);
  const lines: { module: string; line: string; from: boolean }[] = [];
  for (const [module, names] of byModule) {
    const wanted = [...new Set(names.filter((name) => name !== null))].sort(compareNames);
    if (names.includes(null)) lines.push({ module, line: `import ${module}`, from: false });
    if (wanted.length === 0) continue;
    const joined = joinExisting(file, module, wanted, newline);
    if (joined) edits.push(joined);
    else lines.push({ module, line: `from ${module} import ${wanted.join(', ')}`, from: true });
  }
  for (const [at, texts] of groupByPlace(file, lines)) {
    edits.push(insertion(file, at, texts, newline));
  }
  return edits;
}

interface ImportLine {
  readonly module: string;
  readonly from: boolean;
  readonly start: number;
  readonly end: number;
  readonly section: number;
}

function importBlock(file: SourceFile): ImportLine[] {
  const block: ImportLine[] = [];
  for (const { region, start, end } of file.regions) {
    const type = region.node.type;
    const isImport =
      type === 'import_statement' || type === 'import_from_statement' || type === 'future_import_statement';
    if (isImport) {
      const first = readImports(region)[0];
      const module = first ? '.'.repeat(first.level) + first.module : '';
      block.push({ module, from: type !== 'import_statement', start, end, section: sectionOf(module) });
    } else if (block.length > 0 && type !== 'comment') {
      break;
    }
  }
  return block;
}

/** isort's sections: future, standard library, third party, relative. First party cannot be told from third here. */
function sectionOf(module: string): number {
  if (module === '__future__') return 0;
  if (module.startsWith('.')) return 3;
  return STANDARD_LIBRARY.has(module.split('.')[0]!) ? 1 : 2;
}

function groupByPlace(
  file: SourceFile,
  lines: readonly { module: string; line: string; from: boolean }[],
): Map<number, { line: string; section: number }[]> {
  const block = importBlock(file);
  const places = new Map<number, { line: string; section: number }[]>();
  for (const { module, line, from } of lines) {
    const section = sectionOf(module);
    const key = (each: { from: boolean; module: string; section: number }): string =>
      `${each.section}${each.from ? 1 : 0}${each.module.toLowerCase()}`;
    const mine = key({ from, module, section });
    let after: ImportLine | null = null;
    for (const each of block) if (key(each) <= mine || each.section === 0) after = each;
    const at = after ? after.end : -1;
    places.set(
      at,
      [...(places.get(at) ?? []), { line, section }].sort((a, b) => (a.line < b.line ? -1 : 1)),
    );
  }
  return places;
}

function insertion(
  file: SourceFile,
  after: number,
  texts: readonly { line: string; section: number }[],
  newline: string,
): TextChange {
  const { text } = file;
  const block = importBlock(file);
  const joined = texts.map(({ line }) => line).join(newline);
  if (after >= 0) {
    const previous = block.find((each) => each.end === after)!;
    const lineEnd = endOfLine(text, after);
    // A semicolon or comment behind the import stays with it.
    const gap = previous.section !== texts[0]!.section ? newline : '';
    return { start: lineEnd, end: lineEnd, newText: newline + gap + joined };
  }
  const next = block[0];
  if (next) {
    const start = text.lastIndexOf('\n', next.start - 1) + 1;
    const gap = next.section !== texts[0]!.section ? newline : '';
    return { start, end: start, newText: joined + newline + gap };
  }
  const { at, blankBefore } = endOfPreamble(file);
  const rest = text.slice(at);
  const gapAfter = /^\s*$/.test(rest) ? '' : /^(\r?\n)/.test(rest) ? '' : newline;
  return { start: at, end: at, newText: (blankBefore ? newline : '') + joined + newline + gapAfter };
}

/** Where the first import of a file without imports goes: behind a shebang, an encoding line and the docstring. */
function endOfPreamble(file: SourceFile): { at: number; blankBefore: boolean } {
  const { text } = file;
  let at = text.startsWith('\ufeff') ? 1 : 0;
  let blankBefore = false;
  for (const { region, end, line } of file.regions) {
    const { node } = region;
    const isHead = node.type === 'comment' && line < 2 && /^#(!|.*coding[:=])/.test(node.text);
    const isDocstring =
      node.type === 'expression_statement' && /^(string|concatenated_string)$/.test(node.items[0]?.type ?? '');
    if (!isHead && !isDocstring) break;
    const lineEnd = endOfLine(text, end);
    at = text.startsWith('\r\n', lineEnd) ? lineEnd + 2 : Math.min(lineEnd + 1, text.length);
    blankBefore = isDocstring;
    if (isDocstring) break;
  }
  return { at, blankBefore };
}

function endOfLine(text: string, from: number): number {
  let at = text.indexOf('\n', from);
  if (at < 0) return text.length;
  if (text[at - 1] === '\r') at--;
  return at;
}

/** Puts names into an existing `from module import a, b`, sorted among the others when these are sorted. */
function joinExisting(file: SourceFile, module: string, names: readonly string[], newline: string): TextChange | null {
  for (const { region, start } of file.regions) {
    if (region.node.type !== 'import_from_statement') continue;
    const first = readImports(region)[0];
    if (!first || first.name === '*' || first.level > 0 || first.module !== module) continue;
    const items = region.node.childrenIn('name');
    const last = items.at(-1);
    if (!last) continue;
    const texts = items.map((item) => item.text);
    const sorted = texts.every((text, i) => i === 0 || compareNames(texts[i - 1]!, text) <= 0);
    const multiline =
      /\n/.test(region.node.source.slice(items[0]!.start, last.end)) || startsOwnLine(region.text, items[0]!.start);
    const before =
      sorted && names.length === 1 ? items.find((item) => compareNames(names[0]!, item.text) < 0) : undefined;
    const indent = multiline ? /[ \t]*$/.exec(region.text.slice(0, items[0]!.start))![0] : '';
    const separator = multiline && startsOwnLine(region.text, items[0]!.start) ? `,${newline}${indent}` : ', ';
    if (before) {
      const at = start + before.start;
      return { start: at, end: at, newText: names[0]! + separator };
    }
    const at = start + last.end;
    return { start: at, end: at, newText: names.map((name) => separator + name).join('') };
  }
  return null;
}

function startsOwnLine(text: string, at: number): boolean {
  return /\n[ \t]*$/.test(text.slice(0, at));
}

/** isort's order within a line: CONSTANTS, Classes, functions, each by letters. */
function compareNames(one: string, other: string): number {
  const rank = (name: string): number =>
    /^[A-Z0-9_]+$/.test(name) && name.length > 1 ? 0 : /^[A-Z]/.test(name) ? 1 : 2;
  return rank(one) - rank(other) || (one.toLowerCase() < other.toLowerCase() ? -1 : one === other ? 0 : 1);
}
