// Which folders get which tasks, what may be added with `uv add`, and where `uv` is looked for.
// It must not need VS Code: what is tested here is pure.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { findExecutable, searchPath } from '../../client/src/tasks/findUv';
import { readRequirements } from '../../client/src/tasks/requirement';
import {
  describeTask,
  printCommand,
  projectFolders,
  SKILL_TASKS,
  sourceFolder,
  tasksOf,
} from '../../client/src/tasks/skillTasks';
import { ROOT } from '../../server/scripts/catalog';

const { contributes } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

describe('the skill’s tasks', () => {
  it('are those of the skill, word for word, where a project is laid out as there', () => {
    const project = { path: '', folders: ['src', 'tests', 'tests/unit', 'tests/integration'], packages: [] };
    assert.deepEqual(
      tasksOf(project).map(({ args }) => printCommand(args)),
      [
        'uv run pytest',
        'uv run pytest tests/unit/',
        'uv run pytest tests/integration/',
        'uv run pytest --cov=src --cov-report=html',
        'uv run ruff check .',
        'uv run ruff format .',
      ],
    );
    const skill = readFileSync(join(ROOT, 'test/fixtures/skill/skill.md'), 'utf8');
    for (const { args } of tasksOf(project)) assert.ok(skill.includes(printCommand(args)), printCommand(args));
  });

  it('leave out kinds of tests that a project has no folder for', () => {
    const names = tasksOf({ path: '', folders: ['app', 'tests', 'tests/unit'], packages: [] }).map(({ task }) => task);
    assert.deepEqual(names, ['test', 'unit', 'coverage', 'lint', 'format']);
  });

  it('measure the source where the project has it', () => {
    const of = (folders: string[], packages: string[]) => sourceFolder({ path: '', folders, packages });
    assert.equal(of(['src', 'app'], []), 'src');
    assert.equal(of(['app', 'tests'], ['app', 'core']), 'app');
    assert.equal(of(['shop', 'tests', 'alembic'], ['shop', 'tests', 'alembic']), 'shop');
    assert.equal(of(['one', 'two'], ['one', 'two']), '.');
    assert.equal(of([], []), '.');
  });

  it('belong to every folder with a pyproject.toml that is no environment', () => {
    const manifests = [
      'services/b/pyproject.toml',
      'backend/pyproject.toml',
      'pyproject.toml',
      '.venv/lib/python3.12/site-packages/x/pyproject.toml',
      'node_modules/y/pyproject.toml',
      'services/a/pyproject.toml',
      'backend/not-pyproject.toml',
    ];
    assert.deepEqual(projectFolders(manifests), ['', 'backend', 'services/a', 'services/b']);
  });

  it('take further arguments as they are', () => {
    const { args } = describeTask('test', { path: '', folders: [], packages: [] }, ['-k', 'a b; rm -rf /']);
    assert.deepEqual(args, ['run', 'pytest', '-k', 'a b; rm -rf /']);
  });

  it('name problem matchers that package.json contributes, each in the folder from which paths count', () => {
    const known = new Map<string, { fileLocation: string[]; pattern: string }>(
      contributes.problemMatchers.map((each: { name: string }) => [`$${each.name}`, each]),
    );
    const patterns = new Set(contributes.problemPatterns.map(({ name }: { name: string }) => `$${name}`));
    for (const task of SKILL_TASKS) {
      for (const [path, folder] of [
        ['', '${workspaceFolder}'],
        ['backend', '${workspaceFolder}/backend'],
      ] as const) {
        for (const name of describeTask(task, { path, folders: [], packages: [] }).problemMatchers) {
          assert.deepEqual(known.get(name)?.fileLocation, ['autoDetect', folder], name);
          assert.ok(patterns.has(known.get(name)!.pattern), name);
        }
      }
      assert.deepEqual(describeTask(task, { path: 'a/b', folders: [], packages: [] }).problemMatchers, []);
    }
  });

  it('are those that tasks.json may name', () => {
    assert.deepEqual(contributes.taskDefinitions[0].properties.task.enum, [...SKILL_TASKS]);
  });
});

describe('uv add', () => {
  const RIGHT: Record<string, string[]> = {
    httpx: ['httpx'],
    ' zope.interface ': ['zope.interface'],
    'fastapi[standard]>=0.115': ['fastapi[standard]>=0.115'],
    'fastapi [standard, all] >= 0.115, < 1': ['fastapi [standard, all] >= 0.115, < 1'],
    'pytest ruff==0.9.*': ['pytest', 'ruff==0.9.*'],
    'colorama; sys_platform == "win32"': ['colorama; sys_platform == "win32"'],
    'pip @ https://example.org/pip-24.0.zip': ['pip @ https://example.org/pip-24.0.zip'],
    'requests(>=2,<3)': ['requests(>=2,<3)'],
    'uvicorn===1.0+local.1': ['uvicorn===1.0+local.1'],
  };
  for (const [text, requirements] of Object.entries(RIGHT)) {
    it(`takes ${text}`, () => assert.deepEqual(readRequirements(text), requirements));
  }

  const WRONG = [
    '',
    '--index-url=https://example.org',
    '-r requirements.txt',
    'httpx --no-build',
    '../local',
    'a;',
    'a_',
    '.a',
    'httpx && rm -rf /',
    '$(id)',
    '`id`',
    'httpx\n--x',
    'a>=',
    'a[b',
    'é',
  ];
  for (const text of WRONG) {
    it(`refuses ${JSON.stringify(text)}`, () => assert.ok('why' in readRequirements(text)));
  }
});

describe('uv', () => {
  it('is looked for on the path, then where its installer puts it, and never in the opened folder', () => {
    const folders = searchPath({ PATH: ['/usr/bin', '', '.', 'bin', '/opt/bin'].join(delimiter) }, '/home/a');
    assert.deepEqual(folders, ['/usr/bin', '/opt/bin', join('/home/a', '.local/bin'), join('/home/a', '.cargo/bin')]);
    const there = join('/opt/bin', 'uv');
    assert.equal(
      findExecutable(folders, false, (path) => path === there),
      there,
    );
    assert.equal(
      findExecutable(folders, true, (path) => path === join('/usr/bin', 'uv.exe')),
      join('/usr/bin', 'uv.exe'),
    );
    assert.equal(
      findExecutable(folders, false, () => false),
      undefined,
    );
  });
});
