// What a generator is: it offers code to be written at a place, and writes it when asked, into one file or several.
// Must not know the editor, the protocol or files. Generators import this, `draftFile` and `rule`, and nothing else of `linter/`.
import type { SourceFile } from '../facts/sourceFile';
import type { Project } from '../project/project';
import type { ProjectView } from '../project/view';
import type { Edit, Json } from './rule';
import type { FileSettings } from './settings';

/** Writes code from the code at hand. Pure, as rules are: same subject, same offers, same text. */
export interface Generator {
  /** Kebab-case; the file's name, and the end of the command `fastidious.generate.<id>`. */
  readonly id: string;
  /** Of the palette's command: `Generate Test`. */
  readonly title: string;
  /** One sentence for the documentation, no full stop needed. */
  readonly summary: string;
  /** What it can write at a place, the likeliest first. Asked whenever the cursor moves: it looks at facts only. */
  offers(subject: Subject): readonly Offer[];
  /**
   * What an offer of this subject writes, or in a sentence why it cannot be written. Asked again after `files` was asked for
   * texts that were not at hand.
   */
  write(offer: Offer, subject: Subject, files: FileTexts): Generation | { readonly why: string };
}

/** Something that a generator can write at a place. */
export interface Offer {
  /** In the imperative: `Generate test for "create_item"`. No two offers of a generator at one place share it. */
  readonly title: string;
  /** What `write` needs to know, so that it need not search again. */
  readonly data: Json;
}

/** A place in a file and what stands around it. */
export interface Subject {
  readonly file: SourceFile;
  /** UTF-16 offset in the file. */
  readonly offset: number;
  readonly settings: FileSettings;
  /** The questions of this file. */
  readonly project: ProjectView;
  /** The whole project, for what no single file can be asked. */
  readonly whole: Project;
  /** The questions of another file; of one that does not exist yet they are about nothing. */
  viewOf(path: string): ProjectView;
  /** The settings that hold for another file, there or not. */
  settingsOf(path: string): FileSettings;
  /** The project's Python files. */
  readonly paths: readonly string[];
}

/** The texts of other files. */
export interface FileTexts {
  /** The text; null where there is none, or where it is not at hand yet: then `write` is asked again. */
  read(path: string): string | null;
  /** Whether there is such a file. */
  exists(path: string): boolean;
}

/** What is to be written; all of it or nothing. */
export interface Generation {
  /** What it does: the offer's title, with what was left out or named otherwise. */
  readonly title: string;
  /** Each file once; the cursor goes to the first. */
  readonly files: readonly GeneratedFile[];
}

/** What is written into one file; `draftFile` makes it. */
export interface GeneratedFile {
  readonly path: string;
  /** Whether the file is to be made; it has one edit then. */
  readonly isNew: boolean;
  /** In offsets of the file as it is, in source order, disjoint, with the file's line breaks. */
  readonly edits: readonly Edit[];
  /** The same for imports, where `edits` are snippets; else they are among these. */
  readonly importEdits: readonly Edit[];
  /** Whether the new texts of `edits` are snippets: only in the subject's own file. */
  readonly snippet: boolean;
  /** Where the cursor goes: a UTF-16 offset of the text as it will be, snippets as their plain text. */
  readonly cursor: number;
}
