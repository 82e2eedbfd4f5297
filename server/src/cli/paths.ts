// Paths as the command line shows them. All are absolute and have `/`.
// Must not touch the file system.
import { pathFrom } from '../linter/fileSystem';

/** A path from a folder, with `..` where it lies outside; absolute where they share no root (Windows drives). */
export function relativeTo(folder: string, path: string): string {
  const inside = pathFrom(folder, path);
  if (inside !== null) return inside === '' ? '.' : inside;
  const from = folder.split('/').filter(Boolean);
  const to = path.split('/').filter(Boolean);
  let shared = 0;
  while (shared < from.length && shared < to.length && from[shared] === to[shared]) shared++;
  if (shared === 0 && /^[a-zA-Z]:/.test(folder)) return path;
  return [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/');
}

/** A path as a `file:` URI. */
export function fileUri(path: string): string {
  const encoded = path.split('/').map(encodeURIComponent).join('/').replace(/%3A/g, ':');
  return encoded.startsWith('/') ? `file://${encoded}` : `file:///${encoded}`;
}

/** A relative path as a URI reference. */
export function uriReference(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
