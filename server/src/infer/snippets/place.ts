// What a snippet is, and what its writers know of the place where it is to stand.
// Must not know the editor, nor how snippets are chosen.
import type { FunctionFacts } from '../../facts/functions';
import type { SourceFile } from '../../facts/sourceFile';
import type { Project } from '../../project/project';
import type { ProjectView } from '../../project/view';
import type { PathSettings } from '../pathSettings';
import type { ImportNames } from '../printType';

/** A place where a statement may stand. */
export interface SnippetPlace {
  /** The file with an empty statement at the place. */
  readonly file: SourceFile;
  /** UTF-16 offset of the statement in it. */
  readonly offset: number;
  /** The white space in front of it. */
  readonly indent: string;
  readonly indentUnit: string;
  /** The questions of the file, and the whole project. */
  readonly project: ProjectView;
  readonly whole: Project;
  readonly isTest: boolean;
  readonly python: readonly [number, number];
  /** The requirement on Pydantic, where there is one. */
  readonly pydantic: string | undefined;
  readonly pathSettings: PathSettings;
  /** The function in whose body the place is. */
  readonly inside: FunctionFacts | null;
  /** Whether it is a statement of the module. */
  readonly isModule: boolean;
}

/** A snippet made for a place. */
export interface PlacedSnippet {
  /** The word that brings it; the same as that of the fixed snippet in whose place it stands. */
  readonly prefix: string;
  /** What it writes, in a few words with the names in it. */
  readonly detail: string;
  /** In the editor's snippet syntax (LSP 3.18), lines ended by `\n`, indented as if the place were not. */
  readonly text: string;
  /** An exception that its text lets escape, and what the docstring around it is to say of that. */
  readonly raises?: { readonly name: string; readonly description: string };
}

/**
 * Writes snippets for a place; none where they make no sense.
 * @param imports how names are had there; it gathers the imports that the text needs
 */
export type SnippetWriter = (place: SnippetPlace, imports: () => ImportNames) => readonly SnippetDraft[];

/** A snippet with the names that it imports. */
export interface SnippetDraft extends PlacedSnippet {
  readonly imports: ImportNames;
}
