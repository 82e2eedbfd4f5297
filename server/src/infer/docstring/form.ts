// What is wrong with the form of a docstring's sections, and the section as it should be written.
// Must not know signatures, messages' wording beyond the fault, or fixes. (Google Python Style Guide, 3.8.3.)
import { isCut } from './headers';
import type { DocEdit } from './merge';
import type { Docstring, Section } from './model';
import { textOf } from './model';
import { columnsOf } from './read';

/** Something wrong with the form of one section. */
export type Fault = 'case' | 'colon' | 'indentation' | 'blank-before' | 'blank-inside' | 'order' | 'empty';

/** Args, then Returns or Yields, then Raises; other sections may stand anywhere. */
const RANKS: Readonly<Record<string, number>> = { args: 1, returns: 2, yields: 2, raises: 3 };

/** The sections whose form is judged. */
export function judgedSections(doc: Docstring): Section[] {
  return doc.sections.filter(({ kind }) => kind in RANKS);
}

/** The faults of one of the judged sections, in the order in which they are told. */
export function faultsOf(doc: Docstring, section: Section): Fault[] {
  const faults: Fault[] = [];
  if (isEmpty(section)) return ['empty'];
  if (section.title !== capitalized(section.title)) faults.push('case');
  if (!section.hasColon) faults.push('colon');
  if (excessOf(doc, section) > 0) faults.push('indentation');
  const before = doc.lines[section.first - 1];
  // Behind the form feed at which FastAPI cuts, no blank line is asked for; nor is one before `Returns: A list.`.
  if (before && before.text !== '' && !isCut(before.text) && section.inline === '') faults.push('blank-before');
  if (section.inline === '' && doc.lines[section.first + 1]?.text === '') faults.push('blank-inside');
  if (predecessor(doc, section)) faults.push('order');
  return faults;
}

/** Whether a section has nothing but its header. */
function isEmpty(section: Section): boolean {
  return section.inline === '' && section.end === section.first + 1;
}

/** The first section before this one, on the same side of a cut, that should come behind it. */
export function predecessor(doc: Docstring, section: Section): Section | null {
  return (
    sameSide(doc, section).find((each) => each.first < section.first && RANKS[each.kind]! > RANKS[section.kind]!) ??
    null
  );
}

function sameSide(doc: Docstring, section: Section): Section[] {
  const isBehind = (each: Section): boolean => doc.cut >= 0 && each.first >= doc.cut;
  return judgedSections(doc).filter((each) => isBehind(each) === isBehind(section));
}

/** Columns by which a header stands further in than the docstring's text. */
function excessOf(doc: Docstring, section: Section): number {
  return section.first === 0 ? 0 : section.indent - columnsOf(doc.margin);
}

function capitalized(title: string): string {
  return title
    .split(' ')
    .map((word) => word[0]!.toUpperCase() + word.slice(1).toLowerCase())
    .join(' ');
}

/** The section's own form mended: title, colon, indentation, blank lines around the header. Its words stay. */
export function mendForm(doc: Docstring, section: Section): DocEdit[] {
  const edits: DocEdit[] = [];
  const faults = new Set(faultsOf(doc, section));
  const { titleSpan } = section;
  const line = doc.lines[section.first]!;
  if (faults.has('case')) edits.push({ ...titleSpan, template: [capitalized(section.title)] });
  if (faults.has('colon')) edits.push({ start: titleSpan.end, end: titleSpan.end, template: [':'] });
  const added = faults.has('blank-before') ? '\n' : '';
  if (faults.has('indentation')) {
    const excess = line.white.length - doc.margin.length;
    edits.push({ start: line.start, end: line.start + line.white.length, template: [added, doc.margin] });
    for (const each of doc.lines.slice(section.first + 1, section.end)) {
      const cut = Math.min(excess, each.white.length - doc.margin.length);
      if (each.text !== '' && cut > 0) edits.push({ start: each.start, end: each.start + cut, template: [] });
    }
  } else if (added !== '') {
    edits.push({ start: line.start, end: line.start, template: [added] });
  }
  if (faults.has('blank-inside')) {
    const next = doc.lines.find((each, index) => index > section.first && each.text !== '')!;
    const start = doc.lines[section.first + 1]!.start;
    edits.push({ start, end: next.start, template: [] });
  }
  return edits;
}

/**
 * The sections put in order: each takes the place of another, and what stands between them stays.
 * @returns null where that would need more than moving whole lines
 */
export function orderSections(doc: Docstring, section: Section): DocEdit[] | null {
  const places = sameSide(doc, section);
  const wanted = [...places].sort((one, other) => RANKS[one.kind]! - RANKS[other.kind]!);
  const isMovable = places.every(
    ({ first, indent }) => first > 0 && indent === places[0]!.indent && !/^(\\f|\f)./.test(doc.lines[first]!.text),
  );
  if (!isMovable) return null;
  return places.flatMap((place, index): DocEdit[] => {
    const other = wanted[index]!;
    if (other === place) return [];
    const start = doc.lines[place.first]!.start;
    return [{ start, end: start + textOf(doc, place).trimEnd().length, template: [linesOf(doc, other)] }];
  });
}

/** A section's text with line feeds alone, as templates have them. */
function linesOf(doc: Docstring, section: Section): string {
  return textOf(doc, section).trimEnd().replaceAll('\r\n', '\n');
}
