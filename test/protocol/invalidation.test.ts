// What a change reaches: the file itself, and the open files that hang on what it tells others.
// Must not test what single rules say; `unversioned-path` tells which prefix a route is known to have.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, uriOf } from './client';

const SETTINGS = { preset: 'off', rules: { 'unversioned-path': 'warning', 'duplicate-route': 'warning' } };
const ITEMS = `from fastapi import APIRouter

router = APIRouter(prefix="/items")


@router.get("/{item_id}")
def read_item(item_id: int) -> int:
    total = item_id
    return total
`;
const main = (prefix: string, router = 'app.items'): string =>
  `from fastapi import FastAPI\n\nfrom ${router} import router\n\napp = FastAPI()\napp.include_router(router, prefix="${prefix}")\n`;
const UNVERSIONED = ['unversioned-path: "/{item_id}"'];

describe('a change', () => {
  let client: Client;
  let root: string;
  const path = (name: string): string => join(root, name);
  const uri = (name: string): string => uriOf(path(name));
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), text);
  };
  const start = async (folders = [root]): Promise<void> => {
    client = await Client.start({ folders, settings: () => SETTINGS });
    await client.until('ready', () => client.statuses.at(-1)?.state === 'ready');
  };
  const watched = (...changes: [name: string, type: 1 | 2 | 3][]): Promise<void> =>
    client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: changes.map(([name, type]) => ({ uri: uri(name), type })),
    });
  /** Runs something and waits for the one refresh that it brings. */
  const refreshed = async (run: () => Promise<unknown>): Promise<void> => {
    const before = client.refreshes;
    await run();
    await client.until('a refresh', () => client.refreshes > before);
  };

  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'fastidious-')));
    write('app/__init__.py', '');
    write('app/main.py', main('/api/v1'));
    write('app/items.py', ITEMS);
  });
  afterEach(async () => {
    assert.equal(await client.stop(), 0);
    assert.equal(client.stderr, '');
    assert.deepEqual(client.logged, []);
    rmSync(root, { recursive: true });
  });

  it("in a handler's body reaches nobody else, whatever is typed there", async () => {
    await start();
    await client.open(uri('app/main.py'), main('/api/v1'));
    await client.open(uri('app/items.py'), ITEMS);
    assert.deepEqual(await client.findings(uri('app/items.py')), []);
    const first = await client.pull(uri('app/main.py'));
    assert.ok(first.kind === 'full' && first.resultId);
    const before = client.refreshes;
    for (const [from, to] of [
      ['total = item_id', 'total = item_id + 1'],
      ['return total', 'for each in range(3):\n        total += each\n    return total'],
      ['total = item_id', '"""Read."""\n    total = router.prefix or item_id'],
    ] as const) {
      await client.edit(uri('app/items.py'), from, to);
      assert.deepEqual(await client.findings(uri('app/items.py')), []);
    }
    // The other file is not even judged: its answer is the one that the client has.
    assert.equal((await client.pull(uri('app/main.py'), first.resultId)).kind, 'unchanged');
    assert.equal(client.refreshes, before);
  });

  it('of a prefix refreshes the open files that hang on it, and undoing it too', async () => {
    await start();
    await client.open(uri('app/main.py'), main('/api/v1'));
    await client.open(uri('app/items.py'), ITEMS);
    assert.deepEqual(await client.findings(uri('app/items.py')), []);
    await refreshed(() => client.edit(uri('app/main.py'), '/api/v1', '/api'));
    assert.deepEqual(await client.findings(uri('app/items.py')), UNVERSIONED);
    await refreshed(() => client.edit(uri('app/main.py'), '"/api"', '"/api/v1"'));
    assert.deepEqual(await client.findings(uri('app/items.py')), []);
    // Closed without saving, the file is again what the disk says.
    await refreshed(() => client.edit(uri('app/main.py'), '/api/v1', '/api'));
    assert.deepEqual(await client.findings(uri('app/items.py')), UNVERSIONED);
    await refreshed(() => client.close(uri('app/main.py')));
    assert.deepEqual(await client.findings(uri('app/items.py')), []);
  });

  it('of a constant two files away reaches the routes that are made of it', async () => {
    write('app/settings.py', 'class Settings:\n    PREFIX: str = "/api/v1"\n\n\nsettings = Settings()\n');
    const text = main('/x')
      .replace('"/x"', 'settings.PREFIX')
      .replace('\napp =', 'from app.settings import settings\n\napp =');
    write('app/main.py', text);
    await start();
    await client.open(uri('app/items.py'), ITEMS);
    assert.deepEqual(await client.findings(uri('app/items.py')), []);
    write('app/settings.py', 'class Settings:\n    PREFIX: str = "/api"\n\n\nsettings = Settings()\n');
    await refreshed(() => watched(['app/settings.py', 2]));
    assert.deepEqual(await client.findings(uri('app/items.py')), UNVERSIONED);
  });

  it('on the disk is followed: files created, changed, renamed and deleted', async () => {
    rmSync(path('app/main.py'));
    await start();
    await client.open(uri('app/items.py'), ITEMS);
    // Without an application a path is not known as a whole.
    assert.deepEqual(await client.findings(uri('app/items.py')), []);
    write('app/main.py', main('/api'));
    await refreshed(() => watched(['app/main.py', 1]));
    assert.deepEqual(await client.findings(uri('app/items.py')), UNVERSIONED);
    write('app/main.py', main('/api/v2'));
    await refreshed(() => watched(['app/main.py', 2]));
    assert.deepEqual(await client.findings(uri('app/items.py')), []);
    write('app/main.py', main('/api'));
    await refreshed(() => watched(['app/main.py', 2]));
    mkdirSync(path('server'));
    renameSync(path('app/main.py'), path('server/start.py'));
    await watched(['app/main.py', 3], ['server/start.py', 1]);
    // The same is said of the open file, so that no refresh tells when the new file is read.
    for (let i = 0; i < 200 && (await client.findings(uri('app/items.py'))).length === 0; i++) await sleep(20);
    assert.deepEqual(await client.findings(uri('app/items.py')), UNVERSIONED);
    rmSync(path('server'), { recursive: true });
    await refreshed(() => watched(['server', 3]));
    assert.deepEqual(await client.findings(uri('app/items.py')), []);
  });

  it('of many files at once, as git makes it, is one change', async () => {
    await start();
    await client.open(uri('app/items.py'), ITEMS);
    assert.deepEqual(await client.findings(uri('app/items.py')), []);
    // Another branch: the router is included by another file, and files come and go.
    write('app/main.py', 'from app.api import app\n');
    write('app/api.py', main('/rest'));
    for (let i = 0; i < 50; i++) write(`app/extra_${i}.py`, `NUMBER = ${i}\n`);
    const extras = Array.from({ length: 50 }, (_, i): [string, 1] => [`app/extra_${i}.py`, 1]);
    const before = client.refreshes;
    await refreshed(() => watched(['app/main.py', 2], ['app/api.py', 1], ...extras));
    assert.deepEqual(await client.findings(uri('app/items.py')), UNVERSIONED);
    assert.equal(client.refreshes, before + 1);
    // And back.
    write('app/main.py', main('/api/v1'));
    for (const [name] of extras) rmSync(path(name));
    rmSync(path('app/api.py'));
    await refreshed(() =>
      watched(['app/main.py', 2], ['app/api.py', 3], ...extras.map(([name]): [string, 3] => [name, 3])),
    );
    assert.deepEqual(await client.findings(uri('app/items.py')), []);
  });

  it('that tells others nothing new is no news: a file touched, a comment, a body', async () => {
    await start();
    await client.open(uri('app/items.py'), ITEMS);
    assert.deepEqual(await client.findings(uri('app/items.py')), []);
    const before = client.refreshes;
    await watched(['app/main.py', 2]);
    write('app/main.py', `# The application.\n${main('/api/v1')}`);
    await watched(['app/main.py', 2]);
    assert.deepEqual(await client.findings(uri('app/items.py')), []);
    assert.equal(client.refreshes, before);
  });

  it('in one folder of a workspace leaves the others alone', async () => {
    write('one/app/__init__.py', '');
    write('one/app/main.py', main('/api/v1'));
    write('one/app/items.py', ITEMS);
    write('two/app/__init__.py', '');
    write('two/app/main.py', main('/api'));
    write('two/app/items.py', ITEMS);
    await start([path('one'), path('two')]);
    await client.open(uri('one/app/items.py'), ITEMS);
    await client.open(uri('two/app/items.py'), ITEMS);
    assert.deepEqual(await client.findings(uri('one/app/items.py')), []);
    assert.deepEqual(await client.findings(uri('two/app/items.py')), UNVERSIONED);
    write('one/app/main.py', main('/v'));
    await refreshed(() => watched(['one/app/main.py', 2]));
    assert.deepEqual(await client.findings(uri('one/app/items.py')), UNVERSIONED);
    write('two/app/main.py', main('/api/v1'));
    await refreshed(() => watched(['two/app/main.py', 2]));
    assert.deepEqual(await client.findings(uri('two/app/items.py')), []);
    assert.deepEqual(await client.findings(uri('one/app/items.py')), UNVERSIONED);
  });
});
