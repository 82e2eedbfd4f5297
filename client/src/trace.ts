// Lets `fastidious.trace.server` show the messages between client and server whatever the output's log level is.
// The language client alone would trace at log level Trace only, so that the setting would do nothing.
import { EventEmitter, LogLevel, type LogOutputChannel, type ViewColumn, workspace } from 'vscode';

/** The output channel as the language client's tracer sees it: at level Trace while the setting is on. */
export class TraceChannel implements LogOutputChannel {
  private readonly changed = new EventEmitter<LogLevel>();
  readonly onDidChangeLogLevel = this.changed.event;
  private readonly watching = workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration('fastidious.trace.server')) this.changed.fire(this.logLevel);
  });

  constructor(private readonly output: LogOutputChannel) {}

  get name(): string {
    return this.output.name;
  }

  get logLevel(): LogLevel {
    const wanted = workspace.getConfiguration('fastidious').get('trace.server', 'off');
    return wanted === 'off' ? LogLevel.Info : LogLevel.Trace;
  }

  trace(message: string, ...args: unknown[]): void {
    this.output.info(message, ...args);
  }
  debug(message: string, ...args: unknown[]): void {
    this.output.debug(message, ...args);
  }
  info(message: string, ...args: unknown[]): void {
    this.output.info(message, ...args);
  }
  warn(message: string, ...args: unknown[]): void {
    this.output.warn(message, ...args);
  }
  error(message: string | Error, ...args: unknown[]): void {
    this.output.error(message, ...args);
  }
  append(value: string): void {
    this.output.append(value);
  }
  appendLine(value: string): void {
    this.output.appendLine(value);
  }
  replace(value: string): void {
    this.output.replace(value);
  }
  clear(): void {
    this.output.clear();
  }
  show(column?: ViewColumn | boolean, preserveFocus?: boolean): void {
    this.output.show(typeof column === 'boolean' ? column : preserveFocus);
  }
  hide(): void {
    this.output.hide();
  }
  /** Ends the watching; the output channel itself belongs to the extension. */
  dispose(): void {
    this.watching.dispose();
    this.changed.dispose();
  }
}
