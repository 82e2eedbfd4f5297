// The skill's commands as tasks of the real editor, with a stub `uv` that writes down how it was called and answers as the tools do.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import * as vscode from 'vscode';
import { closeAll, editorWindow, hasWindow, sampleFile, show, until } from '../support';

const PYTEST = `    def test_read_missing_book(client: TestClient) -> None:
>       assert response.status_code == 404
E       assert 200 == 404

tests/test_books.py:8: AssertionError`;
const RUFF = `F401 [*] \`sqlite3\` imported but unused
 --> src/app/fines.py:2:8
  |
help: Remove unused import`;

/** Says what it was called with, and what the tools would say. */
const STUB = `#!/bin/sh
{ pwd; for each in "$@"; do printf '%s\\n' "$each"; done; } > "$(dirname "$0")/called"
case "$*" in
*pytest*) cat <<'OUT'
${PYTEST}
OUT
exit 1;;
*check*) cat <<'OUT'
${RUFF}
OUT
exit 1;;
esac
`;

describe('tasks', () => {
  if (process.platform === 'win32') return;
  const { PATH, HOME } = process.env;
  let folder: string;

  before(function () {
    // The stub is a script for `sh`.
    if (process.platform === 'win32') this.skip();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'uv-'));
    writeFileSync(join(folder, 'uv'), STUB);
    chmodSync(join(folder, 'uv'), 0o755);
    process.env.PATH = folder + delimiter + PATH;
  });
  afterEach(async () => {
    process.env.PATH = PATH;
    process.env.HOME = HOME;
    rmSync(folder, { recursive: true, force: true });
    rmSync(sampleFile('backend').fsPath, { recursive: true, force: true });
    await closeAll();
    await vscode.commands.executeCommand('workbench.action.closePanel');
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  /** Where the stub ran and with which arguments. */
  function called(): string[] {
    return readFileSync(join(folder, 'called'), 'utf8').trimEnd().split('\n');
  }

  async function ours(): Promise<vscode.Task[]> {
    return vscode.tasks.fetchTasks({ type: 'fastidious' });
  }

  async function runToItsEnd(task: vscode.Task): Promise<number | undefined> {
    const code = new Promise<number | undefined>((done) => {
      const listening = vscode.tasks.onDidEndTaskProcess((event) => {
        if (event.execution.task.name !== task.name) return;
        listening.dispose();
        done(event.exitCode);
      });
    });
    await vscode.tasks.executeTask(task);
    return code;
  }

  function found(path: string, source: string): vscode.Diagnostic[] {
    return vscode.languages.getDiagnostics(sampleFile(path)).filter((each) => each.source === source);
  }

  it('are offered for the project, in their groups', async () => {
    const tasks = await ours();
    assert.deepEqual(
      tasks.map(({ name, group, detail }) => [name, group?.id, detail]),
      [
        ['uv run pytest', 'test', 'All tests'],
        ['uv run pytest --cov=src --cov-report=html', 'test', 'All tests, with coverage as HTML'],
        ['uv run ruff check .', 'build', 'Lint with Ruff'],
        ['uv run ruff format .', 'build', 'Format with Ruff'],
      ],
    );
    assert.ok(!existsSync(join(folder, 'called')), 'something was run that nobody asked for');
  });

  it('run to their end in the terminal, and what pytest says becomes problems', async () => {
    await show('tests/test_books.py');
    const task = (await ours()).find(({ name }) => name === 'uv run pytest')!;
    assert.equal(await runToItsEnd(task), 1);
    assert.deepEqual(called(), [vscode.workspace.workspaceFolders![0]!.uri.fsPath, 'run', 'pytest']);
    const [problem] = await until('the failed test', () => {
      const all = found('tests/test_books.py', 'pytest');
      return all.length > 0 && all;
    });
    assert.deepEqual(
      [problem!.message, problem!.code, problem!.range.start.line],
      ['assert 200 == 404', 'AssertionError', 7],
    );
    await editorWindow.screenshot('task-pytest');
  });

  it('read what Ruff says in full', async () => {
    const task = (await ours()).find(({ name }) => name === 'uv run ruff check .')!;
    assert.equal(await runToItsEnd(task), 1);
    const [problem] = await until('the unused import', () => {
      const all = found('src/app/fines.py', 'ruff');
      return all.length > 0 && all;
    });
    assert.deepEqual(
      [problem!.message, problem!.code, problem!.range.start.line, problem!.range.start.character],
      ['`sqlite3` imported but unused', 'F401', 1, 7],
    );
  });

  it('run in the folder of each project, and find their files there', async () => {
    mkdirSync(sampleFile('backend/tests/unit').fsPath, { recursive: true });
    mkdirSync(sampleFile('backend/app').fsPath);
    writeFileSync(sampleFile('backend/pyproject.toml').fsPath, '[project]\nname = "backend"\n');
    writeFileSync(sampleFile('backend/tests/test_books.py').fsPath, '# Nothing here.\n'.repeat(10));
    const tasks = await until('the tasks of backend', async () => {
      const all = (await ours()).filter(({ name }) => name.endsWith(' (backend)'));
      return all.length > 0 && all;
    });
    assert.deepEqual(
      tasks.map(({ name }) => name),
      [
        'uv run pytest (backend)',
        'uv run pytest tests/unit/ (backend)',
        'uv run pytest --cov=app --cov-report=html (backend)',
        'uv run ruff check . (backend)',
        'uv run ruff format . (backend)',
      ],
    );
    assert.equal(await runToItsEnd(tasks[1]!), 1);
    assert.deepEqual(called(), [sampleFile('backend').fsPath, 'run', 'pytest', 'tests/unit/']);
    await until('the failed test of backend', () => found('backend/tests/test_books.py', 'pytest').length === 1);
    assert.equal(found('tests/test_books.py', 'pytest').length, 0, 'a problem stands in the wrong file');
  });

  it('may be written down in tasks.json, with further arguments', async () => {
    const config = vscode.workspace.getConfiguration('tasks');
    const written = [{ type: 'fastidious', task: 'test', args: ['-k', 'a b; touch x'], label: 'ours' }];
    await config.update('tasks', written, vscode.ConfigurationTarget.Workspace);
    try {
      const task = await until('the task', async () => (await ours()).find(({ name }) => name === 'ours'));
      assert.equal(await runToItsEnd(task), 1);
      assert.deepEqual(called().slice(1), ['run', 'pytest', '-k', 'a b; touch x']);
    } finally {
      rmSync(sampleFile('.vscode').fsPath, { recursive: true, force: true });
    }
  });

  it('say where to get uv where there is none', async () => {
    process.env.PATH = '/nowhere';
    process.env.HOME = folder;
    const task = (await ours()).find(({ name }) => name === 'uv run pytest')!;
    // What shells answer for a command that there is not.
    assert.equal(await runToItsEnd(task), 127);
    if (!hasWindow) return;
    await vscode.commands.executeCommand('notifications.showList');
    await until('the message', async () =>
      (await editorWindow.texts('.notification-list-item')).some(
        (text) => text.includes('uv is not on the path') && text.includes('How to Install uv'),
      ),
    );
    await editorWindow.screenshot('task-without-uv');
    await vscode.commands.executeCommand('notifications.hideList');
  });

  it('add what is typed, and refuse what is no requirement', async function () {
    if (!hasWindow) this.skip();
    void vscode.commands.executeCommand('fastidious.addDevDependency');
    await until('the box', async () =>
      (await editorWindow.texts('.quick-input-widget')).some((text) => text.includes('Package to add')),
    );
    await editorWindow.type('--index-url=x');
    await until('the refusal', async () =>
      (await editorWindow.texts('.quick-input-message')).some((text) => text.includes('is no requirement')),
    );
    await editorWindow.screenshot('add-dependency-refused');
    await editorWindow.press('Enter');
    await editorWindow.press('Control+A');
    await editorWindow.type('fastapi[standard]>=0.115; python_version < "4"');
    await editorWindow.press('Enter');
    await until('the call', () => existsSync(join(folder, 'called')) && called().length > 3);
    assert.deepEqual(called().slice(1), ['add', '--dev', 'fastapi[standard]>=0.115; python_version < "4"']);
    await editorWindow.screenshot('add-dependency');
  });
});
