// Progress lines and running a program to its end, for the scripts that fetch and start an editor.
// Only Node built-ins: these run before anything is installed.
import { spawn } from 'node:child_process';

const began = Date.now();

/**
 * Prints one progress line with the seconds since the script began.
 * @param {string} text
 */
export function say(text) {
  console.log(`[${((Date.now() - began) / 1000).toFixed(1)}s] ${text}`);
}

/**
 * Runs a program to its end, its output on the terminal unless `quiet`.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, quiet?: boolean }} [options]
 * @returns {Promise<{ code: number, output: string }>} `output` holds stdout and stderr when `quiet`
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: options.quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
      // npm is a .cmd file on Windows, which Node only starts through a shell.
      shell: process.platform === 'win32' && command === 'npm',
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        output += chunk;
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
