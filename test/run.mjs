// `npm test`: installs what is missing, builds, runs every suite and ends with one line of totals.
// `node test/run.mjs unit cli` runs the named suites. Runs before anything is installed, so only Node built-ins.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, ensurePackages, ROOT, WORK } from './host/packages.mjs';
import { say } from './host/say.mjs';

/** A suite that hangs must not hang CI. */
const TIME_LIMIT_MINUTES = 20;

/**
 * @typedef {object} Totals
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

const TOTALS = join(WORK, 'totals.json');

/** What runs, in this order: the cheap ones first. */
const SUITES = {
  checks: runChecks,
  unit: () => runMocha('unit'),
  python: () => runMocha('python'),
  databases: () => runMocha('databases'),
  cli: () => runMocha('cli'),
  protocol: () => runMocha('protocol'),
  package: () => runMocha('package'),
  editor: runEditor,
};

/** Suites that use `dist/`. */
const BUILT = new Set(['cli', 'protocol', 'package', 'editor']);

/** @param {string[]} names of suites; all when there is none */
async function main(names) {
  const unknown = names.filter((name) => !(name in SUITES));
  if (unknown.length > 0) {
    console.error(`No such suite: ${unknown.join(', ')}. There are ${Object.keys(SUITES).join(', ')}.`);
    process.exitCode = 2;
    return;
  }
  await ensurePackages();
  mkdirSync(WORK, { recursive: true });
  const chosen = names.length > 0 ? names : Object.keys(SUITES);
  if (chosen.some((name) => BUILT.has(name))) await build();
  /** @type {Totals} */
  const sum = { passed: 0, failed: 0, skipped: 0 };
  /** @type {string[]} */
  const lines = [];
  for (const [name, runSuite] of Object.entries(SUITES)) {
    if (!chosen.includes(name)) continue;
    say(`suite ${name}`);
    const began = Date.now();
    const totals = await runSuite();
    for (const key of /** @type {const} */ (['passed', 'failed', 'skipped'])) sum[key] += totals[key];
    lines.push(`${name.padEnd(10)} ${print(totals)}  (${((Date.now() - began) / 1000).toFixed(0)} s)`);
  }
  console.log(`\n${lines.join('\n')}\n`);
  console.log(print(sum));
  process.exitCode = sum.failed > 0 || sum.passed === 0 ? 1 : 0;
}

/** @param {Totals} totals */
function print({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** Types, lint, generated files, whether a fresh clone could install: each counts as one test. */
async function runChecks() {
  const totals = { passed: 0, failed: 0, skipped: 0 };
  const scripts = ['check:types', 'lint', 'check:generated'].map((script) => ['run', '--silent', script]);
  for (const args of [...scripts, ['ci', '--dry-run', '--silent']]) {
    const code = await runNode([npmCli(), ...args], {});
    console.log(`  ${code === 0 ? '✔' : '✖'} npm ${args.join(' ')}`);
    totals[code === 0 ? 'passed' : 'failed']++;
  }
  return totals;
}

/** npm's own script, so that no shell is needed; `npm test` names it. */
function npmCli() {
  return process.env.npm_execpath ?? join(process.execPath, '../../lib/node_modules/npm/bin/npm-cli.js');
}

/** @param {string} folder below `test/` */
function runMocha(folder) {
  const args = [join(ROOT, 'node_modules/mocha/bin/mocha.js'), '--no-config', '--import=tsx', '--timeout=60000'];
  const setup = ['unit', 'python', 'databases'].includes(folder) ? ['--require', 'test/unit/setup.ts'] : [];
  const reporter = ['--reporter', join(ROOT, 'test/totals.cjs')];
  const env = { FASTIDIOUS_TOTALS: TOTALS };
  return runForTotals([...args, ...setup, ...reporter, `test/${folder}/**/*.test.ts`], env, TOTALS);
}

/** The editor's runner writes its totals itself. */
function runEditor() {
  return runForTotals([join(ROOT, 'test/host/runEditorTests.mjs'), '--no-build'], {}, join(WORK, 'editor-result.json'));
}

/**
 * Runs a suite. One that left no totals, or whose totals say nothing ran, failed; so did one with another exit code
 * than its totals explain.
 * @param {string[]} args of node
 * @param {NodeJS.ProcessEnv} env
 * @param {string} file in which the suite leaves its totals
 * @returns {Promise<Totals>}
 */
async function runForTotals(args, env, file) {
  rmSync(file, { force: true });
  const code = await runNode(args, env);
  /** @type {Totals} */
  const totals = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: 0, skipped: 0 };
  const ran = totals.passed + totals.failed + totals.skipped;
  if (totals.failed === 0 && (code !== 0 || ran === 0)) {
    console.error(ran === 0 ? `The suite ran no test (exit code ${code}).` : `The suite ended with exit code ${code}.`);
    totals.failed = 1;
  }
  return totals;
}

/**
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} the exit code
 */
function runNode(args, env) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const limit = setTimeout(() => {
      console.error(`Not finished within ${TIME_LIMIT_MINUTES} minutes: ended.`);
      child.kill('SIGKILL');
    }, TIME_LIMIT_MINUTES * 60_000);
    child.on('error', (error) => {
      clearTimeout(limit);
      console.error(error.message);
      resolve(1);
    });
    child.on('close', (code) => {
      clearTimeout(limit);
      resolve(code ?? 1);
    });
  });
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  console.log('0 passed, 1 failed, 0 skipped');
  process.exitCode = 1;
});
