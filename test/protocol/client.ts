// A language client for tests: runs the built server as a process of its own and speaks the protocol with it.
// Must not know what rules say.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type ClientCapabilities,
  type CodeAction,
  type CodeActionContext,
  createProtocolConnection,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type InitializeParams,
  type InitializeResult,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type Range,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentEdit,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver-protocol/node';
import { applyEdits } from '../../server/src/linter/edits';
import { LineIndex } from '../../server/src/lsp/lineIndex';

export const SERVER = join(process.cwd(), 'dist/server.js');

/** What VS Code's client says it can do, as far as the server asks. */
export const FULL: ClientCapabilities = {
  textDocument: {
    diagnostic: { dynamicRegistration: false, relatedDocumentSupport: false },
    publishDiagnostics: { relatedInformation: true, codeDescriptionSupport: true, versionSupport: true },
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ['', 'quickfix', 'source', 'source.fixAll'] } },
      isPreferredSupport: true,
      dataSupport: true,
      resolveSupport: { properties: ['edit'] },
    },
  },
  workspace: {
    workspaceEdit: {
      documentChanges: true,
      snippetEditSupport: true,
      resourceOperations: ['create'],
      changeAnnotationSupport: {},
    },
    diagnostics: { refreshSupport: true },
    inlayHint: { refreshSupport: true },
    workspaceFolders: true,
    configuration: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
  },
  window: { workDoneProgress: true },
};

/** A small client: pushes only, no resolving, no snippets, no document changes. */
export const SMALL: ClientCapabilities = {
  textDocument: {
    publishDiagnostics: {},
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'source.fixAll'] } } },
  },
};

export interface ClientOptions {
  readonly capabilities?: ClientCapabilities;
  readonly folders?: readonly string[];
  readonly initializationOptions?: unknown;
  /** What `workspace/configuration` answers for the section `fastidious`, by folder URI or for all. */
  readonly settings?: (scopeUri: string | undefined) => unknown;
}

const running = new Set<Client>();

/** Ends the servers of tests that failed before they could. */
export function killLeft(): void {
  for (const client of running) client.kill();
}

/** One server process and the connection to it. */
export class Client {
  readonly connection: ProtocolConnection;
  readonly published = new Map<string, PublishDiagnosticsParams>();
  readonly statuses: { state: string; message: string }[] = [];
  readonly shown: string[] = [];
  readonly logged: string[] = [];
  readonly registrations: string[] = [];
  readonly progress: string[] = [];
  refreshes = 0;
  hintRefreshes = 0;
  result!: InitializeResult;
  readonly exit: Promise<number | null>;
  stderr = '';
  private readonly texts = new Map<string, { version: number; text: string }>();
  private readonly listeners = new Set<() => void>();

  private constructor(
    readonly process: ChildProcess,
    private readonly options: ClientOptions,
  ) {
    this.connection = createProtocolConnection(
      new StreamMessageReader(process.stdout!),
      new StreamMessageWriter(process.stdin!),
    );
    process.stderr!.on('data', (chunk) => {
      this.stderr += chunk;
    });
    running.add(this);
    this.exit = new Promise((resolve) =>
      process.on('exit', (code) => {
        running.delete(this);
        resolve(code);
      }),
    );
    this.listen();
  }

  /** Starts a server and initializes it. */
  static async start(options: ClientOptions = {}): Promise<Client> {
    const child = spawn(process.execPath, [SERVER, '--stdio'], { stdio: 'pipe' });
    const client = new Client(child, options);
    client.connection.listen();
    const folders = (options.folders ?? []).map((path) => ({ uri: uriOf(path), name: path.split('/').at(-1)! }));
    const params: InitializeParams = {
      processId: process.pid,
      rootUri: folders[0]?.uri ?? null,
      workspaceFolders: folders.length > 0 ? folders : null,
      capabilities: options.capabilities ?? FULL,
      initializationOptions: options.initializationOptions,
    };
    const ended = client.exit.then((code): never => {
      throw new Error(`the server ended with ${code}: ${client.stderr}`);
    });
    client.result = await Promise.race([client.connection.sendRequest<InitializeResult>('initialize', params), ended]);
    ended.catch(() => {
      // Later the tests themselves end it.
    });
    await client.connection.sendNotification('initialized', {});
    return client;
  }

  /** Shuts the server down as a good client does. */
  async stop(): Promise<number | null> {
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    const code = await this.exit;
    this.connection.dispose();
    return code;
  }

  /** Ends the process, whatever it is doing. */
  kill(): void {
    this.connection.dispose();
    this.process.kill('SIGKILL');
  }

  async open(uri: string, text: string, languageId = 'python'): Promise<void> {
    this.texts.set(uri, { version: 1, text });
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version: 1, text },
    });
  }

  /** Replaces `from` (its first occurrence) by `to`. */
  async edit(uri: string, from: string, to: string): Promise<void> {
    const { text } = this.texts.get(uri)!;
    const start = text.indexOf(from);
    if (start < 0) throw new Error(`${JSON.stringify(from)} is not in the text`);
    await this.editAt(uri, start, start + from.length, to);
  }

  /** Replaces a stretch given in UTF-16 offsets. */
  async editAt(uri: string, start: number, end: number, newText: string): Promise<void> {
    const known = this.texts.get(uri)!;
    const lines = new LineIndex(known.text);
    const range = { start: lines.positionAt(start), end: lines.positionAt(end) };
    const version = known.version + 1;
    this.texts.set(uri, { version, text: known.text.slice(0, start) + newText + known.text.slice(end) });
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range, text: newText }],
    });
  }

  async close(uri: string): Promise<void> {
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  textOf(uri: string): string {
    return this.texts.get(uri)!.text;
  }

  versionOf(uri: string): number {
    return this.texts.get(uri)!.version;
  }

  async pull(uri: string, previousResultId?: string): Promise<DocumentDiagnosticReport> {
    return this.connection.sendRequest('textDocument/diagnostic', {
      textDocument: { uri },
      ...(previousResultId ? { previousResultId } : {}),
    });
  }

  /** The diagnostics of an open document, pulled. */
  async diagnostics(uri: string): Promise<Diagnostic[]> {
    const report = await this.pull(uri);
    if (report.kind !== 'full') throw new Error('unchanged without a previous result');
    return report.items;
  }

  /** `code: text it stands on` of each diagnostic. */
  async findings(uri: string): Promise<string[]> {
    return (await this.diagnostics(uri)).map((each) => this.describe(uri, each));
  }

  describe(uri: string, { code, range }: Diagnostic): string {
    const lines = new LineIndex(this.textOf(uri));
    return `${code}: ${this.textOf(uri).slice(lines.offsetAt(range.start), lines.offsetAt(range.end))}`;
  }

  async actions(uri: string, range: Range, context: Partial<CodeActionContext> = {}): Promise<CodeAction[]> {
    return (
      (await this.connection.sendRequest('textDocument/codeAction', {
        textDocument: { uri },
        range,
        context: { diagnostics: [], ...context },
      })) ?? []
    );
  }

  /** Actions at the first occurrence of a text. */
  async actionsAt(uri: string, at: string, context: Partial<CodeActionContext> = {}): Promise<CodeAction[]> {
    const position = new LineIndex(this.textOf(uri)).positionAt(this.textOf(uri).indexOf(at));
    return this.actions(uri, { start: position, end: position }, context);
  }

  async resolve(action: CodeAction): Promise<CodeAction> {
    return this.connection.sendRequest('codeAction/resolve', action);
  }

  /** The text of a document after an edit; snippets as they are written. */
  applied(uri: string, edit: WorkspaceEdit): string {
    const changes = (edit.documentChanges ?? []).filter((each) => 'edits' in each) as TextDocumentEdit[];
    const own = [
      ...changes.filter((each) => each.textDocument.uri === uri).flatMap((each) => each.edits),
      ...(edit.changes?.[uri] ?? []),
    ];
    const text = this.textOf(uri);
    const lines = new LineIndex(text);
    return applyEdits(
      text,
      own.map((each) => ({
        start: lines.offsetAt(each.range.start),
        end: lines.offsetAt(each.range.end),
        newText: 'snippet' in each ? each.snippet.value : (each as TextEdit).newText,
      })),
    );
  }

  /** Waits until something holds; it is looked at after every message of the server. */
  async until(what: string, holds: () => boolean, milliseconds = 15_000): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve, reject) => {
      const look = (): void => {
        if (!holds()) return;
        clearTimeout(timer);
        this.listeners.delete(look);
        resolve();
      };
      const timer = setTimeout(() => {
        this.listeners.delete(look);
        reject(new Error(`never came: ${what}\n${this.logged.join('\n')}\n${this.stderr}`));
      }, milliseconds);
      this.listeners.add(look);
    });
  }

  /** Has those who wait look again; for messages that tests listen to themselves. */
  tell(): void {
    for (const listener of [...this.listeners]) listener();
  }

  private listen(): void {
    const { connection } = this;
    const told = (): void => this.tell();
    connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      this.published.set(params.uri, params);
      told();
    });
    connection.onNotification('fastidious/status', (status: { state: string; message: string }) => {
      this.statuses.push(status);
      told();
    });
    connection.onNotification('window/showMessage', ({ message }: { message: string }) => {
      this.shown.push(message);
      told();
    });
    connection.onNotification('window/logMessage', ({ message }: { message: string }) => {
      this.logged.push(message);
      told();
    });
    connection.onNotification('$/progress', ({ value }: { value: { kind: string } }) => {
      this.progress.push(value.kind);
      told();
    });
    connection.onRequest('workspace/diagnostic/refresh', () => {
      this.refreshes++;
      told();
      return null;
    });
    connection.onRequest('workspace/inlayHint/refresh', () => {
      this.hintRefreshes++;
      told();
      return null;
    });
    connection.onRequest('window/workDoneProgress/create', () => null);
    connection.onRequest('client/registerCapability', (params: { registrations: { method: string }[] }) => {
      this.registrations.push(...params.registrations.map(({ method }) => method));
      told();
      return null;
    });
    connection.onRequest('client/unregisterCapability', () => null);
    connection.onRequest('workspace/configuration', ({ items }: { items: { scopeUri?: string }[] }) =>
      items.map(({ scopeUri }) => this.options.settings?.(scopeUri) ?? null),
    );
    connection.onError(() => {
      // A server that was killed closes its streams.
    });
  }
}

/** The URI of a path. */
export function uriOf(path: string): string {
  return pathToFileURL(path).toString();
}
