// Finds a desktop VS Code: named, installed, or downloaded by @vscode/test-electron.
// Knows nothing of tests. @vscode/test-electron is imported only when it is to download something.
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder } from './cache.mjs';
import { which } from './chromium.mjs';
import { say } from './say.mjs';

/** Arguments of a window that asks nothing; root must do without Chromium's sandbox. */
export const QUIET_ARGUMENTS = [
  '--disable-workspace-trust',
  '--disable-updates',
  '--skip-welcome',
  '--skip-release-notes',
];
if (process.getuid?.() === 0) QUIET_ARGUMENTS.push('--no-sandbox');

/**
 * @typedef {object} Desktop
 * @property {string} executable the program itself, not the `code` script
 * @property {string} origin a word for the user on where it came from
 */

/**
 * A VS Code that is on this machine: `VSCODE_EXECUTABLE`, else the one that `code` in `PATH` belongs to.
 * @returns {Desktop | undefined}
 * @throws {Error} when `VSCODE_EXECUTABLE` names no file
 */
function installedDesktop() {
  const named = process.env.VSCODE_EXECUTABLE;
  if (named) {
    if (!existsSync(named)) throw new Error(`VSCODE_EXECUTABLE names ${named}, which does not exist.`);
    return { executable: named, origin: 'VSCODE_EXECUTABLE' };
  }
  const script = which('code');
  if (!script) return undefined;
  // The script lies in bin/ of the installation, on macOS deep inside the application.
  const bin = dirname(realpathSync(script));
  const candidates = [
    join(bin, '..', 'code'),
    join(bin, '..', 'Code.exe'),
    join(bin, '..', '..', '..', '..', 'MacOS', 'Electron'),
    join(bin, '..', '..', '..', '..', 'MacOS', 'Code'),
  ];
  const executable = candidates.find((path) => existsSync(path));
  return executable ? { executable, origin: 'the installed VS Code' } : undefined;
}

/**
 * Which desktop VS Code to use: an installed one, else a downloaded one. `FASTIDIOUS_EDITOR` (desktop, code-server)
 * decides for one kind; a Linux without a display takes code-server.
 * @returns {Promise<Desktop | undefined>} undefined means code-server
 * @throws {Error} when a desktop is wished for and none can be had
 */
export async function chooseDesktop() {
  const wish = process.env.FASTIDIOUS_EDITOR;
  if (wish === 'code-server') return undefined;
  if (!hasDisplay() && wish !== 'desktop' && !process.env.VSCODE_EXECUTABLE) {
    say('no display for a desktop VS Code: taking code-server, the VS Code in a browser');
    return undefined;
  }
  const found = installedDesktop() ?? (await downloadedDesktop());
  if (!found && wish === 'desktop') throw new Error('FASTIDIOUS_EDITOR=desktop, but there is no desktop VS Code.');
  return found;
}

/** Whether a desktop window can be shown: always but on a Linux without a display. */
function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/**
 * What @vscode/test-electron brings, kept in the cache folder. Gives up within seconds where nothing can be downloaded.
 * @returns {Promise<Desktop | undefined>} undefined, with a word on the terminal, when the download failed
 */
async function downloadedDesktop() {
  say('asking for a VS Code to download (@vscode/test-electron)');
  try {
    const { downloadAndUnzipVSCode, SilentReporter } = await import('@vscode/test-electron');
    const executable = await downloadAndUnzipVSCode({
      version: 'stable',
      cachePath: join(cacheFolder(), 'desktop'),
      timeout: 8000,
      reporter: new SilentReporter(),
    });
    return { executable, origin: 'VS Code downloaded by @vscode/test-electron' };
  } catch (error) {
    say(`VS Code cannot be downloaded here (${error instanceof Error ? error.message.split('\n')[0] : error})`);
    return undefined;
  }
}
