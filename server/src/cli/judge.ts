// Judges the files of a project that was read, and mends them where that is wanted.
// Must not read or write files.
import { SourceFile } from '../facts/sourceFile';
import { plainText, sortEdits } from '../linter/edits';
import { fixProject } from '../linter/fixProject';
import type { Linter, LintRequest, PlacedProblem } from '../linter/lint';
import type { Edit, FileFix } from '../linter/rule';
import type { Finding, FindingFix, Place } from './findings';
import { PositionedText } from './positions';
import type { ReadProject } from './readProject';

/**
 * The problems of every judged file, in order of path and place. Memory holds one tree at a time.
 * @param texts of the project's files, as they are now
 * @param onFile called before each file, for progress
 */
export function* judge(
  read: ReadProject,
  texts: ReadonlyMap<string, string>,
  linter: Linter,
  onFile: (path: string) => void,
): Iterable<Finding> {
  const { project, judged } = read;
  const positioned = (path: string): PositionedText => new PositionedText(texts.get(path) ?? '');
  for (const [path, settings] of judged) {
    onFile(path);
    const text = texts.get(path)!;
    const kept = read.parsed.get(path);
    const file = kept?.text === text ? kept : new SourceFile(path, text);
    try {
      const request = { file, settings, project: project.view(path), projectState: project.state };
      const problems = linter.lint(request);
      if (problems.length === 0) continue;
      const here = positioned(path);
      const at = (each: string): PositionedText => (each === path ? here : positioned(each));
      for (const problem of problems) yield describe(problem, path, linter, request, at);
    } finally {
      file.close();
    }
  }
}

function describe(
  problem: PlacedProblem,
  path: string,
  linter: Linter,
  request: LintRequest,
  at: (path: string) => PositionedText,
): Finding {
  const { rule, severity, message, start, end, related } = problem;
  const line = at(path).lineAt(start);
  return {
    rule: rule.id,
    family: rule.family,
    severity,
    message,
    ...place(path, start, end, at),
    source: { text: line.text, start: line.at, end: Math.min(line.text.length, line.at + (end - start)) },
    related: related.map((each) => ({ ...place(each.path ?? path, each.start, each.end, at), message: each.message })),
    fixes: linter.fixes(problem, request).map((fix) => describeFix(fix, path, at)),
  };
}

function describeFix(fix: FileFix, path: string, at: (path: string) => PositionedText): FindingFix {
  const own = fix.snippet ? fix.edits.map((edit) => ({ ...edit, newText: plainText(edit.newText) })) : fix.edits;
  const placeAll = (target: string, edits: readonly Edit[]) =>
    sortEdits(edits).map(({ start, end, newText }) => ({ ...place(target, start, end, at), newText }));
  return {
    title: fix.title,
    safe: fix.safe,
    edits: [
      ...placeAll(path, [...own, ...fix.importEdits]),
      ...Object.entries(fix.otherFiles).flatMap(([other, edits]) => placeAll(other, edits)),
    ],
  };
}

function place(path: string, start: number, end: number, at: (path: string) => PositionedText): Place {
  const text = at(path);
  return { path, start: text.positionAt(start), end: text.positionAt(end) };
}

/** What mending made of a project. */
export interface MendedProject {
  /** The texts of all files, mended or not. */
  readonly texts: ReadonlyMap<string, string>;
  /** How many fixes were made, by the path of each file that changed. */
  readonly counts: ReadonlyMap<string, number>;
  /** Files whose mended text would not parse, and which stay as they were. */
  readonly spoilt: readonly string[];
}

/** Applies every safe fix of every judged file, until none is left. The project takes the mended files in. */
export function mend(read: ReadProject, linter: Linter, onFile: (path: string) => void): MendedProject {
  const { project, judged, files } = read;
  const texts = new Map([...files].map(([path, { text }]) => [path, text]));
  const steps = fixProject(
    [...judged].map(([path, settings]) => ({ path, text: texts.get(path)!, settings })),
    project,
    linter,
  );
  for (;;) {
    const step = steps.next();
    if (!step.done) {
      onFile(step.value.path);
      continue;
    }
    const counts = new Map<string, number>();
    for (const [path, { text, count }] of step.value.files) {
      texts.set(path, text);
      counts.set(path, count);
    }
    return { texts, counts, spoilt: step.value.spoilt };
  }
}
