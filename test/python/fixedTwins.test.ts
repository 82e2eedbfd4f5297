// Asks CPython and Ruff about every fixture and its `.fixed.py` twin: fixes must leave what Python reads the same way.
// Skipped where there is no Python or PyPI, except under CI=true.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../server/scripts/catalog';
import { ensurePython, programOf } from '../host/python.mjs';

interface Twin {
  readonly name: string;
  readonly family: string;
  readonly before: string;
  readonly after: string;
}

const FIXTURES = join(ROOT, 'test/fixtures/rules');

describe('fixed fixtures', function () {
  this.timeout(400_000);
  let python = '';

  before(function () {
    const found = ensurePython();
    if (found.python !== null) python = found.python;
    else if (process.env.CI === 'true') throw new Error(`CI must run these tests: ${found.reason}.`);
    else {
      console.log(`    skipped: ${found.reason}`);
      this.skip();
    }
  });

  const twins = readTwins();

  it('are there', () => assert.ok(twins.length > 0));

  it('parse with CPython; annotations, docstrings and imports are all that types and docstrings change', () => {
    const input = JSON.stringify(twins.map(({ before, after }) => [before, after]));
    const { stdout, stderr } = spawnSync(python, [join(ROOT, 'test/python/compare.py')], { input, encoding: 'utf8' });
    assert.equal(stderr, '');
    const verdicts = JSON.parse(stdout) as string[];
    const wrong = twins.filter(({ family }, i) => {
      if (verdicts[i] === 'broken') return true;
      return verdicts[i] === 'different' && (family === 'types' || family === 'docstrings');
    });
    assert.deepEqual(
      wrong.map(({ name }) => name),
      [],
    );
    assert.ok(verdicts.some((each) => each !== 'unreadable'));
  });

  it('bring no undefined, unused or repeated name, as Ruff sees it', () => {
    const wrong: string[] = [];
    for (const { name, before, after } of twins) {
      const [old, now] = [complaints(before), complaints(after)];
      for (const each of now) if (!old.includes(each)) wrong.push(`${name}: ${each}`);
    }
    assert.deepEqual(wrong, []);
  });
});

function readTwins(): Twin[] {
  return readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.fixed.py'))
    .sort()
    .flatMap((fixed) => {
      const name = fixed.replaceAll('\\', '/');
      const original = join(FIXTURES, fixed.replace(/\.fixed\.py$/, '.py'));
      if (!existsSync(original)) return [];
      const [before, after] = [readFileSync(original, 'utf8'), readFileSync(join(FIXTURES, fixed), 'utf8')];
      return [{ name, family: name.split('/')[0]!, before, after }];
    });
}

/** Ruff's words on names (F401, F811, F821), without their places. */
function complaints(text: string): string[] {
  const args = ['check', '--isolated', '--no-cache', '--target-version', 'py314', '--select', 'F401,F811,F821'];
  const { stdout } = spawnSync(programOf('ruff'), [...args, '--output-format', 'json', '-'], {
    input: text,
    encoding: 'utf8',
  });
  return (JSON.parse(stdout) as { code: string | null; message: string }[]).map(
    (each) => `${each.code} ${each.message}`,
  );
}
