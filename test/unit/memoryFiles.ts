// A file system in memory for tests: folders, links, unreadable places.
// Must not know what is looked for in it.
import type { EntryKind, FileSystem, FolderEntry } from '../../server/src/linter/fileSystem';

/** What stands at a path: a text, bytes, a link to another path, or something that must not be read. */
export type MemoryEntry = string | Uint8Array | { readonly link: string } | { readonly forbidden: 'file' | 'folder' };

/** A file system that holds the entries (absolute paths) and the folders around them. */
export function memoryFiles(entries: Readonly<Record<string, MemoryEntry>>): FileSystem {
  const nodes = new Map<string, MemoryEntry | 'folder'>(Object.entries(entries));
  for (const path of Object.keys(entries)) {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      if (!nodes.has(path.slice(0, at))) nodes.set(path.slice(0, at), 'folder');
    }
  }
  nodes.set('/', 'folder');
  const resolve = (path: string, hops = 0): string => {
    if (hops > 20) throw new Error('its links lead in a circle');
    let real = '';
    for (const part of path.split('/').filter(Boolean)) {
      real += `/${part}`;
      const node = nodes.get(real);
      if (node && typeof node === 'object' && 'link' in node) real = resolve(node.link, hops + 1);
    }
    return real === '' ? '/' : real;
  };
  const nodeAt = (path: string): MemoryEntry | 'folder' => {
    const node = nodes.get(resolve(path));
    if (node === undefined) throw new Error('it is not there');
    return node;
  };
  const kindOf = (node: MemoryEntry | 'folder'): EntryKind => {
    if (node === 'folder') return 'folder';
    if (typeof node === 'string' || node instanceof Uint8Array) return 'file';
    return 'link' in node ? 'link' : node.forbidden;
  };
  return {
    async list(folder) {
      const node = nodeAt(folder);
      if (node !== 'folder') throw new Error('permission denied');
      const real = resolve(folder);
      const prefix = real === '/' ? '/' : `${real}/`;
      const found: FolderEntry[] = [];
      for (const [path, each] of nodes) {
        if (path !== '/' && path.startsWith(prefix) && !path.slice(prefix.length).includes('/')) {
          found.push({ name: path.slice(prefix.length), kind: kindOf(each) });
        }
      }
      return found;
    },
    async read(path) {
      const node = nodeAt(path);
      if (typeof node === 'string') return new TextEncoder().encode(node);
      if (node instanceof Uint8Array) return node;
      throw new Error('permission denied');
    },
    async stat(path) {
      try {
        const node = nodeAt(path);
        const size = typeof node === 'string' || node instanceof Uint8Array ? node.length : 0;
        return { kind: kindOf(node), size };
      } catch {
        return null;
      }
    },
    async realPath(path) {
      const real = resolve(path);
      if (!nodes.has(real)) throw new Error('it is not there');
      return real;
    },
  };
}
