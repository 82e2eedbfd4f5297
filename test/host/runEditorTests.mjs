// `npm run test:editor`: runs mocha inside the extension host of a real VS Code and ends with its totals.
// Knows how to bring suite and editor together, not what the tests are about.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endAll } from './children.mjs';
import { chooseDesktop, QUIET_ARGUMENTS } from './desktop.mjs';
import { build, ensurePackages, ROOT, WORK } from './packages.mjs';
import { say } from './say.mjs';
import { quietSettings } from './settings.mjs';

/** In minutes on a slow machine; a hung window must not hang CI. */
const TIME_LIMIT_SECONDS = 600;
const SUITE = join(WORK, 'editor');
const WORKSPACE = join(WORK, 'workspace');
const OUTPUT = join(WORK, 'editor-output.txt');
const RESULT = join(WORK, 'editor-result.json');
const SCREENSHOTS = join(WORK, 'screenshots');

/** @param {string[]} args `--no-build` takes `dist/` as it is; `--grep TEXT` runs the tests whose title has it */
async function main(args) {
  await ensurePackages();
  if (!args.includes('--no-build')) await build();
  await bundleSuite();
  for (const path of [WORKSPACE, SCREENSHOTS, OUTPUT, RESULT]) rmSync(path, { recursive: true, force: true });
  mkdirSync(SCREENSHOTS, { recursive: true });
  cpSync(join(ROOT, 'test', 'fixtures', 'projects', 'sample'), WORKSPACE, { recursive: true });
  writeFileSync(OUTPUT, '');

  const env = {
    FASTIDIOUS_TEST_OUTPUT: OUTPUT,
    FASTIDIOUS_TEST_RESULT: RESULT,
    FASTIDIOUS_TEST_GREP: args.includes('--grep') ? (args[args.indexOf('--grep') + 1] ?? '') : '',
  };
  const stopTail = tailOutput();
  let code;
  try {
    const desktop = await chooseDesktop();
    code = desktop ? await inDesktop(desktop, env) : await inCodeServer(env);
  } finally {
    stopTail();
    await endAll();
  }
  process.exitCode = judge(code);
}

/** Bundles the suite to a git-ignored folder; mocha stays outside, it is found through `node_modules`. */
async function bundleSuite() {
  const { build: bundle } = await import('esbuild');
  rmSync(SUITE, { recursive: true, force: true });
  const source = join(ROOT, 'test', 'editor');
  const tests = readdirSync(join(source, 'suite')).filter((name) => name.endsWith('.test.ts'));
  await bundle({
    entryPoints: [join(source, 'index.ts'), ...tests.map((name) => join(source, 'suite', name))],
    outbase: source,
    outdir: SUITE,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
}

/**
 * @param {import('./desktop.mjs').Desktop} desktop
 * @param {Record<string, string>} env
 */
async function inDesktop(desktop, env) {
  say(`running the editor tests in ${desktop.origin}`);
  const { runTests } = await import('@vscode/test-electron');
  const data = mkdtempSync(join(tmpdir(), 'fst-'));
  mkdirSync(join(data, 'User'));
  writeFileSync(join(data, 'User', 'settings.json'), JSON.stringify(quietSettings()));
  const launchArgs = [WORKSPACE, '--user-data-dir', data, '--extensions-dir', join(data, 'extensions')];
  launchArgs.push(...QUIET_ARGUMENTS);
  try {
    return await withinLimit(
      runTests({
        vscodeExecutablePath: desktop.executable,
        extensionDevelopmentPath: ROOT,
        extensionTestsPath: join(SUITE, 'index.js'),
        launchArgs,
        extensionTestsEnv: env,
      }),
    );
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return 1;
  } finally {
    rmSync(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** @param {Record<string, string>} env */
async function inCodeServer(env) {
  const { remoteUri, startCodeServer, windowAddress } = await import('./codeServer.mjs');
  const { openPage } = await import('./browser.mjs');
  const { bridgeWindow } = await import('./windowBridge.mjs');
  const page = await openPage({ width: 1400, height: 900 });
  const bridge = await bridgeWindow(page, SCREENSHOTS);
  const editor = await startCodeServer({
    settings: quietSettings(),
    smokeTest: true,
    env: { ...env, FASTIDIOUS_TEST_WINDOW: bridge },
  });
  say('running the editor tests in code-server');
  const exit = new Promise((resolve, reject) => {
    // The workbench tells its own log and its end through these two functions of its page.
    page.exposeFunction('codeAutomationLog', (/** @type {string} */ type, /** @type {unknown[]} */ args) => {
      if (process.env.VERBOSE) console.error(`[workbench] ${type}`, ...args);
    });
    page.exposeFunction('codeAutomationExit', (/** @type {number} */ code) => resolve(code));
    page.on('crash', () => reject(new Error('The page of the editor crashed.')));
  });
  await page.goto(
    windowAddress(editor, WORKSPACE, [
      ['extensionDevelopmentPath', remoteUri(editor, ROOT)],
      ['extensionTestsPath', remoteUri(editor, join(SUITE, 'index.js'))],
      ['skipWelcome', 'true'],
    ]),
  );
  try {
    return await withinLimit(exit);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    await page.screenshot({ path: join(SCREENSHOTS, 'at-the-end.png') }).catch(() => undefined);
    if (process.env.VERBOSE) console.error(editor.log());
    return 1;
  }
}

/**
 * @param {Promise<number>} exit
 * @returns {Promise<number>}
 */
async function withinLimit(exit) {
  let timer;
  const limit = new Promise((_, reject) => {
    const message = `The editor did not finish within ${TIME_LIMIT_SECONDS} s.`;
    timer = setTimeout(() => reject(new Error(message)), TIME_LIMIT_SECONDS * 1000);
  });
  try {
    return /** @type {number} */ (await Promise.race([exit, limit]));
  } finally {
    clearTimeout(timer);
  }
}

/** Shows what mocha prints in the extension host, as it comes. */
function tailOutput() {
  let shown = 0;
  const show = () => {
    const bytes = readFileSync(OUTPUT);
    if (bytes.length > shown) process.stdout.write(bytes.subarray(shown));
    shown = bytes.length;
  };
  const timer = setInterval(show, 200);
  return () => {
    clearInterval(timer);
    show();
  };
}

/**
 * The exit code of the whole run. VS Code answers 0 also when its extension host ended early (`process.exit()` in a
 * test), so only a result that the suite itself wrote at its end counts, and only one with tests in it.
 * @param {number} code the editor's
 */
function judge(code) {
  if (!existsSync(RESULT)) {
    say(`the extension host ended (code ${code}) before the tests did`);
    console.log('0 passed, 1 failed');
    return 1;
  }
  const { passed, failed, skipped } = JSON.parse(readFileSync(RESULT, 'utf8'));
  if (code !== 0 && failed === 0) say(`the editor ended with code ${code}`);
  if (passed === 0 && failed === 0) say('no test ran');
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  return code === 0 && failed === 0 && passed > 0 ? 0 : 1;
}

main(process.argv.slice(2)).catch(async (error) => {
  await endAll();
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
