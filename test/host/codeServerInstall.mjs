// Installs, from the npm registry alone, the VS Code that code-server ships and a Node of the version that it asks for.
// Knows nothing of how it is started; only Node built-ins.
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { keptFolder } from './cache.mjs';
import { run, say } from './say.mjs';

const CODE_SERVER = '4.139.1';
const NODE = '24.21.0';

/**
 * @typedef {object} CodeServer
 * @property {string} node the Node executable to run it with
 * @property {string} main VS Code's server script
 * @property {boolean} canLog whether output channels for logs show what is written to them
 */

/**
 * The installed editor; about a minute and 800 MB the first time.
 * @returns {Promise<CodeServer>}
 * @throws {Error} with npm's last lines when a step failed
 */
export async function ensureCodeServer() {
  const folder = await keptFolder(`code-server-${CODE_SERVER}-node-${NODE}`, install);
  if (!canLog(folder)) await buildNative(folder);
  return {
    node: nodeIn(folder),
    main: join(vscodeIn(folder), 'out', 'server-main.js'),
    canLog: canLog(folder),
  };
}

/**
 * Whether VS Code can write its logs: without the native module its output channels for logs stay empty.
 * @param {string} folder
 */
function canLog(folder) {
  return existsSync(join(vscodeIn(folder), 'node_modules', '@vscode', 'spdlog', 'build', 'Release', 'spdlog.node'));
}

/** @param {string} folder */
function vscodeIn(folder) {
  return join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
}

/** The npm package that carries Node for this machine. */
function nodePackage() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  return `node-${platform}-${process.arch}`;
}

/** @param {string} folder */
function nodeIn(folder) {
  return join(folder, 'node_modules', nodePackage(), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/** @param {string} folder */
async function install(folder) {
  say(`installing VS Code (code-server ${CODE_SERVER}) and Node ${NODE} from npm; about a minute, once`);
  writeFileSync(join(folder, 'package.json'), '{"name":"fastidious-vscode-host","private":true}\n');
  const quick = ['--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error'];
  await npm(folder, ['install', ...quick, `${nodePackage()}@${NODE}`, `code-server@${CODE_SERVER}`]);
  const node = nodeIn(folder);
  if (!existsSync(node)) throw new Error(`The npm package ${nodePackage()} holds no Node for this machine.`);
  if (process.platform !== 'win32') chmodSync(node, 0o755);

  const env = nativeEnvironment(folder);
  const vscode = vscodeIn(folder);
  say('installing the packages of VS Code itself');
  await npm(vscode, ['install', '--omit=dev', ...quick], env);
  await buildNative(folder);
  say('installing the packages of its built-in extensions');
  await npm(join(vscode, 'extensions'), ['install', '--omit=dev', ...quick], env);
}

/**
 * For what is built for the Node that will run it, with the headers that its own package brings.
 * @param {string} folder
 */
function nativeEnvironment(folder) {
  const root = join(folder, 'node_modules', nodePackage());
  return {
    ...process.env,
    PATH: `${join(root, 'bin')}${delimiter}${process.env.PATH ?? ''}`,
    npm_config_nodedir: root,
  };
}

/** @param {string} folder */
async function buildNative(folder) {
  const { code, output } = await run(
    'npm',
    // The project's .npmrc switches scripts off, and npm hands that down to what it runs.
    ['rebuild', '--ignore-scripts=false', '--foreground-scripts', '@vscode/spdlog', '@vscode/native-watchdog'],
    {
      cwd: vscodeIn(folder),
      env: nativeEnvironment(folder),
      quiet: true,
    },
  );
  if (code === 0) return;
  say(`two small native modules of VS Code could not be built, going on without them:\n${output.slice(-500)}`);
}

/**
 * @param {string} cwd
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
async function npm(cwd, args, env) {
  const { code, output } = await run('npm', args, { cwd, quiet: true, ...(env ? { env } : {}) });
  if (code !== 0) throw new Error(`npm ${args[0]} in ${cwd} ended with ${code}:\n${output.slice(-2000)}`);
}
