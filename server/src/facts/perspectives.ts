// Finds Test Perspectives Tables in Markdown, and the test modules that a text with one names.
// Must not know where the texts stand. (rules.md, tests: the columns and their order.)

/** A Markdown file beside tests that holds a table. */
export interface PerspectivesNote {
  /** The words in it that may be a module's file or dotted name: `test_users.py`, `tests.api.test_users`. */
  readonly names: readonly string[];
}

/** The columns, in this order; the last one, Notes, may be missing. */
const COLUMNS: readonly RegExp[] = [
  /^(test )?case id$/,
  /^inputs? ?\/ ?pre-?conditions?$/,
  /^perspectives?( ?\( ?equivalence ?\/ ?boundary ?\))?$/,
  /^expected( results?)?$/,
];

/** Whether a text holds a table with the columns of a Test Perspectives Table. */
export function hasPerspectivesTable(text: string): boolean {
  if (!/case\s*id/i.test(text)) return false;
  const lines = text.split(/\r?\n/);
  return lines.some((line, i) => isDelimiter(lines[i + 1] ?? '') && isHeader(line));
}

function isHeader(line: string): boolean {
  if (!line.includes('|')) return false;
  let wanted = 0;
  for (const cell of line.split('|')) {
    const name = cell.replace(/[*_`]/g, '').trim().toLowerCase().replace(/\s+/g, ' ');
    if (wanted < COLUMNS.length && COLUMNS[wanted]!.test(name)) wanted++;
  }
  return wanted === COLUMNS.length;
}

/** `| --- | :---: |`, what makes the line above it a table's head. */
function isDelimiter(line: string): boolean {
  return /^\s*\|?(\s*:?-+:?\s*\|)+\s*(:?-+:?\s*)?$/.test(line);
}

/** Whether a Markdown file stands where notes on tests do: in a folder of tests, by its path from the project's root. */
export function isNotePath(relativePath: string): boolean {
  return /(^|\/)tests?\/.*\.(md|markdown)$/i.test(relativePath);
}

/** What a Markdown file says of test modules; null without a table. */
export function readPerspectivesNote(text: string): PerspectivesNote | null {
  if (!hasPerspectivesTable(text)) return null;
  const words = text.match(/[\w./-]*test[\w./-]*/gi) ?? [];
  return { names: [...new Set(words.map((word) => word.replace(/^[./]+|[./]+$/g, '')))].sort() };
}

/** Whether a note names a module: by its file's name or the end of its path, or by its dotted name or the end of that. */
export function namesModule({ names }: PerspectivesNote, path: string): boolean {
  const dotted = path.replace(/\.py$/, '').replaceAll('/', '.');
  return names.some((name) => `/${path}`.endsWith(`/${name}`) || `.${dotted}`.endsWith(`.${name}`));
}
