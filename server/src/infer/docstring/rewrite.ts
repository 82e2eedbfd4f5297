// Turns edits of a docstring's text into edits of the region: quotes and line breaks around the text follow.
// Must not know why the text is edited.
import type { FunctionFacts } from '../../facts/functions';
import type { Span } from '../../syntax/node';
import { tripleQuotesFor } from './literal';
import type { DocEdit, MergeLayout } from './merge';
import type { Docstring } from './model';
import { lineIndent, type Surroundings, stepBetween } from './place';
import { type Template, toSnippet, toText } from './template';

/** A replacement in the region's text. */
export interface SourceEdit extends Span {
  readonly template: Template;
}

/** The white space that a docstring's sections stand behind, and one step of it. */
export function mergeLayout(
  doc: Docstring,
  facts: FunctionFacts,
  around: Pick<Surroundings, 'indent' | 'indentUnit'>,
): MergeLayout {
  const { source } = facts.node;
  const isInline = isBehindColon(facts, doc);
  const outer = lineIndent(source, facts.node.start, around.indent);
  const own = isInline ? outer + around.indentUnit : lineIndent(source, doc.literal.span.start, around.indent);
  const indentUnit = stepBetween(outer, own) ?? around.indentUnit;
  // Sections that are there show where the next one goes; prose may be indented anyhow.
  const section = doc.sections.find(({ kind, first }) => kind !== 'other' && first > 0);
  return { margin: section ? doc.lines[section.first]!.white : own, indentUnit };
}

/**
 * Edits of a docstring's text as edits of the region.
 * @param edits disjoint; they may add line breaks
 * @returns empty when the text is not the source's own (joined literals): it cannot be edited in place
 */
export function rewriteDocstring(
  doc: Docstring,
  edits: readonly DocEdit[],
  facts: FunctionFacts,
  layout: MergeLayout,
): SourceEdit[] {
  const { literal } = doc;
  if (!literal.isVerbatim) return [];
  const isInline = isBehindColon(facts, doc);
  if (literal.quotes.length === 3 && !isInline) {
    return edits.map(({ start, end, template }) => ({
      start: start + literal.content.start,
      end: end + literal.content.start,
      template,
    }));
  }
  const quotes = literal.quotes.length === 3 ? literal.quotes : tripleQuotesFor(doc.text, '"""');
  const whole: Template = [literal.prefix, quotes, ...applied(doc.text, edits), quotes];
  if (!isInline) return [{ ...literal.span, template: whole }];
  // A docstring of several lines behind the colon would be legal, and ugly.
  const start = colonOf(facts) + 1;
  const follows = /^[ \t]*;[ \t]*/.exec(facts.node.source.slice(literal.span.end))?.[0] ?? '';
  const end = literal.span.end + follows.length;
  return [{ start, end, template: [`\n${layout.margin}`, ...whole, follows === '' ? '' : `\n${layout.margin}`] }];
}

/** The same as snippets, or, where nothing is left to be filled in, as plain text. */
export function writtenEdits(
  doc: Docstring,
  edits: readonly DocEdit[],
  facts: FunctionFacts,
  layout: MergeLayout,
  as: 'snippet' | 'text',
): (Span & { readonly newText: string })[] {
  const write = as === 'snippet' ? toSnippet : toText;
  return rewriteDocstring(doc, edits, facts, layout).map(({ start, end, template }) => ({
    start,
    end,
    newText: write(template),
  }));
}

function applied(text: string, edits: readonly DocEdit[]): Template {
  const result: Template[number][] = [];
  let at = 0;
  for (const edit of [...edits].sort((one, other) => one.start - other.start)) {
    result.push(text.slice(at, edit.start), ...edit.template);
    at = edit.end;
  }
  result.push(text.slice(at));
  return result;
}

function colonOf(facts: FunctionFacts): number {
  return facts.node.source.indexOf(':', (facts.returns ?? facts.parametersSpan).end);
}

function isBehindColon(facts: FunctionFacts, doc: Docstring): boolean {
  return /^[ \t]*$/.test(facts.node.source.slice(colonOf(facts) + 1, doc.literal.span.start));
}
