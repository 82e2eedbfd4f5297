// The language status item (the `{}` in the status bar): what Fastidious is doing, or why it is off.
// It must not know the server; others tell it.
import { type Disposable, type DocumentSelector, type LanguageStatusItem, LanguageStatusSeverity } from 'vscode';

/** What the server reports in `fastidious/status`, and what the client says on its own. */
export interface Status {
  state: 'starting' | 'reading' | 'ready' | 'off' | 'error';
  message: string;
}

const SEVERITY: Record<Status['state'], LanguageStatusSeverity> = {
  starting: LanguageStatusSeverity.Information,
  reading: LanguageStatusSeverity.Information,
  ready: LanguageStatusSeverity.Information,
  off: LanguageStatusSeverity.Warning,
  error: LanguageStatusSeverity.Error,
};

/** The item in the status bar, shown for Python files and pyproject.toml. */
export class StatusItem implements Disposable {
  private readonly item: LanguageStatusItem;
  private disposed = false;
  private current: Status = { state: 'off', message: 'Not started yet.' };

  /** @param create makes the item; VS Code's `createLanguageStatusItem` */
  constructor(create: (id: string, selector: DocumentSelector) => LanguageStatusItem) {
    this.item = create('fastidious.status', [{ language: 'python' }, { pattern: '**/pyproject.toml' }]);
    this.item.name = 'Fastidious';
    this.show(this.current);
  }

  /** What is shown now. */
  get shown(): Status {
    return this.current;
  }

  /** Shows another state. */
  show(status: Status): void {
    this.current = status;
    // The server is stopped, and says so, after VS Code took the item away at its end.
    if (this.disposed) return;
    this.item.text = status.state === 'off' ? 'Fastidious (off)' : 'Fastidious';
    this.item.detail = status.message;
    this.item.busy = status.state === 'starting' || status.state === 'reading';
    this.item.severity = SEVERITY[status.state];
    this.item.command =
      status.state === 'error'
        ? { title: 'Restart Server', command: 'fastidious.restartServer' }
        : { title: 'Show Output', command: 'fastidious.showOutput' };
  }

  dispose(): void {
    this.disposed = true;
    this.item.dispose();
  }
}
