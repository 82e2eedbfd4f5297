// Applies every safe fix of a file, in rounds until none is left.
// Must not know where the text comes from or who asked.
import { SourceFile } from '../facts/sourceFile';
import { readModule } from '../project/module';
import type { Project } from '../project/project';
import { EditedText } from './composeEdits';
import { applyEdits, editsConflict, plainText } from './edits';
import type { Linter } from './lint';
import type { Edit, FileFix } from './rule';
import type { FileSettings } from './settings';

/** What all safe fixes make of a file. */
export interface FixedFile {
  readonly text: string;
  /** How they lead there: disjoint edits of the text before, in source order. */
  readonly edits: readonly Edit[];
  /** How many fixes were made. */
  readonly count: number;
}

/** A fix may bring up the next one (an annotation makes a return type known), but not without end. */
const MAXIMUM_ROUNDS = 10;

/**
 * Fixes a file as far as safe fixes go. The project hears of each round and is left as it was found.
 * @param text what the file holds; a fix that touches other files too is not taken
 * @param rounds how often fixes may bring up further ones
 */
export function fixAll(
  path: string,
  text: string,
  settings: FileSettings,
  project: Project,
  linter: Linter,
  rounds = MAXIMUM_ROUNDS,
): FixedFile {
  const restore = project.checkpoint(path);
  const edited = new EditedText(text.length);
  const file = new SourceFile(path, text);
  let count = 0;
  try {
    for (let round = 0; round < rounds; round++) {
      project.set(readModule(path, file.regions));
      const taken = chooseFixes(file, settings, project, linter);
      if (taken.edits.length === 0) break;
      const next = applyEdits(file.text, taken.edits);
      // Later offsets first: each edit is told in offsets of the text that the one before left.
      file.update([...taken.edits].sort((one, other) => other.start - one.start || other.end - one.end));
      if (file.text !== next) file.update([{ start: 0, end: file.text.length, newText: next }]);
      edited.apply(taken.edits);
      count += taken.count;
    }
    return { text: file.text, edits: edited.edits(), count };
  } finally {
    file.close();
    restore();
  }
}

/** The safe fixes of one round that do not touch one another: the first of each problem, in source order. */
function chooseFixes(
  file: SourceFile,
  settings: FileSettings,
  project: Project,
  linter: Linter,
): { edits: Edit[]; count: number } {
  const request = { file, settings, project: project.view(file.path), projectState: project.state };
  const taken: Edit[] = [];
  let count = 0;
  for (const problem of linter.lint(request)) {
    const fix = linter.fixes(problem, request).find(isSafeHere);
    if (!fix) continue;
    const own = fix.snippet ? fix.edits.map((edit) => ({ ...edit, newText: plainText(edit.newText) })) : fix.edits;
    const imports = fix.importEdits.filter((edit) => !taken.some((each) => sameEdit(each, edit)));
    // Two different imports at one place would join wrongly: the second waits for the next round.
    const clash =
      own.some((edit) => taken.some((each) => editsConflict(each, edit) || sameEdit(each, edit))) ||
      imports.some((edit) => taken.some((each) => editsConflict(each, edit) || each.start === edit.start));
    if (clash) continue;
    taken.push(...own, ...imports);
    count++;
  }
  return { edits: taken, count };
}

/** Whether fix-all takes a fix: it is safe and stays within the file. */
export function isSafeHere(fix: FileFix): boolean {
  return fix.safe && Object.keys(fix.otherFiles).length === 0;
}

function sameEdit(one: Edit, other: Edit): boolean {
  return one.start === other.start && one.end === other.end && one.newText === other.newText;
}
