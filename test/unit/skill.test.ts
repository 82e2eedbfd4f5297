// The Python blocks of the conventions that the rules come from, each in a file where it belongs: no rule may find fault.
// Must not know single rules.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../server/scripts/catalog';
import { lintSample } from './lintText';

const FOLDER = join(ROOT, 'test/fixtures/skill');

describe('the skill', () => {
  const paths = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.py'));
  const files = Object.fromEntries(paths.map((path) => [path, readFileSync(join(FOLDER, path), 'utf8')]));

  it('has its blocks here', () =>
    assert.deepEqual([...paths].sort(), ['app/models.py', 'app/users.py', 'tests/test_users.py']));

  it('is free of problems', () => {
    const found = lintSample({ files }).flatMap((file) => {
      assert.ok(file.parses, file.path);
      return file.problems.map((problem) => `${file.path}: ${problem.rule.id}: ${problem.message}`);
    });
    assert.deepEqual(found, []);
  });
});
