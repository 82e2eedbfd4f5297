// What the contributed problem matchers read in the output of real tools (test/fixtures/tools), matched as VS Code does it.
// It must not need VS Code.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeTask } from '../../client/src/tasks/skillTasks';
import { ROOT } from '../../server/scripts/catalog';

interface Line {
  readonly regexp: string;
  readonly file?: number;
  readonly line?: number;
  readonly column?: number;
  readonly code?: number;
  readonly message?: number;
}

const { problemMatchers, problemPatterns } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).contributes;
const PROPERTIES = ['file', 'line', 'column', 'code', 'message'] as const;

/** The lines of the patterns that a task's matchers use. */
function patternsOf(task: 'test' | 'lint'): Line[][] {
  return describeTask(task, { path: '', folders: [], packages: [] }).problemMatchers.map((name) => {
    const { pattern } = problemMatchers.find((each: { name: string }) => `$${each.name}` === name);
    const found = problemPatterns.find((each: { name: string }) => `$${each.name}` === pattern);
    return found.patterns ?? [found];
  });
}

/** VS Code's way (problemCollectors.ts): the last lines, the longest pattern first; what matched is not looked at again. */
function collect(task: 'test' | 'lint', output: string): string[] {
  const patterns = patternsOf(task);
  const longest = Math.max(...patterns.map(({ length }) => length));
  const found: string[] = [];
  let buffer: string[] = [];
  for (const line of readFileSync(join(ROOT, 'test/fixtures/tools', output), 'utf8').split('\n')) {
    buffer = [...buffer, line].slice(-longest);
    const problem = match(patterns, buffer);
    if (!problem) continue;
    found.push(problem);
    buffer = [];
  }
  return found;
}

function match(patterns: readonly Line[][], buffer: readonly string[]): string | undefined {
  for (let start = 0; start < buffer.length; start++) {
    for (const pattern of patterns.filter(({ length }) => length === buffer.length - start)) {
      const problem: Partial<Record<(typeof PROPERTIES)[number], string>> = {};
      const isMatch = pattern.every((each, index) => {
        const hit = new RegExp(each.regexp).exec(buffer[start + index]!);
        for (const name of PROPERTIES) if (hit && each[name] !== undefined) problem[name] = hit[each[name]] ?? '';
        return hit !== null;
      });
      const { file, line, column, code, message } = problem;
      if (isMatch) return `${file}:${line}${column ? `:${column}` : ''} ${code ? `[${code}] ` : ''}${message}`;
    }
  }
  return undefined;
}

describe('problem matchers', () => {
  const RUFF = [
    'src/app/bad.py:5:8 [invalid-syntax] Expected a parameter or the end of the parameter list',
    'src/app/bad.py:5:9 [invalid-syntax] Expected `)`, found newline',
    'src/app/lint.py:1:1 [E401] Multiple imports on one line',
    'src/app/lint.py:1:8 [F401] `os` imported but unused',
    'src/app/lint.py:1:12 [F401] `sys` imported but unused',
    'src/app/lint.py:4:7 [F821] Undefined name `undefined_name`',
    'tests/unit/test_b.py:1:8 [F401] `nope_nope` imported but unused',
    'tests/unit/test_c.py:1:12 [invalid-syntax] Expected a parameter or the end of the parameter list',
    'tests/unit/test_c.py:1:13 [invalid-syntax] Expected `)`, found newline',
  ];

  it('read Ruff’s full output', () => assert.deepEqual(collect('lint', 'ruff-full.txt'), RUFF));

  it('read Ruff’s concise output', () => assert.deepEqual(collect('lint', 'ruff-concise.txt'), RUFF));

  it('read the full output of older Ruffs', () => {
    const older = RUFF.map((each) => each.replace('invalid-syntax', 'SyntaxError').replace('`)`', "')'"));
    assert.deepEqual(collect('lint', 'ruff-0.9-full.txt'), older);
  });

  it('read what Ruff cannot format', () =>
    assert.deepEqual(collect('lint', 'ruff-format.txt'), [
      'src/app/bad.py:5:8 Expected a parameter or the end of the parameter list',
      'tests/unit/test_c.py:1:12 Expected a parameter or the end of the parameter list',
    ]));

  it('read pytest’s own output', () =>
    assert.deepEqual(collect('test', 'pytest-long.txt'), [
      'tests/unit/test_a.py:30 [RuntimeError] RuntimeError: setup',
      "/project/tests/unit/test_a.py:37 fixture 'nofixture' not found",
      'tests/unit/test_a.py:11 [AssertionError] assert 2 == 1',
      'src/app/h.py:2 [AssertionError] AssertionError: no',
      'src/app/h.py:6 [ValueError] ValueError: x: y',
      'tests/unit/test_a.py:24 [Failed] Failed: DID NOT RAISE KeyError',
      'tests/unit/test_a.py:50 [AssertionError] assert 404 == 200',
      'tests/unit/test_a.py:54 AssertionError',
    ]));

  it('read pytest’s short tracebacks', () =>
    assert.deepEqual(collect('test', 'pytest-short.txt'), [
      'tests/unit/test_a.py:30 RuntimeError: setup',
      "/project/tests/unit/test_a.py:37 fixture 'nofixture' not found",
      'tests/unit/test_a.py:11 assert 2 == 1',
      'src/app/h.py:2 AssertionError: no',
      'src/app/h.py:6 ValueError: x: y',
      'tests/unit/test_a.py:24 Failed: DID NOT RAISE KeyError',
      'tests/unit/test_a.py:50 assert 404 == 200',
      'tests/unit/test_a.py:54 assert [1, 2] == [1, 3]',
    ]));

  it('read pytest’s tracebacks of one line', () =>
    assert.deepEqual(collect('test', 'pytest-line.txt'), [
      "/project/tests/unit/test_a.py:37 fixture 'nofixture' not found",
      '/project/tests/unit/test_a.py:11 assert 2 == 1',
      '/project/src/app/h.py:2 AssertionError: no',
      '/project/src/app/h.py:6 ValueError: x: y',
      '/project/tests/unit/test_a.py:24 Failed: DID NOT RAISE KeyError',
      '/project/tests/unit/test_a.py:50 assert 404 == 200',
      '/project/tests/unit/test_a.py:54 assert [1, 2] == [1, 3]',
    ]));

  it('read what pytest could not collect', () =>
    assert.deepEqual(collect('test', 'pytest-collection.txt'), [
      "tests/unit/test_b.py:1 ModuleNotFoundError: No module named 'nope_nope'",
      '/project/tests/unit/test_c.py:1 SyntaxError: invalid syntax',
    ]));
});
