// The docstring of the function at a place of a file, as one edit of the file whose new text is a snippet.
// Must not know the protocol.
import { SourceFile } from '../facts/sourceFile';
import { completeDocstring, wantedShape } from '../infer/docstring/complete';
import { type DocstringShape, generateDocstring, hasSections } from '../infer/docstring/generate';
import { looksLikePathOperation } from '../infer/docstring/pathOperation';
import { placeForDocstring } from '../infer/docstring/place';
import { toSnippet } from '../infer/docstring/template';
import type { Span } from '../syntax/node';
import { newlineOf } from './edits';
import { functionAt, type PlacedFunction } from './functionAt';
import { indentOf, indentUnitOf, type LintRequest } from './lint';
import type { Edit } from './rule';

/** The edit, or in a sentence why there is none. */
export type DocstringEdit = { readonly edit: Edit } | { readonly message: string };

const STYLES = { numpy: 'NumPy', rest: 'reST', epytext: 'Epytext', google: 'Google', plain: 'plain' } as const;

/** Writes or completes the docstring of the function at an offset (UTF-16). */
export function docstringEdit(
  request: Pick<LintRequest, 'file' | 'settings' | 'project'>,
  offset: number,
): DocstringEdit {
  const { file, settings, project } = request;
  const found = functionAt(file, offset);
  if (!found) return { message: 'There is no function at the cursor.' };
  const { facts, owner } = found.target;
  if (isBroken(found)) return { message: `"${facts.name}" does not parse yet.` };
  const around = { indent: indentOf(found.placed, file.text), indentUnit: indentUnitOf(file.text) };
  const completion = completeDocstring({ site: { facts, owner, project }, ...around, isTest: settings.isTest });
  switch (completion.kind) {
    case 'edit':
      return { edit: placeEdit(completion.edit, toSnippet(completion.edit.template), found, file) };
    case 'complete':
      return { message: `The docstring of "${facts.name}" lacks nothing.` };
    case 'foreign':
      return {
        message: `The docstring of "${facts.name}" is in ${STYLES[completion.style]} style; only Google docstrings are added to.`,
      };
    case 'fixed':
      return { message: `The docstring of "${facts.name}" cannot be edited where it stands.` };
  }
}

/** What may be written in place of `"""` that was just typed; offsets count in the text as it is. */
export interface TypedDocstring {
  readonly edit: Edit;
  readonly name: string;
  /** Whether it keeps its sections out of the OpenAPI text. */
  readonly isCut: boolean;
}

/**
 * The docstrings that typing `"""` under a `def` may become; empty anywhere else and where there is a docstring.
 * @param request of the file as it is: with the quotes that were typed, closed by the editor or not
 */
export function typedDocstrings(
  { file, settings, project }: Pick<LintRequest, 'file' | 'settings' | 'project'>,
  offset: number,
): TypedDocstring[] {
  const { text } = file;
  const quotes = typedQuotes(text, offset);
  if (!quotes) return [];
  // As long as they are not closed they swallow the code below: it is read with an empty docstring in their place.
  const mended = new SourceFile(file.path, `${text.slice(0, quotes.start)}""""""${text.slice(quotes.end)}`);
  try {
    const found = functionAt(mended, quotes.start);
    if (!found || isBroken(found)) return [];
    const { facts, owner } = found.target;
    const { docstring, body } = facts;
    if (!docstring || docstring.end + found.placed.start !== quotes.start + 6) return [];
    const next = body.items[1];
    if (next?.type === 'expression_statement' && next.items[0]?.type === 'string') return [];
    const place = placeForDocstring(facts, {
      indent: indentOf(found.placed, mended.text),
      indentUnit: indentUnitOf(mended.text),
    });
    if (!place) return [];
    const write = (shape: DocstringShape): TypedDocstring => {
      const snippet = toSnippet(generateDocstring({ facts, owner, project }, shape, place.layout));
      const newText = snippet.replace(/\r?\n/g, newlineOf(text));
      return { edit: { ...quotes, newText }, name: facts.name, isCut: shape === 'cut' };
    };
    const written = [write(wantedShape(settings.isTest))];
    const offersCut = !settings.isTest && looksLikePathOperation(facts) && hasSections({ facts, owner, project });
    // In a raw string `\f` is no form feed.
    if (offersCut && !/[rR]/.test(text[quotes.start - 1] ?? '')) written.push(write('cut'));
    return written;
  } finally {
    mended.close();
  }
}

/** The quotes around an offset, where they are all that stands on the first line below one that ends with a colon. */
function typedQuotes(text: string, offset: number): Span | null {
  const before = /:[ \t]*(?:#[^\r\n]*)?\r?\n(?:[ \t]*\r?\n)*[ \t]+[rR]?"""$/.exec(
    text.slice(Math.max(0, offset - 2000), offset),
  );
  const after = /^("{0,3})[ \t]*(?:\r?\n|$)/.exec(text.slice(offset, offset + 200));
  return before && after ? { start: offset - 3, end: offset + after[1]!.length } : null;
}

function isBroken({ placed, target }: PlacedFunction): boolean {
  const { node, body } = target.facts;
  const end = body.items[0]?.end ?? body.end;
  return placed.region.errors.some((error) => error.start <= end && error.end > node.start);
}

function placeEdit(
  span: { start: number; end: number },
  snippet: string,
  { placed }: PlacedFunction,
  file: SourceFile,
): Edit {
  return {
    start: span.start + placed.start,
    end: span.end + placed.start,
    newText: snippet.replace(/\r?\n/g, newlineOf(file.text)),
  };
}
