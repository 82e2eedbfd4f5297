// Generates CRUD routers into small projects and runs them: pytest on SQLite, Ruff, pyright, our own rules.
// Skipped where Python, its packages or pyright cannot be had, except under CI=true.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../../server/scripts/catalog';
import { crudRouter } from '../../server/src/generators/crud-router';
import { test } from '../../server/src/generators/test';
import { readFolder } from '../compare/engine';
import { askRuff, ensurePyright, ensureRuff } from '../compare/programs';
import { WORK } from '../host/packages.mjs';
import { ensurePython } from '../host/python.mjs';
import { generate, offersAt } from '../unit/generateSample';
import { lintSample } from '../unit/lintText';

const FIXTURES = join(ROOT, 'test/fixtures/generators/crud-router');
const GENERATED = join(WORK, 'generated');

/** What `sample.json` says of a project: the class for which a router is generated, what comes of it, what is sent to it. */
interface Sample {
  readonly path: string;
  readonly at: string;
  /** The file of the router. */
  readonly router: string;
  /** The folder from which modules are imported; the project's own by default. */
  readonly root?: string;
  /** Codes of Ruff that the project's own style breaks. */
  readonly ignore?: readonly string[];
}

/** A project with its router. */
interface Made {
  readonly sample: Sample;
  /** The folder from which modules are imported. */
  readonly root: string;
  readonly work: string;
  readonly before: Readonly<Record<string, string>>;
  readonly after: Readonly<Record<string, string>>;
  /** The files that were written, the one with the cursor first. */
  readonly changed: readonly string[];
}

/** What Ruff must be content with in new files. */
const RUFF = ['ANN', 'D', 'S608', 'FAST', 'E', 'F', 'I'];

describe('generated CRUD routers, run', function () {
  this.timeout(400_000);
  let python = '';
  let pyright = '';
  const projects = new Map<string, Made>();
  const names = readdirSync(FIXTURES).sort();

  before(function () {
    const found = ensurePython('venv-generated', 'test/python/generated.txt');
    let missing = found.reason;
    try {
      pyright = ensurePyright();
      ensureRuff();
    } catch (error) {
      missing ??= (error as Error).message;
    }
    if (missing !== null) {
      if (process.env.CI === 'true') throw new Error(`CI must run these tests: ${missing}`);
      console.log(`    skipped: ${missing}`);
      this.skip();
    }
    python = found.python ?? '';
    rmSync(GENERATED, { recursive: true, force: true });
    for (const name of names) projects.set(name, makeProject(name));
  });

  for (const name of names) {
    describe(name, () => {
      it('puts the router where routers are', () => {
        const { changed, sample } = projects.get(name)!;
        assert.equal(changed[0], sample.router);
      });

      it('answers as it should', () => {
        const { root, work } = projects.get(name)!;
        const args = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', 'drive_crud.py'];
        const env = { ...process.env, PYTHONPATH: root, PYTHONDONTWRITEBYTECODE: '1' };
        const { status, stdout, stderr } = spawnSync(python, args, { cwd: work, env, encoding: 'utf8' });
        assert.equal(status, 0, stdout + stderr);
      });

      it('passes the tests that are generated for it', () => {
        const { root, work, after, sample } = projects.get(name)!;
        const { files, paths } = generateTests(after, sample.router);
        for (const path of paths) {
          mkdirSync(dirname(join(work, path)), { recursive: true });
          writeFileSync(join(work, path), files[path]!);
        }
        const args = [
          '-m',
          'pytest',
          '-q',
          '-p',
          'no:cacheprovider',
          ...paths.filter((path) => /test_\w+\.py$/.test(path)),
        ];
        const env = { ...process.env, PYTHONPATH: root, PYTHONDONTWRITEBYTECODE: '1' };
        const { status, stdout, stderr } = spawnSync(python, args, { cwd: work, env, encoding: 'utf8' });
        assert.equal(status, 0, stdout + stderr);
        assert.match(stdout, /\b([6-9]|\d\d) passed/);
      });

      it('is to Ruff’s liking', () => {
        const { changed, before, work, root, sample } = projects.get(name)!;
        const paths = changed.map((path) => join(work, path));
        const said = askRuff(RUFF, paths, ['--config', `src=[${JSON.stringify(root)}]`])
          .filter(({ code }) => !sample.ignore?.includes(code ?? ''))
          // Old code is as it is; what was sorted there must stay so.
          .filter(
            ({ code, filename }) =>
              code === 'I001' || !Object.keys(before).some((path) => join(work, path) === filename),
          )
          .map(({ code, message, filename, location }) => `${filename}:${location.row} ${code} ${message}`);
        assert.deepEqual(said, []);
        const fresh = changed.filter((path) => !(path in before));
        const args = ['format', '--isolated', '--diff', ...fresh];
        const formatted = spawnSync(ensureRuff(), args, { cwd: work, encoding: 'utf8' });
        assert.equal(formatted.status, 0, formatted.stdout);
      });

      it('is to our own liking', () => {
        const { before, after } = projects.get(name)!;
        const old = new Set(describeProblems(before));
        assert.deepEqual(
          describeProblems(after).filter((each) => !old.has(each)),
          [],
        );
      });
    });
  }

  // Pyright takes its time to start: it is asked about all projects at once.
  it('are to pyright’s liking', () => {
    const executionEnvironments = [...projects.values()].map(({ work, root }) => ({ root: work, extraPaths: [root] }));
    const configuration = { executionEnvironments, pythonVersion: '3.11', exclude: ['**/drive_crud.py'] };
    writeFileSync(join(GENERATED, 'pyrightconfig.json'), JSON.stringify(configuration));
    const args = [pyright, '--pythonpath', python, '--outputjson', '-p', GENERATED];
    const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1e9 });
    const { generalDiagnostics, summary } = JSON.parse(stdout) as {
      generalDiagnostics: { file: string; message: string; range: { start: { line: number } } }[];
      summary: { filesAnalyzed: number };
    };
    const said = generalDiagnostics.map(({ file, message, range }) => `${file}:${range.start.line + 1} ${message}`);
    assert.deepEqual(said, []);
    assert.ok(summary.filesAnalyzed >= 3 * names.length, `pyright read ${summary.filesAnalyzed} files`);
  });
});

/** Generates the router of a fixture, and writes the project with it into the tests' working folder. */
function makeProject(name: string): Made {
  const folder = join(FIXTURES, name);
  const work = join(GENERATED, name);
  const sample = JSON.parse(readFileSync(join(folder, 'sample.json'), 'utf8')) as Sample;
  const before = Object.fromEntries(readFolder(folder).texts);
  const made = generate(crudRouter, { files: before, path: sample.path, at: sample.at });
  if ('why' in made) throw new Error(`${name}: ${made.why}`);
  const changed = made.generation.files.map(({ path }) => path);
  cpSync(folder, work, { recursive: true });
  for (const path of changed) {
    mkdirSync(dirname(join(work, path)), { recursive: true });
    writeFileSync(join(work, path), made.files[path]!);
  }
  cpSync(join(ROOT, 'test/python/drive_crud.py'), join(work, 'drive_crud.py'));
  return { sample, root: join(work, sample.root ?? '.'), work, before, after: made.files, changed };
}

/** Generates all tests for each handler of a router, one after another, each knowing what was written before. */
function generateTests(
  project: Readonly<Record<string, string>>,
  router: string,
): { readonly files: Readonly<Record<string, string>>; readonly paths: readonly string[] } {
  let files = project;
  for (const [, at] of project[router]!.matchAll(/^(?:async )?(def \w+)\(/gm)) {
    const titles = offersAt(test, { files, path: router, at: at! });
    const title = titles.find((each) => each.startsWith('Generate all tests')) ?? titles[0];
    if (title === undefined) continue;
    const made = generate(test, { files, path: router, at: at! }, title);
    if ('why' in made) throw new Error(`${router}, ${at}: ${made.why}`);
    files = made.files;
  }
  return { files, paths: Object.keys(files).filter((path) => files[path] !== project[path]) };
}

/** The problems of a project without their places; what asks for tests is another generator's matter. */
function describeProblems(files: Readonly<Record<string, string>>): string[] {
  return lintSample({ files, settings: { preset: 'strict' } }).flatMap(({ path, problems }) =>
    problems
      .filter(({ rule }) => rule.id !== 'untested-route' && rule.id !== 'missing-test-perspectives')
      .map(({ rule, message }) => `${path} ${rule.id}: ${message}`),
  );
}
