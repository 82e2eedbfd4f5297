// The pyproject.toml files: read from the disk or from the editor, told to the projects, their mistakes shown in them;
// and the requirements files, read from the disk.
// Must not know what the settings mean.

import type { Connection } from 'vscode-languageserver';
import { DiagnosticSeverity, type Range, type TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { readPyproject } from '../linter/configuration';
import { folderOf, joinPath } from '../linter/fileSystem';
import { pyprojectsAbove, requirementsAbove } from '../linter/projectSettings';
import { isRequirementsPath, readRequirements } from '../linter/requirements';
import { RULES } from '../rules';
import { applyChanges } from './changes';
import type { EditedFile } from './edits';
import type { Folder } from './folder';
import { type Host, readText } from './host';
import { LineIndex } from './lineIndex';
import { pathOf, uriOf } from './paths';
import { SOURCE } from './toDiagnostic';

/** A pyproject.toml that the editor has open. */
interface OpenPyproject {
  readonly uri: string;
  readonly path: string;
  readonly lines: LineIndex;
  version: number;
  text: string;
}

/** How long typing in a pyproject.toml must have rested before its settings hold, in milliseconds. */
const TYPING_DELAY = 300;

/** Whether a path is that of a pyproject.toml. */
export function isPyproject(path: string): boolean {
  return path.endsWith('/pyproject.toml');
}

/** Every pyproject.toml that speaks for a file. */
export class Pyprojects {
  private readonly open = new Map<string, OpenPyproject>();
  private readonly reading = new Map<string, Promise<void>>();
  private readonly shown = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly connection: Connection,
    private readonly host: Host,
    private readonly folders: () => readonly Folder[],
    private readonly onChange: () => void,
  ) {}

  /** Reads those that speak for a file, where they were not read yet. */
  async prepare(folder: Folder, path: string): Promise<void> {
    const around = folderOf(path);
    const { files } = this.host;
    const above = await Promise.all([pyprojectsAbove(files, around), requirementsAbove(files, around)]);
    const beside = ['pyproject.toml', 'requirements.txt'].map((name) => joinPath(around, name));
    await Promise.all([...beside, ...above.flat()].map((each) => this.read(folder, each)));
  }

  /** Reads one for a folder, once. */
  read(folder: Folder, path: string): Promise<void> {
    const key = `${folder.root}\n${folder.name}\n${path}`;
    let reading = this.reading.get(key);
    if (!reading) {
      reading = this.textOf(path).then(async (text) => {
        if (text !== null && (await this.tell([folder], path, text))) this.onChange();
      });
      this.reading.set(key, reading);
    }
    return reading;
  }

  /** Reads one anew for all whom it concerns; it may be gone. */
  async reload(path: string): Promise<void> {
    const text = await this.textOf(path);
    const holds = this.folders().filter(
      (folder) =>
        folder.pyproject(path) !== null || path.startsWith(folder.root) || folder.root.startsWith(folderOf(path)),
    );
    if (await this.tell(holds, path, text)) this.onChange();
  }

  /** A file as edits of it want it; null when it is not there. */
  async editedFile(path: string): Promise<(EditedFile & { text: string }) | null> {
    const open = this.open.get(path);
    if (open) return open;
    const text = await readText(this.host, path);
    return text === null ? null : { uri: uriOf(path), version: null, lines: new LineIndex(text), text };
  }

  opened(uri: string, version: number, text: string): void {
    const path = pathOf(uri);
    this.open.set(path, { uri, path, version, text, lines: new LineIndex(text) });
    void this.reload(path);
  }

  changed(uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): void {
    const open = this.open.get(pathOf(uri));
    if (!open) return;
    open.version = version;
    open.text = applyChanges(open.text, open.lines, changes).text;
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.reload(open.path), TYPING_DELAY);
  }

  closed(uri: string): void {
    const path = pathOf(uri);
    if (this.open.delete(path)) void this.reload(path);
  }

  dispose(): void {
    if (this.timer) clearTimeout(this.timer);
  }

  private async textOf(path: string): Promise<string | null> {
    return this.open.get(path)?.text ?? (await readText(this.host, path));
  }

  /** Hands settings to projects, and says whether any of them changed. */
  private async tell(folders: readonly Folder[], path: string, text: string | null): Promise<boolean> {
    if (isRequirementsPath(path)) {
      const requirements = text === null ? null : readRequirements(text);
      return folders.filter((folder) => folder.setRequirements(path, requirements)).length > 0;
    }
    const lock = await this.host.files.stat(joinPath(folderOf(path), 'uv.lock')).catch(() => null);
    const pyproject = text === null ? null : readPyproject(text, RULES, lock !== null);
    this.show(path, text, pyproject?.problems ?? []);
    let changed = false;
    for (const folder of folders) {
      const before = folder.pyproject(path);
      // While a line is being typed the file may be no TOML; the settings stay what they were.
      const isBroken = pyproject !== null && !pyproject.hasSection && pyproject.problems.length > 0;
      if (isBroken && before) continue;
      if (folder.setPyproject(path, pyproject)) changed = true;
    }
    return changed;
  }

  private show(path: string, text: string | null, problems: ReturnType<typeof readPyproject>['problems']): void {
    if (problems.length === 0 && !this.shown.delete(path)) return;
    if (problems.length > 0) this.shown.add(path);
    const lines = this.open.get(path)?.lines ?? new LineIndex(text ?? '');
    const range = (start: number, end: number): Range => ({
      start: lines.positionAt(start),
      end: lines.positionAt(end),
    });
    void this.connection.sendDiagnostics({
      uri: this.open.get(path)?.uri ?? uriOf(path),
      diagnostics: problems.map(({ message, span }) => ({
        range: range(span?.start ?? 0, span?.end ?? 0),
        severity: DiagnosticSeverity.Error,
        source: SOURCE,
        message,
      })),
    });
  }
}
