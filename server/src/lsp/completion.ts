// `textDocument/completion`: what may be written at the cursor, where that is ours to say; nothing anywhere else.
// Must not know how any of it is found.
import type { CancellationToken, CompletionItem, CompletionList, CompletionParams } from 'vscode-languageserver';
import { mayBringSnippet } from '../linter/typedSnippets';
import { completeDocstring } from './docstringCompletion';
import { completeRoute, mayCompleteRoute } from './routeCompletion';
import type { Session } from './session';
import { completeSnippet, maySoonCompleteSnippet } from './snippetCompletion';

/** What makes an editor ask without being told to. */
export const TRIGGER_CHARACTERS = ['"', "'", '{', '/', '='];

/** Answers the request. */
export async function completions(
  { textDocument, position }: CompletionParams,
  session: Session,
  token: CancellationToken,
): Promise<CompletionItem[] | CompletionList> {
  const { workspace, preparation } = session;
  const document = workspace.document(textDocument.uri);
  if (!document?.isPython || token.isCancellationRequested) return [];
  // Most requests come from other places: they are answered without a look at settings.
  const offset = document.lines.offsetAt(position);
  const lineBefore = document.text.slice(document.lines.lineStart(position.line), offset);
  const isDocstring = lineBefore.endsWith('"""');
  const isSnippet = !isDocstring && mayBringSnippet(lineBefore);
  if (!isDocstring && !isSnippet && !mayCompleteRoute(lineBefore)) {
    return maySoonCompleteSnippet(lineBefore) ? { isIncomplete: true, items: [] } : [];
  }
  const { version } = document;
  await preparation.of(document);
  if (!workspace.isOpen(document) || document.version !== version || token.isCancellationRequested) return [];
  if (isSnippet) {
    const items = completeSnippet(document, offset, session);
    return { isIncomplete: maySoonCompleteSnippet(lineBefore), items };
  }
  return isDocstring ? completeDocstring(document, offset, session) : completeRoute(document, offset, session);
}
