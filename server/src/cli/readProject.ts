// Reads the files of a project: texts, settings, and what every file tells the others.
// Must not judge.

import { type TextLanguage, textLanguageOf } from '../facts/language';
import { isNotePath, readPerspectivesNote } from '../facts/perspectives';
import { SourceFile } from '../facts/sourceFile';
import { type Pyproject, readPyproject, type SettingsLayer } from '../linter/configuration';
import { isJudged } from '../linter/discovery';
import { type FileSystem, folderOf, joinPath, pathFrom } from '../linter/fileSystem';
import { severityOf } from '../linter/lint';
import { createProjectSettings } from '../linter/projectSettings';
import { type Requirements, readRequirements } from '../linter/requirements';
import type { Rule } from '../linter/rule';
import type { FileSettings, Settings } from '../linter/settings';
import { decodeSource, type Encoding, tooLarge } from '../linter/sourceText';
import { readModule } from '../project/module';
import { Project } from '../project/project';
import { CONFIGURATION, type Finding, type Skipped } from './findings';
import { PositionedText } from './positions';
import type { ProjectScope } from './scope';

/** A file's text as it was read. */
export interface ReadFile {
  readonly text: string;
  readonly encoding: Encoding;
}

/** A project in memory: texts and facts, no trees. */
export interface ReadProject {
  readonly root: string;
  readonly project: Project;
  readonly files: ReadonlyMap<string, ReadFile>;
  /** Files to judge, in order of their paths, with the settings that hold for each. */
  readonly judged: ReadonlyMap<string, FileSettings>;
  readonly skipped: readonly Skipped[];
  /** Small files as they were parsed, trees closed: not to be parsed again. */
  readonly parsed: ReadonlyMap<string, SourceFile>;
  /** Wrong settings. */
  readonly configurationFindings: readonly Finding[];
}

/** What the command line says of settings. */
export interface ChosenSettings {
  readonly flags: SettingsLayer;
  readonly adjust: (settings: Settings) => Settings;
}

/**
 * Reads a project.
 * @param overlay texts that stand for files, existing or not (standard input)
 * @param onFile called before each file, for progress
 */
export async function readProject(
  scope: ProjectScope,
  chosen: ChosenSettings,
  rules: readonly Rule[],
  fileSystem: FileSystem,
  overlay: ReadonlyMap<string, Uint8Array>,
  onFile: (path: string) => void,
): Promise<ReadProject> {
  const skipped: Skipped[] = [];
  const pyprojects = new Map<string, Pyproject>();
  const configurationFindings: Finding[] = [];
  for (const path of [...scope.pyprojects].sort()) {
    try {
      const text = await readUtf8(path, fileSystem);
      const lock = await fileSystem.stat(joinPath(folderOf(path), 'uv.lock')).catch(() => null);
      const pyproject = readPyproject(text, rules, lock !== null);
      pyprojects.set(path, pyproject);
      if (pyproject.problems.length > 0) configurationFindings.push(...configurationProblems(path, text, pyproject));
    } catch (error) {
      skipped.push({ path, reason: `cannot be read: ${(error as Error).message}` });
    }
  }
  const requirements = new Map<string, Requirements>();
  for (const path of scope.requirements) {
    // Nobody asked for them to be judged: one that cannot be read says nothing.
    const text = await readUtf8(path, fileSystem).catch(() => null);
    if (text !== null) requirements.set(path, readRequirements(text));
  }
  const settingsOf = createProjectSettings({ root: scope.root, pyprojects, requirements, ...chosen }, rules);
  const project = new Project();
  const files = new Map<string, ReadFile>();
  const judged = new Map<string, FileSettings>();
  const parsed = new Map<string, SourceFile>();
  let roomForParsed = PARSED_LENGTH_KEPT;
  const paths = new Set(scope.files);
  const wanted = scope.files.filter((path) => {
    const language = textLanguageOf(path);
    if (isNotePath(pathFrom(scope.root, path) ?? '')) return true;
    return language === null || languagesLookedAt(rules, settingsOf(path).file).has(language);
  });
  for await (const [path, read] of readAhead(wanted, (path) => readText(path, fileSystem, overlay))) {
    onFile(path);
    const isWanted = scope.named.has(path) || scope.met.has(path);
    if ('reason' in read) {
      // Of the many texts beside the Python files only those that somebody named are worth a word.
      if (scope.named.has(path) || (isWanted && textLanguageOf(path) === null)) {
        skipped.push({ path, reason: read.reason });
      }
      continue;
    }
    const { file, globPath } = settingsOf(path);
    const isMet = scope.met.has(path) && isJudged({ relativePath: globPath, text: read.text, settings: file.settings });
    const isJudgedHere = scope.named.has(path) || isMet;
    // A stub says again what the module beside it says.
    if (path.endsWith('.pyi') && !isJudgedHere && paths.has(path.slice(0, -1))) continue;
    if (isNotePath(pathFrom(scope.root, path) ?? '')) project.setNote(path, readPerspectivesNote(read.text));
    files.set(path, read);
    if (isJudgedHere) judged.set(path, file);
    const source = new SourceFile(path, read.text);
    if (textLanguageOf(path) === null) project.set(readModule(path, source.regions));
    source.close();
    if (isJudgedHere && read.text.length <= roomForParsed) {
      parsed.set(path, source);
      roomForParsed -= read.text.length;
    }
  }
  return { root: scope.root, project, files, judged, skipped, parsed, configurationFindings };
}

async function readUtf8(path: string, fileSystem: FileSystem): Promise<string> {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(await fileSystem.read(path));
}

/** The languages beside Python that some rule looks at under these settings: other texts need not be read. */
function languagesLookedAt(rules: readonly Rule[], settings: FileSettings): ReadonlySet<TextLanguage> {
  return new Set(
    rules.flatMap((rule) => (rule.scope === 'region' && severityOf(rule, settings) !== null ? (rule.texts ?? []) : [])),
  );
}

/** How much text is kept parsed between the two passes; its nodes take about a hundred times the room. */
const PARSED_LENGTH_KEPT = 2 * 1024 * 1024;

const READ_AT_ONCE = 32;

/** Reads in stretches: waiting for one file after the other takes longer than parsing them. */
async function* readAhead<T>(
  paths: readonly string[],
  read: (path: string) => Promise<T>,
): AsyncGenerator<readonly [string, T]> {
  for (let at = 0; at < paths.length; at += READ_AT_ONCE) {
    yield* await Promise.all(paths.slice(at, at + READ_AT_ONCE).map(async (path) => [path, await read(path)] as const));
  }
}

async function readText(
  path: string,
  fileSystem: FileSystem,
  overlay: ReadonlyMap<string, Uint8Array>,
): Promise<ReadFile | { reason: string }> {
  try {
    const bytes = overlay.get(path) ?? (await fileSystem.read(path));
    const reason = tooLarge(bytes.length);
    return reason ? { reason } : decodeSource(bytes);
  } catch (error) {
    return { reason: `cannot be read: ${(error as Error).message}` };
  }
}

function configurationProblems(path: string, text: string, { problems }: Pyproject): Finding[] {
  const positions = new PositionedText(text);
  return problems.map(({ message, span }) => {
    const { start, end } = span ?? { start: 0, end: 0 };
    const line = positions.lineAt(start);
    return {
      ...CONFIGURATION,
      path,
      start: positions.positionAt(start),
      end: positions.positionAt(end),
      severity: 'error',
      message,
      source: { text: line.text, start: line.at, end: line.at + (end - start) },
      related: [],
      fixes: [],
    };
  });
}
