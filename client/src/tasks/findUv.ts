// Where `uv` is: on the path, or where its own installer puts it, which windows opened from a desktop do not always know.
// It must not know what is run with it.
import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';

/** Where uv's documentation tells how to get it. */
export const INSTALLATION = 'https://docs.astral.sh/uv/getting-started/installation/';

/** What to tell somebody who has none. */
export const NO_UV = 'uv is not on the path, and nothing was run. Install it, then try again.';

/** Looks for the executable, anew each time: it may just have been installed. */
export function findUv(): string | undefined {
  return findExecutable(searchPath(process.env, homedir()), process.platform === 'win32', isExecutable);
}

/**
 * The folders in which `uv` is looked for.
 * @param env with `PATH`
 * @param home the user's folder; uv's installer puts it into `.local/bin` there, older ones into `.cargo/bin`
 */
export function searchPath(env: Readonly<Record<string, string | undefined>>, home: string): string[] {
  const path = Object.entries(env).find(([name]) => name.toUpperCase() === 'PATH')?.[1] ?? '';
  // What is not absolute would count from the opened folder: a repository must not bring its own `uv`.
  const folders = path.split(delimiter).filter((folder) => isAbsolute(folder));
  return [...folders, join(home, '.local', 'bin'), join(home, '.cargo', 'bin')];
}

/** The first executable of the name in the folders, absolute. */
export function findExecutable(
  folders: readonly string[],
  isWindows: boolean,
  isThere: (path: string) => boolean,
): string | undefined {
  const name = isWindows ? 'uv.exe' : 'uv';
  return folders.map((folder) => join(folder, name)).find(isThere);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
