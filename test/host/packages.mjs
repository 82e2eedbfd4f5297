// Installs the project's npm packages where they are missing or older than the lock file.
// Runs before anything is installed, so only Node built-ins.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, say } from './say.mjs';

/** The repository's root. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The git-ignored folder for whatever tests and demo write. */
export const WORK = join(ROOT, 'test', '.work');

/**
 * Runs `npm ci` unless `node_modules` holds what the lock file names.
 * @throws {Error} when npm fails
 */
export async function ensurePackages() {
  if (installed()) return;
  say('installing the project’s packages (npm ci)');
  const { code } = await run('npm', ['ci', '--no-fund', '--no-audit'], { cwd: ROOT });
  if (code !== 0) throw new Error(`npm ci ended with ${code}.`);
}

/** Builds the extension, the server and the command line into `dist/`. */
export async function build() {
  const { code } = await run(process.execPath, ['esbuild.mjs'], { cwd: ROOT });
  if (code !== 0) throw new Error('The build failed.');
}

/** npm writes what it installed into `node_modules/.package-lock.json`; both lock files name versions alike. */
function installed() {
  const wanted = join(ROOT, 'package-lock.json');
  const actual = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(actual)) return false;
  const have = JSON.parse(readFileSync(actual, 'utf8')).packages;
  const want = JSON.parse(readFileSync(wanted, 'utf8')).packages;
  return Object.entries(want).every(
    ([path, entry]) => path === '' || entry.optional || have[path]?.version === entry.version,
  );
}
