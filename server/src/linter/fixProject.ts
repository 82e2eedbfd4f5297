// Applies every safe fix of every file of a project, until none is left.
// Must not know where the texts come from, nor what becomes of them.
import { SourceFile } from '../facts/sourceFile';
import { type ModuleFacts, readModule } from '../project/module';
import type { Project } from '../project/project';
import { EditedText } from './composeEdits';
import { fixAll } from './fixAll';
import type { Linter } from './lint';
import type { Edit } from './rule';
import type { FileSettings } from './settings';

/** A file to be mended. */
export interface FileToFix {
  readonly path: string;
  readonly text: string;
  readonly settings: FileSettings;
}

/** What became of a file that fixes changed. */
export interface MendedFile {
  readonly text: string;
  /** How they lead there: disjoint edits of the text before, in source order. */
  readonly edits: readonly Edit[];
  /** How many fixes were made. */
  readonly count: number;
}

/** What mending made of a project. */
export interface MendedProject {
  /** Only the files that changed, by path. */
  readonly files: ReadonlyMap<string, MendedFile>;
  /** Files whose mended text would not parse, and which stay as they were. */
  readonly spoilt: readonly string[];
}

/** One file's mended signature may make another's known, but not without end. */
const MAXIMUM_ROUNDS = 10;

/**
 * Fixes files of a project as far as safe fixes go, file by file: the caller may pause or stop at each one that is
 * yielded before it is mended. The project takes the mended files in.
 */
export function* fixProject(
  files: readonly FileToFix[],
  project: Project,
  linter: Linter,
): Generator<{ readonly path: string; readonly round: number }, MendedProject> {
  const mended = new Map<string, MendedFile>();
  const composed = new Map<string, EditedText>();
  const spoilt = new Set<string>();
  let waiting = files;
  for (let round = 0; round < MAXIMUM_ROUNDS && waiting.length > 0; round++) {
    const before = project.state;
    // Taken in together: each one alone would have the routes of the whole project resolved anew.
    const modules: ModuleFacts[] = [];
    for (const { path, text: first, settings } of waiting) {
      if (spoilt.has(path)) continue;
      yield { path, round };
      const text = mended.get(path)?.text ?? first;
      const fixed = fixAll(path, text, settings, project, linter, 1);
      if (fixed.text === text) continue;
      const source = new SourceFile(path, fixed.text);
      try {
        if (!source.parses && parses(path, text)) {
          spoilt.add(path);
          continue;
        }
        const edited = composed.get(path) ?? new EditedText(first.length);
        composed.set(path, edited);
        edited.apply(fixed.edits);
        const count = (mended.get(path)?.count ?? 0) + fixed.count;
        mended.set(path, { text: fixed.text, edits: edited.edits(), count });
        modules.push(readModule(path, source.regions));
      } finally {
        source.close();
      }
    }
    for (const module of modules) project.set(module);
    // Where no file tells the others anything new, only the mended ones may have more to mend.
    const changed = new Set(modules.map(({ path }) => path));
    waiting = project.state === before ? files.filter(({ path }) => changed.has(path)) : files;
  }
  return { files: mended, spoilt: [...spoilt] };
}

function parses(path: string, text: string): boolean {
  const source = new SourceFile(path, text);
  try {
    return source.parses;
  } finally {
    source.close();
  }
}
