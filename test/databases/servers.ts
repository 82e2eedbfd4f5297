// Starts PostgreSQL and MariaDB for tests: on loopback, on free ports, in folders of their own, and ends them again.
// Must not know what the tests do with them.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** A server that runs. */
export interface Server {
  readonly port: number;
  /** Ends it and removes its files. */
  stop(): Promise<void>;
}

/** The programs of both servers, or what is missing in a few words. */
export interface Programs {
  readonly initdb: string;
  readonly postgres: string;
  readonly mariadbd: string;
}

/** Where Debian keeps what is not meant for everybody's `PATH`. */
const ASIDE = ['/usr/sbin', '/usr/local/sbin'];

/** The servers' programs; a text that says what is missing where they are not all there. */
export function findPrograms(): Programs | string {
  if (process.platform === 'win32') return 'the database servers are started on Linux and macOS only';
  const versions = '/usr/lib/postgresql';
  const debian = existsSync(versions) ? readdirSync(versions).map((version) => join(versions, version, 'bin')) : [];
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...ASIDE, ...debian];
  const find = (...names: string[]): string | undefined =>
    folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path));
  const [initdb, postgres, mariadbd] = [find('initdb'), find('postgres'), find('mariadbd')];
  if (!initdb || !postgres) return 'PostgreSQL is missing (Debian: apt-get install postgresql)';
  if (!mariadbd) return 'MariaDB is missing (Debian: apt-get install mariadb-server-core)';
  return { initdb, postgres, mariadbd };
}

/** Starts a PostgreSQL without passwords whose superuser and database are called `tester` and `postgres`. */
export async function startPostgres({ initdb, postgres }: Programs): Promise<Server> {
  const folder = makeFolder('postgres');
  const data = join(folder, 'data');
  const made = spawnSync(
    initdb,
    ['-D', data, '-U', 'tester', '-A', 'trust', '--no-sync', '--no-locale', '-E', 'UTF8'],
    { ...unprivileged(), cwd: folder, encoding: 'utf8' },
  );
  if (made.status !== 0) {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`initdb: ${made.stderr}`);
  }
  const port = await freePort();
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    fsync: 'off',
    full_page_writes: 'off',
    logging_collector: 'off',
  };
  const args = ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  return await run(folder, port, [postgres, ...args], 'INT', /ready to accept connections/);
}

/** Starts a MariaDB without users: anybody may do anything on it. */
export async function startMariaDb({ mariadbd }: Programs): Promise<Server> {
  const folder = makeFolder('mariadb');
  const port = await freePort();
  const args = [
    '--no-defaults',
    `--datadir=${folder}`,
    '--skip-grant-tables',
    '--skip-networking=0',
    '--bind-address=127.0.0.1',
    `--port=${port}`,
    `--socket=${join(folder, 'socket')}`,
    `--pid-file=${join(folder, 'pid')}`,
    '--innodb-buffer-pool-size=16M',
    '--innodb-flush-log-at-trx-commit=0',
    '--character-set-server=utf8mb4',
  ];
  return await run(folder, port, [mariadbd, ...args], 'TERM', /ready for connections/);
}

/** A server refuses to run as root: what root starts runs as nobody. */
function unprivileged(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const nobody = /^nobody:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'));
  return { uid: Number(nobody?.[1] ?? 65534), gid: Number(nobody?.[2] ?? 65534) };
}

/** In the system's folder for such: the repository's own may be closed to other users. */
function makeFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `fastidious-${name}-`));
  const { uid, gid } = unprivileged();
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
  return folder;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/**
 * The server's parent waits for the end of its own input, which comes when it is told to stop and also when the tests'
 * process is gone for whatever reason; then it ends the server by its id.
 */
const GUARD = `signal=$1; shift; "$@" </dev/null & server=$!; trap '' INT TERM; cat >/dev/null; kill -s "$signal" "$server"; wait "$server"`;

async function run(
  folder: string,
  port: number,
  command: readonly string[],
  signal: 'INT' | 'TERM',
  ready: RegExp,
): Promise<Server> {
  const guard = spawn('/bin/sh', ['-c', GUARD, 'guard', signal, ...command], {
    ...unprivileged(),
    cwd: folder,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => guard.once('close', () => resolve()));
  const stop = async (): Promise<void> => {
    guard.stdin.end();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await readiness(guard, ready);
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, stop };
}

function readiness(guard: ChildProcess, ready: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = '';
    const limit = setTimeout(() => reject(new Error(`not ready after a minute:\n${log}`)), 60_000);
    const end = (error?: Error): void => {
      clearTimeout(limit);
      if (error) reject(error);
      else resolve();
    };
    guard.stderr!.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      if (ready.test(log)) end();
      // A server that dies early leaves its parent waiting.
      else if (/\bFATAL\b|\[ERROR\]/.test(log)) end(new Error(log));
    });
    guard.once('error', (error) => end(error));
    guard.once('close', () => end(new Error(`ended before it was ready:\n${log}`)));
  });
}
