// Cuts SQL text into tokens: words, quoted text, numbers, comments, placeholders, and holes where Python puts something in.
// Must not know Python or what a statement is.

/** Stands in an SQL text for one interpolated expression; a private-use character that no source contains. */
export const HOLE = '\ue000';

export type SqlTokenKind =
  | 'word'
  | 'number'
  | 'string'
  | 'quoted'
  | 'comment'
  | 'placeholder'
  | 'operator'
  | 'hole'
  | 'other';

/** A token of an SQL text; offsets count UTF-16 units of that text. */
export interface SqlToken {
  readonly kind: SqlTokenKind;
  /** The text; of a word in upper case, with `HOLE` where a hole stands inside. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** The indices of the holes inside, in order, counted over the whole text. */
  readonly holes: readonly number[];
  /** Of quoted text: the quote; `$` of a dollar-quoted string. */
  readonly quote: string;
  /** Of quoted text: whether the closing quote is there. */
  readonly closed: boolean;
}

const WORD = /[\p{L}_\ue000][\p{L}\p{N}_$#\ue000]*/uy;
const NUMBER = /(?:0[xX][0-9a-fA-F]+|[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?|\.[0-9]+)/y;
const OPERATOR =
  /(?:::|<=>|<>|<=|>=|!=|\|\||->>|->|#>>|#>|@>|<@|&&|!~~\*|!~~|~~\*|~~|!~\*|!~|~\*|:=|=>|==|[=<>+\-*/%^&|~])/y;
const PLACEHOLDER =
  /(?:%\([^)\ue000]*\)s|%[sbt](?![\p{L}\p{N}_])|\?[0-9]*|\$[0-9]+|:[\p{L}_][\p{L}\p{N}_]*|@@?[\p{L}_][\p{L}\p{N}_]*)/uy;
const DOLLAR = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy;

/**
 * Cuts a text into tokens, white space left out. Backslashes escape in quoted text only where a quote follows and the
 * text would not close otherwise: standard SQL has no such escape, MySQL has.
 */
export function tokenizeSql(text: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  let holes = 0;
  let at = 0;
  const match = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0] ?? null;
  };
  const push = (kind: SqlTokenKind, length: number, quote = '', closed = true): void => {
    const end = at + length;
    const inside: number[] = [];
    for (let i = text.indexOf(HOLE, at); i >= 0 && i < end; i = text.indexOf(HOLE, i + 1)) inside.push(holes++);
    const raw = text.slice(at, end);
    tokens.push({
      kind,
      text: kind === 'word' ? raw.toUpperCase() : raw,
      start: at,
      end,
      holes: inside,
      quote,
      closed,
    });
    at = end;
  };
  while (at < text.length) {
    const character = text[at]!;
    if (/\s/.test(character)) {
      at++;
      continue;
    }
    if (character === HOLE && !/[\p{L}\p{N}_$#\ue000]/u.test(text[at + 1] ?? ' ')) {
      push('hole', 1);
      continue;
    }
    if (text.startsWith('--', at)) {
      const end = text.indexOf('\n', at);
      push('comment', (end < 0 ? text.length : end) - at);
      continue;
    }
    if (text.startsWith('/*', at)) {
      const end = text.indexOf('*/', at + 2);
      push('comment', (end < 0 ? text.length : end + 2) - at);
      continue;
    }
    if (character === "'" || character === '"' || character === '`') {
      const end = closingQuote(text, at, character);
      push(character === "'" ? 'string' : 'quoted', (end < 0 ? text.length : end + 1) - at, character, end >= 0);
      continue;
    }
    if (character === '[') {
      const bracket = /^\[[\p{L}_\ue000][\p{L}\p{N}_ $#\ue000]*\]/u.exec(text.slice(at, at + 130));
      const before = tokens.at(-1);
      // `[name]` is a quoted name in T-SQL and SQLite; behind a value it is an array's index.
      if (bracket && !(before && before.end === at && before.kind !== 'other')) {
        push('quoted', bracket[0].length, '[');
        continue;
      }
    }
    const dollar = match(DOLLAR);
    if (dollar) {
      const end = text.indexOf(dollar, at + dollar.length);
      push('string', (end < 0 ? text.length : end + dollar.length) - at, '$', end >= 0);
      continue;
    }
    const operatorFirst = text.startsWith('::', at) || text.startsWith(':=', at) ? null : match(PLACEHOLDER);
    if (operatorFirst) {
      push('placeholder', operatorFirst.length);
      continue;
    }
    const number = match(NUMBER);
    if (number) {
      push('number', number.length);
      continue;
    }
    const word = match(WORD);
    if (word) {
      push('word', word.length);
      continue;
    }
    const operator = match(OPERATOR);
    if (operator) {
      push('operator', operator.length);
      continue;
    }
    push('other', 1);
  }
  return tokens;
}

function closingQuote(text: string, start: number, quote: string): number {
  let at = start + 1;
  while (at < text.length) {
    const character = text[at]!;
    if (character === '\\' && text[at + 1] === quote && text.indexOf(quote, at + 2) >= 0 && quote !== '`') {
      at += 2;
      continue;
    }
    if (character === quote) {
      if (text[at + 1] !== quote) return at;
      at += 2;
      continue;
    }
    at++;
  }
  return -1;
}
