// Mending a whole project: rounds across files, conflicts, texts that would not parse, files that stay out.
import assert from 'node:assert/strict';
import { judge, mend } from '../../server/src/cli/judge';
import { readProject } from '../../server/src/cli/readProject';
import { findScopes, type Target } from '../../server/src/cli/scope';
import { createLinter } from '../../server/src/linter/lint';
import type { Context, Edit, Fix, RegionRule } from '../../server/src/linter/rule';
import { memoryFiles } from './memoryFiles';

/** A rule that finds a pattern in each statement and offers one fix. */
function rule(
  id: string,
  pattern: RegExp,
  mendOne: (found: string, at: number) => readonly Edit[],
  more: Partial<Fix> = {},
): RegionRule {
  return {
    id,
    family: 'types',
    severity: 'warning',
    preset: 'skill',
    codes: [],
    summary: id,
    why: '',
    bad: '',
    good: '',
    fixText: '',
    scope: 'region',
    *check(region) {
      for (const { index, 0: text } of region.text.matchAll(pattern)) {
        yield { span: { start: index, end: index + text.length }, message: id, data: text };
      }
    },
    fix: ({ span, data }) => [{ title: id, safe: true, edits: mendOne(String(data), span.start), ...more }],
  };
}

function replace(id: string, from: RegExp, to: string, more: Partial<Fix> = {}): RegionRule {
  return rule(id, from, (found, at) => [{ start: at, end: at + found.length, newText: to }], more);
}

async function mendAll(files: Record<string, string>, rules: RegionRule[], paths: readonly string[] = ['/p']) {
  const fileSystem = memoryFiles(files);
  const targets = paths.map((path): Target => ({ path, kind: path.endsWith('.py') ? 'file' : 'folder' }));
  const { scopes } = await findScopes(targets, fileSystem, () => undefined);
  const [scope] = scopes;
  const chosen = { flags: {}, adjust: <T>(settings: T): T => settings };
  const read = await readProject(scope!, chosen, rules, fileSystem, new Map(), () => undefined);
  const linter = createLinter(rules, (_rule, _path, error) => {
    throw error;
  });
  const mended = mend(read, linter, () => undefined);
  const left = [...judge(read, mended.texts, linter, () => undefined)].map(({ path, rule: id }) => `${path} ${id}`);
  return { ...mended, left };
}

describe('mending a project', () => {
  it('goes on until no safe fix is left, and counts', async () => {
    const rules = [replace('a-to-b', /\ba\b/g, 'b'), replace('b-to-c', /\bb\b/g, 'c')];
    const { texts, counts, left } = await mendAll({ '/p/x.py': 'a = 1\nb = 2\n', '/p/y.py': 'c = 1\n' }, rules);
    assert.equal(texts.get('/p/x.py'), 'c = 1\nc = 2\n');
    assert.deepEqual([...counts], [['/p/x.py', 3]]);
    assert.deepEqual(left, []);
  });

  it('leaves unsafe fixes and fixes of other files alone', async () => {
    const edit = { start: 0, end: 1, newText: 'z' };
    const rules = [
      replace('unsafe', /\ba\b/g, 'z', { safe: false }),
      replace('elsewhere', /\bb\b/g, 'z', { otherFiles: { '/p/y.py': [edit] } }),
    ];
    const { counts, left } = await mendAll({ '/p/x.py': 'a = b\n', '/p/y.py': 'c = 1\n' }, rules);
    assert.equal(counts.size, 0);
    assert.deepEqual(left, ['/p/x.py unsafe', '/p/x.py elsewhere']);
  });

  it('lets the second of two fixes of one text wait for the next round', async () => {
    const rules = [replace('whole', /\bold_name\b/g, 'new_name'), replace('part', /(?<=\w)_name\b/g, '_title')];
    const { texts, left } = await mendAll({ '/p/x.py': 'old_name = 1\n' }, rules);
    assert.equal(texts.get('/p/x.py'), 'new_title = 1\n');
    assert.deepEqual(left, []);
  });

  it('keeps a file whose mended text would not parse as it was, and mends the others', async () => {
    const rules = [replace('spoil', /\ba\b/g, '((')];
    const { texts, counts, spoilt, left } = await mendAll(
      { '/p/x.py': 'a = 1\n', '/p/broken.py': 'def (:\na = 1\n' },
      rules,
    );
    assert.equal(texts.get('/p/x.py'), 'a = 1\n');
    assert.deepEqual(spoilt, ['/p/x.py']);
    assert.ok(!counts.has('/p/x.py'));
    assert.ok(left.includes('/p/x.py spoil'));
  });

  it('ends when fixes chase each other', async () => {
    const rules = [replace('there', /\ba\b/g, 'b'), replace('back', /\bb\b/g, 'a')];
    const { texts } = await mendAll({ '/p/x.py': 'a = 1\n' }, rules);
    assert.match(texts.get('/p/x.py')!, /^[ab] = 1\n$/);
  });

  it('sees in a file what mending another made known', async () => {
    const uses: RegionRule = {
      ...replace('uses', /\buse\b/g, 'used'),
      *check(region, context: Context) {
        if (!/^use\b/.test(region.text) || !context.project.resolve('name')) return;
        const known = context.project.resolve('name')?.binding?.name === 'b';
        if (known) yield { span: { start: 0, end: 3 }, message: 'uses', data: 'use' };
      },
    };
    const rules = [replace('a-to-b', /^a\b/g, 'b'), uses];
    const files = {
      '/p/pyproject.toml': '',
      '/p/first.py': 'from other import b as name\nuse = 1\n',
      '/p/other.py': 'a = 1\n',
    };
    const { texts, counts } = await mendAll(files, rules);
    assert.equal(texts.get('/p/other.py'), 'b = 1\n');
    assert.equal(texts.get('/p/first.py'), 'from other import b as name\nused = 1\n');
    assert.deepEqual([...counts.keys()].sort(), ['/p/first.py', '/p/other.py']);
  });

  it('touches judged files alone', async () => {
    const rules = [replace('a-to-b', /\ba\b/g, 'b')];
    const files = {
      '/p/pyproject.toml': '[tool.fastidious]\nexclude = ["out"]\n',
      '/p/in/x.py': 'a = 1\n',
      '/p/out/x.py': 'a = 1\n',
      '/p/in/x_pb2.py': 'a = 1\n',
      '/p/in/s.pyi': 'a: int\n',
    };
    assert.deepEqual([...(await mendAll(files, rules)).counts.keys()], ['/p/in/x.py']);
    assert.deepEqual([...(await mendAll(files, rules, ['/p/out/x.py'])).counts.keys()], ['/p/out/x.py']);
  });
});
