// Asks CPython and Ruff about what every fix makes of every fixture: Python must read it, and read it the same way.
// Skipped where there is no Python or PyPI, except under CI=true.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ROOT } from '../../server/scripts/catalog';
import { textLanguageOf } from '../../server/src/facts/language';
import { RULES } from '../../server/src/rules';
import { ensurePython, programOf } from '../host/python.mjs';
import { listFixtures } from '../unit/fixtureFiles';
import { applyFix, applySafeFixes, lintSample } from '../unit/lintText';

/** A fixture's file before and after one fix, or after all safe ones. */
interface Mended {
  readonly name: string;
  readonly family: string;
  readonly safe: boolean;
  readonly before: string;
  readonly after: string;
}

const WORK = join(ROOT, 'test/.work/fixes');

describe('what fixes leave', function () {
  this.timeout(400_000);
  let python = '';
  let all: Mended[] = [];

  before(function () {
    const found = ensurePython();
    if (found.python === null) {
      if (process.env.CI === 'true') throw new Error(`CI must run these tests: ${found.reason}.`);
      console.log(`    skipped: ${found.reason}`);
      this.skip();
    }
    python = found.python;
    all = RULES.flatMap((rule) => listFixtures(rule).flatMap((fixture) => mendEveryWay(rule.family, rule.id, fixture)));
    assert.ok(all.length > 0);
  });

  it('parses with CPython; annotations, docstrings and imports are all that safe fixes of types and docstrings change', () => {
    const input = JSON.stringify(all.map(({ before, after }) => [before, after]));
    const script = join(ROOT, 'test/python/compare.py');
    const { stdout, stderr } = spawnSync(python, [script], { input, encoding: 'utf8', maxBuffer: 1e8 });
    assert.equal(stderr, '');
    const verdicts = JSON.parse(stdout) as string[];
    assert.equal(verdicts.length, all.length);
    assert.ok(verdicts.some((each) => each === 'same'));
    const wrong = all.flatMap(({ name, family, safe }, i) => {
      // `db=Depends(get_db)` becomes `db: Annotated[Session, Depends(get_db)]`: offered singly.
      const mayDiffer = !safe || (family !== 'types' && family !== 'docstrings');
      return verdicts[i] === 'broken' || (verdicts[i] === 'different' && !mayDiffer) ? [`${name}: ${verdicts[i]}`] : [];
    });
    assert.deepEqual(wrong, []);
  });

  it('has no undefined, unused or repeated name that was not there before, as Ruff sees it', () => {
    rmSync(WORK, { recursive: true, force: true });
    mkdirSync(WORK, { recursive: true });
    const numbers = new Map<string, number>();
    for (const text of all.flatMap(({ before, after }) => [before, after])) {
      if (numbers.has(text)) continue;
      writeFileSync(join(WORK, `${numbers.size}.py`), text);
      numbers.set(text, numbers.size);
    }
    const complaints = complaintsIn(WORK);
    const of = (text: string): readonly string[] => complaints.get(numbers.get(text)!) ?? [];
    const wrong = all.flatMap(({ name, safe, before, after }) =>
      of(after)
        .filter((each) => !of(before).includes(each) && (safe || !isLeftOver(each, before)))
        .map((each) => `${name}: ${each}`),
    );
    assert.deepEqual(wrong, []);
  });
});

/**
 * Whether an import is unused because a fix that is looked at took its last use away: the rest of the file stays as it
 * is, and Ruff's own F401 removes the import. An import that the fix itself brought must be used.
 */
function isLeftOver(complaint: string, before: string): boolean {
  const unused = /F401 `(?:.*\.)?(\w+)` imported but unused/.exec(complaint);
  return unused !== null && new RegExp(`\\bimport\\b[^\\n]*\\b${unused[1]}\\b`).test(before);
}

function mendEveryWay(family: string, id: string, fixture: ReturnType<typeof listFixtures>[number]): Mended[] {
  const safe = applySafeFixes(fixture.sample);
  return lintSample(fixture.sample).flatMap((linted) => {
    if (textLanguageOf(linted.path) !== null) return [];
    const name = `${family}/${id}/${fixture.name}${fixture.files.length > 1 ? `/${linted.path}` : ''}`;
    const before = linted.text;
    const single = linted.problems.flatMap((problem) =>
      linted.fixes(problem).map((fix) => ({
        name: `${name}:${problem.startPosition.line + 1} ${fix.title}`,
        family,
        safe: fix.safe,
        before,
        after: applyFix(before, fix),
      })),
    );
    return [...single, { name: `${name}, all safe fixes`, family, safe: true, before, after: safe[linted.path]! }];
  });
}

/** Ruff's words on names (F401, F811, F821) by the number of the file, without their places. */
function complaintsIn(folder: string): Map<number, string[]> {
  const args = ['check', '--isolated', '--no-cache', '--target-version', 'py314', '--select', 'F401,F811,F821'];
  const options = { encoding: 'utf8', maxBuffer: 1e8 } as const;
  const { stdout, stderr } = spawnSync(programOf('ruff'), [...args, '--output-format', 'json', folder], options);
  assert.match(stdout, /^\[/, stderr);
  const found = new Map<number, string[]>();
  for (const { filename, code, message } of JSON.parse(stdout) as Record<'filename' | 'code' | 'message', string>[]) {
    const number = Number.parseInt(basename(filename), 10);
    // Ruff's words name the line of the first definition, which moves.
    found.set(number, [...(found.get(number) ?? []), `${code} ${message.replace(/line \d+/g, 'line')}`]);
  }
  return found;
}
