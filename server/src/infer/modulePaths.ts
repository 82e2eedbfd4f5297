// Paths of modules in a project: relative to its top, with `/`, that of the top empty.
// Must not know what lies there.

/** The folder of a file; empty for the top. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** A file or folder in a folder. */
export function joinPath(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** How many parts two paths have in common at their beginnings. */
export function sharedStart(one: string, other: string): number {
  return countShared(one.split('/'), other.split('/'));
}

/** The same at their ends. */
export function sharedEnd(one: string, other: string): number {
  return countShared(one.split('/').reverse(), other.split('/').reverse());
}

/** The folder that two folders have in common. */
export function commonParts(one: string, other: string): string {
  return one.split('/').slice(0, sharedStart(one, other)).join('/');
}

function countShared(one: readonly string[], other: readonly string[]): number {
  let depth = 0;
  while (depth < one.length && depth < other.length && one[depth] === other[depth]) depth++;
  return depth;
}
