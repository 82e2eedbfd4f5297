// Text with places for a person to fill in, and how an editor's snippet writes it.
// Must not know docstrings or edits.
import { escapeSnippet } from '../snippet';

/** Something to be overwritten, as it reads until then. */
export interface Hint {
  readonly hint: string;
}

/** Pieces of text in order; line breaks are `\n`. */
export type Template = readonly (string | Hint)[];

/** What stands in for a description that nobody but a person can write. */
export const DESCRIPTION: Hint = { hint: 'Description.' };

/** The template as a snippet: every hint a tab stop, in order; the cursor ends behind the last of them. */
export function toSnippet(template: Template): string {
  let stops = 0;
  return template
    .map((piece) => (typeof piece === 'string' ? escapeSnippet(piece) : `\${${++stops}:${escapeSnippet(piece.hint)}}`))
    .join('');
}

/** The template as plain text. */
export function toText(template: Template): string {
  return template.map((piece) => (typeof piece === 'string' ? piece : piece.hint)).join('');
}

/** Templates, one a line, joined by line breaks. */
export function joinLines(lines: readonly Template[]): Template {
  return lines.flatMap((line, index) => (index === 0 ? line : ['\n', ...line]));
}
