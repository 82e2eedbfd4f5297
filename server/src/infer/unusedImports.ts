// Takes names out of a file's imports that nothing uses any more once some text is gone.
// Must not know why it goes. What cannot be told for certain stays: an import too many does no harm.
import type { Span } from '../syntax/node';

/** A replacement in offsets of the file. */
interface FileEdit extends Span {
  readonly newText: string;
}

/**
 * The edits that drop names from `from module import …` lines.
 * @param names the names that the removed text holds
 * @param removed stretches of the file that go, in its offsets
 * @param kept modules whose import lines others are about to change
 */
export function dropUnusedImports(
  text: string,
  names: readonly string[],
  removed: readonly Span[],
  kept: ReadonlySet<string>,
): FileEdit[] {
  const found: FileEdit[] = [];
  for (const name of new Set(names)) {
    const edit = dropOne(text, name, removed, kept);
    if (edit && !found.some((each) => each.start < edit.end && edit.start < each.end)) found.push(edit);
  }
  return withoutGaps(text, found);
}

/** Lines that follow one another go as one, and with them the blank line that only they kept apart. */
function withoutGaps(text: string, edits: readonly FileEdit[]): FileEdit[] {
  const merged: FileEdit[] = [];
  for (const edit of [...edits].sort((one, other) => one.start - other.start)) {
    const last = merged.at(-1);
    if (last && last.end === edit.start) merged[merged.length - 1] = { ...last, end: edit.end };
    else merged.push(edit);
  }
  return merged.map((edit) => {
    const isWholeLine = /(^|\n)$/.test(text.slice(0, edit.start)) && text[edit.end - 1] === '\n';
    const isBehindGap = edit.start === 0 || /\n\r?\n$/.test(text.slice(0, edit.start));
    const blank = /^\r?\n/.exec(text.slice(edit.end))?.[0] ?? '';
    return isWholeLine && isBehindGap ? { ...edit, end: edit.end + blank.length } : edit;
  });
}

const LINE = /^from[ \t]+([\w.]+)[ \t]+import[ \t]+(\([^()]*\)|[^\n(\\]+)$/gm;

function dropOne(text: string, name: string, removed: readonly Span[], kept: ReadonlySet<string>): FileEdit | null {
  const uses = [...text.matchAll(new RegExp(`(?<![\\w.])${name}\\b`, 'g'))].filter(
    ({ index }) => !removed.some(({ start, end }) => start <= index && index < end),
  );
  const lines = [...text.matchAll(LINE)].filter(({ index, 0: whole }) =>
    uses.some((use) => use.index >= index && use.index < index + whole.length),
  );
  const [line] = lines;
  if (lines.length !== 1 || uses.length !== 1 || !line || kept.has(line[1]!) || /#|\bas\b/.test(line[0])) return null;
  const listStart = line.index + line[0].length - line[2]!.length;
  const items = [...line[2]!.matchAll(/[A-Za-z_]\w*/g)];
  const at = items.findIndex(([word]) => word === name);
  if (at < 0) return null;
  if (items.length === 1) {
    const end = line.index + line[0].length;
    return { start: line.index, end: text[end] === '\n' ? end + 1 : end, newText: '' };
  }
  const place = (item: RegExpExecArray): number => listStart + item.index;
  const [start, end] =
    at + 1 < items.length
      ? [place(items[at]!), place(items[at + 1]!)]
      : [place(items[at - 1]!) + items[at - 1]![0].length, place(items[at]!) + name.length];
  return { start, end, newText: '' };
}
