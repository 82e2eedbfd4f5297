// `fastidious/generateDocstring`: the docstring of the function at a position, written or completed, as one snippet.
// Must not know how docstrings are written.
import type { Range, TextDocumentPositionParams } from 'vscode-languageserver';
import { docstringEdit } from '../linter/docstringEdit';
import { snippetEdits } from './edits';
import type { Session } from './session';

/** What the client inserts, into that version only; or, in a sentence, why there is nothing to insert. */
export type GeneratedDocstring =
  | { readonly version: number; readonly range: Range; readonly snippet: string }
  | { readonly version: number; readonly why: string };

/** Answers the request; null for a document that is not open. */
export async function generateDocstring(
  { textDocument, position }: TextDocumentPositionParams,
  session: Session,
): Promise<GeneratedDocstring | null> {
  const { workspace } = session;
  const document = workspace.document(textDocument.uri);
  if (!document?.isPython) return null;
  await session.preparation.of(document);
  if (!workspace.isOpen(document)) return null;
  const { version } = document;
  const made = docstringEdit(workspace.requestFor(document), document.lines.offsetAt(position));
  if ('message' in made) return { version, why: made.message };
  const [only] = snippetEdits([made.edit], document);
  return { version, ...only! };
}
