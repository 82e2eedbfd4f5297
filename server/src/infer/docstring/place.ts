// Where a function's docstring goes: below the header, with lines broken where the body stands behind the colon.
// Must not know what the docstring says.
import type { FunctionFacts } from '../../facts/functions';
import type { Span } from '../../syntax/node';
import type { DocstringLayout } from './generate';
import type { Template } from './template';

/** What a place depends on besides the function: see `FixContext`. */
export interface Surroundings {
  /** The white space before the region's first line. */
  readonly indent: string;
  readonly indentUnit: string;
}

/** A replacement of the region's text that puts a docstring in. */
export interface DocstringPlace {
  readonly span: Span;
  readonly layout: DocstringLayout;
  /** The new text around a docstring. */
  wrap(docstring: Template): Template;
}

/**
 * The place for a docstring in a function that has none, or an empty one.
 * @returns null for a body without a statement
 */
export function placeForDocstring(facts: FunctionFacts, around: Surroundings): DocstringPlace | null {
  const first = facts.body.items[0];
  const source = facts.node.source;
  const colon = source.indexOf(':', (facts.returns ?? facts.parametersSpan).end);
  if (!first || colon < 0 || colon >= first.start) return null;
  const between = source.slice(colon + 1, first.start);
  const quotes = '"""';
  const isInline = !between.includes('\n') || /^\s*\\\r?\n/.test(between);
  const outer = lineIndent(source, facts.node.start, around.indent);
  const indent = isInline ? outer + around.indentUnit : ownIndent(source, first.start);
  const layout = { indent, indentUnit: stepBetween(outer, indent) ?? around.indentUnit, quotes };
  if (facts.docstring) {
    const { start, end } = facts.docstring;
    if (!isInline) return { span: { start, end }, layout, wrap: (docstring) => docstring };
    return { span: { start: colon + 1, end }, layout, wrap: (docstring) => [`\n${indent}`, ...docstring] };
  }
  if (isInline) {
    const span = { start: colon + 1, end: first.start };
    return { span, layout, wrap: (docstring) => [`\n${indent}`, ...docstring, `\n${indent}`] };
  }
  // From the start of the line below the header; blank lines there would separate the docstring from the body.
  const start = source.indexOf('\n', colon) + 1;
  const blank = /^(?:[ \t\f]*\r?\n)*/.exec(source.slice(start, first.start))![0];
  const keepsBlank = /^[ \t\f]*(@|(async\s+)?def\b|class\b)/.test(source.slice(start + blank.length));
  const span = { start, end: start + (keepsBlank ? 0 : blank.length) };
  return { span, layout, wrap: (docstring) => [indent, ...docstring, '\n'] };
}

/** The white space in front of the line that an offset stands on; the region's own where it is the region's first line. */
export function lineIndent(source: string, offset: number, regionIndent: string): string {
  const start = source.lastIndexOf('\n', offset - 1) + 1;
  return start === 0 ? regionIndent : /^[ \t\f]*/.exec(source.slice(start))![0];
}

function ownIndent(source: string, offset: number): string {
  return source.slice(source.lastIndexOf('\n', offset - 1) + 1, offset);
}

/** What one indentation adds to another; null when it is no continuation of it. */
export function stepBetween(outer: string, inner: string): string | null {
  return inner.length > outer.length && inner.startsWith(outer) ? inner.slice(outer.length) : null;
}
