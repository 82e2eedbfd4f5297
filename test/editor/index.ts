// What VS Code calls in its extension host: runs mocha over the bundled suite beside this file and writes down the totals.
// It must not know the tests.
import { appendFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { format } from 'node:util';

/**
 * Runs the suite.
 * @throws when a test failed, which makes the editor end with another code than 0
 */
export async function run(): Promise<void> {
  printToFile(process.env.FASTIDIOUS_TEST_OUTPUT!);
  const { default: Mocha } = await import('mocha');
  const grep = process.env.FASTIDIOUS_TEST_GREP;
  const mocha = new Mocha({
    ui: 'bdd',
    color: false,
    timeout: 60_000,
    reporter: 'spec',
    ...(grep ? { fgrep: grep } : {}),
  });
  const folder = join(__dirname, 'suite');
  for (const name of readdirSync(folder).sort()) {
    if (name.endsWith('.test.js')) mocha.addFile(join(folder, name));
  }
  await mocha.loadFilesAsync();
  const stats = await new Promise<Mocha.Stats>((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats!));
  });
  const totals = { passed: stats.passes, failed: stats.failures, skipped: stats.pending };
  writeFileSync(process.env.FASTIDIOUS_TEST_RESULT!, JSON.stringify(totals));
  if (stats.failures > 0) throw new Error(`${stats.failures} tests failed.`);
}

/** VS Code keeps the extension host's output to itself: what mocha prints goes to a file that the runner shows. */
function printToFile(path: string): void {
  const write = (text: string | Buffer): void => appendFileSync(path, text);
  const replace = (owner: object, name: string, value: unknown): void => {
    Object.defineProperty(owner, name, { value, configurable: true, writable: true });
  };
  for (const name of ['log', 'info', 'warn', 'error']) {
    replace(console, name, (...args: unknown[]) => write(`${format(...args)}\n`));
  }
  for (const name of ['stdout', 'stderr']) {
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done): void {
        write(chunk);
        done();
      },
    });
    replace(process, name, stream);
  }
}
