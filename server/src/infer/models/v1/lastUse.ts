// Takes a name out of the file's import when what is rewritten was its last use.
// Must not know what is rewritten.
import type { Edit } from '../edits';

/** The file around a region. */
export interface FileText {
  readonly text: string;
  readonly regionStart: number;
}

/** What becomes of the import of a name. */
export interface LastUse {
  /** Whether the name is used elsewhere too: the import stays. */
  readonly isUsedElsewhere: boolean;
  /** Whether a use stands further down. */
  readonly isFollowed: boolean;
  /** The edits that take it away, in offsets of the region; empty where it stays, or stands in no common `from` line. */
  readonly edits: readonly Edit[];
}

/**
 * The fate of an imported name.
 * @param at where the use that goes away stands (offset of the region)
 * @param instead the name that the same module gives in its place
 */
export function lastUseOf(name: string, instead: string, at: number, { text, regionStart }: FileText): LastUse {
  const uses = [...text.matchAll(new RegExp(`(?<![\\w.])${name}\\b`, 'g'))].map((match) => match.index);
  const line = importOf(name, text);
  const others = uses.filter(
    (use) => Math.abs(use - (at + regionStart)) > 1 && !(line && use >= line.start && use < line.end),
  );
  const code = others.filter((use) => !isComment(text, use));
  const isUsedElsewhere = code.length > 0;
  const isFollowed = code.some((use) => use > at + regionStart);
  if (isUsedElsewhere || !line) return { isUsedElsewhere, isFollowed, edits: [] };
  const isThere = new RegExp(`\\b${instead}\\b`).test(text.slice(line.start, line.end));
  const { start, end } = line.own;
  // The new name takes the old one's place, and asks for no import then.
  if (!isThere) {
    const edit = { start: start - regionStart, end: end - regionStart, newText: instead };
    return { isUsedElsewhere, isFollowed, edits: [edit] };
  }
  const span = withComma(text, line.own, line.start);
  return {
    isUsedElsewhere,
    isFollowed,
    edits: [{ start: span.start - regionStart, end: span.end - regionStart, newText: '' }],
  };
}

interface ImportLine {
  readonly start: number;
  readonly end: number;
  readonly own: { readonly start: number; readonly end: number };
}

/** The `from … import …` at the module's own level that has a name without an alias. */
function importOf(name: string, text: string): ImportLine | null {
  for (const match of text.matchAll(/^from[ \t]+[\w.]+[ \t]+import[ \t]+(\([^)]*\)|[^\n(\\]+)/gm)) {
    const list = match[1]!;
    const from = match.index + match[0].length - list.length;
    const names = list
      .replace(/#[^\n]*/g, '')
      .replace(/[()]/g, '')
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== '');
    const at = names.indexOf(name);
    const found = new RegExp(`(?<!\\w)${name}(?!\\w)`).exec(list);
    if (at < 0 || !found) continue;
    const start = from + found.index;
    return {
      start: match.index,
      end: match.index + match[0].length,
      own: { start, end: start + name.length },
    };
  }
  return null;
}

/** A name with the comma and the white space that only it needs. */
function withComma(
  text: string,
  { start, end }: { start: number; end: number },
  from: number,
): { start: number; end: number } {
  const behind = /^[ \t]*,[ \t]*/.exec(text.slice(end));
  if (behind) {
    const own = /\n[ \t]*$/.exec(text.slice(from, start));
    const rest = text.slice(end + behind[0].length);
    // A name on a line of its own goes with its line.
    if (own && /^\r?\n/.test(rest)) return { start: start - own[0].length, end: end + behind[0].length };
    if (!/^\r?\n|^\)/.test(rest)) return { start, end: end + behind[0].length };
  }
  const before = /,\s*$/.exec(text.slice(from, start));
  return { start: start - (before?.[0].length ?? 0), end };
}

function isComment(text: string, at: number): boolean {
  return /#/.test(text.slice(text.lastIndexOf('\n', at) + 1, at));
}
