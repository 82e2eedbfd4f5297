// The language server: which message is answered by what. Runs on any connection and any host.
// Must not do what the handlers do.
import {
  type CancellationToken,
  type Connection,
  type InitializeParams,
  type InitializeResult,
  type Location,
  type TextDocumentItem,
  type TextDocumentPositionParams,
  TextDocumentSyncKind,
  type WorkDoneProgressParams,
  type WorkspaceFoldersChangeEvent,
} from 'vscode-languageserver';
import { isSourcePath } from '../linter/discovery';
import { type ClientFeatures, readFeatures } from './client';
import { codeActions, FIX_ALL_KIND } from './codeActions';
import { completions, TRIGGER_CHARACTERS } from './completion';
import { Diagnostics } from './diagnostics';
import { EditorSettings } from './editorSettings';
import { fixAllInWorkspace, type WorkspaceFixes } from './fixWorkspace';
import type { Folder } from './folder';
import { type Generated, type GenerateParams, generate } from './generate';
import { type GeneratedDocstring, generateDocstring } from './generateDocstring';
import type { Host } from './host';
import { hover } from './hover';
import { InlayHints } from './inlayHints';
import { OtherFiles } from './otherFiles';
import { pathOf } from './paths';
import { Preparation } from './preparation';
import { isPyproject, Pyprojects } from './pyprojects';
import { ProjectReader } from './reading';
import { prepareRename, rename } from './rename';
import { ActionResolver } from './resolveCodeAction';
import { RouteLenses } from './routeLenses';
import { definition, references, testCalls } from './routeNavigation';
import { Routes } from './routes';
import { explain, listRules } from './rules';
import type { Session } from './session';
import { Watching } from './watching';
import { Workspace } from './workspace';
import { resolveWorkspaceSymbol, workspaceSymbols } from './workspaceSymbols';

/** Listens on a connection and serves it. */
export function serve(connection: Connection, host: Host, version: string): void {
  let features = {} as ClientFeatures;
  const getFeatures = (): ClientFeatures => features;
  const workspace = new Workspace((message) => connection.console.error(message));
  const others = new OtherFiles(workspace, host);
  const settingsChanged = (): void => {
    diagnostics.recheckSoon(0);
    hints.refreshSoon();
    routes.refreshSoon();
    lenses.refreshSoon();
  };
  const getFolders = (): readonly Folder[] => workspace.allFolders;
  const editorSettings = new EditorSettings(connection, getFeatures, getFolders, settingsChanged);
  const pyprojects = new Pyprojects(connection, host, getFolders, settingsChanged);
  const preparation = new Preparation(host, workspace, editorSettings, pyprojects);
  const diagnostics = new Diagnostics(connection, host, workspace, others, preparation, getFeatures);
  const reader = new ProjectReader(connection, host, workspace, pyprojects, () => {
    void preparation.reconsider().then(settingsChanged);
  });
  const factsChanged = (): void => {
    diagnostics.recheckSoon();
    hints.refreshSoon();
    routes.refreshSoon();
    lenses.refreshSoon();
  };
  const watching = new Watching(connection, host, workspace, others, pyprojects, reader, factsChanged);
  const session: Session = {
    connection,
    host,
    workspace,
    others,
    preparation,
    pyprojects,
    get features() {
      return features;
    },
  };
  const resolver = new ActionResolver(session);
  const hints = new InlayHints(session, (message) => connection.console.error(message));
  const routes = new Routes(session);
  const lenses = new RouteLenses(session);

  connection.onInitialize((params) => {
    features = readFeatures(params);
    editorSettings.start(params.initializationOptions);
    for (const { uri, name } of foldersOf(params)) workspace.addFolder(pathOf(uri), name);
    return { capabilities: capabilitiesFor(features), serverInfo: { name: 'fastidious', version } };
  });
  connection.onInitialized(() => {
    editorSettings.register();
    editorSettings.fetch();
    if (features.registersWatchers) watching.register();
    if (features.workspaceFolders) connection.workspace.onDidChangeWorkspaceFolders(foldersChanged);
    for (const folder of workspace.workspaceFolders) reader.read(folder);
    if (workspace.workspaceFolders.length === 0) reader.report();
  });
  connection.onDidChangeConfiguration(({ settings }) => editorSettings.changed(settings));
  connection.onDidChangeWatchedFiles(({ changes }) => watching.changed(changes));

  connection.onDidOpenTextDocument(({ textDocument }) => {
    const { uri, version, text } = textDocument;
    if (isPyproject(pathOf(uri))) pyprojects.opened(uri, version, text);
    if (!isSource(textDocument)) return;
    const { document, changed } = workspace.open(uri, version, text);
    diagnostics.changed(document);
    if (changed) factsChanged();
  });
  connection.onDidChangeTextDocument(({ textDocument, contentChanges }) => {
    const { uri, version } = textDocument;
    pyprojects.changed(uri, version, contentChanges);
    const document = workspace.document(uri);
    if (!document) return;
    document.change(contentChanges, version);
    if (workspace.settle(document)) factsChanged();
    diagnostics.changed(document);
  });
  connection.onDidCloseTextDocument(({ textDocument }) => {
    pyprojects.closed(textDocument.uri);
    const document = workspace.document(textDocument.uri);
    if (!document) return;
    workspace.close(document);
    diagnostics.closed(document);
    // What was not saved is forgotten.
    void watching.read(document.path).then((changed) => changed && factsChanged());
  });

  connection.languages.diagnostics.on(({ textDocument, previousResultId }, token) =>
    diagnostics.pull(textDocument.uri, previousResultId, token),
  );
  connection.onCodeAction((params, token) => codeActions(params, session, resolver, token));
  connection.onCodeActionResolve((action) => resolver.resolveRequest(action));
  connection.languages.inlayHint.on((params, token) => hints.answer(params, token));
  connection.onHover((params, token) => hover(params, session, token));
  connection.onDefinition((params, token) => definition(params, session, token));
  connection.onReferences((params, token) => references(params, session, token));
  connection.onPrepareRename((params, token) => prepareRename(params, session, token));
  connection.onRenameRequest((params, token) => rename(params, session, token));
  connection.onCodeLens((params, token) => lenses.answer(params, token));
  connection.onCodeLensResolve((lens) => lenses.resolve(lens));
  connection.onWorkspaceSymbol((params, token) => workspaceSymbols(params, session, token));
  connection.onWorkspaceSymbolResolve((symbol) => resolveWorkspaceSymbol(symbol, session));
  connection.onCompletion((params, token) => completions(params, session, token));
  connection.onRequest<GeneratedDocstring | null, void>(
    'fastidious/generateDocstring',
    (params: TextDocumentPositionParams) => generateDocstring(params, session),
  );
  connection.onRequest<Generated | null, void>('fastidious/generate', (params: GenerateParams | null) =>
    generate(params, session),
  );
  connection.onRequest<WorkspaceFixes, void>('fastidious/fixAllInWorkspace', (params: WorkDoneProgressParams, token) =>
    fixAllInWorkspace(params, session, token),
  );
  // Without parameters the token comes first.
  connection.onRequest('fastidious/routes', (...args: unknown[]) => routes.list(args.at(-1) as CancellationToken));
  connection.onRequest('fastidious/routePlace', (params: { uri?: unknown; id?: unknown } | null) =>
    routes.place(params),
  );
  connection.onRequest('fastidious/routesAt', (params: TextDocumentPositionParams) => routes.at(params));
  connection.onRequest<Location[], void>('fastidious/testCalls', (params: TextDocumentPositionParams, token) =>
    testCalls(params, session, token),
  );
  connection.onRequest('fastidious/rules', () => listRules());
  connection.onRequest('fastidious/explainRule', (params: { rule?: unknown } | null) => explain(params?.rule));

  connection.onShutdown(() => {
    reader.stop();
    diagnostics.dispose();
    hints.dispose();
    routes.dispose();
    lenses.dispose();
    pyprojects.dispose();
  });
  connection.listen();

  function foldersChanged({ added, removed }: WorkspaceFoldersChangeEvent): void {
    for (const { uri } of removed) {
      const folder = workspace.removeFolder(pathOf(uri));
      if (folder) reader.stop(folder);
    }
    for (const { uri, name } of added) reader.read(workspace.addFolder(pathOf(uri), name));
    editorSettings.fetch();
    reader.report();
    settingsChanged();
  }
}

function capabilitiesFor(features: ClientFeatures): InitializeResult['capabilities'] {
  return {
    positionEncoding: 'utf-16',
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    codeActionProvider: {
      codeActionKinds: ['quickfix', 'refactor.rewrite', FIX_ALL_KIND],
      resolveProvider: features.resolvesEdits,
    },
    inlayHintProvider: true,
    hoverProvider: true,
    definitionProvider: true,
    referencesProvider: true,
    renameProvider: features.preparesRename ? { prepareProvider: true } : true,
    codeLensProvider: { resolveProvider: true },
    workspaceSymbolProvider: { resolveProvider: features.resolvesSymbolRanges },
    completionProvider: { triggerCharacters: TRIGGER_CHARACTERS },
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

/** Whether a document is ours: one that rules look at, but no cell of a notebook, whose names come from other cells. */
function isSource({ uri, languageId }: TextDocumentItem): boolean {
  return !uri.startsWith('vscode-notebook-cell:') && (languageId === 'python' || isSourcePath(pathOf(uri)));
}
