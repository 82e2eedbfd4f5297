// Runs what the fixes of the sql rules write: original and mended code, on the real libraries and databases.
// Skipped where Python, its packages or a database server is missing, except under CI=true.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../server/scripts/catalog';
import { interpolatedSql } from '../../server/src/rules/sql/interpolated-sql';
import { interpolatedSqlIdentifier } from '../../server/src/rules/sql/interpolated-sql-identifier';
import { ensurePython } from '../host/python.mjs';
import { applyFix, lintText } from '../unit/lintText';
import { DRIVERS, type Driver, written } from './drivers';
import { findPrograms, type Server, startMariaDb, startPostgres } from './servers';
import { argumentsOf, SHAPES, type Shape } from './shapes';

/** One way of building SQL, run by one driver. */
interface Case {
  readonly driver: Driver;
  readonly shape: Shape;
  readonly before: string;
}

/** What the runs of a case answered: rows as texts, or the error. */
interface Result {
  /** For each ordinary value: before and after the fix. */
  readonly ordinary: readonly (readonly [Answer, Answer])[];
  readonly hostile: readonly [Answer, Answer];
}
type Answer = readonly string[] | string;

const CASES: readonly Case[] = DRIVERS.flatMap((driver) =>
  SHAPES.flatMap((shape) => {
    const lines = shape.writes ? driver.write : driver.read;
    if (!lines || shape.fits?.(driver) === false) return [];
    const before = sourceOf(driver, shape, lines);
    return driver.cannotRun?.test(before) ? [] : [{ driver, shape, before }];
  }),
);

function sourceOf(driver: Driver, shape: Shape, lines: NonNullable<Driver['read']>): string {
  const built = shape.build(driver);
  const body = [...(built.before ?? []), ...written(lines(argumentsOf(driver, built)))];
  const head = driver.head.replace('VALUE', shape.parameters ?? 'value');
  return `${[...driver.imports, '', '', head, ...body.map((line) => `    ${line}`)].join('\n')}\n`;
}

const RULES = [interpolatedSql, interpolatedSqlIdentifier];

describe('fixes of the sql rules, run', function () {
  this.timeout(400_000);
  const servers: Server[] = [];
  const mended = new Map<Case, string>();
  let results: ReadonlyMap<Case, Result> = new Map();

  before(async function () {
    for (const each of CASES) mended.set(each, mend(each.before, each.shape.quotes ?? false));
    const programs = findPrograms();
    const { python, reason } = ensurePython('venv-databases', 'test/databases/requirements.txt');
    const missing = typeof programs === 'string' ? programs : reason;
    if (typeof programs === 'string' || python === null) {
      if (process.env.CI === 'true') throw new Error(`CI must run these tests: ${missing}.`);
      console.log(`    skipped: ${missing}`);
      this.skip();
    }
    servers.push(await startPostgres(programs));
    servers.push(await startMariaDb(programs));
    const [postgresql, mariadb] = servers.map(({ port }) => port);
    results = execute(python, { postgresql: postgresql!, mariadb: mariadb! }, mended);
  });

  after(() => Promise.all(servers.map((server) => server.stop())));

  for (const driver of DRIVERS) {
    describe(driver.name, () => {
      for (const each of CASES.filter((one) => one.driver === driver)) {
        it(each.shape.title, () => check(each, mended.get(each)!, results.get(each)!));
      }
    });
  }
});

function check({ shape, before }: Case, after: string, { ordinary, hostile }: Result): void {
  const shown = `${before}\n${after}`;
  const left = lintText(after, { rules: RULES });
  assert.ok(left.parses, `does not parse:\n${after}`);
  assert.deepEqual(
    left.problems.map(({ message }) => message),
    [],
    `not mended:\n${after}`,
  );
  for (const [i, [was, is]] of ordinary.entries()) {
    assert.ok(Array.isArray(was), `the original fails for ${shape.ordinary[i]}: ${was}\n${shown}`);
    assert.deepEqual(is, was, `another answer for ${shape.ordinary[i]}:\n${shown}`);
  }
  assert.ok(
    ordinary.some(([was]) => was.length > 0),
    `the case finds nothing:\n${shown}`,
  );
  const most = Math.max(...ordinary.map(([was]) => was.length));
  const [leak, stopped] = hostile;
  assert.ok(Array.isArray(leak) && leak.length > most, `the original does not leak: ${JSON.stringify(leak)}\n${shown}`);
  // A database may well refuse a text where it wants a number.
  const isStopped = typeof stopped === 'string' || stopped.length < leak.length;
  assert.ok(
    isStopped && (shape.writes || typeof stopped === 'string' || stopped.length <= most),
    `the fixed code still leaks: ${JSON.stringify(stopped)}\n${shown}`,
  );
}

/** The text after the first fix of its first problem, as often as it takes. */
function mend(text: string, quotes: boolean): string {
  for (let round = 0; round < 10; round++) {
    const linted = lintText(text, { rules: RULES });
    const fixes = linted.problems.flatMap((problem) => linted.fixes(problem));
    const fix = quotes ? fixes.find(({ title }) => /^(Quote|Compose) /.test(title)) : fixes[0];
    if (!fix) return text;
    text = applyFix(text, fix);
  }
  return text;
}

function execute(
  python: string,
  servers: Readonly<Record<string, number>>,
  mended: ReadonlyMap<Case, string>,
): Map<Case, Result> {
  const folder = mkdtempSync(join(tmpdir(), 'fastidious-sqlite-'));
  try {
    const cases = CASES.map((each) => ({
      driver: each.driver.name,
      database: each.driver.database,
      before: each.before,
      after: mended.get(each),
      ordinary: each.shape.ordinary,
      hostile: each.shape.hostile,
      writes: each.shape.writes ?? false,
    }));
    const input = JSON.stringify({ servers, folder, cases });
    const { stdout, stderr, status } = spawnSync(python, [join(ROOT, 'test/databases/run.py')], {
      input,
      encoding: 'utf8',
      maxBuffer: 1e8,
      timeout: 120_000,
    });
    assert.equal(status, 0, stderr);
    const results = JSON.parse(stdout) as Result[];
    return new Map(CASES.map((each, i) => [each, results[i]!]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
