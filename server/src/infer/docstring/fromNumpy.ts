// Reads the underlined sections of NumPy docstrings.
// Must not know how they are written down. (numpydoc's style guide.)
import { dedented, type Item, type WrittenSection } from './googleText';
import { kindOfTitle } from './headers';

const UNDERLINE = /^(-{3,}|={3,}|~{3,})$/;

/** Whether a line is a title that the next one underlines. */
export function isUnderlinedTitle(lines: readonly string[], index: number): boolean {
  return kindOfTitle(lines[index]!.trim()) !== null && UNDERLINE.test(lines[index + 1]?.trim() ?? '');
}

/**
 * @param lines from the first underlined title on, as written
 * @returns null for what cannot be put into sections without a guess
 */
export function readNumpy(lines: readonly string[]): WrittenSection[] | null {
  const sections: WrittenSection[] = [];
  let index = 0;
  while (index < lines.length) {
    const title = lines[index]!.trim();
    const kind = kindOfTitle(title)!;
    let end = index + 2;
    while (end < lines.length && !isUnderlinedTitle(lines, end)) {
      // A heading of another name: nobody knows where it belongs.
      if (UNDERLINE.test(lines[end]!.trim()) && lines[end - 1]!.trim() !== '' && end > index + 2) return null;
      end++;
    }
    const body = dedented(lines.slice(index + 2, end));
    const items =
      kind === 'other' ? [{ head: '', lines: body }] : readItems(body, kind === 'args' || kind === 'attributes');
    if (!items) return null;
    sections.push({ kind, title: kind === 'args' && /^param/i.test(title) ? 'Args' : title, items });
    index = end;
  }
  return sections;
}

/** Heads at the margin, each with what is indented below it. */
function readItems(lines: readonly string[], areNames: boolean): Item[] | null {
  const items: Item[] = [];
  for (let index = 0; index < lines.length; ) {
    const head = lines[index]!;
    let end = index + 1;
    while (end < lines.length && (lines[end] === '' || /^[ \t]/.test(lines[end]!))) end++;
    const below = dedented(lines.slice(index + 1, end));
    const typed = /^(\S+(?:, \S+)*)\s*:(?:\s+(.*))?$/.exec(head);
    if (areNames && !/^[\\*\w]+(, [\\*\w]+)*(\s*:.*)?$/.test(head)) return null;
    // `number : the count` below Returns says what it is, not its type.
    if (typed?.[2] && below.length === 0 && !areNames) items.push({ head: typed[1]!, lines: [typed[2]] });
    else if (typed?.[2]) items.push({ head: `${typed[1]} (${typed[2]})`, lines: below });
    else if (typed) items.push({ head: typed[1]!, lines: below });
    else if (below.length > 0 || areNames) items.push({ head, lines: below });
    else items.push({ head: '', lines: [head] });
    index = end;
  }
  return items;
}
