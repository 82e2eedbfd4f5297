// The language server: which message is answered by what. Runs on any connection and any host.
// Must not do what the handlers do.
import {
  type Connection,
  type InitializeParams,
  type InitializeResult,
  type TextDocumentItem,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { type ClientFeatures, readFeatures } from './client';
import { codeActions, FIX_ALL_KIND } from './codeActions';
import { Diagnostics } from './diagnostics';
import type { Host } from './host';
import { OtherFiles } from './otherFiles';
import { pathOf } from './paths';
import { ActionResolver } from './resolveCodeAction';
import { explain, listRules } from './rules';
import type { Session } from './session';
import { Workspace } from './workspace';

/** What the client's language status item shows. */
interface Status {
  readonly state: 'starting' | 'reading' | 'ready' | 'off' | 'error';
  readonly message: string;
}

/** Listens on a connection and serves it. */
export function serve(connection: Connection, host: Host, version: string): void {
  const workspace = new Workspace((message) => connection.console.error(message));
  const others = new OtherFiles(workspace, host);
  let features = {} as ClientFeatures;
  const diagnostics = new Diagnostics(connection, host, workspace, others, () => features);
  const session: Session = {
    connection,
    host,
    workspace,
    others,
    diagnostics,
    get features() {
      return features;
    },
  };
  const resolver = new ActionResolver(session);

  connection.onInitialize((params) => {
    features = readFeatures(params);
    for (const { uri, name } of foldersOf(params)) workspace.addFolder(pathOf(uri), name);
    return { capabilities: capabilitiesFor(features), serverInfo: { name: 'fastidious', version } };
  });
  connection.onInitialized(() => {
    report({ state: 'ready', message: 'Ready.' });
  });

  connection.onDidOpenTextDocument(({ textDocument }) => {
    if (!isPython(textDocument)) return;
    const { document, changed } = workspace.open(textDocument.uri, textDocument.version, textDocument.text);
    diagnostics.changed(document);
    if (changed) diagnostics.recheckSoon();
  });
  connection.onDidChangeTextDocument(({ textDocument, contentChanges }) => {
    const document = workspace.document(textDocument.uri);
    if (!document) return;
    document.change(contentChanges, textDocument.version);
    if (workspace.settle(document)) diagnostics.recheckSoon();
    diagnostics.changed(document);
  });
  connection.onDidCloseTextDocument(({ textDocument }) => {
    const document = workspace.document(textDocument.uri);
    if (!document) return;
    workspace.close(document);
    diagnostics.closed(document);
  });

  connection.languages.diagnostics.on(({ textDocument, previousResultId }, token) =>
    diagnostics.pull(textDocument.uri, previousResultId, token),
  );
  connection.onCodeAction((params, token) => codeActions(params, session, resolver, token));
  connection.onCodeActionResolve((action) => resolver.resolveRequest(action));
  connection.onRequest('fastidious/rules', () => listRules());
  connection.onRequest('fastidious/explainRule', (params: { rule?: unknown } | null) => explain(params?.rule));

  connection.onShutdown(() => diagnostics.dispose());
  connection.listen();

  function report(status: Status): void {
    void connection.sendNotification('fastidious/status', status);
  }
}

function capabilitiesFor(features: ClientFeatures): InitializeResult['capabilities'] {
  return {
    positionEncoding: 'utf-16',
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    codeActionProvider: { codeActionKinds: ['quickfix', FIX_ALL_KIND], resolveProvider: features.resolvesEdits },
    ...(features.pullsDiagnostics
      ? {
          diagnosticProvider: {
            identifier: 'fastidious',
            interFileDependencies: true,
            workspaceDiagnostics: false,
          },
        }
      : {}),
    ...(features.workspaceFolders
      ? { workspace: { workspaceFolders: { supported: true, changeNotifications: true } } }
      : {}),
  };
}

/** The folders of the workspace; older clients name a root only. */
function foldersOf({ workspaceFolders, rootUri }: InitializeParams): { uri: string; name: string }[] {
  if (workspaceFolders) return workspaceFolders;
  return rootUri ? [{ uri: rootUri, name: rootUri.split('/').at(-1) ?? '' }] : [];
}

/** Whether a document is ours: Python, but no cell of a notebook, whose names come from other cells. */
function isPython({ uri, languageId }: TextDocumentItem): boolean {
  return !uri.startsWith('vscode-notebook-cell:') && (languageId === 'python' || /\.py[iw]?$/.test(pathOf(uri)));
}
