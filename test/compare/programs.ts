// The programs that we are compared with: Ruff out of the tests' Python environment, pyright from npm.
// Must not know what is asked of them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { WORK } from '../host/packages.mjs';
import { ensurePython, programOf } from '../host/python.mjs';

/** The version of pyright that the scripts compare with. */
const PYRIGHT = '1.1.414';

/**
 * Ruff's program.
 * @throws when it cannot be had
 */
export function ensureRuff(): string {
  const { reason } = ensurePython();
  if (reason !== null) throw new Error(`Ruff is not to be had: ${reason}.`);
  return programOf('ruff');
}

/**
 * Pyright's command line, to be run by Node; installed into test/.work when it is missing.
 * @throws when it cannot be had
 */
export function ensurePyright(): string {
  const folder = join(WORK, `pyright-${PYRIGHT}`);
  const entry = join(folder, 'node_modules/pyright/index.js');
  if (existsSync(entry)) return entry;
  mkdirSync(folder, { recursive: true });
  const args = ['install', '--prefix', folder, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
  spawnSync('npm', [...args, `pyright@${PYRIGHT}`], {
    stdio: 'ignore',
    timeout: 300_000,
    shell: process.platform === 'win32',
  });
  if (!existsSync(entry)) throw new Error('pyright is not to be had from the npm registry.');
  return entry;
}

/** One thing that Ruff says; `line` and `column` count from 1, columns in code points. */
export interface RuffDiagnostic {
  readonly code: string | null;
  readonly message: string;
  readonly filename: string;
  readonly location: { readonly row: number; readonly column: number };
}

/**
 * Asks Ruff about paths, its own configuration, cache and suppressions switched off, Google's docstrings assumed.
 * @throws when Ruff gives no answer
 */
export function askRuff(
  codes: readonly string[],
  paths: readonly string[],
  options: readonly string[] = [],
): RuffDiagnostic[] {
  const args = [
    'check',
    '--isolated',
    '--no-cache',
    '--ignore-noqa',
    '--preview',
    '--quiet',
    '--output-format',
    'json',
  ];
  args.push(
    '--target-version',
    'py311',
    '--config',
    'lint.pydocstyle.convention="google"',
    '--select',
    codes.join(','),
  );
  const { stdout, stderr } = spawnSync(ensureRuff(), [...args, ...options, ...paths], {
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  if (!stdout.startsWith('[')) throw new Error(`Ruff gave no answer: ${stderr}`);
  return JSON.parse(stdout) as RuffDiagnostic[];
}
