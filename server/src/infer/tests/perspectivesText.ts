// Writes perspectives as the Markdown table that a docstring holds.
// Must not know how they are found. (rules.md, tests: the columns and their order.)
import type { Perspective } from './perspectives';

/** The longest line that linters let pass; the head of a table alone is longer. */
const WIDTH = 88;

/** What stands behind a docstring's closing quotes so that linters let its table pass. */
export function markOf(table: string): string {
  return table.split('\n').some((line) => line.length > WIDTH) ? '  # noqa: E501' : '';
}

/** The table, without a line break at its end. */
export function tableOf(rows: readonly Perspective[]): string {
  const cell = (text: string): string =>
    text
      .replaceAll('|', '/')
      .replaceAll('\\', '/')
      .replace(/\s*\n\s*/g, ' ');
  const digits = Math.max(2, String(rows.length).length);
  const lines = rows.map(({ input, perspective, expected, about }, i) => {
    const id = `TC-${String(i + 1).padStart(digits, '0')}`;
    return `| ${[id, input, perspective, expected, about].map(cell).join(' | ')} |`;
  });
  return [
    '| Case ID | Input / precondition | Perspective (equivalence / boundary) | Expected result | Notes |',
    '| --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}
