// The server as a process: cancellation, exit codes, broken input, files that concern one another.
// Must not test what single rules say.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancellationTokenSource } from 'vscode-languageserver-protocol/node';
import { Client, uriOf } from './client';

const URI = 'file:///elsewhere/module.py';

describe('server process', () => {
  it('gives up what was cancelled', async () => {
    const client = await Client.start();
    const text = Array.from({ length: 4000 }, (_, i) => `def f${i}(value, other=${i}):\n    return value\n\n`).join('');
    await client.open(URI, text);
    const source = new CancellationTokenSource();
    const pulled = client.connection.sendRequest(
      'textDocument/diagnostic',
      { textDocument: { uri: URI } },
      source.token,
    );
    source.cancel();
    await assert.rejects(pulled, ({ code }: { code: number }) => code === -32800 || code === -32802);
    const whole = { start: { line: 0, character: 0 }, end: { line: 9999, character: 0 } };
    const cancelled = new CancellationTokenSource();
    const asked = client.connection.sendRequest(
      'textDocument/codeAction',
      { textDocument: { uri: URI }, range: whole, context: { diagnostics: [] } },
      cancelled.token,
    );
    cancelled.cancel();
    const answer = await asked.catch(({ code }: { code: number }) => {
      assert.equal(code, -32800);
      return [];
    });
    assert.deepEqual(answer, []);
    // An edit in the middle of a long judgement makes the client ask again.
    const first = client.pull(URI);
    await client.edit(URI, 'return value', 'return 1');
    await first.catch(({ code, data }: { code: number; data: unknown }) => {
      assert.equal(code, -32802);
      assert.deepEqual(data, { retriggerRequest: true });
    });
    assert.ok((await client.diagnostics(URI)).length >= 4000);
    assert.equal(await client.stop(), 0);
  });

  it('ends with 1 when it is told to without a shutdown, or when the client is gone', async () => {
    const told = await Client.start();
    await told.connection.sendNotification('exit');
    assert.equal(await told.exit, 1);
    told.connection.dispose();
    const left = await Client.start();
    left.process.stdin!.end();
    assert.equal(await left.exit, 1);
    left.connection.dispose();
  });

  it('answers requests that it does not know, and goes on', async () => {
    const client = await Client.start();
    await assert.rejects(client.connection.sendRequest('textDocument/foldingRange', { textDocument: { uri: URI } }));
    await client.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: URI, version: 7 },
      contentChanges: [{ text: 'x' }],
    });
    await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri: URI } });
    await client.open(URI, 'def f(x): ...\n');
    await client.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: URI, version: 2 },
      contentChanges: [{ range: { start: { line: 90, character: 9 }, end: { line: 3, character: 0 } }, text: '# y\n' }],
    });
    assert.ok((await client.diagnostics(URI)).length > 0);
    assert.equal(await client.stop(), 0);
  });

  it('judges a route anew when another file changes in the editor or on the disk, comes or goes', async () => {
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'fastidious-')));
    mkdirSync(join(root, 'app'));
    const main = (prefix: string): string =>
      `from fastapi import FastAPI\n\nfrom app.users import router\n\napp = FastAPI()\napp.include_router(router${prefix})\n`;
    const versioned = main(', prefix="/api/v1"');
    const users =
      'from fastapi import APIRouter\n\nrouter = APIRouter(prefix="/users")\n\n\n@router.get("/all")\ndef read_users() -> list[str]:\n    """Read all users."""\n    return []\n';
    writeFileSync(join(root, 'app/__init__.py'), '');
    writeFileSync(join(root, 'app/users.py'), users);
    writeFileSync(join(root, 'app/main.py'), main(''));
    const client = await Client.start({ folders: [root] });
    const mainUri = uriOf(join(root, 'app/main.py'));
    const usersUri = uriOf(join(root, 'app/users.py'));
    const isFlagged = async (): Promise<boolean> =>
      (await client.findings(usersUri)).some((each) => each.startsWith('unversioned-path'));
    const watched = (type: 1 | 2 | 3): Promise<void> =>
      client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: mainUri, type }] });
    await client.open(usersUri, users);
    await client.until('ready', () => client.statuses.at(-1)?.state === 'ready');
    assert.equal(await isFlagged(), true);

    writeFileSync(join(root, 'app/main.py'), versioned);
    await watched(2);
    await client.until('refresh 1', () => client.refreshes === 1);
    assert.equal(await isFlagged(), false);

    await client.open(mainUri, versioned);
    await client.edit(mainUri, '/api/v1', '/api');
    await client.until('refresh 2', () => client.refreshes === 2);
    assert.equal(await isFlagged(), true);
    await client.close(mainUri);
    await client.until('refresh 3', () => client.refreshes === 3);
    assert.equal(await isFlagged(), false);

    rmSync(join(root, 'app/main.py'));
    await watched(3);
    // A router that no application includes has no path that could be judged; nothing changes for the reader.
    assert.equal(await isFlagged(), false);
    writeFileSync(join(root, 'app/main.py'), main(''));
    await watched(1);
    await client.until('refresh 4', () => client.refreshes === 4);
    assert.equal(await isFlagged(), true);
    assert.equal(await client.stop(), 0);
    rmSync(root, { recursive: true });
  });
});
