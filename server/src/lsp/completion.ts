// `textDocument/completion`: a docstring for the `"""` that was just typed under a `def`.
// Must not know how docstrings are written.
import {
  type CancellationToken,
  type CompletionItem,
  CompletionItemKind,
  type CompletionParams,
  InsertTextFormat,
  InsertTextMode,
} from 'vscode-languageserver';
import { typedDocstrings } from '../linter/docstringEdit';
import { plainText } from '../linter/edits';
import type { Session } from './session';

/** Answers with the docstrings that may take the quotes' place; with nothing anywhere else. */
export async function completions(
  { textDocument, position }: CompletionParams,
  session: Session,
  token: CancellationToken,
): Promise<CompletionItem[]> {
  const { workspace, features } = session;
  const document = workspace.document(textDocument.uri);
  if (!document || token.isCancellationRequested) return [];
  // Most requests come from other places: they are answered without a look at settings.
  const offset = document.lines.offsetAt(position);
  if (!document.text.startsWith('"""', offset - 3)) return [];
  const { version } = document;
  await session.preparation.of(document);
  if (!workspace.isOpen(document) || document.version !== version || token.isCancellationRequested) return [];
  return typedDocstrings(workspace.requestFor(document), offset).map(({ edit, name, isCut }, index) => ({
    label: isCut ? 'Docstring, its sections kept out of the OpenAPI text' : 'Docstring',
    kind: CompletionItemKind.Snippet,
    detail: `Google docstring of ${name} (Fastidious)`,
    // Editors compare with what stands before the cursor.
    filterText: '"""',
    sortText: String(index),
    insertTextFormat: features.completionSnippets ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    ...(features.insertsAsIs ? { insertTextMode: InsertTextMode.asIs } : {}),
    textEdit: {
      range: document.rangeOf(edit),
      newText: features.completionSnippets ? edit.newText : plainText(edit.newText),
    },
  }));
}
