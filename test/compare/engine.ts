// Reads a folder of Python files and asks our rules about them, for the scripts that compare us with other tools.
// Must not know those tools.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { readGrammars } from '../../grammars/copy.mjs';
import type { ClassFacts } from '../../server/src/facts/classes';
import { readClassRegion } from '../../server/src/facts/classes';
import { type FunctionFacts, readFunctions } from '../../server/src/facts/functions';
import type { Region } from '../../server/src/facts/region';
import { type PlacedRegion, SourceFile } from '../../server/src/facts/sourceFile';
import { settingsForFile } from '../../server/src/linter/fileSettings';
import { createLinter, type Linter, type LintRequest } from '../../server/src/linter/lint';
import type { Rule } from '../../server/src/linter/rule';
import { DEFAULT_SETTINGS, type FileSettings, type Settings } from '../../server/src/linter/settings';
import { decodeSource } from '../../server/src/linter/sourceText';
import { readModule } from '../../server/src/project/module';
import { Project } from '../../server/src/project/project';
import type { SyntaxNode } from '../../server/src/syntax/node';
import { loadGrammar } from '../../server/src/syntax/parser';

/** Makes the parser ready; once, before anything else. */
export async function loadEngine(): Promise<void> {
  const grammars = readGrammars();
  await loadGrammar(grammars['web-tree-sitter.wasm']!.bytes, grammars['tree-sitter-python.wasm']!.bytes);
}

const SKIPPED = new Set(['node_modules', '.git', '.venv', 'venv', 'site-packages', '__pycache__']);

/** A folder of Python files in memory: texts by path from the folder, and what they tell one another. */
export interface Folder {
  readonly root: string;
  readonly texts: Map<string, string>;
  readonly project: Project;
}

/**
 * Reads the Python files at or below a path; what is no text (`decodeSource`) is left out.
 * @param skip says of a path from the root whether to leave it out
 */
export function readFolder(path: string, skip: (path: string) => boolean = () => false): Folder {
  const isFile = statSync(path).isFile();
  const root = isFile ? dirname(path) : path;
  const texts = new Map<string, string>();
  const project = new Project();
  for (const each of isFile ? [path] : listFiles(path)) {
    const name = relative(root, each).replaceAll('\\', '/');
    if (skip(name)) continue;
    const decoded = decodeSource(readFileSync(each));
    if ('reason' in decoded) continue;
    texts.set(name, decoded.text);
    inform(project, name, decoded.text);
  }
  return { root, texts, project };
}

/** Lets the project know a file's new text. */
export function inform(project: Project, path: string, text: string): void {
  const file = new SourceFile(path, text);
  project.set(readModule(path, file.regions));
  file.close();
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : listFiles(path);
      return entry.isFile() && basename(path).endsWith('.py') ? [path] : [];
    });
}

/** A linter that stops at a crash: here a crash is a finding. */
export function strictLinter(rules: readonly Rule[]): Linter {
  return createLinter(rules, (rule, path, error) => {
    throw new Error(`${rule.id} crashed on ${path}`, { cause: error });
  });
}

/** What a linter is asked about one file of a folder. */
export function requestFor(
  { project }: Folder,
  file: SourceFile,
  rules: readonly Rule[],
  settings: Partial<Settings> = {},
): LintRequest {
  return {
    file,
    settings: settingsForFile(file.path, file.path, { ...DEFAULT_SETTINGS, ...settings }, rules),
    project: project.view(file.path),
    projectState: project.state,
  };
}

/** A function at its place in a file. */
export interface PlacedFunction {
  readonly facts: FunctionFacts;
  readonly owner: ClassFacts | null;
  readonly region: Region;
  readonly settings: FileSettings;
  /** What is added to the offsets of its facts to get those of the file. */
  readonly offset: number;
  /** The classes and functions around it, from the inside out. */
  readonly outer: readonly Outer[];
}

/** A class or function in which another one stands. */
export interface Outer {
  readonly kind: 'class' | 'function';
  readonly name: string;
}

/** The functions of a file, an outer one before what is nested in it. */
export function placedFunctions(file: SourceFile, settings: FileSettings): PlacedFunction[] {
  return file.regions.flatMap(({ region, owner, start }) => {
    const ownerFacts = owner && region.kind === 'function' ? readClassRegion(owner.region) : null;
    return readFunctions(region).map((facts) => ({
      facts,
      owner: facts.localClass ?? (facts.enclosing ? null : ownerFacts),
      region,
      settings,
      offset: start,
      outer: [...outerIn(facts.whole.parent), ...(owner && region.kind === 'function' ? outerOf(owner) : [])],
    }));
  });
}

function outerIn(node: SyntaxNode | null): Outer[] {
  const found: Outer[] = [];
  for (let at = node; at; at = at.parent) {
    const kind = at.type === 'class_definition' ? 'class' : at.type === 'function_definition' ? 'function' : null;
    if (kind) found.push({ kind, name: at.child('name')?.text ?? '' });
  }
  return found;
}

function outerOf(placed: PlacedRegion): Outer[] {
  const name = readClassRegion(placed.region)?.name ?? '';
  return [{ kind: 'class', name }, ...(placed.owner ? outerOf(placed.owner) : [])];
}

/** The innermost function in whose head (decorators to signature, docstring) an offset of the file stands. */
export function functionAt(functions: readonly PlacedFunction[], offset: number): PlacedFunction | null {
  return (
    functions.findLast(({ facts, offset: start }) => {
      const end = Math.max(facts.docstring?.end ?? 0, facts.returns?.end ?? 0, facts.parametersSpan.end);
      return start + facts.whole.start <= offset && offset <= start + end;
    }) ?? null
  );
}
