// Types into a project of 1,000 files: what a keystroke in a handler costs, and how soon a prefix is known where it counts.
// Must not compare servers.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { WORK } from '../host/packages.mjs';
import { Client, uriOf } from '../protocol/client';
import { sampleProject } from './sampleProject';

const FILES = 1_000;
/** Open beside the file that is typed in, all of them with routes under the prefix that is changed. */
const OPEN = 20;
const KEYSTROKES = 100;
const CHANGES = 20;
/** How soon open files are to show what a prefix in another file has changed, in milliseconds. */
const WANTED = 1_000;

/** Measures and prints; tells whether a changed prefix is known within the time wanted. */
export async function benchProject(): Promise<boolean> {
  const root = join(WORK, 'bench-1000');
  rmSync(root, { recursive: true, force: true });
  const files = sampleProject(FILES);
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const client = await Client.start({ folders: [root] });
  const begun = performance.now();
  await client.until('ready', () => client.statuses.at(-1)?.state === 'ready', 120_000);
  console.log(`\n${files.size} files: read in ${(performance.now() - begun).toFixed(0)} ms`);

  const main = uriOf(join(root, 'app/main.py'));
  const routers = [...files.keys()].filter((path) => /items_\d+\.py$/.test(path)).slice(0, OPEN + 1);
  const [edited, ...others] = routers.map((path) => uriOf(join(root, path)));
  for (const path of ['app/main.py', ...routers]) await client.open(uriOf(join(root, path)), files.get(path)!);
  const known = new Map<string, string | undefined>();
  for (const uri of [main, edited!, ...others]) known.set(uri, (await client.pull(uri)).resultId);

  const typed = await typeInBody(client, edited!);
  const refreshes = client.refreshes;
  let judged = 0;
  for (const uri of others) if ((await client.pull(uri, known.get(uri))).kind === 'full') judged++;
  print('a keystroke in the body of a handler', typed);
  console.log(`    ${judged} of ${others.length} other open files judged anew, ${refreshes} refreshes asked for`);

  const { own, changed } = await changePrefix(client, main, others, known);
  print('a prefix changed until its own file is judged', own);
  print(`a prefix changed until ${others.length} open files that depend on it are refreshed`, changed);
  await client.stop();
  return judged === 0 && refreshes === 0 && percentile(changed, 100) < WANTED;
}

/** Types a statement into a handler, key by key, and takes it back. */
async function typeInBody(client: Client, uri: string): Promise<number[]> {
  const times: number[] = [];
  const behind = '    service = ';
  const at = client.textOf(uri).lastIndexOf(behind) + behind.length;
  let resultId: string | undefined;
  for (let i = 0; i < KEYSTROKES; i++) {
    const begun = performance.now();
    if (i % 2 === 0) await client.editAt(uri, at, at, 'x');
    else await client.editAt(uri, at, at + 1, '');
    const report = await client.pull(uri, resultId);
    resultId = report.resultId;
    times.push(performance.now() - begun);
  }
  return times.slice(KEYSTROKES / 10);
}

/** Changes the version in a prefix and back, and waits each time for what it brings in the files that depend on it. */
async function changePrefix(
  client: Client,
  main: string,
  others: readonly string[],
  known: Map<string, string | undefined>,
): Promise<{ own: number[]; changed: number[] }> {
  const own: number[] = [];
  const changed: number[] = [];
  for (let i = 0; i < CHANGES; i++) {
    const [from, to] = i % 2 === 0 ? ['"/api/v1"', '"/rest"'] : ['"/rest"', '"/api/v1"'];
    const before = client.refreshes;
    const begun = performance.now();
    await client.edit(main, from, to);
    await client.pull(main);
    own.push(performance.now() - begun);
    await client.until('a refresh', () => client.refreshes > before);
    for (const uri of others) {
      const report = await client.pull(uri, known.get(uri));
      if (report.kind !== 'full') throw new Error('an open file was not judged anew');
      known.set(uri, report.resultId);
    }
    changed.push(performance.now() - begun);
  }
  // The first ones warm the just-in-time compiler up.
  return { own: own.slice(2), changed: changed.slice(2) };
}

function print(what: string, times: readonly number[]): void {
  const [median, worst] = [percentile(times, 50), percentile(times, 100)];
  console.log(`  ${what}: median ${median.toFixed(1)} ms, longest ${worst.toFixed(1)} ms (${times.length} times)`);
}

function percentile(values: readonly number[], rank: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor((rank / 100) * sorted.length))] ?? 0;
}
