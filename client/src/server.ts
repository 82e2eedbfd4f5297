// Runs the language server: starts it where it is wanted, lets the language client bring it back after a crash, stops it.
// It must not know the rules, nor what the server's answers mean beyond its status.
import {
  type Disposable,
  type DocumentSelector,
  EventEmitter,
  type ExtensionContext,
  type LogOutputChannel,
  languages,
  type TextDocument,
  workspace,
} from 'vscode';
import {
  CloseAction,
  type ErrorHandler,
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  type ServerOptions,
  State,
  TransportKind,
} from 'vscode-languageclient/node';
import { enabledDocuments } from './scope';
import { addFixedSnippets } from './snippets/offerSnippets';
import { refuseStaleEdits } from './staleEdits';
import type { Status, StatusItem } from './statusItem';
import { TraceChannel } from './trace';

/** The one server of a window. */
export class ServerRunner implements Disposable {
  private client: LanguageClient | undefined;
  private selector = '';
  /** Starts and stops follow one another, however quickly they are asked for. */
  private queue: Promise<void> = Promise.resolve();
  private readonly changed = new EventEmitter<void>();
  /** Fires when the server comes or goes, has read the workspace, or finds other routes there. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly context: ExtensionContext,
    private readonly output: LogOutputChannel,
    private readonly status: StatusItem,
  ) {}

  /** The client, where the server runs. */
  get running(): LanguageClient | undefined {
    return this.client?.state === State.Running ? this.client : undefined;
  }

  /** Whether the server is asked about a document. */
  serves(document: TextDocument): boolean {
    const selector = this.running?.clientOptions.documentSelector;
    return selector !== undefined && languages.match(selector as DocumentSelector, document) > 0;
  }

  /** Why there is no answer to be had, in words for the user; undefined where the server runs. */
  get whyNot(): string | undefined {
    if (this.running) return undefined;
    return this.status.shown.state === 'starting'
      ? 'Fastidious is still starting.'
      : `Fastidious is off: ${this.status.shown.message}`;
  }

  /** Whether the server has not seen all files of the workspace yet. */
  get isReading(): boolean {
    return this.status.shown.state === 'reading';
  }

  /** Brings the server in line with trust, folders and `fastidious.enable`. */
  update(): Promise<void> {
    return this.enqueue(async () => {
      const selector = workspace.isTrusted ? enabledDocuments() : undefined;
      const key = JSON.stringify(selector ?? null);
      if (selector && this.running && key === this.selector) return;
      await this.stopNow();
      this.selector = key;
      if (!workspace.isTrusted) {
        this.status.show({ state: 'off', message: 'This workspace is not trusted.' });
      } else if (!selector) {
        this.status.show({ state: 'off', message: 'Turned off by the setting fastidious.enable.' });
      } else {
        await this.startNow(selector);
      }
    });
  }

  /** Stops the server and starts it anew. */
  restart(): Promise<void> {
    this.enqueue(() => this.stopNow());
    return this.update();
  }

  /** Stops the server. */
  stop(): Promise<void> {
    return this.enqueue(async () => {
      await this.stopNow();
      this.status.show({ state: 'off', message: 'The server was stopped.' });
    });
  }

  dispose(): void {
    void this.stop();
    this.changed.dispose();
  }

  private enqueue(step: () => Promise<void>): Promise<void> {
    const done = this.queue.then(step);
    this.queue = done.catch((error) => this.output.error(error));
    return this.queue;
  }

  private async startNow(documentSelector: NonNullable<LanguageClientOptions['documentSelector']>): Promise<void> {
    this.status.show({ state: 'starting', message: 'Starting the server.' });
    const module = this.context.asAbsolutePath('dist/server.js');
    const server: ServerOptions = {
      run: { module, transport: TransportKind.ipc },
      debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6009'] } },
    };
    const trace = new TraceChannel(this.output);
    const client: LanguageClient = new LanguageClient('fastidious', 'Fastidious', server, {
      documentSelector,
      diagnosticCollectionName: 'fastidious',
      initializationOptions: { routeCommands: true },
      outputChannel: this.output,
      traceOutputChannel: trace,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      errorHandler: this.reportCrashes(() => client.createDefaultErrorHandler()),
      middleware: {
        ...refuseStaleEdits((message) => this.output.warn(message)),
        provideCompletionItem: addFixedSnippets,
      },
      diagnosticPullOptions: { onChange: true, onSave: false, onTabs: false },
    });
    this.client = client;
    client.onNotification('fastidious/status', (status: Status) => {
      if (this.client !== client) return;
      this.status.show(status);
      this.changed.fire();
    });
    client.onNotification('fastidious/routesChanged', () => this.changed.fire());
    client.onDidChangeState(({ newState }) => {
      // A server that never reports its state is ready as soon as it answers.
      if (this.client === client && newState === State.Running && this.status.shown.state === 'starting') {
        this.status.show({ state: 'ready', message: 'Ready.' });
      }
      this.changed.fire();
    });
    try {
      await client.start();
    } catch (error) {
      this.output.error(error as Error);
      this.status.show({ state: 'error', message: 'The server could not be started; the output says why.' });
    }
  }

  private async stopNow(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (!client) return;
    // The event that brought us here may be one that the client is just telling the server of.
    await new Promise((later) => setTimeout(later, 0));
    try {
      await client.dispose(5000);
    } catch (error) {
      // A server that is dead or hangs cannot be asked to shut down; its process is ended by then.
      this.output.debug(String(error));
    }
  }

  /** The language client's own policy (five crashes in three minutes), with a word in the status item. */
  private reportCrashes(createDefault: () => ErrorHandler): ErrorHandler {
    let policy: ErrorHandler | undefined;
    return {
      error: (error, message, count) => {
        policy ??= createDefault();
        return policy.error(error, message, count);
      },
      closed: async () => {
        policy ??= createDefault();
        const result = await policy.closed();
        if (result.action === CloseAction.Restart) {
          this.status.show({ state: 'starting', message: 'The server ended unexpectedly and is being restarted.' });
          return { ...result, handled: true };
        }
        this.status.show({
          state: 'error',
          message: 'The server ended unexpectedly too often and is not restarted. Choose Restart Server to try again.',
        });
        return result;
      },
    };
  }
}
