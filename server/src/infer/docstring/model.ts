// What a docstring says, line by line: summary, sections, entries. Every line belongs to exactly one part.
// Must not know how it was read or what is to be changed.
import type { Span } from '../../syntax/node';
import type { DocstringLiteral } from './literal';

/** Sections that say something of the signature or the body, and all others. */
export type SectionKind = 'args' | 'returns' | 'yields' | 'raises' | 'attributes' | 'other';

/** Args, then Returns or Yields, then Raises; 0 for what may stand anywhere. (Google Python Style Guide, 3.8.3.) */
export const SECTION_RANKS: Readonly<Record<SectionKind, number>> = {
  args: 1,
  returns: 2,
  yields: 2,
  raises: 3,
  attributes: 0,
  other: 0,
};

/** The convention in which a docstring is written; `plain` when it has no sections that would tell. */
export type DocstringStyle = 'google' | 'numpy' | 'rest' | 'epytext' | 'plain';

/** One line of the text; offsets count from the text's start, the line break is left out. */
export interface DocLine extends Span {
  /** Without white space around it; a lone backslash (a continued line) counts as blank. */
  readonly text: string;
  /** The white space in front, as written. */
  readonly white: string;
  /** Columns of that white space, tabs to the next multiple of eight; the first line counts as the margin. */
  readonly indent: number;
}

/** Lines by their index, `end` exclusive. */
export interface LineRange {
  readonly first: number;
  readonly end: number;
}

/** What a section says of one parameter, exception or attribute; of several when they share a line. */
export interface Entry extends LineRange {
  /** Stars, backslashes and quotes taken off; dotted for exceptions. */
  readonly names: readonly EntryName[];
  /** What stands before the name: a bullet, or nothing. */
  readonly bullet: string;
  /** The text between parentheses behind the name, or null. */
  readonly type: string | null;
  /** Whether the name is followed by a colon, as Google wants it. */
  readonly hasColon: boolean;
  /** Whether it says anything behind the name. */
  readonly hasDescription: boolean;
}

/** A name in an entry; the span counts from the docstring text's start and holds stars and backslashes. */
export interface EntryName extends Span {
  readonly name: string;
}

/** A section: its header's line and what belongs to it, up to its last line that is not blank. */
export interface Section extends LineRange {
  readonly kind: SectionKind;
  /** As written, without the colon: `Args`, `arguments`. */
  readonly title: string;
  /** The title's place in the text, colon left out. */
  readonly titleSpan: Span;
  readonly hasColon: boolean;
  /** What follows the colon on the header's line (`Returns: A list.`), usually nothing. */
  readonly inline: string;
  /** Columns of the header. */
  readonly indent: number;
  /** For args, raises and attributes; empty for the others. */
  readonly entries: readonly Entry[];
}

/** A docstring as read. */
export interface Docstring {
  readonly literal: DocstringLiteral;
  readonly text: string;
  readonly lines: readonly DocLine[];
  readonly style: DocstringStyle;
  /** The white space in front of what is not indented further. */
  readonly margin: string;
  readonly sections: readonly Section[];
  /** The first line with text, or null when there is none. */
  readonly summary: DocLine | null;
  /** How many lines have text. */
  readonly textLines: number;
  /** The line with the form feed behind which FastAPI leaves everything out of the OpenAPI text, or -1. */
  readonly cut: number;
}

/** The text of some lines, line breaks included but for the last one's. */
export function textOf(doc: Pick<Docstring, 'text' | 'lines'>, { first, end }: LineRange): string {
  return first >= end ? '' : doc.text.slice(doc.lines[first]!.start, doc.lines[end - 1]!.end);
}

/**
 * The lines in parts, in order and without gaps: each section, and what stands between them.
 * Their texts, joined by the line breaks between them, are the docstring.
 */
export function partsOf(doc: Docstring): (LineRange & { readonly section: Section | null })[] {
  const parts: (LineRange & { readonly section: Section | null })[] = [];
  let at = 0;
  for (const section of doc.sections) {
    if (section.first > at) parts.push({ first: at, end: section.first, section: null });
    parts.push({ first: section.first, end: section.end, section });
    at = section.end;
  }
  if (at < doc.lines.length) parts.push({ first: at, end: doc.lines.length, section: null });
  return parts;
}
