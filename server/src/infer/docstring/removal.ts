// Takes entries and sections out of a docstring, with the blank lines that only they needed.
// Must not know why they go.
import type { DocEdit } from './merge';
import type { Docstring, Entry, EntryName, LineRange, Section } from './model';

/** Without one section; null where the docstring begins with it. */
export function removeSection(doc: Docstring, section: Section): DocEdit | null {
  return section.first === 0 ? null : removeLines(doc, section, true);
}

/**
 * Without one name of an entry: the name alone where the entry has others, else the entry, else the section that has no
 * other; null where that would need more than taking lines out.
 */
export function removeName(doc: Docstring, section: Section, entry: Entry, name: EntryName): DocEdit | null {
  if (entry.names.length > 1) {
    const at = entry.names.indexOf(name);
    const [start, end] = at === 0 ? [name.start, entry.names[1]!.start] : [entry.names[at - 1]!.end, name.end];
    return /["'`]/.test(doc.text.slice(start, end)) ? null : { start, end, template: [] };
  }
  const isAll =
    section.entries.length === 1 &&
    doc.lines.slice(section.first + 1, section.end).every(({ text }, index) => {
      const line = section.first + 1 + index;
      return text === '' || (line >= entry.first && line < entry.end);
    });
  if (isAll) return removeSection(doc, section);
  return entry.first === section.first ? null : removeLines(doc, entry, false);
}

function removeLines(doc: Docstring, { first, end }: LineRange, isSection: boolean): DocEdit {
  let from = first;
  // What stood between blank lines leaves one of them; so does a section in front of the closing quotes.
  const follows = doc.lines[end];
  const closes = doc.lines.slice(end).every(({ text }) => text === '');
  if (isSection || follows === undefined || follows.text === '') {
    const keepsGap = !closes && follows !== undefined && follows.text !== '';
    while (!keepsGap && from > 1 && doc.lines[from - 1]!.text === '') from--;
  }
  const last = doc.lines[end - 1]!;
  const stop = last.start + doc.text.slice(last.start, last.end).trimEnd().length;
  return { start: doc.lines[from - 1]!.end, end: stop, template: [] };
}
