// Starts the installed code-server's VS Code on a local port, with folders of its own, and ends it again.
// Knows nothing of tests; only Node built-ins.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endGroup, onEnd } from './children.mjs';
import { ensureCodeServer } from './codeServerInstall.mjs';
import { run } from './say.mjs';

/**
 * @typedef {object} Editor
 * @property {string} host `127.0.0.1:PORT`
 * @property {string} token without it the server answers nobody: it can read and write what the user can
 * @property {() => string} log what its server printed so far
 * @property {() => boolean} ended whether its server is gone
 */

/**
 * Starts VS Code's server; it listens on 127.0.0.1 only and is ended by `endAll`.
 * @param {{ settings: Record<string, unknown>, vsix?: string, smokeTest?: boolean, env?: NodeJS.ProcessEnv, port?: number }} options
 *   `vsix` is installed first; `smokeTest` makes the page take `extensionDevelopmentPath` and `extensionTestsPath`
 * @returns {Promise<Editor>}
 * @throws {Error} with the server's own output when it does not come up
 */
export async function startCodeServer(options) {
  const { node, main, canLog } = await ensureCodeServer();
  // In the system's temporary folder because its sockets' paths may have about 100 characters only.
  const data = mkdtempSync(join(tmpdir(), 'fst-'));
  onEnd(() => rmSync(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
  for (const scope of ['User', 'Machine']) {
    mkdirSync(join(data, 'data', scope), { recursive: true });
    writeFileSync(join(data, 'data', scope, 'settings.json'), JSON.stringify(options.settings));
  }
  const extensions = join(data, 'e');
  mkdirSync(extensions);
  const base = [main, '--server-data-dir', data, '--extensions-dir', extensions, '--accept-server-license-terms'];
  base.push('--telemetry-level', 'off');
  const env = {
    ...process.env,
    VSCODE_SKIP_PRELAUNCH: '1',
    ...options.env,
    ...(canLog ? {} : { FASTIDIOUS_TEST_NO_LOGS: '1' }),
  };
  if (options.vsix) {
    const args = [...base, '--install-extension', resolve(options.vsix)];
    const { code, output } = await run(node, args, { env, quiet: true });
    if (code !== 0) throw new Error(`The extension could not be installed:\n${output}`);
  }

  const token = randomUUID();
  const port = await freePort(options.port);
  const host = `127.0.0.1:${port}`;
  const logFile = join(data, 'server.log');
  const log = openSync(logFile, 'w');
  const args = [...base, '--host', '127.0.0.1', '--port', String(port), '--connection-token', token];
  if (options.smokeTest) args.push('--enable-smoke-test-driver');
  const server = spawn(node, args, { env, stdio: ['ignore', log, log], detached: process.platform !== 'win32' });
  closeSync(log);
  onEnd(() => endGroup(server));
  let failure = '';
  server.on('error', (error) => {
    failure = error.message;
  });
  const editor = {
    host,
    token,
    log: () => failure + readFileSync(logFile, 'utf8'),
    ended: () => failure !== '' || server.exitCode !== null || server.signalCode !== null,
  };
  for (let tries = 0; !(await answers(`http://${host}/version`)); tries++) {
    if (editor.ended() || tries > 600) throw new Error(`VS Code's server did not start:\n${editor.log()}`);
    await sleep(100);
  }
  return editor;
}

/**
 * The address of a window: a folder, and what VS Code reads from the page's payload.
 * @param {Editor} editor
 * @param {string} folder absolute
 * @param {[string, string][]} payload
 */
export function windowAddress({ host, token }, folder, payload) {
  const query = new URLSearchParams({ tkn: token, folder, payload: JSON.stringify(payload) });
  return `http://${host}/?${query}`;
}

/**
 * The URI by which the window names a file of the server's machine.
 * @param {Editor} editor
 * @param {string} path absolute
 */
export function remoteUri({ host }, path) {
  return `vscode-remote://${host}${encodeURI(path)}`;
}

/** @param {number} [wanted] taken when it is free */
function freePort(wanted = 0) {
  return new Promise((found, failed) => {
    const probe = createServer();
    probe.on('error', (error) => (wanted ? freePort().then(found, failed) : failed(error)));
    probe.listen(wanted, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (probe.address());
      probe.close(() => found(port));
    });
  });
}

/** @param {string} url */
function answers(url) {
  return new Promise((done) => {
    get(url, (response) => {
      response.resume();
      done((response.statusCode ?? 500) < 500);
    }).on('error', () => done(false));
  });
}
