// Asks Ruff about the example of every class of docs/comparison.md: the two sides must differ there, in that way.
// Skipped where there is no Python or PyPI, except under CI=true.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../../server/scripts/catalog';
import { RULES } from '../../server/src/rules';
import { readFolder } from '../compare/engine';
import { CLASSES, classOf } from '../compare/ruffClasses';
import { compareFolder } from '../compare/ruffPairs';
import { ensurePython } from '../host/python.mjs';

const WORK = join(ROOT, 'test/.work/comparison');

describe('an example of docs/comparison.md', function () {
  this.timeout(60_000);

  before(function () {
    const found = ensurePython();
    if (found.python !== null) return;
    if (process.env.CI === 'true') throw new Error(`CI must run these tests: ${found.reason}.`);
    console.log(`    skipped: ${found.reason}`);
    this.skip();
  });

  for (const [index, { name, rules, side, example }] of CLASSES.entries()) {
    it(`shows ${name}`, () => {
      const folder = join(WORK, String(index));
      const path = join(folder, /^# (\S+\.py)$/m.exec(example)?.[1] ?? 'app/sample.py');
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `${example}\n`);
      const { disagreements } = compareFolder(readFolder(folder), RULES);
      const found = disagreements.filter((each) => classOf(each)?.name === name);
      assert.ok(found.length > 0, `no such disagreement, but ${JSON.stringify(disagreements.map(describeOne))}`);
      for (const each of found) assert.ok(each.side === side && rules.includes(each.rule));
      const others = disagreements.filter((each) => classOf(each) === null);
      assert.deepEqual(others.map(describeOne), []);
    });
  }
});

function describeOne(each: Parameters<typeof classOf>[0]): string {
  return `${each.side} ${each.rule} ${each.name ?? ''}: ${classOf(each)?.name ?? 'unexplained'}`;
}
