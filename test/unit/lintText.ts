// Lints texts that a test holds in its hand: a small project in memory, no files.
// Must not know fixtures or markers.
import { textLanguageOf } from '../../server/src/facts/language';
import { isNotePath, readPerspectivesNote } from '../../server/src/facts/perspectives';
import { SourceFile } from '../../server/src/facts/sourceFile';
import { applyEdits, editsConflict, plainText } from '../../server/src/linter/edits';
import { settingsForFile } from '../../server/src/linter/fileSettings';
import { createLinter, type LintRequest, type PlacedProblem } from '../../server/src/linter/lint';
import { type Manifest, NO_MANIFEST } from '../../server/src/linter/manifest';
import type { FileFix, Rule } from '../../server/src/linter/rule';
import { DEFAULT_SETTINGS, type Settings } from '../../server/src/linter/settings';
import { readModule } from '../../server/src/project/module';
import { Project } from '../../server/src/project/project';
import { RULES } from '../../server/src/rules';

/** A project in memory: texts by path from its root. */
export interface Sample {
  readonly files: Readonly<Record<string, string>>;
  readonly settings?: Partial<Settings>;
  readonly python?: readonly [number, number];
  /** What pyproject.toml says of the project. */
  readonly manifest?: Partial<Manifest>;
  /** The rules that run; all by default. */
  readonly rules?: readonly Rule[];
}

/** One file of a sample, judged. */
export interface LintedFile {
  readonly path: string;
  readonly text: string;
  readonly problems: readonly PlacedProblem[];
  /** Whether the text parses without an error. */
  readonly parses: boolean;
  fixes(problem: PlacedProblem): FileFix[];
}

/**
 * Lints every file of a sample.
 * @throws what a rule threw: in tests a crash is a failure
 */
export function lintSample({ files, settings, python, manifest, rules = RULES }: Sample): LintedFile[] {
  const linter = createLinter(rules, (rule, path, error) => {
    throw new Error(`${rule.id} crashed on ${path}: ${(error as Error).stack}`, { cause: error });
  });
  const sources = Object.entries(files).map(([path, text]) => new SourceFile(path, text));
  const project = new Project();
  for (const { path, regions, text } of sources) {
    if (textLanguageOf(path) === null) project.set(readModule(path, regions));
    else if (isNotePath(path)) project.setNote(path, readPerspectivesNote(text));
  }
  return sources.map((file) => {
    const request: LintRequest = {
      file,
      settings: settingsForFile(file.path, file.path, { ...DEFAULT_SETTINGS, ...settings }, RULES, python, {
        ...NO_MANIFEST,
        ...manifest,
      }),
      project: project.view(file.path),
      projectState: project.state,
    };
    const problems = linter.lint(request);
    return {
      path: file.path,
      text: file.text,
      problems,
      parses: file.parses,
      fixes: (problem: PlacedProblem) => linter.fixes(problem, request),
    };
  });
}

/** Lints one text. */
export function lintText(text: string, options: Partial<Omit<Sample, 'files'>> & { path?: string } = {}): LintedFile {
  const { path = 'app/module.py', ...sample } = options;
  return lintSample({ ...sample, files: { [path]: text } })[0]!;
}

/** The text after one fix: snippets as their plain text; edits of other files are left out. */
export function applyFix(text: string, fix: FileFix): string {
  const own = fix.snippet ? fix.edits.map((edit) => ({ ...edit, newText: plainText(edit.newText) })) : fix.edits;
  return applyEdits(text, [...own, ...fix.importEdits]);
}

/** The files after every safe fix that is the preferred one of its problem, taken in rounds until none is left. */
export function applySafeFixes(sample: Sample): Record<string, string> {
  let files: Record<string, string> = { ...sample.files };
  for (let round = 0; round < 10; round++) {
    const next: Record<string, string> = {};
    for (const linted of lintSample({ ...sample, files })) next[linted.path] = applyRound(linted);
    if (Object.keys(files).every((path) => files[path] === next[path])) return files;
    files = next;
  }
  throw new Error('safe fixes do not come to an end');
}

function applyRound(linted: LintedFile): string {
  const taken: { start: number; end: number; newText: string }[] = [];
  for (const problem of linted.problems) {
    const fix = linted.fixes(problem).find((each) => each.safe);
    if (!fix) continue;
    const own = fix.snippet ? fix.edits.map((edit) => ({ ...edit, newText: plainText(edit.newText) })) : fix.edits;
    const imports = fix.importEdits.filter(
      (edit) => !taken.some((each) => each.start === edit.start && each.newText === edit.newText),
    );
    const edits = [...own, ...imports];
    // Two different imports at one place would join wrongly: the second waits for the next round.
    const clash = edits.some((edit) =>
      taken.some((each) => editsConflict(each, edit) || (each.start === edit.start && imports.includes(edit))),
    );
    if (!clash) taken.push(...edits);
  }
  return applyEdits(linted.text, taken);
}
