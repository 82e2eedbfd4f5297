// What the client can do and asks for, read once from its `initialize` request.
// Must not know what the server does with it.
import { type InitializeParams, InsertTextMode, MarkupKind } from 'vscode-languageserver';

/** The client's abilities as far as the server's answers depend on them. */
export interface ClientFeatures {
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly relatedInformation: boolean;
  readonly codeDescription: boolean;
  /** `publishDiagnostics` may name the version. */
  readonly publishesVersion: boolean;
  readonly codeActionLiterals: boolean;
  readonly preferredActions: boolean;
  /** Edits of code actions may be left to `codeAction/resolve`. */
  readonly resolvesEdits: boolean;
  readonly documentChanges: boolean;
  readonly createsFiles: boolean;
  /** Edits may say that they want to be confirmed. */
  readonly changeAnnotations: boolean;
  readonly snippetEdits: boolean;
  /** The client has the command `fastidious.applySnippet` (our own option, for clients without snippet edits). */
  readonly applySnippetCommand: boolean;
  readonly completionSnippets: boolean;
  /** Completions may ask to be inserted without a change of their white space. */
  readonly insertsAsIs: boolean;
  readonly refreshesInlayHints: boolean;
  readonly refreshesCodeLenses: boolean;
  /** Hovers may be Markdown. */
  readonly showsMarkdown: boolean;
  readonly definitionLinks: boolean;
  readonly preparesRename: boolean;
  /** Where a symbol stands may be left to `workspaceSymbol/resolve`. */
  readonly resolvesSymbolRanges: boolean;
  /** The client has the commands of routes (our own option): copying a path, showing the tests that call one. */
  readonly routeCommands: boolean;
  readonly configuration: boolean;
  readonly registersConfiguration: boolean;
  readonly registersWatchers: boolean;
  readonly workspaceFolders: boolean;
  readonly progress: boolean;
}

/** Reads the abilities out of the `initialize` request; what is not said is not there. */
export function readFeatures({ capabilities, initializationOptions }: InitializeParams): ClientFeatures {
  const { textDocument, workspace, window } = capabilities;
  const { diagnostic, publishDiagnostics, codeAction, completion } = textDocument ?? {};
  return {
    pullsDiagnostics: diagnostic !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    // Before 3.18 pulled diagnostics had no abilities of their own; those of published ones counted.
    relatedInformation: (diagnostic?.relatedInformation ?? publishDiagnostics?.relatedInformation) === true,
    codeDescription: (diagnostic?.codeDescriptionSupport ?? publishDiagnostics?.codeDescriptionSupport) === true,
    publishesVersion: publishDiagnostics?.versionSupport === true,
    codeActionLiterals: codeAction?.codeActionLiteralSupport !== undefined,
    preferredActions: codeAction?.isPreferredSupport === true,
    resolvesEdits:
      codeAction?.dataSupport === true && (codeAction.resolveSupport?.properties.includes('edit') ?? false),
    documentChanges: workspace?.workspaceEdit?.documentChanges === true,
    createsFiles: workspace?.workspaceEdit?.resourceOperations?.includes('create') === true,
    changeAnnotations: workspace?.workspaceEdit?.changeAnnotationSupport !== undefined,
    snippetEdits: workspace?.workspaceEdit?.snippetEditSupport === true,
    applySnippetCommand: initializationOptions?.applySnippetCommand === true,
    completionSnippets: completion?.completionItem?.snippetSupport === true,
    insertsAsIs: completion?.completionItem?.insertTextModeSupport?.valueSet.includes(InsertTextMode.asIs) === true,
    refreshesCodeLenses: workspace?.codeLens?.refreshSupport === true,
    showsMarkdown: textDocument?.hover?.contentFormat?.includes(MarkupKind.Markdown) === true,
    definitionLinks: textDocument?.definition?.linkSupport === true,
    preparesRename: textDocument?.rename?.prepareSupport === true,
    resolvesSymbolRanges: workspace?.symbol?.resolveSupport?.properties.includes('location.range') === true,
    routeCommands: initializationOptions?.routeCommands === true,
    refreshesInlayHints: workspace?.inlayHint?.refreshSupport === true,
    configuration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    registersWatchers: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    workspaceFolders: workspace?.workspaceFolders === true,
    progress: window?.workDoneProgress === true,
  };
}
