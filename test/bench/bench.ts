// Types into files of 1,000 to 10,000 lines, and into a project of 1,000 files, and prints how long each server takes from
// a keystroke to the diagnostics.
// The servers take turns keystroke by keystroke, so that whatever slows the machine down slows all of them.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Position } from 'vscode-languageserver-protocol/node';
import { benchProject } from './project';
import { sampleModule } from './sample';
import { BenchedServer, findServers, type Keystroke, type ServerCommand, workFolder } from './servers';
import { SQL_SESSIONS, sqlModule } from './sqlSample';

/**
 * What is typed, key by key, and deleted again, by the text behind which it is typed: a statement, a longer name of a
 * parameter, prose in a docstring, a comment. Nearly all texts on the way parse: in others a linter may save itself
 * the work.
 */
const SESSIONS: readonly (readonly [behind: string, text: string])[] = [
  ['    total = 0\n', '    label = name\n'],
  ['_item_', '2'],
  ['    name', '_of_item'],
  ['"""Read item', ' with all its parts'],
  ['        total += len(str(part))', '  # as it is shown'],
];

/** Everything is typed so often; the first time is not counted: servers and their just-in-time compilers warm up. */
const ROUNDS = 3;
/** A server that takes seconds gets this many keystrokes at once, and so many turns, of which the first is not counted. */
const SLOW_TURN = 10;
const SLOW_TURNS = 9;
/** A text to type into, what is typed, and what share of `ruff server`'s median ours may take. */
interface Bench {
  readonly text: string;
  readonly sessions: typeof SESSIONS;
  readonly allowed: number;
}

const BENCHES: readonly Bench[] = [
  { text: sampleModule(1_000), sessions: SESSIONS, allowed: 1 },
  { text: sampleModule(10_000), sessions: SESSIONS, allowed: 0.5 },
  // Nothing but SQL, and helpers that call one another: what one function says depends on many.
  { text: sqlModule(5_000), sessions: SQL_SESSIONS, allowed: 1 },
];

/** `npm run bench -- project` measures the project alone, `npm run bench -- fastidious` one server alone. */
async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  if (wanted.length === 0 || wanted.includes('project')) await measureProject();
  if (wanted.length !== 1 || wanted[0] !== 'project') await measureServers(wanted);
}

async function measureProject(): Promise<void> {
  if (await benchProject()) return;
  console.log('  slower than wanted');
  process.exitCode = 1;
}

async function measureServers(wanted: readonly string[]): Promise<void> {
  const { commands, missing } = findServers();
  for (const each of missing) console.log(`not compared: ${each}`);
  const chosen = commands.filter(({ name }) => wanted.length === 0 || wanted.some((each) => name.startsWith(each)));
  const folder = workFolder();
  let isFastEnough = true;
  for (const { text, sessions, allowed } of BENCHES) {
    const medians = await compare(chosen, folder, text, sessions);
    const ruff = medians.get('ruff server');
    const ours = medians.get('fastidious');
    if (ruff && ours && ours > ruff * allowed) isFastEnough = false;
  }
  console.log(isFastEnough ? '\nwithin what is wanted' : '\nslower than wanted');
  if (!isFastEnough) process.exitCode = 1;
}

/** Runs the servers on one text, prints what was measured and returns the medians. */
async function compare(
  commands: readonly ServerCommand[],
  folder: string,
  text: string,
  sessions: typeof SESSIONS,
): Promise<ReadonlyMap<string, number>> {
  const runs: { server: BenchedServer; times: number[]; opened: string; pending: Keystroke[]; turns: number }[] = [];
  for (const command of commands) {
    const server = await BenchedServer.start(command, folder);
    const begun = performance.now();
    const found = await server.open(text);
    const kilobytes = (JSON.stringify(found).length / 1024).toFixed(0);
    const elapsed = (performance.now() - begun).toFixed(0);
    const opened = `${found.length} diagnostics, ${kilobytes} KB, ${server.how}, opened in ${elapsed} ms`;
    runs.push({ server, times: [], opened, pending: [], turns: 0 });
  }
  const round = keystrokes(text, sessions);
  const keys = Array.from({ length: ROUNDS }, () => round).flat();
  for (const [i, key] of keys.entries()) {
    for (const run of runs) {
      const { server, times } = run;
      run.pending.push(key);
      if (server.isSlow && (run.turns === SLOW_TURNS || run.pending.length < SLOW_TURN)) continue;
      const begun = performance.now();
      await server.type(run.pending);
      if (server.isSlow ? run.turns > 0 : i >= round.length) times.push(performance.now() - begun);
      run.turns++;
      run.pending = [];
    }
    await sleep(10);
  }
  for (const { server } of runs) await server.stop();
  console.log(`\n${text.split('\n').length - 1} lines: keystroke to diagnostics, in milliseconds`);
  const medians = new Map(runs.map(({ server, times }) => [server.name, percentile(times, 50)]));
  const ruff = medians.get('ruff server');
  for (const { server, times, opened } of runs) {
    const median = medians.get(server.name)!;
    const ratio = ruff ? `${(median / ruff).toFixed(2)} of ruff server` : '';
    const measured = `median ${format(median)}  p95 ${format(percentile(times, 95))}  ${ratio.padEnd(21)}`;
    console.log(`  ${server.name.padEnd(12)} ${measured} (${times.length} times; ${opened})`);
  }
  return medians;
}

/** The keystrokes of all sessions, in the middle of the text; each session is taken back at the end. */
function keystrokes(text: string, sessions: typeof SESSIONS): Keystroke[] {
  const keys: Keystroke[] = [];
  for (const [at, typed] of sessions) {
    const found = text.indexOf(at, Math.floor(text.length / 2));
    if (found < 0) throw new Error(`the sample has no ${JSON.stringify(at)}`);
    const before = text.slice(0, found + at.length).split('\n');
    const behind = (count: number): Position => {
      const lines = typed.slice(0, count).split('\n');
      const indent = lines.length === 1 ? before.at(-1)!.length : 0;
      return { line: before.length + lines.length - 2, character: indent + lines.at(-1)!.length };
    };
    for (const [i, character] of [...typed].entries()) {
      keys.push({ range: { start: behind(i), end: behind(i) }, text: character });
    }
    for (let i = typed.length - 1; i >= 0; i--) {
      keys.push({ range: { start: behind(i), end: behind(i + 1) }, text: '' });
    }
  }
  return keys;
}

function percentile(values: readonly number[], rank: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor((rank / 100) * sorted.length))] ?? 0;
}

function format(milliseconds: number): string {
  return milliseconds.toFixed(1).padStart(7);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
