// A virtual environment with the packages of test/requirements.txt, for tests that ask CPython or Ruff.
// Knows nothing of the tests; only Node built-ins.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, WORK } from './packages.mjs';
import { say } from './say.mjs';

const BIN = process.platform === 'win32' ? 'Scripts' : 'bin';

/**
 * An environment's Python, made and filled when it is missing or its requirements changed.
 * @param {string} [name] of the environment's folder in test/.work
 * @param {string} [requirementsFile] from the repository's root
 * @returns {{ python: string, reason: null } | { python: null, reason: string }} why there is none in a few words
 */
export function ensurePython(name = 'venv', requirementsFile = 'test/requirements.txt') {
  const venv = join(WORK, name);
  const requirements = join(ROOT, requirementsFile);
  const wanted = readFileSync(requirements, 'utf8');
  const stamp = join(venv, 'requirements.txt');
  const python = join(venv, BIN, process.platform === 'win32' ? 'python.exe' : 'python');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && succeeds(python, ['--version'])) {
    return { python, reason: null };
  }
  const base = ['python3', 'python'].find((name) =>
    succeeds(name, ['-c', 'import sys; assert sys.version_info >= (3, 11)']),
  );
  if (!base) return { python: null, reason: 'no Python 3.11 or later on this machine' };
  say(`installing the tests’ Python packages into test/.work/${name}`);
  rmSync(venv, { recursive: true, force: true });
  if (!succeeds(base, ['-m', 'venv', venv])) return { python: null, reason: 'Python has no working venv module' };
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements];
  if (!succeeds(python, pip)) return { python: null, reason: 'the packages could not be had from PyPI' };
  writeFileSync(stamp, wanted);
  return { python, reason: null };
}

/** The path of a program that the environment's packages brought, such as `ruff`. */
export function programOf(/** @type {string} */ name) {
  return join(WORK, 'venv', BIN, process.platform === 'win32' ? `${name}.exe` : name);
}

/**
 * @param {string} command
 * @param {string[]} args
 */
function succeeds(command, args) {
  return spawnSync(command, args, { stdio: 'ignore', timeout: 300_000 }).status === 0;
}
