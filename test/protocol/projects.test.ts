// Projects over the wire: settings, pyproject.toml, several folders, files that come and go, progress and status.
// Must not test what single rules say.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client, FULL, SMALL, uriOf } from './client';

const TEXT = 'def double(value) -> int:\n    """Double a value."""\n    return value * 2\n';
const FOUND = ['missing-parameter-type: value'];
const OFF = '[tool.fastidious.rules]\nmissing-parameter-type = "off"\n';

describe('projects', () => {
  let client: Client;
  let root: string;
  const path = (name: string): string => join(root, name);
  const uri = (name: string): string => uriOf(path(name));
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), text);
  };
  const start = async (options: Parameters<typeof Client.start>[0] = {}): Promise<void> => {
    client = await Client.start({ folders: [root], ...options });
  };
  const ready = (): Promise<void> => client.until('ready', () => client.statuses.at(-1)?.state === 'ready');
  const watched = (...changes: [name: string, type: 1 | 2 | 3][]): Promise<void> =>
    client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: changes.map(([name, type]) => ({ uri: uri(name), type })),
    });

  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'fastidious-')));
  });
  afterEach(async () => {
    assert.equal(await client.stop(), 0);
    assert.equal(client.stderr, '');
    assert.deepEqual(client.logged, []);
    rmSync(root, { recursive: true });
  });

  it('says what it is doing, and shows the progress of reading', async () => {
    for (let i = 0; i < 20; i++) write(`app/module_${i}.py`, TEXT);
    write('.venv/lib/python3.12/site-packages/other.py', TEXT);
    await start();
    await ready();
    assert.deepEqual(client.statuses[0]?.state, 'reading');
    assert.deepEqual(client.statuses.at(-1), { state: 'ready', message: 'Ready: 20 Python files read.' });
    assert.equal(client.progress[0], 'begin');
    assert.equal(client.progress.at(-1), 'end');
    await client.until('watchers', () => client.registrations.length === 2);
    assert.deepEqual(client.registrations.sort(), [
      'workspace/didChangeConfiguration',
      'workspace/didChangeWatchedFiles',
    ]);
  });

  it('lists and explains the rules', async () => {
    await start();
    const rules = await client.connection.sendRequest<{ id: string }[]>('fastidious/rules');
    const first = rules.find(({ id }) => id === 'missing-parameter-type');
    assert.deepEqual(Object.keys(first!).sort(), ['family', 'id', 'severity', 'summary']);
    const page = await client.connection.sendRequest<{ markdown: string }>('fastidious/explainRule', {
      rule: 'missing-parameter-type',
    });
    assert.match(page.markdown, /^# missing-parameter-type\n/);
    assert.equal(await client.connection.sendRequest('fastidious/explainRule', { rule: 'no-such-rule' }), null);
  });

  it('knows what requirements files ask for, and hears when they change', async () => {
    const model =
      'from pydantic import BaseModel\n\n\nclass A(BaseModel):\n    x: int\n\n\ndef f(a: A):\n    return a.dict()\n';
    write('requirements.txt', 'pydantic<2\n');
    await start();
    await client.open(uri('app/a.py'), model);
    const found = async (): Promise<boolean> =>
      (await client.findings(uri('app/a.py'))).some((each) => each.startsWith('pydantic-v1-api'));
    assert.equal(await found(), false);
    await ready();
    const refreshed = client.refreshes;
    write('requirements.txt', 'pydantic>=2\n');
    await watched(['requirements.txt', 2]);
    await client.until('refresh', () => client.refreshes === refreshed + 1);
    assert.equal(await found(), true);
    write('requirements/base.txt', 'pydantic==1.10.2\n');
    rmSync(path('requirements.txt'));
    await watched(['requirements/base.txt', 1], ['requirements.txt', 3]);
    await client.until('refresh', () => client.refreshes > refreshed + 1);
    assert.equal(await found(), false);
  });

  it('obeys the nearest pyproject.toml, from the first diagnostic on and after each change', async () => {
    write('pyproject.toml', OFF);
    write('inner/pyproject.toml', '[tool.fastidious]\npreset = "skill"\n');
    await start();
    await client.open(uri('a.py'), TEXT);
    await client.open(uri('inner/b.py'), TEXT);
    assert.deepEqual(await client.findings(uri('a.py')), []);
    assert.deepEqual(await client.findings(uri('inner/b.py')), FOUND);
    await ready();
    write('pyproject.toml', '');
    await watched(['pyproject.toml', 2]);
    await client.until('refresh', () => client.refreshes === 1);
    assert.deepEqual(await client.findings(uri('a.py')), FOUND);
    write('pyproject.toml', OFF);
    await watched(['pyproject.toml', 2]);
    await client.until('refresh', () => client.refreshes === 2);
    assert.deepEqual(await client.findings(uri('a.py')), []);
    rmSync(path('pyproject.toml'));
    await watched(['pyproject.toml', 3]);
    await client.until('refresh', () => client.refreshes === 3);
    assert.deepEqual(await client.findings(uri('a.py')), FOUND);
  });

  it('pushes what new settings change to clients that do not pull', async () => {
    await start({ capabilities: SMALL });
    await client.open(uri('a.py'), TEXT);
    await client.until('diagnostics', () => client.published.get(uri('a.py'))?.diagnostics.length === 1);
    await ready();
    write('pyproject.toml', OFF);
    await watched(['pyproject.toml', 1]);
    await client.until('none', () => client.published.get(uri('a.py'))?.diagnostics.length === 0);
  });

  it('shows wrong settings in pyproject.toml, on the disk and while it is typed', async () => {
    const text = '[tool.fastidious]\npreset = "skil"\n[tool.fastidious.rules]\nno-such-rule = "off"\n';
    write('pyproject.toml', text);
    await start();
    const toml = uri('pyproject.toml');
    await client.until('diagnostics', () => client.published.get(toml)?.diagnostics.length === 2);
    const [first, second] = client.published.get(toml)!.diagnostics;
    assert.equal(first?.source, 'fastidious');
    assert.deepEqual(first?.range, { start: { line: 1, character: 9 }, end: { line: 1, character: 15 } });
    assert.deepEqual(second?.range, { start: { line: 3, character: 0 }, end: { line: 3, character: 12 } });
    await client.open(toml, text, 'toml');
    await client.edit(toml, '"skil"', '"skill"');
    await client.until('one', () => client.published.get(toml)?.diagnostics.length === 1);
    await client.edit(toml, 'no-such-rule', 'missing-parameter-type');
    await client.until('none', () => client.published.get(toml)?.diagnostics.length === 0);
    await client.open(uri('a.py'), TEXT);
    assert.deepEqual(await client.findings(uri('a.py')), []);
    // Broken by a half-typed line, the file keeps its last settings.
    await client.edit(toml, 'preset', 'preset = [\n');
    await client.until('broken', () => client.published.get(toml)?.diagnostics.length === 1);
    assert.deepEqual(await client.findings(uri('a.py')), []);
    await client.close(toml);
    await client.until('as on the disk', () => client.published.get(toml)?.diagnostics.length === 2);
    assert.deepEqual(await client.diagnostics(toml), []);
  });

  it("obeys the editor's settings, and says once that one is wrong", async () => {
    let settings: unknown = { rules: { 'missing-parameter-type': 'hint', wrong: 'off' } };
    await start({ settings: () => settings });
    await client.open(uri('a.py'), TEXT);
    assert.deepEqual(
      (await client.diagnostics(uri('a.py'))).map(({ severity }) => severity),
      [4],
    );
    assert.equal(client.shown.length, 1);
    assert.match(client.shown[0]!, /rules\.wrong.*Unknown rule/);
    await ready();
    settings = { preset: 'off', rules: { wrong: 'off' } };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await client.until('refresh', () => client.refreshes === 1);
    assert.deepEqual(await client.findings(uri('a.py')), []);
    assert.equal(client.shown.length, 1);
  });

  it('keeps the folders of a workspace apart, and a file outside them', async () => {
    write('one/pyproject.toml', OFF);
    write('two/b.py', '');
    const outside = realpathSync(mkdtempSync(join(tmpdir(), 'fastidious-')));
    const scopes = (scope?: string): unknown =>
      scope === uri('two') ? { rules: { 'missing-parameter-type': 'error' } } : null;
    await start({ folders: [path('one'), path('two')], settings: scopes });
    const severities = async (name: string): Promise<unknown[]> =>
      (await client.diagnostics(name)).map(({ severity }) => severity);
    const stray = uriOf(join(outside, 'c.py'));
    for (const each of [uri('one/a.py'), uri('two/b.py'), stray, 'untitled:Untitled-1']) await client.open(each, TEXT);
    assert.deepEqual(await severities(uri('one/a.py')), []);
    assert.deepEqual(await severities(uri('two/b.py')), [1]);
    assert.deepEqual(await severities(stray), [2]);
    assert.deepEqual(await severities('untitled:Untitled-1'), [2]);
    await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: [], removed: [{ uri: uri('two'), name: 'two' }] },
    });
    await client.until('refresh', () => client.refreshes >= 1);
    assert.deepEqual(await severities(uri('two/b.py')), [2]);
    await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: [{ uri: uri('two'), name: 'two' }], removed: [] },
    });
    await client.until('refresh', () => client.refreshes >= 2);
    assert.deepEqual(await severities(uri('two/b.py')), [1]);
    rmSync(outside, { recursive: true });
  });

  it('is silent about installed and ignored files, unless they are included', async () => {
    write('.git/HEAD', '');
    write('.gitignore', 'build/\n');
    for (const name of ['build/a.py', '.venv/b.py', 'c.pyi', 'd_pb2.py']) write(name, TEXT);
    await start();
    for (const name of ['build/a.py', '.venv/b.py', 'c.pyi', 'd_pb2.py']) {
      await client.open(uri(name), TEXT);
      assert.deepEqual(await client.findings(uri(name)), [], name);
    }
    write('pyproject.toml', '[tool.fastidious]\ninclude = ["build", "app"]\n');
    await watched(['pyproject.toml', 1]);
    await client.until('refresh', () => client.refreshes >= 1);
    assert.deepEqual(await client.findings(uri('build/a.py')), FOUND);
    await client.open(uri('elsewhere.py'), TEXT);
    assert.deepEqual(await client.findings(uri('elsewhere.py')), []);
  });

  it('turns a rule off in the pyproject.toml that counts, or in a new one', async () => {
    await start();
    await client.open(uri('app/a.py'), TEXT);
    await ready();
    const turnOff = async () => {
      const actions = await client.actionsAt(uri('app/a.py'), 'value');
      const titles = actions.map(({ title }) => title);
      const at = titles.indexOf('Turn missing-parameter-type off for this project');
      assert.ok(at > titles.indexOf('Suppress missing-parameter-type for this line'), titles.join('\n'));
      return (await client.resolve(actions[at]!)).edit!.documentChanges!;
    };
    assert.deepEqual(await turnOff(), [
      { kind: 'create', uri: uri('pyproject.toml'), options: { ignoreIfExists: true } },
      {
        textDocument: { uri: uri('pyproject.toml'), version: null },
        edits: [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, newText: OFF }],
      },
    ]);
    const text = '[project]\nname = "a"\n';
    write('pyproject.toml', text);
    await watched(['pyproject.toml', 1]);
    await client.open(uri('pyproject.toml'), text, 'toml');
    const [change] = await turnOff();
    assert.deepEqual('textDocument' in change! && change.textDocument, { uri: uri('pyproject.toml'), version: 1 });
    assert.equal(client.applied(uri('pyproject.toml'), { documentChanges: [change!] }), `${text}\n${OFF}`);
    // Without the file operation there is no new file to be had.
    await client.close(uri('pyproject.toml'));
    rmSync(path('pyproject.toml'));
    await client.stop();
    const { resourceOperations: _, ...workspaceEdit } = FULL.workspace!.workspaceEdit!;
    await start({ capabilities: { ...FULL, workspace: { ...FULL.workspace, workspaceEdit } } });
    await client.open(uri('app/a.py'), TEXT);
    const actions = await client.actionsAt(uri('app/a.py'), 'value');
    assert.deepEqual(
      actions.map(({ title }) => title).filter((title) => title.startsWith('Turn')),
      [],
    );
  });
});
