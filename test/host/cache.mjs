// The folder outside the repository where editors are kept between runs, and a way to fill a folder of it once and whole.
// Knows nothing of what is put there; only Node built-ins.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './say.mjs';

/**
 * The cache folder: `FASTIDIOUS_VSCODE_CACHE`, else `fastidious-vscode` in the user's own cache folder.
 * @returns {string} an absolute path; the folder need not exist
 */
export function cacheFolder() {
  if (process.env.FASTIDIOUS_VSCODE_CACHE) return process.env.FASTIDIOUS_VSCODE_CACHE;
  const base =
    process.platform === 'win32'
      ? (process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'))
      : process.platform === 'darwin'
        ? join(homedir(), 'Library', 'Caches')
        : (process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'));
  return join(base, 'fastidious-vscode');
}

/**
 * Gives `name` in the cache folder, filled by `fill` when it is not there yet. The work is done in a folder beside it
 * that takes the name only when `fill` came back, so an interrupted run leaves nothing that looks finished; a second
 * run at the same time waits for the first.
 * @param {string} name
 * @param {(folder: string) => Promise<void>} fill
 * @returns {Promise<string>} the finished folder
 */
export async function keptFolder(name, fill) {
  const cache = cacheFolder();
  const folder = join(cache, name);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const release = await takeLock(join(cache, `${name}.lock`));
  try {
    if (existsSync(folder)) return folder;
    const partial = join(cache, `${name}.partial`);
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(partial);
    await fill(partial);
    renameSync(partial, folder);
    return folder;
  } finally {
    release();
  }
}

/**
 * Waits for a lock file to be ours; one whose process is gone is taken over.
 * @param {string} path
 * @returns {Promise<() => void>} gives the lock back
 */
async function takeLock(path) {
  for (let waited = 0; ; waited++) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    }
    if (lockIsStale(path)) {
      rmSync(path, { force: true });
      continue;
    }
    if (waited === 0) say('another run is installing the editor; waiting for it');
    await sleep(1000);
  }
}

/** @param {string} path */
function lockIsStale(path) {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    // Empty for a moment while its owner writes it: only an old one is given up.
    if (!pid) return Date.now() - statSync(path).mtimeMs > 10_000;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    const code = /** @type {NodeJS.ErrnoException} */ (error).code;
    return code === 'ESRCH' || code === 'ENOENT';
  }
}
