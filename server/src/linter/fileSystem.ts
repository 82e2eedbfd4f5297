// What the search for files needs of a file system; entry points bring one.
// Paths are absolute, with `/` on every system (`C:/work` on Windows).

export type EntryKind = 'file' | 'folder' | 'link' | 'other';

export interface FolderEntry {
  readonly name: string;
  readonly kind: EntryKind;
}

/** Every method rejects with an error whose message a user can read (`permission denied`). */
export interface FileSystem {
  /** The entries of a folder, in any order. */
  list(folder: string): Promise<readonly FolderEntry[]>;
  read(path: string): Promise<Uint8Array>;
  /** What stands at a path, links followed; null when nothing does. */
  stat(path: string): Promise<{ readonly kind: EntryKind; readonly size: number } | null>;
  /** The path without links. */
  realPath(path: string): Promise<string>;
}

/** The folder of a path; that of a root is the root itself. */
export function folderOf(path: string): string {
  const at = path.lastIndexOf('/');
  if (at < 0) return path;
  return path.slice(0, at) === '' || /^[a-zA-Z]:$/.test(path.slice(0, at)) ? path.slice(0, at + 1) : path.slice(0, at);
}

/** The folder and the ones above it, innermost first. */
export function* foldersUpwards(folder: string): Iterable<string> {
  for (let at = folder; ; at = folderOf(at)) {
    yield at;
    if (folderOf(at) === at) return;
  }
}

/** A path below a folder. */
export function joinPath(folder: string, name: string): string {
  return folder.endsWith('/') ? folder + name : `${folder}/${name}`;
}

/** The path from a folder, with `/`; null when it lies outside; `` for the folder itself. */
export function pathFrom(folder: string, path: string): string | null {
  if (path === folder) return '';
  const prefix = folder.endsWith('/') ? folder : `${folder}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : null;
}
