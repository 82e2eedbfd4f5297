// What a project asks for in pip's requirements files, where its pyproject.toml does not say it.
// Must not read files, nor know what rules make of it.
import { readRequirement } from './manifest';

/** Names with the version specifier as written, as `Manifest.dependencies` has them. */
export type Requirements = Readonly<Record<string, string>>;

/** `requirements.txt`, `dev-requirements.in`, `requirements/base.txt`. */
export function isRequirementsPath(path: string): boolean {
  return /(^|\/)(requirements[\w.-]*|[\w.-]+[-_.]requirements)\.(txt|in)$|(^|\/)requirements\/[\w.-]+\.(txt|in)$/.test(
    path,
  );
}

/** The folder for which a requirements file speaks. */
export function requirementsFolder(path: string): string {
  const folder = path.slice(0, path.lastIndexOf('/'));
  return folder.endsWith('/requirements') ? folder.slice(0, -'/requirements'.length) : folder;
}

/** Reads a requirements file (pip's documentation, "Requirements File Format"); options, URLs and paths are passed over. */
export function readRequirements(text: string): Requirements {
  const lines = text
    .replace(/^\ufeff/, '')
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/);
  const found: Record<string, string> = {};
  for (const line of lines) {
    const plain = line
      .replace(/(^|\s)#.*$/, '')
      .replace(/\s--\w.*$/, '')
      .trim();
    if (!/^[A-Za-z0-9]/.test(plain) || /^[\w+.-]+:\/\//.test(plain) || /^[\w.-]*\//.test(plain)) continue;
    const [name, version] = readRequirement(plain);
    found[name] ??= version;
  }
  return found;
}

/**
 * What the requirements files in one folder ask for together; what the first of several says of a package holds.
 * @param all by path, of the whole project
 */
export function requirementsIn(folder: string, all: ReadonlyMap<string, Requirements>): Requirements | null {
  const paths = [...all.keys()].filter((path) => requirementsFolder(path) === folder).sort();
  if (paths.length === 0) return null;
  return Object.assign({}, ...paths.toReversed().map((path) => all.get(path)!));
}
