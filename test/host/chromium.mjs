// Finds a Chromium for the browser-based editor, or installs Debian's where that is possible.
// Knows nothing of the editor; only Node built-ins.
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run, say } from './say.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'msedge'];
const FIXED = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];

/**
 * Looks a program up in `PATH`.
 * @param {string} name
 * @returns {string | undefined} its absolute path
 */
export function which(name) {
  const names = process.platform === 'win32' ? [`${name}.cmd`, `${name}.exe`] : [name];
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const file of names) {
      const path = join(folder, file);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Not here; the next folder.
      }
    }
  }
  return undefined;
}

/**
 * A Chromium that is already on the machine: `CHROMIUM`, then `PATH`, then the usual places.
 * @returns {string | undefined}
 * @throws {Error} when `CHROMIUM` names no file
 */
export function findChromium() {
  const named = process.env.CHROMIUM;
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROMIUM names ${named}, which does not exist.`);
    return named;
  }
  for (const name of NAMES) {
    const path = which(name);
    if (path) return path;
  }
  return FIXED.find((path) => existsSync(path));
}

/**
 * A Chromium to drive; on Debian, as root, it is installed when missing.
 * @returns {Promise<string>} the executable
 * @throws {Error} with what to do by hand
 */
export async function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  if (process.platform === 'linux' && process.getuid?.() === 0 && which('apt-get')) {
    say('no Chromium here: installing Debian’s (apt-get install chromium)');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-qq'], { env, quiet: true });
    const args = ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'];
    const { code, output } = await run('apt-get', args, { env, quiet: true });
    const installed = findChromium();
    if (installed) return installed;
    throw new Error(`apt-get install chromium ended with ${code}:\n${output.slice(-2000)}`);
  }
  throw new Error('No Chromium or Chrome was found. Install one, or name it in the environment variable CHROMIUM.');
}
