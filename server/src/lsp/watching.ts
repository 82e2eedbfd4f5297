// `workspace/didChangeWatchedFiles`: files that come, change and go on the disk.
// Must not know who asks the project afterwards.
import {
  type Connection,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type FileEvent,
  WatchKind,
} from 'vscode-languageserver';
import { isPythonPath, wouldDiscover } from '../linter/discovery';
import { isRequirementsPath } from '../linter/requirements';
import { type Host, readText } from './host';
import type { OtherFiles } from './otherFiles';
import { pathOf } from './paths';
import { isPyproject, type Pyprojects } from './pyprojects';
import type { ProjectReader } from './reading';
import type { Workspace } from './workspace';

/** Keeps the projects up to date with the disk. */
export class Watching {
  constructor(
    private readonly connection: Connection,
    private readonly host: Host,
    private readonly workspace: Workspace,
    private readonly others: OtherFiles,
    private readonly pyprojects: Pyprojects,
    private readonly reader: ProjectReader,
    private readonly onChange: () => void,
  ) {}

  /** Asks the client to watch. */
  register(): void {
    const watchers = [
      { globPattern: '**/*.{py,pyi,pyw}' },
      { globPattern: '**/*.{md,markdown}' },
      { globPattern: '**/pyproject.toml' },
      { globPattern: '**/*requirements*.{txt,in}' },
      { globPattern: '**/requirements/*.{txt,in}' },
      { globPattern: '**/.gitignore' },
      // Of a folder that is deleted, editors tell the folder alone.
      { globPattern: '**/*', kind: WatchKind.Delete },
    ];
    this.connection.client
      .register(DidChangeWatchedFilesNotification.type, { watchers })
      .catch((error) => this.connection.console.error(String(error)));
  }

  /** Takes in what happened. */
  async changed(events: readonly FileEvent[]): Promise<void> {
    let changed = false;
    const last = new Map(events.map(({ uri, type }) => [pathOf(uri), type]));
    for (const [path, type] of last) {
      this.others.forget(path);
      if (isPyproject(path) || isRequirementsPath(path)) await this.pyprojects.reload(path);
      else if (path.endsWith('/.gitignore')) this.readAgain(path);
      else if (type === FileChangeType.Deleted) changed = this.forget(path) || changed;
      else if (isPythonPath(path) || this.isNote(path)) changed = (await this.read(path)) || changed;
    }
    if (changed) this.onChange();
  }

  /** Takes in a file as the disk has it: one that changed there, or that the editor closed. */
  async read(path: string): Promise<boolean> {
    const folder = this.workspace.folderFor(path);
    if (!folder || folder.name === null || this.workspace.documentAt(path)) return false;
    if (!isPythonPath(path) && !folder.isNote(path)) return false;
    const isOurs = await wouldDiscover(this.host.files, folder.root, path);
    const text = isOurs ? await readText(this.host, path) : null;
    if (this.workspace.documentAt(path)) return false;
    return text === null ? folder.forget(path) : this.workspace.readClosed(folder, path, text);
  }

  private isNote(path: string): boolean {
    return this.workspace.folderFor(path)?.isNote(path) ?? false;
  }

  private forget(path: string): boolean {
    let changed = false;
    for (const folder of this.workspace.workspaceFolders) {
      for (const each of [...folder.project.paths, ...folder.project.notePaths]) {
        if (each !== path && !each.startsWith(`${path}/`)) continue;
        if (!this.workspace.documentAt(each) && folder.forget(each)) changed = true;
      }
    }
    return changed;
  }

  private readAgain(path: string): void {
    const folder = this.workspace.folderFor(path);
    if (folder && folder.name !== null) this.reader.read(folder);
  }
}
