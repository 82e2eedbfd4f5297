// The comments of texts that are no Python, as far as they may silence a rule.
// Must not know what the comments mean, beyond the words by which a tool is addressed.
import type { Span } from '../syntax/node';
import type { TextLanguage } from './language';

/** A `#` begins a comment at the start of a word; what stands in front of it on the line does not matter here. */
const HASH = /(?<![^\s])#[^\r\n]*/g;
const HTML = /<!--[\s\S]*?-->/g;

/** Only comments that speak to a linter matter: text in which `#` is no comment seldom looks like one. */
const SPEAKS = /noqa|fastidious:/i;

/** The comments of a text that speak to a linter, in source order; offsets in UTF-16 units. */
export function commentsIn(text: string, language: TextLanguage): Span[] {
  if (!SPEAKS.test(text)) return [];
  const matches = [...text.matchAll(HASH), ...(language === 'markdown' ? text.matchAll(HTML) : [])];
  return matches
    .filter(([comment]) => SPEAKS.test(comment))
    .map(({ 0: comment, index }) => ({ start: index, end: index + comment.length }))
    .sort((one, other) => one.start - other.start);
}
