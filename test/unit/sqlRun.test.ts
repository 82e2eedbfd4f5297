// Runs the fixes of interpolated-sql: original and mended code, executed by Python's sqlite3 on the same rows.
// Needs `python3`; says so and skips where there is none.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { interpolatedSql } from '../../server/src/rules/sql/interpolated-sql';
import { applyFix, lintText } from './lintText';

/** A function `find(db, value)` that builds its SQL in one way, an ordinary value and one that leaks every row. */
interface Case {
  readonly body: string;
  readonly ordinary: string;
  readonly hostile: string;
}

const QUOTED = `"' OR '1'='1"`;
const CASES: Readonly<Record<string, Case>> = {
  'f-string': {
    body: `return db.execute(f"SELECT * FROM users WHERE name = '{value}'").fetchall()`,
    ordinary: '"Ann"',
    hostile: QUOTED,
  },
  'an f-string outside of quotes': {
    body: 'return db.execute(f"SELECT * FROM users WHERE id = {value}").fetchall()',
    ordinary: '2',
    hostile: '"2 OR 1=1"',
  },
  'a conversion': {
    body: 'return db.execute(f"SELECT * FROM users WHERE name = {value!r}").fetchall()',
    ordinary: '"Ann"',
    hostile: `'" OR "1"="1\\' OR 1=1 --'`,
  },
  'percent with a tuple': {
    body: `return db.execute("SELECT * FROM users WHERE name = '%s' AND note LIKE '%%%s'" % (value, "x")).fetchall()`,
    ordinary: '"Ann"',
    hostile: `"' OR 1=1 --"`,
  },
  'percent with a mapping': {
    body: `return db.execute("SELECT * FROM users WHERE name = '%(n)s'" % {"n": value}).fetchall()`,
    ordinary: '"Ann"',
    hostile: QUOTED,
  },
  format: {
    body: `return db.execute("SELECT * FROM users WHERE name = '{n}' AND note != '{{}}'".format(n=value)).fetchall()`,
    ordinary: '"Ann"',
    hostile: `"' OR 1=1 --"`,
  },
  plus: {
    body: `return db.execute("SELECT * FROM users WHERE name = '" + value + "' ORDER BY id").fetchall()`,
    ordinary: '"Ann"',
    hostile: `"' OR 1=1 --"`,
  },
  'plus and str()': {
    body: 'return db.execute("SELECT * FROM users WHERE id = " + str(value)).fetchall()',
    ordinary: '2',
    hostile: '"2 OR 1=1"',
  },
  'a text assigned first': {
    body: `query = f"""
        SELECT *  -- all columns
        FROM users
        WHERE name = '{value}'
    """
    cursor = db.cursor()
    cursor.execute(query)
    return cursor.fetchall()`,
    ordinary: '"Ann"',
    hostile: QUOTED,
  },
  'a pattern': {
    body: `return db.execute(f"SELECT * FROM users WHERE name LIKE '%{value}%'").fetchall()`,
    ordinary: '"nn"',
    hostile: `"zz' OR '1'='1' --"`,
  },
  'a list of numbers': {
    body: `return db.execute(f"SELECT * FROM users WHERE id IN ({','.join(map(str, value))})").fetchall()`,
    ordinary: '[1, 3]',
    hostile: '["9) OR (1=1"]',
  },
  'a list of texts': {
    body: `return db.execute("SELECT * FROM users WHERE name IN ('" + "','".join(value) + "')").fetchall()`,
    ordinary: '["Ann", "Cid"]',
    hostile: `["x') OR ('1'='1"]`,
  },
  'between others': {
    body: `return db.execute(f"SELECT * FROM users WHERE id > ? AND name = '{value}' AND id < ?", (0, 99)).fetchall()`,
    ordinary: '"Ann"',
    hostile: QUOTED,
  },
  'a dict extended': {
    body: `return db.execute(f"SELECT * FROM users WHERE id > :low AND name = '{value}'", {"low": 0}).fetchall()`,
    ordinary: '"Ann"',
    hostile: QUOTED,
  },
  'several in one': {
    body: `return db.execute(f"SELECT * FROM users WHERE name = '{value}' OR note = '{value}-{len(value)}'").fetchall()`,
    ordinary: '"Ann"',
    hostile: `"' OR 1=1 --"`,
  },
  'appended in the same branch': {
    body: `query = "SELECT * FROM users"
    query += " WHERE name = '" + value + "'"
    return db.execute(query).fetchall()`,
    ordinary: '"Ann"',
    hostile: QUOTED,
  },
};

const SETUP = `
def make():
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE users (id INTEGER, name TEXT, note TEXT)")
    db.executemany("INSERT INTO users VALUES (?, ?, ?)", [(1, "Ann", "ax"), (2, "Bob", "bx"), (3, "Cid", "cx")])
    return db

def run(source, value):
    names = {"sqlite3": sqlite3}
    exec(compile(source, "case.py", "exec"), names)
    try:
        return names["find"](make(), value)
    except sqlite3.Error as error:
        return f"error: {error}"
`;

const python = ['python3', 'python'].find((name) => spawnSync(name, ['-c', 'import sqlite3']).status === 0);

describe('fixes of interpolated-sql, run by sqlite3', () => {
  const mended = new Map<string, string>();
  let results: Readonly<Record<string, unknown[][]>> | null = null;
  const original = (one: Case): string =>
    `import sqlite3\n\n\ndef find(db: sqlite3.Connection, value):\n    ${one.body}\n`;

  for (const [title, one] of Object.entries(CASES)) {
    it(`mends ${title}`, () => {
      const after = mend(original(one));
      mended.set(title, after);
      assert.deepEqual(lintText(after, { rules: [interpolatedSql] }).problems, [], after);
    });
  }

  for (const title of Object.keys(CASES)) {
    it(`keeps the rows and stops the leak of ${title}`, function () {
      if (!python) {
        console.log('      skipped: no python3 with sqlite3');
        this.skip();
      }
      // One process for all: starting Python costs more than running it.
      results ??= execute(
        Object.entries(CASES).map(([name, one]) => ({ ...one, name, before: original(one), after: mended.get(name)! })),
      );
      const after = mended.get(title);
      const [same, hostileBefore, hostileAfter] = results[title]!;
      assert.deepEqual(same![1], same![0], `other rows for an ordinary value:\n${after}`);
      assert.ok(Array.isArray(same![0]) && same![0].length > 0 && same![0].length < 3, 'the case itself finds nothing');
      assert.equal(
        (hostileBefore as unknown[]).length,
        3,
        `the original does not leak: ${JSON.stringify(hostileBefore)}`,
      );
      assert.deepEqual(hostileAfter, [], `the fixed text still leaks:\n${after}`);
    });
  }
});

/** The text after the first fix of the first problem. */
function mend(text: string): string {
  const linted = lintText(text, { rules: [interpolatedSql] });
  assert.ok(linted.problems.length > 0, `nothing found in\n${text}`);
  const fix = linted.fixes(linted.problems[0]!)[0];
  assert.ok(fix, `no fix for\n${text}`);
  return applyFix(text, fix);
}

type Run = Case & { readonly name: string; readonly before: string; readonly after: string };

/** By name: the rows of an ordinary value before and after, and those of a hostile one before and after. */
function execute(cases: readonly Run[]): Record<string, unknown[][]> {
  const program = `import json, sqlite3
${SETUP}
results = {}
for each in json.loads(${JSON.stringify(JSON.stringify(cases))}):
    before, after = each["before"], each["after"]
    ordinary, hostile = eval(each["ordinary"]), eval(each["hostile"])
    rows = [[run(before, ordinary), run(after, ordinary)], run(before, hostile), run(after, hostile)]
    results[each["name"]] = rows
print(json.dumps(results))
`;
  const { stdout, stderr, status } = spawnSync(python!, ['-c', program], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as Record<string, unknown[][]>;
}
