// Completions of the `"""` that was just typed under a `def`: its docstring.
// Must not know how docstrings are written.
import { type CompletionItem, CompletionItemKind, InsertTextFormat, InsertTextMode } from 'vscode-languageserver';
import { typedDocstrings } from '../linter/docstringEdit';
import { plainText } from '../linter/edits';
import type { OpenDocument } from './document';
import type { Session } from './session';

/** The docstrings that may take the quotes' place. */
export function completeDocstring(document: OpenDocument, offset: number, session: Session): CompletionItem[] {
  const { workspace, features } = session;
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
