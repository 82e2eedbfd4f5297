// What the server needs of the machine that it runs on: an interface, so that a browser worker can give another one.
// Must not import Node.

/** The files of the machine and its event loop. Nothing here throws. */
export interface Host {
  /** The text of a file; null when it cannot be read or is no text. */
  readText(path: string): Promise<string | null>;
  /** Calls back when the messages that wait have been taken in. */
  defer(callback: () => void): void;
}

/** Lets waiting messages be taken in. */
export function breathe(host: Host): Promise<void> {
  return new Promise((resolve) => host.defer(resolve));
}
