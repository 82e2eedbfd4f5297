// What the server needs of the machine that it runs on: an interface, so that a browser worker can give another one.
// Must not import Node.
import type { FileSystem } from '../linter/fileSystem';
import { decodeSource, tooLarge } from '../linter/sourceText';

/** The files of the machine and its event loop. */
export interface Host {
  readonly files: FileSystem;
  /** Calls back when the messages that wait have been taken in. */
  defer(callback: () => void): void;
}

/** Lets waiting messages be taken in. */
export function breathe(host: Host): Promise<void> {
  return new Promise((resolve) => host.defer(resolve));
}

/** The text of a file; null when it cannot be read, is too large or is no text. */
export async function readText(host: Host, path: string): Promise<string | null> {
  try {
    const bytes = await host.files.read(path);
    if (tooLarge(bytes.length)) return null;
    const decoded = decodeSource(bytes);
    return 'text' in decoded ? decoded.text : null;
  } catch {
    return null;
  }
}
