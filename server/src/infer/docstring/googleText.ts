// Writes what other conventions say as lines of Google sections.
// Must not know the convention that it was read from. (Google Python Style Guide, 3.8.3.)
import { SECTION_RANKS, type SectionKind } from './model';

/** Something said of one parameter, result or exception; lines without the indentation that they share. */
export interface Item {
  /** Empty where there is but a text. */
  readonly head: string;
  readonly lines: readonly string[];
}

/** A section to be written. */
export interface WrittenSection {
  readonly kind: SectionKind;
  readonly title: string;
  readonly items: readonly Item[];
}

/** The sections' lines, Args, Returns and Raises in this order, others where they stood; blank lines between them. */
export function writeSections(sections: readonly WrittenSection[], margin: string, unit: string): string[] {
  const ordered = sections
    .filter(({ kind }) => SECTION_RANKS[kind] > 0)
    .sort((one, other) => SECTION_RANKS[one.kind] - SECTION_RANKS[other.kind]);
  return sections.flatMap((each, index) => {
    const section = SECTION_RANKS[each.kind] > 0 ? ordered.shift()! : each;
    const body = section.items.flatMap((item) => writeItem(item, unit)).map((line) => indented(line, margin + unit));
    return [...(index === 0 ? [] : ['']), `${margin}${section.title}:`, ...body];
  });
}

function writeItem({ head, lines }: Item, unit: string): string[] {
  if (head === '') return [...lines];
  const [first = '', ...rest] = lines;
  // A list or code keeps its own lines.
  const opens = first !== '' && !/^([-*+•>`|]|\d+[.)])/.test(first);
  const below = opens ? rest : lines;
  return [opens ? `${head}: ${first}` : `${head}:`, ...below.map((line) => indented(line, unit))];
}

function indented(line: string, white: string): string {
  return line === '' ? '' : white + line;
}

/** Lines without the white space that all of them share, and without blank ones around them. */
export function dedented(lines: readonly string[]): string[] {
  const shared = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)![0].length));
  const plain = lines.map((line) => (line.trim() === '' ? '' : line.slice(shared).trimEnd()));
  while (plain[0] === '') plain.shift();
  while (plain.at(-1) === '') plain.pop();
  return plain;
}
