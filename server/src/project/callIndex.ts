// In which files something of a name is called: kept file by file, so that an edit costs what its own calls cost.
// Must not know what the calls are to.
import { callsOf, type ModuleFacts } from './module';

/** The files of a project by the names of what they call. */
export class CallIndex {
  private readonly files = new Map<string, Set<string>>();

  /** Takes a module's calls in instead of those of its former state. */
  set(before: ModuleFacts | undefined, after: ModuleFacts | undefined): void {
    const old = before ? callsOf(before) : null;
    const now = after ? callsOf(after) : null;
    for (const name of old?.keys() ?? []) if (!now?.has(name)) this.files.get(name)?.delete(before!.path);
    for (const name of now?.keys() ?? []) {
      if (old?.has(name)) continue;
      const files = this.files.get(name) ?? new Set();
      files.add(after!.path);
      this.files.set(name, files);
    }
  }

  filesCalling(name: string): ReadonlySet<string> {
    return this.files.get(name) ?? NONE;
  }
}

const NONE: ReadonlySet<string> = new Set();
