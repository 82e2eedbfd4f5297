// Shows a line of source with a part of it underlined, as wide as the terminal lets it.
// Must not know what is wrong with it.
import { columnsOf, harmless, widthOf } from '../terminal';

/** A line and what to write below it. */
export interface Excerpt {
  readonly line: string;
  readonly indent: string;
  readonly underline: string;
}

const TAB = 4;
const CUT = '…';

/**
 * A line with tabs as spaces and control characters harmless, cut around the marked part where it is too long.
 * @param start and `end`: the marked part in UTF-16 units of the line
 * @param width columns at most
 */
export function excerptOf(text: string, start: number, end: number, width: number): Excerpt {
  const cells = layOut(text);
  const first = Math.max(
    0,
    cells.findIndex((cell) => cell.end > start),
  );
  const from = start >= text.length ? cells.length : first;
  let until = from;
  while (until < cells.length && cells[until]!.start < end) until++;
  const { head, tail } = window(cells, from, until, width);
  const show = (low: number, high: number): string =>
    cells
      .slice(low, high)
      .map(({ shown }) => shown)
      .join('');
  const before = head > 0 ? CUT : '';
  const after = tail < cells.length ? CUT : '';
  const marked = show(from, Math.min(until, tail));
  return {
    line: (before + show(head, tail) + after).trimEnd(),
    indent: ' '.repeat(widthOf(before + show(head, from))),
    underline: '^'.repeat(Math.max(1, widthOf(marked))),
  };
}

interface Cell {
  readonly start: number;
  readonly end: number;
  readonly shown: string;
  readonly columns: number;
}

function layOut(text: string): Cell[] {
  const cells: Cell[] = [];
  let at = 0;
  let column = 0;
  for (const character of text) {
    const tab = character === '\t' ? TAB - (column % TAB) : 0;
    const shown = tab > 0 ? ' '.repeat(tab) : harmless(character);
    const columns = tab > 0 ? tab : columnsOf(shown);
    cells.push({ start: at, end: at + character.length, shown, columns });
    at += character.length;
    column += columns;
  }
  return cells;
}

/** The cells to show: all where they fit, else those around the marked part, its start above all. */
function window(cells: readonly Cell[], from: number, until: number, width: number): { head: number; tail: number } {
  const total = cells.reduce((sum, { columns }) => sum + columns, 0);
  if (total <= width) return { head: 0, tail: cells.length };
  const room = Math.max(8, width - 2);
  let used = 0;
  let tail = from;
  while (tail < until && used + cells[tail]!.columns <= room) used += cells[tail++]!.columns;
  let head = from;
  // A third of what is left goes before the marked part, the rest behind it, then whatever remains before it.
  const lead = used + Math.floor((room - used) / 3);
  while (head > 0 && used + cells[head - 1]!.columns <= lead) used += cells[--head]!.columns;
  while (tail < cells.length && used + cells[tail]!.columns <= room) used += cells[tail++]!.columns;
  while (head > 0 && used + cells[head - 1]!.columns <= room) used += cells[--head]!.columns;
  return { head, tail };
}
