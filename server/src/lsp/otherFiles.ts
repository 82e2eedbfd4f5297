// The lines and texts of files that a diagnostic, a fix or a generator points to and that are not open.
// Must not know what points there.
import { type Host, readText } from './host';
import { LineIndex } from './lineIndex';
import type { Workspace } from './workspace';

/** Texts of closed files, read when first needed and kept until they change. */
export class OtherFiles {
  private readonly known = new Map<string, { readonly text: string; readonly lines: LineIndex } | null>();

  constructor(
    private readonly workspace: Workspace,
    private readonly host: Host,
  ) {}

  /** Reads what is not at hand yet. */
  async prepare(paths: Iterable<string>): Promise<void> {
    for (const path of paths) {
      if (this.known.has(path) || this.workspace.documentAt(path)) continue;
      const text = await readText(this.host, path);
      this.known.set(path, text === null ? null : { text, lines: new LineIndex(text) });
    }
  }

  /** The lines of a file; null when it was not prepared or cannot be read. */
  readonly linesOf = (path: string): LineIndex | null =>
    this.workspace.documentAt(path)?.lines ?? this.known.get(path)?.lines ?? null;

  /** Whether a file was read already, or found not to be there. */
  isPrepared(path: string): boolean {
    return this.known.has(path);
  }

  /** The text of a file as the editor has it, else as it was read; null when it was not prepared or cannot be read. */
  textOf(path: string): string | null {
    return this.workspace.documentAt(path)?.text ?? this.known.get(path)?.text ?? null;
  }

  /** Forgets a file whose text changed. */
  forget(path: string): void {
    this.known.delete(path);
  }
}
