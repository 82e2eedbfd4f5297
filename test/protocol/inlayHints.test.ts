// Inlay hints over the wire: off by default, only in the range asked for, with their edits, refreshed when they may change.
// Must not test how types are inferred.
import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InlayHint } from 'vscode-languageserver-protocol';
import { Client, FULL, uriOf } from './client';

const ON = { inlayHints: { types: true } };
const TEXT = `def f(a, b=1, c="x", *, d: int):
    return a > b


def g() -> None:  # nothing is missing here
    print(f(1, d=2))


def h(value=None):  # fastidious: ignore
    return 1
`;

describe('inlay hints', () => {
  let client: Client;
  let root: string;
  let settings: unknown;
  let uri: string;
  const hints = (first = 0, last = 1000): Promise<InlayHint[]> =>
    client.connection.sendRequest('textDocument/inlayHint', {
      textDocument: { uri },
      range: { start: { line: first, character: 0 }, end: { line: last, character: 0 } },
    });
  const labels = async (first?: number, last?: number): Promise<string[]> =>
    (await hints(first, last)).map(({ position, label }) => `${position.line}:${position.character} ${label}`);

  beforeEach(async () => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'fastidious-')));
    uri = uriOf(join(root, 'a.py'));
    settings = ON;
    client = await Client.start({ folders: [root], settings: () => settings });
  });
  afterEach(async () => {
    assert.equal(await client.stop(), 0);
    assert.equal(client.stderr, '');
    assert.deepEqual(client.logged, []);
    rmSync(root, { recursive: true });
  });

  it('stand where the annotation would, in the range that is asked for', async () => {
    await client.open(uri, TEXT);
    assert.deepEqual(await labels(0, 10), ['0:10 : int', '0:15 : str', '0:31 -> bool']);
    assert.deepEqual(await labels(4, 6), []);
    assert.deepEqual(await labels(8, 9), []);
    const [first] = await hints(0, 1);
    assert.equal(first?.kind, 1);
    assert.equal(first.tooltip, 'Annotate as "int"');
  });

  it('write the annotation down, with its import', async () => {
    const text = 'def f(x=1):\n    for _ in []:\n        yield 2\n';
    await client.open(uri, text);
    const all = await hints();
    assert.deepEqual(
      all.map(({ label }) => label),
      [': int', '-> Iterator[int]'],
    );
    const written = (index: number): string => client.applied(uri, { changes: { [uri]: all[index]!.textEdits! } });
    assert.equal(written(0), text.replace('x=1', 'x: int = 1'));
    assert.equal(written(1), `from collections.abc import Iterator\n\n${text.replace('):', ') -> Iterator[int]:')}`);
  });

  it('do not hang on whether the rules are on', async () => {
    settings = { ...ON, preset: 'off' };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await client.open(uri, TEXT);
    assert.deepEqual(await labels(0, 1), ['0:10 : int', '0:15 : str', '0:31 -> bool']);
    assert.deepEqual(await client.diagnostics(uri), []);
  });

  it('come and go with the setting, and are asked for again then', async () => {
    await client.open(uri, TEXT);
    assert.ok((await hints()).length > 0);
    const before = client.hintRefreshes;
    settings = {};
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await client.until('refresh', () => client.hintRefreshes > before);
    assert.deepEqual(await hints(), []);
    settings = ON;
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await client.until('refresh', () => client.hintRefreshes > before + 1);
    assert.ok((await hints()).length > 0);
  });

  it('follow what other files say', async () => {
    const other = uriOf(join(root, 'b.py'));
    writeFileSync(join(root, 'b.py'), 'def size() -> int:\n    return 1\n');
    await client.open(uri, 'from b import size\n\n\ndef twice():\n    return size()\n');
    await client.open(other, 'def size() -> int:\n    return 1\n');
    assert.deepEqual(await labels(), ['3:11 -> int']);
    await client.until('ready', () => client.statuses.at(-1)?.state === 'ready');
    await new Promise((later) => setTimeout(later, 300));
    const before = client.hintRefreshes;
    await client.edit(other, 'int', 'str');
    await client.until('refresh', () => client.hintRefreshes > before);
    assert.deepEqual(await labels(), ['3:11 -> str']);
  });
});

describe('inlay hints by default', () => {
  it('are off, and nothing is refreshed', async () => {
    const client = await Client.start({ capabilities: FULL });
    const uri = 'file:///elsewhere/module.py';
    await client.open(uri, TEXT);
    assert.equal(client.result.capabilities.inlayHintProvider, true);
    const range = { start: { line: 0, character: 0 }, end: { line: 20, character: 0 } };
    assert.deepEqual(
      await client.connection.sendRequest('textDocument/inlayHint', { textDocument: { uri }, range }),
      [],
    );
    await client.edit(uri, 'def f', 'def ff');
    await client.diagnostics(uri);
    await new Promise((later) => setTimeout(later, 300));
    assert.equal(client.hintRefreshes, 0);
    assert.equal(await client.stop(), 0);
    assert.equal(client.stderr, '');
  });
});
