// `fastidious check`: flags, exit codes, what is found and what is left out.
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanScratch, fastidious, scratchProject } from './run';

const BARE = 'def add(x: int):\n    return x\n';
const CLEAN = 'def add(x: int) -> int:\n    return x\n';
const ONLY = ['--select', 'missing-return-type,missing-parameter-type'];

interface Report {
  readonly root: string;
  readonly diagnostics: readonly { file: string; rule: string; severity: string; start: object; end: object }[];
  readonly summary: { files: number; skipped: readonly { file: string; reason: string }[]; warnings: number };
}

/** Checks a folder and reads the JSON report. */
function report(folder: string, ...args: string[]): Report & { code: number | null } {
  const { code, stdout, stderr } = fastidious(['check', '--format', 'json', ...ONLY, ...args], { cwd: folder });
  assert.notEqual(stdout, '', stderr);
  return { code, ...(JSON.parse(stdout) as Report) };
}

const placesOf = ({ diagnostics }: Report): string[] => diagnostics.map(({ file, rule }) => `${file} ${rule}`);

describe('fastidious check', () => {
  after(cleanScratch);

  it('exits 0 when clean, 1 with diagnostics, 2 on wrong use', () => {
    const folder = scratchProject({ 'bad.py': BARE, 'good.py': CLEAN });
    const run = (...args: string[]) => fastidious(['check', ...ONLY, ...args], { cwd: folder });
    assert.equal(run('good.py').code, 0);
    assert.equal(run('bad.py').code, 1);
    assert.equal(run().code, 1);
    assert.equal(run('--exit-zero').code, 0);
    for (const args of [['nowhere.py'], ['--no-such-flag'], ['--format', 'yaml'], ['--preset', 'loud']]) {
      const { code, stdout, stderr } = run(...args);
      assert.deepEqual([code, stdout], [2, ''], args.join(' '));
      assert.match(stderr, /\S/);
    }
    assert.match(run('nowhere.py').stderr, /^fastidious: nowhere\.py is not there\.\n$/);
  });

  it('reads the notes beside tests, whatever it is asked to judge', () => {
    const test = 'def test_it() -> None:\n    assert True\n';
    const table = '| Case ID | Input / precondition | Perspective | Expected result |\n|---|---|---|---|\n';
    const folder = scratchProject({
      'pyproject.toml': '',
      'tests/test_a.py': test,
      'tests/test_b.py': test,
      'tests/notes.md': `Of test_a.py.\n\n${table}`,
      'docs/notes.md': `Of test_b.py.\n\n${table}`,
    });
    const { stdout } = fastidious(
      [
        'check',
        '--format',
        'json',
        '--preset',
        'strict',
        '--select',
        'missing-test-perspectives',
        'tests/test_a.py',
        'tests/test_b.py',
      ],
      { cwd: folder },
    );
    assert.deepEqual(placesOf(JSON.parse(stdout) as Report), ['tests/test_b.py missing-test-perspectives']);
  });

  it('selects and ignores rules and families', () => {
    const folder = scratchProject({ 'a.py': 'def f(x):\n    return x\n' });
    const rulesOf = (...args: string[]): string[] => {
      const { stdout } = fastidious(['check', '--format', 'json', ...args], { cwd: folder });
      return (JSON.parse(stdout) as Report).diagnostics.map(({ rule }) => rule).sort();
    };
    assert.deepEqual(rulesOf('--select', 'types'), ['missing-parameter-type', 'missing-return-type']);
    assert.deepEqual(rulesOf('--select', 'missing-return-type'), ['missing-return-type']);
    assert.deepEqual(rulesOf('--select', 'types', '--ignore', 'missing-return-type'), ['missing-parameter-type']);
    assert.deepEqual(rulesOf('--select', 'missing-return-type', '--select', 'missing-parameter-type').length, 2);
    assert.ok(!rulesOf('--ignore', 'types').some((rule) => rule.endsWith('-type')));
    assert.deepEqual(rulesOf('--preset', 'off'), []);
    const { code, stderr } = fastidious(['check', '--select', 'missing-retrun-type'], { cwd: folder });
    assert.equal(code, 2);
    assert.match(stderr, /Unknown rule "missing-retrun-type"\. Did you mean "missing-return-type"\?/);
  });

  it('names the directory given as root, and the working directory otherwise', () => {
    const folder = scratchProject({ 'sub/a.py': BARE, 'sub/deep/b.py': BARE });
    const inFolder = report(folder, 'sub');
    assert.equal(inFolder.root, join(folder, 'sub'));
    assert.deepEqual(placesOf(inFolder), ['a.py missing-return-type', 'deep/b.py missing-return-type']);
    for (const args of [['sub/a.py'], ['sub/a.py', 'sub/deep']]) {
      const result = report(folder, ...args);
      assert.equal(result.root, folder);
      assert.equal(result.diagnostics[0]!.file, 'sub/a.py');
    }
    assert.equal(report(folder).root, folder);
    assert.equal(report(join(folder, 'sub'), '..').root, folder);
  });

  it('judges each file once, however often it is named', () => {
    const folder = scratchProject({ 'pyproject.toml': '', 'a/b.py': BARE, 'a/pyproject.toml': '' });
    assert.equal(report(folder, '.', 'a', 'a/b.py', './a/../a').diagnostics.length, 1);
  });

  it('leaves out what .gitignore, the settings and the kind of a file say, unless it is named', () => {
    const folder = scratchProject({
      '.gitignore': 'ignored/\n',
      'pyproject.toml': '[tool.fastidious]\nexclude = ["legacy"]\n',
      'ignored/a.py': BARE,
      'legacy/b.py': BARE,
      'stub.pyi': 'def f(): ...\n',
      'x_pb2.py': BARE,
      'gen.py': `# @generated\n${BARE}`,
      'kept.py': BARE,
      '.venv/lib/c.py': BARE,
    });
    mkdirSync(join(folder, '.git'));
    const walked = report(folder);
    assert.deepEqual(placesOf(walked), ['kept.py missing-return-type']);
    assert.equal(walked.summary.files, 1);
    const named = report(folder, 'ignored/a.py', 'legacy/b.py', 'x_pb2.py', 'gen.py');
    assert.equal(named.summary.files, 4);
    assert.equal(named.diagnostics.length, 4);
    assert.equal(report(folder, 'ignored').diagnostics.length, 1);
  });

  it('lets pyproject.toml choose rules, and flags over it', () => {
    const folder = scratchProject({
      'pyproject.toml': '[tool.fastidious.rules]\nmissing-return-type = "hint"\n',
      'nested/pyproject.toml': '[tool.fastidious]\npreset = "off"\n',
      'a.py': BARE,
      'nested/b.py': BARE,
    });
    const plain = fastidious(['check', '--format', 'json'], { cwd: folder });
    const { diagnostics } = JSON.parse(plain.stdout) as Report;
    const types = diagnostics.filter(({ rule }) => rule === 'missing-return-type');
    assert.deepEqual(
      types.map(({ file, severity }) => [file, severity]),
      [['a.py', 'hint']],
    );
    assert.ok(!diagnostics.some(({ file }) => file.startsWith('nested/')));
    assert.deepEqual(placesOf(report(folder)), ['a.py missing-return-type', 'nested/b.py missing-return-type']);
  });

  it('reads the settings of the project around a file or folder', () => {
    const folder = scratchProject({
      'pyproject.toml': '[tool.fastidious.rules]\nmissing-return-type = "error"\n',
      'app/api/a.py': BARE,
    });
    const severities = (...args: string[]): string[] =>
      report(folder, ...args).diagnostics.map((each) => each.severity);
    assert.deepEqual(severities('app/api'), ['error']);
    assert.deepEqual(severities('app/api/a.py'), ['error']);
    assert.deepEqual(severities(), ['error']);
  });

  it('answers wrong settings with diagnostics in the file and exit code 2', () => {
    const folder = scratchProject({
      'pyproject.toml': '[tool.fastidious]\npreset = "strickt"\n[tool.fastidious.rules]\nno-such-rule = "off"\n',
      'a.py': BARE,
    });
    const result = report(folder);
    assert.equal(result.code, 2);
    assert.deepEqual(placesOf(result), [
      'pyproject.toml invalid-configuration',
      'pyproject.toml invalid-configuration',
      'a.py missing-return-type',
    ]);
    assert.deepEqual(result.diagnostics[0], {
      file: 'pyproject.toml',
      rule: 'invalid-configuration',
      family: 'configuration',
      severity: 'error',
      message: '"preset" must be one of "skill", "strict", "off", not "strickt". Did you mean "strict"?',
      start: { line: 2, column: 10 },
      end: { line: 2, column: 19 },
      fixes: [],
    });
    assert.equal(fastidious(['check', '--exit-zero'], { cwd: folder }).code, 2);
    writeFileSync(join(folder, 'pyproject.toml'), '[tool.fastidious\n');
    assert.match(report(folder).diagnostics[0]!.rule, /invalid-configuration/);
  });

  it('knows what a requirements file asks for', () => {
    const model =
      'from pydantic import BaseModel\n\n\nclass A(BaseModel):\n    x: int\n\n\ndef f(a: A):\n    return a.dict()\n';
    const run = (requirements: string): string[] => {
      const folder = scratchProject({ 'requirements.txt': requirements, 'app/a.py': model });
      const { stdout } = fastidious(['check', '--format', 'json', '--select', 'pydantic-v1-api'], { cwd: folder });
      return placesOf(JSON.parse(stdout) as Report);
    };
    assert.deepEqual(run('pydantic<2\n'), []);
    assert.deepEqual(run('pydantic>=2\n'), ['app/a.py pydantic-v1-api']);
  });

  it('reads standard input as a file of the project', () => {
    const folder = scratchProject({ 'pyproject.toml': '[tool.fastidious.rules]\nmissing-return-type = "error"\n' });
    const args = ['check', '--format', 'json', ...ONLY, '--stdin-filename', 'app/new.py'];
    const { code, stdout } = fastidious(args, { cwd: folder, input: BARE });
    const { diagnostics, root } = JSON.parse(stdout) as Report;
    assert.equal(code, 1);
    assert.equal(root, folder);
    assert.deepEqual(
      diagnostics.map(({ file, severity }) => [file, severity]),
      [['app/new.py', 'error']],
    );
    assert.equal(fastidious(args, { cwd: folder, input: CLEAN }).code, 0);
    assert.equal(fastidious([...args, 'other.py'], { cwd: folder }).code, 2);
  });

  it('knows what other files of the project say when one is checked alone', () => {
    const route = 'from fastapi import APIRouter\n\nrouter = APIRouter()\n\n\n@router.get("/items")\ndef read(): ...\n';
    const main = (prefix: string): string =>
      `from fastapi import FastAPI\n\nfrom app import items\n\napp = FastAPI()\napp.include_router(items.router, prefix="${prefix}")\n`;
    const rulesOf = (prefix: string): string[] => {
      const files = { 'app/__init__.py': '', 'app/items.py': route, 'app/main.py': main(prefix) };
      const folder = scratchProject({ 'pyproject.toml': '', ...files });
      const args = ['check', '--format', 'json', '--select', 'unversioned-path', 'app/items.py'];
      const { stdout } = fastidious(args, { cwd: folder });
      const result = JSON.parse(stdout) as Report;
      assert.equal(result.summary.files, 1);
      return placesOf(result);
    };
    assert.deepEqual(rulesOf('/api/v1'), []);
    assert.deepEqual(rulesOf('/things'), ['app/items.py unversioned-path']);
  });

  it('follows links out of the tree and survives circles', () => {
    const outside = scratchProject({ 'shared/s.py': BARE });
    const folder = scratchProject({ 'a.py': BARE });
    symlinkSync(folder, join(folder, 'loop'));
    symlinkSync(join(outside, 'shared'), join(folder, 'shared'));
    symlinkSync(join(folder, 'x'), join(folder, 'y'));
    symlinkSync(join(folder, 'y'), join(folder, 'x'));
    symlinkSync(join(folder, 'a.py'), join(folder, 'again.py'));
    assert.deepEqual(placesOf(report(folder)), ['a.py missing-return-type', 'shared/s.py missing-return-type']);
  });

  it('looks for commands in texts beside the Python files, where a rule asks for it', () => {
    const folder = scratchProject({
      'pyproject.toml': '[tool.uv]\n',
      Dockerfile: 'FROM python:3.12\nRUN pip install fastapi\n',
      'docs/guide.md': '```sh\npip install httpx\n```\n',
      'docs/broken.yml': 'run: "pip install\n',
      'binary.sh': '\0pip install x\n',
      'good.py': CLEAN,
    });
    const { stdout, stderr } = fastidious(['check', '--format', 'json', '--select', 'tooling'], { cwd: folder });
    const all = JSON.parse(stdout) as Report;
    assert.deepEqual(placesOf(all), ['Dockerfile pip-instead-of-uv', 'docs/guide.md pip-instead-of-uv']);
    assert.deepEqual(all.summary.skipped, []);
    assert.equal(stderr, '');
    assert.equal(report(folder).summary.files, 1);
    const { stdout: one } = fastidious(['check', '--format', 'json', '--select', 'tooling', 'Dockerfile'], {
      cwd: folder,
    });
    assert.deepEqual(placesOf(JSON.parse(one) as Report), ['Dockerfile pip-instead-of-uv']);
  });
});
