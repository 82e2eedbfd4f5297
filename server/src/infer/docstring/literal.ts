// A docstring as a literal of the source: prefix, quotes, content; and text written as such a literal.
// Must not know what the text says.
import { stringPrefix, stringValue } from '../../facts/expressions';
import type { Span, SyntaxNode } from '../../syntax/node';

/** A docstring's literal; spans count from the region's start. */
export interface DocstringLiteral {
  /** From prefix to closing quotes. */
  readonly span: Span;
  readonly prefix: string;
  /** `"""`, `'''`, `"` or `'`. */
  readonly quotes: string;
  /** Between the quotes. */
  readonly content: Span;
  /**
   * The text to read: the source between the quotes, escapes as written, where its lines are the docstring's lines;
   * else (joined literals, `\\n` in a literal of one line) the value.
   */
  readonly text: string;
  /** Whether `text` is the source between the quotes, so that offsets in it are places in the source. */
  readonly isVerbatim: boolean;
}

/** Reads the literal of a docstring (`string` or `concatenated_string`). */
export function readLiteral(node: SyntaxNode): DocstringLiteral {
  const start = node.type === 'string' ? node.childOfType('string_start') : null;
  const end = node.type === 'string' ? node.childOfType('string_end') : null;
  const span = { start: node.start, end: node.end };
  if (start && end) {
    const prefix = stringPrefix(node);
    const content = { start: start.end, end: end.start };
    const text = node.source.slice(content.start, content.end);
    const hidesLines = !prefix.includes('r') && !text.includes('\n') && /\\[nr]/.test(text);
    const quotes = start.text.slice(prefix.length);
    if (!hidesLines) return { span, prefix, quotes, content, text, isVerbatim: true };
    return { span, prefix, quotes, content, text: stringValue(node) ?? '', isVerbatim: false };
  }
  return { span, prefix: '', quotes: '"""', content: span, text: stringValue(node) ?? '', isVerbatim: false };
}

/**
 * The triple quotes between which a text may stand as it is.
 * @param preferred taken when the text allows it
 */
export function tripleQuotesFor(text: string, preferred: string): string {
  const other = preferred === '"""' ? "'''" : '"""';
  const clashes = (quotes: string): boolean => text.includes(quotes) || text.endsWith(quotes[0]!);
  return clashes(preferred) && !clashes(other) ? other : preferred;
}
