// Tells which lines of a docstring are section headers.
// Must not know signatures or what the sections hold.
import { opensEntry } from './entries';
import type { DocLine, SectionKind } from './model';

/** Titles in lower case (Google style guide 3.8.3, Napoleon's and NumPy's further ones) and what they stand for. */
const TITLES: ReadonlyMap<string, SectionKind> = new Map<string, SectionKind>([
  ...titles(
    'args',
    'args arguments parameters params|keyword args|keyword arguments|other parameters|other args|other arguments',
  ),
  ...titles('returns', 'returns return'),
  ...titles('yields', 'yields yield'),
  ...titles('raises', 'raises raise exceptions'),
  ...titles('attributes', 'attributes'),
  ...titles(
    'other',
    `attention caution danger error example examples hint important methods note notes receives references tip todo warning
    warnings warns|see also|short summary|extended summary|usage`,
  ),
]);

function titles(kind: SectionKind, list: string): [string, SectionKind][] {
  const [single, ...phrases] = list.split('|');
  return [...single!.trim().split(/\s+/), ...phrases].map((title) => [title, kind]);
}

/** The kind of section that a title opens, whatever its case; null for no title. */
export function kindOfTitle(title: string): SectionKind | null {
  return TITLES.get(title.toLowerCase()) ?? null;
}

/** Whether a word is a title of some section. */
export function isTitle(word: string): boolean {
  return TITLES.has(word.toLowerCase());
}

/** A line that opens a section. */
export interface Header {
  readonly kind: SectionKind;
  readonly title: string;
  readonly hasColon: boolean;
  readonly inline: string;
  /** Whether the next line underlines it, as NumPy wants. */
  readonly isUnderlined: boolean;
}

/** What stands around a line when it is asked whether it is a header. */
export interface Surroundings {
  readonly lines: readonly DocLine[];
  readonly margin: number;
  /** The section in which the line would otherwise be. */
  readonly enclosing: { readonly kind: SectionKind; readonly indent: number; readonly bodyIndent: number } | null;
}

/**
 * Reads a line as a header. A badly formed one (case, colon, indentation, no blank line before) is one still, as long
 * as it cannot be prose, an entry or a part of an entry's description.
 */
export function readHeader(index: number, around: Surroundings): Header | null {
  const line = around.lines[index]!;
  const match = /^(?:\\f|\f)?\s*([A-Za-z]+(?: [A-Za-z]+)*)\s*(?:(:)\s*(.*))?$/.exec(line.text);
  if (!match) return null;
  const title = match[1]!;
  const kind = TITLES.get(title.toLowerCase());
  if (!kind) return null;
  const header: Header = {
    kind,
    title,
    hasColon: match[2] !== undefined,
    inline: match[3] ?? '',
    isUnderlined: /^(-{3,}|={3,}|~{3,})$/.test(around.lines[index + 1]?.text ?? ''),
  };
  return header.isUnderlined || isPlausible(header, index, around) ? header : null;
}

function isPlausible({ kind, title, hasColon, inline }: Header, index: number, around: Surroundings): boolean {
  const { lines, margin, enclosing } = around;
  const line = lines[index]!;
  const before = lines[index - 1]?.text ?? '';
  const after = lines.slice(index + 1).find(({ text }) => text !== '');
  const isTitled = title[0] !== title[0]!.toLowerCase();
  const opensBlock = after !== undefined && after.indent > line.indent;
  const startsParagraph = before === '' || isCut(before);
  const isCore = kind === 'args' || kind === 'returns' || kind === 'yields' || kind === 'raises';
  if (inline !== '') {
    // `Returns: A list.` stands for a section; `Note: …`, `Example: …` and `Arguments: title is the …` are prose.
    if (kind === 'args' && !opensEntry(inline, kind)) return false;
    return isCore && isTitled && line.indent <= margin && (startsParagraph || enclosing !== null);
  }
  if (line.indent > margin) {
    if (enclosing && line.indent > enclosing.indent) {
      // Deeper than the entries it says what a callback takes or gives.
      if (line.indent > enclosing.bodyIndent) return false;
      return isCore && isTitled && hasColon && opensBlock && enclosing.kind !== 'other';
    }
    return isCore && isTitled && hasColon && opensBlock && startsParagraph;
  }
  if (!hasColon) return isTitled && startsParagraph && index > 0 && opensBlock;
  if (isTitled && (opensBlock || startsParagraph)) return true;
  return startsParagraph || (enclosing !== null && line.indent <= enclosing.indent) || /[.,;)\]}-]$/.test(before);
}

/** Whether a line is the form feed that FastAPI cuts at, written as an escape or as itself. */
export function isCut(text: string): boolean {
  return text === '\\f' || text === '\f';
}
