// Brings what Ruff says and what our rules say of the same files to one form, and finds where they differ.
// Must not judge who is right.
import { relative, resolve } from 'node:path';
import { SourceFile } from '../../server/src/facts/sourceFile';
import type { Rule } from '../../server/src/linter/rule';
import { type Folder, functionAt, type PlacedFunction, placedFunctions, requestFor, strictLinter } from './engine';
import { askRuff } from './programs';

/** Which of Ruff's codes say what one of our rules says. */
export const PAIRS: Readonly<Record<string, readonly string[]>> = {
  'missing-parameter-type': ['ANN001', 'ANN002', 'ANN003'],
  'missing-return-type': ['ANN201', 'ANN202', 'ANN204', 'ANN205', 'ANN206'],
  'missing-docstring': ['D102', 'D103', 'D105', 'D107'],
  'undocumented-parameter': ['D417'],
  'unknown-documented-parameter': ['DOC102'],
  'undocumented-return': ['DOC201'],
  'superfluous-return-section': ['DOC202'],
  'undocumented-yield': ['DOC402'],
  'undocumented-exception': ['DOC501'],
};

/** Something that one side says of a function and the other does not. */
export interface Disagreement {
  readonly side: 'ours' | 'ruff';
  readonly rule: string;
  /** Ruff's code, where Ruff says it. */
  readonly code: string | null;
  readonly path: string;
  /** Of the function's name, from 1; of the diagnostic where there is no function. */
  readonly line: number;
  /** The parameter or exception in question; null where the whole function is. */
  readonly name: string | null;
  /** What was said. */
  readonly message: string;
  /** The function; null where our parser sees none there. */
  readonly at: PlacedFunction | null;
  /** All that either side said of the same function: `ours missing-docstring`, `ruff undocumented-return`. */
  readonly said: ReadonlySet<string>;
  /** The file's text. */
  readonly source: string;
  /** The names in the module's `__all__`; null where it has none. */
  readonly exported: ReadonlySet<string> | null;
  /** Whether Ruff, and whether we, read the file without a syntax error. */
  readonly ruffReads: boolean;
  readonly weRead: boolean;
}

/** What a comparison of one folder gives. */
export interface Comparison {
  readonly files: number;
  /** What both sides say, by rule. */
  readonly agreed: ReadonlyMap<string, number>;
  readonly disagreements: readonly Disagreement[];
}

type Said = Omit<Disagreement, 'said' | 'source' | 'exported' | 'ruffReads' | 'weRead'>;

/** Compares the paired rules over a folder. */
export function compareFolder(folder: Folder, rules: readonly Rule[]): Comparison {
  const compared = rules.filter(({ id }) => id in PAIRS);
  const ruleOf = new Map(compared.flatMap(({ id }) => PAIRS[id]!.map((code) => [code, id] as const)));
  const told = askRuff([...ruleOf.keys()], [folder.root]);
  const byPath = new Map<string, typeof told>();
  for (const each of told) {
    const path = relative(resolve(folder.root), each.filename).replaceAll('\\', '/');
    const known = byPath.get(path);
    if (known) known.push(each);
    else byPath.set(path, [each]);
  }
  const linter = strictLinter(compared);
  const agreed = new Map<string, number>();
  const disagreements: Disagreement[] = [];
  for (const [path, text] of folder.texts) {
    // Ruff is told to ignore the comments that suppress; here they lose their words and keep their length.
    const masked = text.replace(/noqa/gi, 'n-qa').replace(/fastidious:/gi, 'f-stidious:');
    const file = new SourceFile(path, masked);
    const request = requestFor(folder, file, compared);
    const functions = placedFunctions(file, request.settings);
    const lines = lineStarts(masked);
    const lineOf = (offset: number): number => lines.findLastIndex((start) => start <= offset) + 1;
    const describe = (offset: number): Pick<Said, 'at' | 'line'> => {
      const at = functionAt(functions, offset);
      return { at, line: lineOf(at ? at.offset + at.facts.nameSpan.start : offset) };
    };
    const ours: Said[] = linter.lint(request).flatMap((problem) => {
      const { id } = problem.rule;
      const common = { side: 'ours', rule: id, code: null, path, message: problem.message } as const;
      const { data } = problem.origin.problem;
      const name = id === 'undocumented-exception' || typeof data !== 'string' ? nameIn(problem.message, id) : data;
      return [{ ...common, ...describe(problem.start), name }];
    });
    const here = byPath.get(path) ?? [];
    const theirs: Said[] = here.flatMap(({ code, message, location }) => {
      if (code === null || !ruleOf.has(code)) return [];
      const rule = ruleOf.get(code)!;
      const placed = describe(
        lines[location.row - 1]! + columnOffset(masked, lines[location.row - 1]!, location.column),
      );
      const names = [...message.matchAll(/`([^`]*)`/g)].map((match) => match[1]!.replace(/^\*+/, ''));
      const about = code === 'D417' ? names.slice(1) : /^(ANN00|DOC102|DOC501)/.test(code) ? names.slice(0, 1) : [null];
      return about.map((name) => ({ side: 'ruff', rule, code, path, message, ...placed, name }) as const);
    });
    const print = ({ rule, line, name }: Said): string => `${rule} ${line} ${name}`;
    const [inOurs, inTheirs] = [new Set(ours.map(print)), new Set(theirs.map(print))];
    for (const each of ours) if (inTheirs.has(print(each))) agreed.set(each.rule, (agreed.get(each.rule) ?? 0) + 1);
    const ruffReads = here.every(({ code }) => code !== 'invalid-syntax' && code !== null);
    const exported = exportedNames(masked);
    const all = [...ours, ...theirs];
    for (const each of all) {
      if ((each.side === 'ours' ? inTheirs : inOurs).has(print(each))) continue;
      const said = new Set(all.filter(({ line }) => line === each.line).map(({ side, rule }) => `${side} ${rule}`));
      disagreements.push({ ...each, said, source: masked, exported, ruffReads, weRead: file.parses });
    }
    file.close();
  }
  return { files: folder.texts.size, agreed, disagreements };
}

/** The last quoted name of one of our messages, where the rule speaks of one. */
function nameIn(message: string, rule: string): string | null {
  if (rule !== 'undocumented-exception' && rule !== 'unknown-documented-parameter') return null;
  const names = [...message.matchAll(/"([\w.*]+)"/g)].map((match) => match[1]!);
  return (rule === 'undocumented-exception' ? names[1]?.split('.').at(-1) : names[0]) ?? null;
}

/** The strings of a module's `__all__`, as far as they are written out. */
function exportedNames(text: string): ReadonlySet<string> | null {
  const lists = [...text.matchAll(/^__all__(?:\s*\+?=|\s*:[^=]*=|\.extend\()([^\])]*)/gm)].map((match) => match[1]!);
  if (lists.length === 0) return null;
  return new Set(lists.flatMap((list) => [...list.matchAll(/['"](\w+)['"]/g)].map((match) => match[1]!)));
}

/** Lines as Ruff counts them: `\n`, `\r\n` and a lone `\r` end one. */
function lineStarts(text: string): number[] {
  return [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map((match) => match.index + match[0].length)];
}

function columnOffset(text: string, lineStart: number, column: number): number {
  let at = lineStart;
  for (let i = 1; i < column; i++) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return at - lineStart;
}
