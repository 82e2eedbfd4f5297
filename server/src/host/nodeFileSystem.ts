// The file system of Node, as the search for files wants it; used by the entry points only.
// Must not know Python or settings.

import { chmod, open, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import type { EntryKind, FileSystem } from '../linter/fileSystem';

/** A path of this system, with `/`. */
export function toSlashes(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}

export const nodeFileSystem: FileSystem = {
  async list(folder) {
    const entries = await readable(() => readdir(folder, { withFileTypes: true }));
    return entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
  },
  read: (path) => readable(() => readFile(path)),
  async stat(path) {
    try {
      const found = await stat(path);
      return { kind: kindOf(found), size: found.size };
    } catch (error) {
      if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(codeOf(error))) return null;
      throw sayPlainly(error);
    }
  },
  realPath: async (path) => toSlashes(await readable(() => realpath(path))),
};

/**
 * Writes a file so that it is whole at every moment: beside it, then in its place. Links are followed, permissions kept.
 * @throws with a message that a user can read
 */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  await readable(async () => {
    const target = await realpath(path);
    const { mode } = await stat(target);
    const draft = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
    try {
      const file = await open(draft, 'wx', mode & 0o777);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await chmod(draft, mode & 0o7777);
      await rename(draft, target);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  });
}

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }): EntryKind {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'other';
}

async function readable<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw sayPlainly(error);
  }
}

const PLAIN: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'it is not there',
  ENOTDIR: 'it is not there',
  EISDIR: 'it is a folder',
  ELOOP: 'its links lead in a circle',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'its name is too long',
};

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException)?.code ?? '';
}

function sayPlainly(error: unknown): Error {
  const plain = PLAIN[codeOf(error)];
  return plain ? new Error(plain, { cause: error }) : error instanceof Error ? error : new Error(String(error));
}
