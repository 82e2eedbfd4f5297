// Holds docs/comparison.md to the table of the script that compares us with Ruff. `UPDATE=1` writes the page.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../server/scripts/catalog';
import { comparisonPage } from '../compare/comparisonPage';
import { CLASSES } from '../compare/ruffClasses';
import { PAIRS } from '../compare/ruffPairs';

describe('docs/comparison.md', () => {
  it('is what the table of classes says', () => {
    const path = join(ROOT, 'docs/comparison.md');
    if (process.env.UPDATE) writeFileSync(path, comparisonPage());
    assert.equal(readFileSync(path, 'utf8'), comparisonPage());
  });

  it('names every class once, for rules that are compared', () => {
    const names = CLASSES.map(({ name }) => name);
    assert.deepEqual(names, [...new Set(names)]);
    for (const rule of CLASSES.flatMap(({ rules }) => rules)) assert.ok(rule in PAIRS, rule);
  });
});
