// What stands around a place in text that is being typed, half-typed perhaps: a string, a comment, open calls.
// Must not need a tree: letters alone decide, so that an open quote or bracket does not matter.

/** A call that is open at the place. */
export interface OpenBracket {
  readonly bracket: string;
  /** UTF-16 offset of the bracket. */
  readonly at: number;
  /** The dotted name right before it; empty when there is none. */
  readonly callee: string;
}

/** The string literal around the place. */
export interface OpenString {
  /** Offset behind the opening quotes. */
  readonly start: number;
  readonly quotes: string;
  /** Prefix letters in lower case. */
  readonly prefix: string;
}

export interface Cursor {
  readonly string: OpenString | null;
  readonly isInComment: boolean;
  /** Outermost first. */
  readonly open: readonly OpenBracket[];
}

/** So much text before the place is read at most: nobody's call is longer. */
const FARTHEST = 20_000;

/**
 * Reads from the start of a statement to a place in it.
 * @param from UTF-16 offset at which a statement begins
 */
export function readCursor(text: string, from: number, offset: number): Cursor {
  const open: OpenBracket[] = [];
  const none: Cursor = { string: null, isInComment: false, open };
  if (offset - from > FARTHEST) return none;
  let at = from;
  while (at < offset) {
    const letter = text[at]!;
    if (letter === '#') {
      const end = text.indexOf('\n', at);
      if (end < 0 || end >= offset) return { ...none, isInComment: true };
      at = end;
    } else if (letter === '"' || letter === "'") {
      const quotes = text.startsWith(letter.repeat(3), at) ? letter.repeat(3) : letter;
      const start = at + quotes.length;
      const prefix = /[a-z]{0,2}$/i.exec(text.slice(Math.max(from, at - 2), at))![0].toLowerCase();
      const end = endOfString(text, start, quotes, prefix.includes('r'), offset);
      if (end > offset || start > offset) return { string: { start, quotes, prefix }, isInComment: false, open };
      at = end;
      continue;
    } else if ('([{'.includes(letter)) {
      const callee = /[A-Za-z_][\w.]*$/.exec(text.slice(Math.max(from, at - 200), at))?.[0] ?? '';
      open.push({ bracket: letter, at, callee });
    } else if (')]}'.includes(letter)) {
      open.pop();
    }
    at++;
  }
  return none;
}

/** The offset behind a string's closing quotes; behind `limit` when they do not close before it. */
function endOfString(text: string, from: number, quotes: string, isRaw: boolean, limit: number): number {
  for (let at = from; at < limit; at++) {
    if (text[at] === '\\' && (!isRaw || /['"\\]/.test(text[at + 1] ?? ''))) at++;
    else if (text.startsWith(quotes, at)) return at + quotes.length;
    // An open quote ends with its line.
    else if (quotes.length === 1 && text[at] === '\n') return at;
  }
  return limit + 1;
}
