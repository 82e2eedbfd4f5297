// Keeps an edit that the server made for one version of a document from being applied to another.
// The language client compares versions only for edits that the server asks to apply, not for code actions.
import { window, workspace } from 'vscode';
import {
  type CodeAction,
  CodeActionRequest,
  CodeActionResolveRequest,
  type Middleware,
  TextDocumentEdit,
  type WorkspaceEdit,
} from 'vscode-languageclient';

/**
 * A middleware that takes the edit off every code action whose document has changed since.
 * @param log told of each refused edit
 */
export function refuseStaleEdits(log: (message: string) => void): Middleware {
  return {
    sendRequest: async (type, param, token, next) => {
      const result = await next(type, param, token);
      const method = typeof type === 'string' ? type : type.method;
      if (method === CodeActionResolveRequest.method) {
        const action = result as unknown as CodeAction;
        if (!isStale(action?.edit)) return result;
        log(`"${action.title}" was computed for an older version of the file and is not applied`);
        const { edit: _stale, ...rest } = action;
        return rest as typeof result;
      }
      if (method === CodeActionRequest.method && Array.isArray(result)) {
        return result.filter((action) => !isStale((action as CodeAction).edit)) as typeof result;
      }
      return result;
    },
    // The server refuses a stale action with an error that the language client keeps to itself.
    resolveCodeAction: async (item, token, next) => {
      const action = await next(item, token);
      if (!token.isCancellationRequested && !action?.edit && !action?.command && !action?.disabled) {
        window.setStatusBarMessage('Fastidious: the file changed meanwhile; ask for the fix again.', 5000);
      }
      return action;
    },
  };
}

/** Whether an edit names a version that its open document has no longer. */
export function isStale(edit: WorkspaceEdit | undefined): boolean {
  return (edit?.documentChanges ?? []).some((change) => {
    if (!TextDocumentEdit.is(change) || change.textDocument.version === null) return false;
    const { uri, version } = change.textDocument;
    const open = workspace.textDocuments.find((document) => document.uri.toString() === uri);
    return open !== undefined && open.version !== version;
  });
}
