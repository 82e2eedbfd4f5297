// Puts entries and sections into a docstring around what people wrote: nothing that is there is touched.
// Must not know the source around the docstring; offsets are the text's own.
import type { Span } from '../../syntax/node';
import { type Docstring, type Entry, SECTION_RANKS, type Section, type SectionKind } from './model';
import { DESCRIPTION, joinLines, type Template } from './template';

/** A replacement in a docstring's text. */
export interface DocEdit extends Span {
  readonly template: Template;
}

/** White space for what is added. */
export interface MergeLayout {
  /** In front of section headers. */
  readonly margin: string;
  readonly indentUnit: string;
}

/**
 * Adds entries to a section: each behind the nearest one that is there and comes before it, so that the order is kept.
 * @param wanted the names to add, in order, as they shall be written
 * @param order all names that the section may have, in the order of the signature, without stars
 */
export function insertEntries(
  doc: Docstring,
  section: Section,
  wanted: readonly string[],
  order: readonly string[],
  layout: MergeLayout,
): DocEdit[] {
  const byPlace = new Map<string, { at: number; before: boolean; names: string[] }>();
  for (const name of wanted) {
    const { at, before } = placeOfEntry(doc, section, bare(name), order);
    const key = `${at} ${before}`;
    const place = byPlace.get(key);
    if (place) place.names.push(name);
    else byPlace.set(key, { at, before, names: [name] });
  }
  const { white, bullet } = entryStyle(doc, section, layout);
  const gap = isSpaced(doc, section) ? '\n' : '';
  return [...byPlace.values()].map(({ at, before, names }) => {
    const entries = names.map((name): Template => [`${white}${bullet}${name}: `, DESCRIPTION]);
    const template = entries.flatMap((entry): Template => (before ? [...entry, `\n${gap}`] : [`${gap}\n`, ...entry]));
    return { start: at, end: at, template };
  });
}

/** A name without its stars. */
function bare(name: string): string {
  return name.replace(/^\*+/, '');
}

function placeOfEntry(
  doc: Docstring,
  section: Section,
  name: string,
  order: readonly string[],
): { at: number; before: boolean } {
  const rank = order.indexOf(name);
  const ranked = section.entries.map((entry) => ({
    entry,
    rank: Math.max(...entry.names.map((each) => order.indexOf(each.name.split('.').at(-1)!))),
  }));
  let previous: { entry: Entry; rank: number } | null = null;
  for (const each of ranked) {
    if (each.rank >= 0 && each.rank < rank && (!previous || each.rank >= previous.rank)) previous = each;
  }
  if (previous) return { at: endOfText(doc, previous.entry.end - 1), before: false };
  const next = ranked.find((each) => each.rank > rank);
  if (next && next.entry.first > section.first) return { at: doc.lines[next.entry.first]!.start, before: true };
  return { at: endOfText(doc, section.end - 1), before: false };
}

/** Where a line's text ends; white space behind it stays behind what is added. */
function endOfText(doc: Docstring, line: number): number {
  const { start, end } = doc.lines[line]!;
  return start + doc.text.slice(start, end).trimEnd().length;
}

function entryStyle(doc: Docstring, section: Section, layout: MergeLayout): { white: string; bullet: string } {
  const model = section.entries.find((entry) => entry.first > section.first);
  if (model) return { white: doc.lines[model.first]!.white, bullet: model.bullet };
  return { white: headerWhite(doc, section, layout) + layout.indentUnit, bullet: '' };
}

function headerWhite(doc: Docstring, section: Section, layout: MergeLayout): string {
  return section.first === 0 ? layout.margin : doc.lines[section.first]!.white;
}

/** Whether a blank line separates the entries. */
function isSpaced(doc: Docstring, section: Section): boolean {
  const own = section.entries.filter((entry) => entry.first > section.first);
  return own.length > 1 && own.slice(1).every((entry) => doc.lines[entry.first - 1]!.text === '');
}

/**
 * Adds a section that is not there: behind those that come before it, or before those that come after it, or at the end.
 * @param lines the section's lines without the margin
 */
export function insertSection(
  doc: Docstring,
  kind: SectionKind,
  lines: readonly Template[],
  { margin }: MergeLayout,
): DocEdit {
  const body = joinLines(lines.map((line) => (line.length === 0 ? line : [margin, ...line])));
  const rank = SECTION_RANKS[kind];
  const core = doc.sections.filter((each) => SECTION_RANKS[each.kind] > 0);
  const earlier = core.findLast((each) => SECTION_RANKS[each.kind] < rank);
  if (earlier) {
    const at = endOfText(doc, earlier.end - 1);
    const follows = doc.lines[earlier.end];
    if (follows) return { start: at, end: at, template: ['\n\n', ...body, follows.text === '' ? '' : '\n'] };
    return atEnd(doc, body, margin);
  }
  const later = core.find((each) => SECTION_RANKS[each.kind] > rank);
  if (!later) return atEnd(doc, body, margin);
  if (later.first === 0) {
    const at = doc.lines[0]!.start + doc.lines[0]!.white.length;
    return {
      start: at,
      end: at,
      template: [
        ...joinLines(lines.map((line, index) => (index === 0 || line.length === 0 ? line : [margin, ...line]))),
        `\n\n${margin}`,
      ],
    };
  }
  const at = doc.lines[later.first]!.start;
  const needsGap = doc.lines[later.first - 1]!.text !== '';
  return { start: at, end: at, template: [needsGap ? '\n' : '', ...body, '\n\n'] };
}

/** Behind the last line with text; the closing quotes get a line of their own. */
function atEnd(doc: Docstring, body: Template, margin: string): DocEdit {
  const last = doc.lines.findLastIndex((line) => line.text !== '');
  const at = endOfText(doc, Math.max(0, last));
  const rest = doc.text.slice(at);
  if (rest.includes('\n')) return { start: at, end: at, template: ['\n\n', ...body] };
  return { start: at, end: doc.text.length, template: ['\n\n', ...body, `\n${margin}`] };
}
