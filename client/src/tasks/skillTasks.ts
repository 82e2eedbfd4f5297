// Which tasks a folder with a pyproject.toml gets, and with which arguments of `uv`: the commands of the skill.
// Pure; it must not know VS Code, nor where `uv` is.

/** The tasks by what a task definition calls them; `add` says in its arguments what to add. */
export const SKILL_TASKS = ['test', 'unit', 'integration', 'coverage', 'lint', 'format', 'add'] as const;

/** One of the skill's tasks. */
export type SkillTaskName = (typeof SKILL_TASKS)[number];

/** What is known of a folder with a pyproject.toml. */
export interface PythonProject {
  /** From the workspace folder, with `/`; empty for the workspace folder itself. */
  readonly path: string;
  /** Folders in it that matter here, relative to it, with `/`: `src`, `tests/unit`. */
  readonly folders: readonly string[];
  /** Its folders that are packages: those with an `__init__.py`. */
  readonly packages: readonly string[];
}

/** A task as it is offered. */
export interface SkillTask {
  readonly task: SkillTaskName;
  /** Arguments of `uv`, one an element: no shell reads them. */
  readonly args: readonly string[];
  readonly detail: string;
  readonly group: 'test' | 'build';
  /** Names of problem matchers, as package.json contributes them. */
  readonly problemMatchers: readonly string[];
}

const TESTS: ReadonlySet<SkillTaskName> = new Set(['test', 'unit', 'integration', 'coverage']);

const DETAILS: Readonly<Record<SkillTaskName, string>> = {
  test: 'All tests',
  unit: 'Unit tests',
  integration: 'Integration tests',
  coverage: 'All tests, with coverage as HTML',
  lint: 'Lint with Ruff',
  format: 'Format with Ruff',
  add: 'Add a dependency',
};

/** Folders that are packages without being what is measured. */
const NO_SOURCE = /^(tests?|docs?|examples?|scripts?|alembic|migrations|tools|notebooks)$/;

/** The folder whose problem matchers are contributed beside those of the workspace folder: the skill's target directory. */
const BACKEND = 'backend';

const RUFF = ['ruff', 'ruff-full', 'ruff-format'];
const PYTEST = [
  'pytest',
  'pytest-where',
  'pytest-where-twice',
  'pytest-location',
  'pytest-short',
  'pytest-short-marked',
  'pytest-fixture',
  'pytest-syntax',
];

/**
 * The folders that hold a project, the one that is nearest to the root first.
 * @param manifests paths of `pyproject.toml` files from the workspace folder, with `/`
 * @returns paths from the workspace folder, empty for itself; none inside hidden folders, environments and packages
 */
export function projectFolders(manifests: readonly string[]): string[] {
  const folders = manifests
    .filter((path) => path === 'pyproject.toml' || path.endsWith('/pyproject.toml'))
    .map((path) => path.slice(0, -'pyproject.toml'.length).replace(/\/$/, ''));
  return [...new Set(folders)]
    .filter(
      (path) => !path.split('/').some((name) => /^(\..+|node_modules|site-packages|venv|env|__pycache__)$/.test(name)),
    )
    .sort((one, other) => depth(one) - depth(other) || (one < other ? -1 : 1));
}

function depth(path: string): number {
  return path === '' ? 0 : path.split('/').length;
}

/** The tasks that are offered for a project: unit and integration tests where it has folders for them. What to add, a command asks. */
export function tasksOf(project: PythonProject): SkillTask[] {
  return SKILL_TASKS.filter((task) => {
    if (task === 'unit' || task === 'integration') return project.folders.includes(`tests/${task}`);
    return task !== 'add';
  }).map((task) => describeTask(task, project));
}

/**
 * One task of a project, also one that is not offered but that somebody wrote into tasks.json.
 * @param more further arguments
 */
export function describeTask(task: SkillTaskName, project: PythonProject, more: readonly string[] = []): SkillTask {
  return {
    task,
    args: [...uvArguments(task, project), ...more],
    detail: DETAILS[task],
    group: TESTS.has(task) ? 'test' : 'build',
    problemMatchers: matchersFor(task, project.path),
  };
}

function uvArguments(task: SkillTaskName, project: PythonProject): string[] {
  switch (task) {
    case 'test':
      return ['run', 'pytest'];
    case 'unit':
    case 'integration':
      return ['run', 'pytest', `tests/${task}/`];
    case 'coverage':
      return ['run', 'pytest', `--cov=${sourceFolder(project)}`, '--cov-report=html'];
    case 'lint':
      return ['run', 'ruff', 'check', '.'];
    case 'format':
      return ['run', 'ruff', 'format', '.'];
    case 'add':
      return ['add'];
  }
}

/** What coverage is measured of: `src` as in the skill, else `app`, else the one package that there is, else everything. */
export function sourceFolder({ folders, packages }: PythonProject): string {
  if (folders.includes('src')) return 'src';
  if (folders.includes('app')) return 'app';
  const candidates = packages.filter((name) => !NO_SOURCE.test(name));
  return candidates.length === 1 ? candidates[0]! : '.';
}

/**
 * The problem matchers of a task. A matcher holds the folder from which paths in the output count, so there are
 * two of each; deeper folders get none, because a problem in the wrong file is worse than none.
 */
function matchersFor(task: SkillTaskName, path: string): string[] {
  if (task === 'add' || (path !== '' && path !== BACKEND)) return [];
  const names = TESTS.has(task) ? PYTEST : RUFF;
  return names.map((name) => `$fastidious-${name}${path === BACKEND ? '-in-backend' : ''}`);
}

/** The command as a person would type it: `uv run pytest tests/unit/`. */
export function printCommand(args: readonly string[]): string {
  return ['uv', ...args.map((each) => (/^[\w@%+=:,./-]+$/.test(each) ? each : `"${each}"`))].join(' ');
}
