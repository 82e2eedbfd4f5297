// Turns the client's URIs into the paths by which projects name files, and back.
// Must not touch the file system.
import { URI } from 'vscode-uri';

/** The path of a URI, with `/`: of a `file:` URI the file's, of any other the URI itself. */
export function pathOf(uri: string): string {
  const parsed = URI.parse(uri);
  if (parsed.scheme !== 'file') return uri;
  const path = parsed.fsPath.replaceAll('\\', '/');
  // A folder's URI may end with a slash; a root keeps its own.
  return /[^/:]\/$/.test(path) ? path.slice(0, -1) : path;
}

/** The URI of a path that `pathOf` gave. */
export function uriOf(path: string): string {
  return /^[a-z][a-z0-9+.-]+:/i.test(path) ? path : URI.file(path).toString();
}
