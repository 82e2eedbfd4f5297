// Where in the source the parts of a docstring stand.
// Must not know what is wrong with them.
import type { Span } from '../../syntax/node';
import type { Docstring } from './model';

/** From the opening quotes to the end of their line; offsets count from the region's start. */
export function firstLineSpan({ literal: { span } }: Docstring, source: string): Span {
  const line = /^[^\r\n]*/.exec(source.slice(span.start, span.end))![0].trimEnd();
  return { start: span.start, end: span.start + line.length };
}

/** A span of the docstring's text in the region; the first line where the text is not the source's own. */
export function sourceSpan(doc: Docstring, { start, end }: Span, source: string): Span {
  const { content, isVerbatim } = doc.literal;
  return isVerbatim ? { start: content.start + start, end: content.start + end } : firstLineSpan(doc, source);
}
