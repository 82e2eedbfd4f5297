// Judges generated and merged docstrings by Ruff: `npm run compare:docstrings -- PROJECT… [--skip FOLDER]…`.
// On a copy, every docstring fix is applied and its placeholders are filled; what Ruff says of a touched function
// after and not before is printed, and makes the exit code 1; what is excused with a reason is counted.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { SourceFile } from '../../server/src/facts/sourceFile';
import { applyEdits, editsConflict } from '../../server/src/linter/edits';
import { settingsForFile } from '../../server/src/linter/fileSettings';
import type { Edit, FileFix } from '../../server/src/linter/rule';
import { DEFAULT_SETTINGS } from '../../server/src/linter/settings';
import { RULES } from '../../server/src/rules';
import { WORK } from '../host/packages.mjs';
import { readCommandLine } from './commandLine';
import { EXCUSES } from './docstringExcuses';
import {
  type Folder,
  inform,
  loadEngine,
  type PlacedFunction,
  placedFunctions,
  readFolder,
  requestFor,
  strictLinter,
} from './engine';
import { changedPrograms } from './fixing';
import { askRuff } from './programs';

const DOCSTRINGS = RULES.filter(({ family }) => family === 'docstrings');

/** Codes of Google's convention (Ruff turns the others off) and of pydoclint, but for what asks for docstrings of classes and modules. */
const CODES = ['D2', 'D3', 'D4', 'DOC'];

const MAXIMUM_ROUNDS = 30;

async function main(): Promise<void> {
  const { paths, skip } = readCommandLine('compare:docstrings');
  await loadEngine();
  for (const path of paths) {
    const folder = readFolder(resolve(path), skip);
    const before = new Map(folder.texts);
    const work = join(WORK, 'compare-docstrings', basename(resolve(path)));
    const complaintsBefore = complaints(folder, work);
    let applied = 0;
    for (const name of folder.texts.keys()) applied += fixFile(folder, name);
    const touched = touchedFunctions(before, folder);
    const complaintsAfter = complaints(folder, work);
    const excused = new Map<string, number>();
    let added = 0;
    for (const [key, { text, where, path: file, at }] of complaintsAfter) {
      if (complaintsBefore.has(key) || !touched.has(where)) continue;
      const source = folder.texts.get(file) ?? '';
      const excuse = EXCUSES.find(({ holds }) =>
        holds({ text, path: file, source, code: at?.code ?? '', docstring: at?.docstring ?? '' }),
      );
      if (excuse) {
        excused.set(excuse.reason, (excused.get(excuse.reason) ?? 0) + 1);
        continue;
      }
      added++;
      console.log(`new: ${text}`);
    }
    const changed = changedPrograms(before, folder.texts);
    for (const each of changed) console.log(`changed program: ${each}`);
    const left = countLeft(folder);
    console.log(
      `${path}: ${before.size} files, ${applied} fixes applied to ${touched.size} functions, ${left} problems of ours left, ` +
        `${complaintsBefore.size} of Ruff's before and ${complaintsAfter.size} after, ${added} of them new on touched functions`,
    );
    for (const [reason, number] of excused) console.log(`  ${number} more: ${reason}`);
    if (added > 0 || changed.length > 0) process.exitCode = 1;
  }
}

/** Applies the first fix of each docstring problem of a file, one function at a time, until nothing is offered. */
function fixFile(folder: Folder, path: string): number {
  const linter = strictLinter(DOCSTRINGS);
  let count = 0;
  for (let round = 0; round < MAXIMUM_ROUNDS; round++) {
    const text = folder.texts.get(path)!;
    const file = new SourceFile(path, text);
    const request = requestFor(folder, file, DOCSTRINGS);
    const taken: Edit[] = [];
    const spans: Edit[] = [];
    for (const problem of linter.lint(request)) {
      const fix = linter.fixes(problem, request)[0];
      if (!fix) continue;
      const edits = fill(fix);
      const span = {
        start: Math.min(...edits.map(({ start }) => start)),
        end: Math.max(...edits.map(({ end }) => end)),
        newText: '',
      };
      // One docstring after the other: a second fix of the same one is made from what the first leaves.
      const docstring = docstringAround(placedFunctions(file, request.settings), span);
      if (spans.some((each) => editsConflict(each, docstring) || each.start === docstring.start)) continue;
      spans.push(docstring);
      taken.push(...edits);
      count++;
    }
    file.close();
    if (taken.length === 0) break;
    folder.texts.set(path, applyEdits(text, taken));
    inform(folder.project, path, folder.texts.get(path)!);
  }
  return count;
}

function docstringAround(functions: readonly PlacedFunction[], span: Edit): Edit {
  for (const { facts, offset } of functions) {
    if (!facts.docstring) continue;
    const [start, end] = [facts.docstring.start + offset, facts.docstring.end + offset];
    if (start <= span.start && span.end <= end) return { start, end, newText: '' };
  }
  return span;
}

/** A fix's edits with their placeholders filled by harmless words, which end in a full stop where a sentence is wanted. */
function fill(fix: FileFix): Edit[] {
  const own = fix.edits.map((edit) => (fix.snippet ? { ...edit, newText: filled(edit.newText) } : edit));
  return [...own, ...fix.importEdits];
}

function filled(snippet: string): string {
  return snippet
    .replace(/\$\{\d+:((?:\\.|[^\\}])*)\}/g, (_, text: string) =>
      /^description/i.test(text) ? 'Some words about it.' : text,
    )
    .replace(/\$(\d+|\{\d+\})/g, '')
    .replace(/\\([$}\\])/g, '$1');
}

function countLeft(folder: Folder): number {
  const linter = strictLinter(DOCSTRINGS);
  let count = 0;
  for (const [path, text] of folder.texts) {
    const file = new SourceFile(path, text);
    count += linter.lint(requestFor(folder, file, DOCSTRINGS)).length;
    file.close();
  }
  return count;
}

/** A complaint of Ruff's, and the function it is about: `file function`, numbered where a file has several of a name. */
interface Complaint {
  readonly text: string;
  readonly where: string;
  readonly path: string;
  readonly at: NamedFunction | null;
}

/** What Ruff says of the docstrings of functions, by file, function, code and words. */
function complaints(folder: Folder, work: string): Map<string, Complaint> {
  rmSync(work, { recursive: true, force: true });
  for (const [path, text] of folder.texts) {
    mkdirSync(dirname(join(work, path)), { recursive: true });
    writeFileSync(join(work, path), text);
  }
  const byPath = new Map<string, { line: number; code: string; message: string }[]>();
  for (const { code, message, filename, location } of askRuff(CODES, [work])) {
    const path = relative(work, resolve(filename)).replaceAll('\\', '/');
    const here = byPath.get(path) ?? [];
    here.push({ line: location.row, code: code ?? 'syntax', message });
    byPath.set(path, here);
  }
  const found = new Map<string, Complaint>();
  for (const [path, each] of byPath) {
    const functions = functionsByName(path, folder.texts.get(path)!);
    for (const { line, code, message } of each) {
      const at = functions.findLast(({ first, last }) => first <= line && line <= last);
      const where = `${path} ${at?.name ?? ''}`;
      found.set(`${where} ${code} ${message}`, {
        text: `${path}:${line} ${at?.name ?? ''} ${code} ${message}`,
        where,
        path,
        at: at ?? null,
      });
    }
  }
  return found;
}

interface NamedFunction {
  readonly name: string;
  /** Lines of the head and docstring, from 1. */
  readonly first: number;
  readonly last: number;
  readonly docstring: string;
  /** All of it, decorators left out. */
  readonly code: string;
}

function functionsByName(path: string, text: string): NamedFunction[] {
  const file = new SourceFile(path, text);
  const seen = new Map<string, number>();
  const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length;
  const functions = placedFunctions(file, settingsForFile(path, path, DEFAULT_SETTINGS, RULES));
  const named = functions.map(({ facts, outer, offset }) => {
    const full = [...outer.map(({ name }) => name).reverse(), facts.name].join('.');
    const number = (seen.get(full) ?? 0) + 1;
    seen.set(full, number);
    return {
      name: number > 1 ? `${full}#${number}` : full,
      first: lineOf(offset + facts.whole.start),
      last: lineOf(offset + Math.max(facts.docstring?.end ?? 0, facts.parametersSpan.end)),
      docstring: facts.docstring?.text ?? '',
      code: facts.node.text,
    };
  });
  file.close();
  return named;
}

/** The functions whose docstring is another than before: `file function`. */
function touchedFunctions(before: ReadonlyMap<string, string>, folder: Folder): Set<string> {
  const touched = new Set<string>();
  for (const [path, text] of folder.texts) {
    if (before.get(path) === text) continue;
    const old = new Map(functionsByName(path, before.get(path)!).map(({ name, docstring }) => [name, docstring]));
    for (const { name, docstring } of functionsByName(path, text)) {
      if (old.get(name) !== docstring) touched.add(`${path} ${name}`);
    }
  }
  return touched;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 2;
});
