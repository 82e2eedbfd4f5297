// Turns the client's URIs into the paths by which projects name files, and back.
// Must not touch the file system.
import { URI } from 'vscode-uri';

/** The path of a URI, with `/`: of a `file:` URI the file's, of any other the URI itself. */
export function pathOf(uri: string): string {
  const parsed = URI.parse(uri);
  return parsed.scheme === 'file' ? parsed.fsPath.replaceAll('\\', '/') : uri;
}

/** The URI of a path that `pathOf` gave. */
export function uriOf(path: string): string {
  return /^[a-z][a-z0-9+.-]+:/i.test(path) && !/^[a-z]:\//i.test(path) ? path : URI.file(path).toString();
}

/** The path of a file from a folder, with `/`; null when it does not lie in it. */
export function relativeTo(root: string, path: string): string | null {
  const prefix = root.endsWith('/') ? root : `${root}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : null;
}

/** The folder in which a file lies. */
export function folderOf(path: string): string {
  const at = path.lastIndexOf('/');
  return at <= 0 ? path.slice(0, at + 1) : path.slice(0, at);
}
