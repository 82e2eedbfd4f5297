// Reads the files of the workspace's folders in the background, one after another, so that messages are taken in between.
// Must not judge anything.
import { type Connection, MessageType, type WorkDoneProgressServerReporter } from 'vscode-languageserver';
import { discover } from '../linter/discovery';
import type { Folder } from './folder';
import { breathe, type Host, readText } from './host';
import type { Pyprojects } from './pyprojects';
import type { Workspace } from './workspace';

/** What the client's language status item shows. */
export interface Status {
  readonly state: 'starting' | 'reading' | 'ready' | 'off' | 'error';
  readonly message: string;
}

/** The background reading of all folders. */
export class ProjectReader {
  private readonly running = new Map<Folder, AbortController>();
  private cancelled = false;

  constructor(
    private readonly connection: Connection,
    private readonly host: Host,
    private readonly workspace: Workspace,
    private readonly pyprojects: Pyprojects,
    private readonly onDone: () => void,
  ) {}

  /** Reads a folder's files; a reading that still runs is begun again. */
  read(folder: Folder): void {
    this.running.get(folder)?.abort();
    const controller = new AbortController();
    this.running.set(folder, controller);
    this.report();
    this.run(folder, controller.signal)
      .catch((error) => {
        this.connection.console.error(`Reading ${folder.root} failed: ${(error as Error).stack ?? error}`);
      })
      .finally(() => {
        if (this.running.get(folder) !== controller) return;
        this.running.delete(folder);
        this.report();
        this.onDone();
      });
  }

  /** Ends the reading of a folder that is closed, or of all. */
  stop(folder?: Folder): void {
    for (const [each, controller] of this.running) {
      if (folder && each !== folder) continue;
      controller.abort();
      this.running.delete(each);
    }
  }

  /** Tells the client what is going on. */
  report(): void {
    const [folder] = this.running.keys();
    let status: Status = { state: 'ready', message: this.cancelled ? 'Ready; not every file was read.' : this.count() };
    if (folder) status = { state: 'reading', message: `Reading the Python files of ${folder.name}.` };
    void this.connection.sendNotification('fastidious/status', status);
  }

  private count(): string {
    let files = 0;
    for (const { project } of this.workspace.workspaceFolders) for (const _ of project.paths) files++;
    return files === 1 ? 'Ready: 1 Python file read.' : `Ready: ${files} Python files read.`;
  }

  private async run(folder: Folder, signal: AbortSignal): Promise<void> {
    // The open file comes first.
    await breathe(this.host);
    const progress = await this.connection.window.createWorkDoneProgress().catch(() => null);
    const cancel = (): void => {
      this.cancelled = true;
      this.running.get(folder)?.abort();
    };
    progress?.token.onCancellationRequested(cancel);
    progress?.begin('Fastidious', 0, `Looking for Python files in ${folder.name}`, true);
    try {
      const paths = await this.list(folder, signal);
      await this.readAll(folder, paths, signal, progress);
      if (!signal.aborted) this.forgetOthers(folder, new Set(paths));
    } finally {
      progress?.done();
    }
  }

  private async list(folder: Folder, signal: AbortSignal): Promise<string[]> {
    const paths: string[] = [];
    for await (const found of discover(this.host.files, folder.root, signal)) {
      if (this.workspace.folderFor(found.path) !== folder) continue;
      if (found.kind === 'pyproject' || found.kind === 'requirements') await this.pyprojects.read(folder, found.path);
      if (found.kind === 'python' || folder.isNote(found.path)) paths.push(found.path);
      if (found.kind === 'skipped') {
        const message = `${found.path} ${found.reason}`;
        void this.connection.sendNotification('window/logMessage', { type: MessageType.Info, message });
      }
    }
    return paths;
  }

  private async readAll(
    folder: Folder,
    paths: readonly string[],
    signal: AbortSignal,
    progress: WorkDoneProgressServerReporter | null,
  ): Promise<void> {
    const all = new Set(paths);
    let shown = 0;
    for (const [i, path] of paths.entries()) {
      if (signal.aborted) return;
      // A stub says again what the module beside it says.
      if (path.endsWith('.pyi') && all.has(path.slice(0, -1))) continue;
      const percentage = Math.floor((100 * i) / paths.length);
      if (percentage > shown) {
        shown = percentage;
        progress?.report(percentage, `${i} of ${paths.length} files`);
      }
      if (this.workspace.documentAt(path)) continue;
      const text = await readText(this.host, path);
      if (signal.aborted) return;
      if (text !== null && !this.workspace.documentAt(path)) this.workspace.readClosed(folder, path, text);
    }
  }

  private forgetOthers(folder: Folder, found: ReadonlySet<string>): void {
    for (const path of [...folder.project.paths, ...folder.project.notePaths]) {
      if (!found.has(path) && !this.workspace.documentAt(path)) folder.forget(path);
    }
  }
}
