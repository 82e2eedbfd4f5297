// Runs the built command line as a user would, in scratch folders outside the repository.
// Must not know what any command prints.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from '../../server/scripts/catalog';

export const PROGRAM = join(ROOT, 'dist/cli.js');

/** What a run left behind. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly uid?: number;
}

/** Longer than any test may take; a run that hangs has the code null. */
const TIME_LIMIT_MS = 50_000;

/** Runs `fastidious` with arguments, without a terminal. */
export function fastidious(args: readonly string[], options: RunOptions = {}): Run {
  if (!existsSync(PROGRAM)) throw new Error('dist/cli.js is not there: npm run build');
  const { NO_COLOR: _no, FORCE_COLOR: _force, ...inherited } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], {
    cwd: options.cwd ?? ROOT,
    env: { ...inherited, ...options.env },
    input: options.input ?? '',
    timeout: TIME_LIMIT_MS,
    killSignal: 'SIGKILL',
    maxBuffer: 256 * 1024 * 1024,
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
  });
  return { code: status, stdout: stdout.toString('utf8'), stderr: stderr.toString('utf8') };
}

const scratch: string[] = [];

/** A new folder with files in it, by path; `cleanScratch` takes it away. */
export function scratchProject(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fastidious-')));
  scratch.push(folder);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** Takes the scratch folders away. */
export function cleanScratch(): void {
  for (const folder of scratch.splice(0)) rmSync(folder, { recursive: true, force: true });
}
