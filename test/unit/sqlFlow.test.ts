// SQL texts between files: where the way to a sink is shown, that a region says a thing once, and that nothing runs away.
import assert from 'node:assert/strict';
import { interpolatedSql } from '../../server/src/rules/sql/interpolated-sql';
import { lintSample } from './lintText';

const rules = [interpolatedSql];

const RUN = `"""Runs statements."""
import sqlite3

connection = sqlite3.connect("app.db")


def run(statement):
    """Run a statement.

    Args:
        statement: What to run.
    """
    return connection.execute(statement)


def pass_on(query):
    """Hand a query on."""
    return run(query)
`;

describe('SQL texts between functions', () => {
  it('show each call on the way and the sink where it stands, behind a docstring too', () => {
    const use = `from app.run import pass_on\n\n\ndef find(name):\n    return pass_on("name = '" + name + "'")\n`;
    const files = { 'app/run.py': RUN, 'app/use.py': use.replace('name = ', 'DELETE FROM t WHERE name = ') };
    const [, linted] = lintSample({ files, rules });
    const [problem, ...others] = linted!.problems;
    assert.equal(others.length, 0);
    const shown = problem!.related.map(({ path, start, end }) =>
      (path === null ? files['app/use.py'] : files[path as 'app/run.py']).slice(start, end),
    );
    assert.match(shown[0]!, /^pass_on\(/);
    assert.deepEqual(shown.slice(1), ['run(query)', 'connection.execute(statement)']);
  });

  it('end on functions that call one another in circles, chains and local functions', () => {
    const circle = Array.from(
      { length: 60 },
      (_, i) =>
        `def f${i}(q, v):\n    if v:\n        f${(i * 7 + 3) % 60}(q + f" AND a = '{v}'", v)\n    return f${(i + 1) % 60}(f${(i + 2) % 60}(q, v), v)\n\n\n`,
    ).join('');
    const chain = `def g(db, x):\n    return db${'.add(f"{x}")'.repeat(60)}.execute(f"SELECT a FROM t WHERE b = '{x}'")\n\n\n`;
    const local = `def h(db, x):\n    def one(v):\n        return two(f"{v} AND a = '{x}'")\n\n    def two(v):\n        return one(v)\n\n    return db.execute(one("SELECT a FROM t WHERE 1"))\n`;
    const [linted] = lintSample({ files: { 'app/circle.py': circle + chain + local }, rules });
    assert.equal(linted!.parses, true);
    assert.ok(linted!.problems.length > 0);
  }).timeout(20_000);

  it('take a parameter to which every call passes a literal for a constant, those in tests aside', () => {
    const files = {
      'app/kinds.py': `${RUN}\n\ndef by_kind(kind):\n    return run(f"SELECT * FROM t WHERE kind = '{kind}'")\n`,
      'app/use.py': 'from app.kinds import by_kind\n\nby_kind("a")\nby_kind(kind="b")\n',
      'tests/test_kinds.py': 'from app.kinds import by_kind\n\n\ndef test_kind(anything):\n    by_kind(anything)\n',
    };
    assert.deepEqual(lintSample({ files, rules })[0]!.problems, []);
    const open = { ...files, 'app/more.py': 'from app.kinds import by_kind\n\nby_kind(input())\n' };
    assert.equal(lintSample({ files: open, rules })[0]!.problems.length, 1);
  });
});
