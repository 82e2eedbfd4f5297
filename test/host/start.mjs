// `npm start [-- PATH]`: prints the findings of the sample, or of the user's own project, and opens it in a real VS Code
// with the extension in it. Runs before anything is installed, so only Node built-ins are imported at the top.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { endAll, endGroup, onEnd } from './children.mjs';
import { which } from './chromium.mjs';
import { chooseDesktop, QUIET_ARGUMENTS } from './desktop.mjs';
import { build, ensurePackages, ROOT, WORK } from './packages.mjs';
import { run, say } from './say.mjs';
import { quietSettings } from './settings.mjs';

const PORT = 8741;

/** @param {string[]} args at most one: the project to open */
async function main(args) {
  const asked = args.find((each) => !each.startsWith('-'));
  // npm runs scripts in the package's folder and tells in INIT_CWD where the user stood.
  const path = asked === undefined ? undefined : resolve(process.env.INIT_CWD ?? process.cwd(), asked);
  if (path !== undefined && !existsSync(path)) {
    console.error(`There is no ${path}.`);
    process.exitCode = 2;
    return;
  }
  await ensurePackages();
  say('building');
  await build();
  const { folder, file } = path === undefined ? copySample() : ownProject(path);

  say(`what Fastidious finds in ${path ?? 'the sample'}:`);
  const { code } = await run(process.execPath, [join(ROOT, 'dist', 'cli.js'), 'check', path ?? folder]);
  if (code > 1) say(`the check ended with code ${code}`);

  const desktop = await chooseDesktop();
  if (desktop) await openDesktop(desktop, folder, file);
  else await openInBrowser(folder, file);
}

/** The sample, fresh, in a git-ignored folder: whatever is tried on it, the repository stays as it is. */
function copySample() {
  const folder = join(WORK, 'sample');
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(ROOT, 'test', 'fixtures', 'projects', 'sample'), folder, { recursive: true });
  return { folder, file: join(folder, 'src', 'app', 'fines.py') };
}

/**
 * The user's project, where it lies.
 * @param {string} path a folder, or a file whose folder is opened
 * @returns {{ folder: string, file?: string }}
 */
function ownProject(path) {
  return statSync(path).isDirectory() ? { folder: path } : { folder: dirname(path), file: path };
}

/**
 * Opens a desktop window with settings and extensions of its own, and waits until it is closed.
 * @param {import('./desktop.mjs').Desktop} desktop
 * @param {string} folder
 * @param {string} [file]
 */
async function openDesktop(desktop, folder, file) {
  const data = join(WORK, 'desktop');
  const settings = join(data, 'User', 'settings.json');
  mkdirSync(dirname(settings), { recursive: true });
  if (!existsSync(settings)) writeFileSync(settings, JSON.stringify(quietSettings(), null, 2));
  const args = [`--extensionDevelopmentPath=${ROOT}`, '--user-data-dir', data, '--new-window', '--wait'];
  args.push('--extensions-dir', join(data, 'extensions'), ...QUIET_ARGUMENTS, folder);
  if (file) args.push(file);
  say(`opening ${folder} in ${desktop.origin}; Ctrl+C here closes it`);
  const window = spawn(desktop.executable, args, { stdio: 'ignore', detached: process.platform !== 'win32' });
  onEnd(() => endGroup(window));
  await new Promise((done, failed) => {
    window.on('error', failed);
    window.on('close', done);
  });
}

/**
 * Serves the window on a local address until Ctrl+C.
 * @param {string} folder
 * @param {string} [file]
 */
async function openInBrowser(folder, file) {
  const { remoteUri, startCodeServer, windowAddress } = await import('./codeServer.mjs');
  const vsix = join(WORK, 'start.vsix');
  const vsce = join(ROOT, 'node_modules', '@vscode', 'vsce', 'vsce');
  const packed = await run(process.execPath, [vsce, 'package', '--no-dependencies', '--out', vsix], {
    cwd: ROOT,
    quiet: true,
  });
  if (packed.code !== 0) throw new Error(`The extension could not be packed:\n${packed.output}`);
  say('starting VS Code');
  const editor = await startCodeServer({ settings: quietSettings(), vsix, port: PORT });
  const address = windowAddress(editor, folder, file ? [['openFile', remoteUri(editor, file)]] : []);
  console.log(`\n  VS Code with Fastidious in it, for this machine only (Ctrl+C ends it):\n\n  ${address}\n`);
  openBrowser(address);
  while (!editor.ended()) await new Promise((later) => setTimeout(later, 500));
  throw new Error(`VS Code's server ended:\n${editor.log()}`);
}

/**
 * Opens the user's browser where there is one to be seen.
 * @param {string} address
 */
function openBrowser(address) {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', address]
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler', address]
        : ['xdg-open', address];
  if (process.platform === 'linux' && !(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)) return;
  if (process.platform === 'linux' && !which(command)) return;
  spawn(command, args, { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}

main(process.argv.slice(2))
  .catch((error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  })
  .finally(endAll);
