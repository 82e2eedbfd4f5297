// Between tests and handlers over the wire: lenses and hints that count, definitions, references and hovers of URLs.
// Must not test how calls are matched.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CodeLens, Hover, InlayHint, Location, LocationLink } from 'vscode-languageserver-protocol';
import { LineIndex } from '../../server/src/lsp/lineIndex';
import { Client, type ClientOptions, FULL, uriOf } from './client';

const FILES: Readonly<Record<string, string>> = {
  'app/main.py': `from fastapi import FastAPI
from app.users import router
app = FastAPI()
app.include_router(router, prefix="/api/v1")
app.include_router(router, prefix="/api/v2")
`,
  'app/users.py': `from fastapi import APIRouter
router = APIRouter(prefix="/users")


@router.get("")
def list_users() -> None: ...


@logged
@router.get("/{user_id}")
def get_user(user_id: int) -> None: ...
`,
  'tests/test_users.py': `from fastapi.testclient import TestClient
from app.main import app
client = TestClient(app)


def test_list() -> None:
    client.get("/api/v1/users")
    client.get("/api/v2/users")


def test_get() -> None:
    client.get(f"/api/v1/users/{1 + 1}")


def test_both() -> None:
    client.get("/api/v1/users")
    client.get("/nothing")
`,
};

describe('tests and the handlers that they call', () => {
  let client: Client;
  let root: string;
  let settings: unknown;
  const uri = (file: string): string => uriOf(join(root, file));
  const at = (file: string, text: string): { line: number; character: number } =>
    new LineIndex(FILES[file]!).positionAt(FILES[file]!.indexOf(text));
  const ask = <T>(method: string, file: string, text: string, more: object = {}): Promise<T> =>
    client.connection.sendRequest(method, { textDocument: { uri: uri(file) }, position: at(file, text), ...more });
  const start = async (
    capabilities: NonNullable<ClientOptions['capabilities']> = FULL,
    initializationOptions: unknown = null,
  ): Promise<void> => {
    client = await Client.start({ folders: [root], capabilities, initializationOptions, settings: () => settings });
    await client.until('the project', () => client.statuses.at(-1)?.state === 'ready');
    for (const [file, text] of Object.entries(FILES)) await client.open(uri(file), text);
  };
  const lenses = (file = 'app/users.py'): Promise<CodeLens[]> =>
    client.connection.sendRequest('textDocument/codeLens', { textDocument: { uri: uri(file) } });
  const resolve = (lens: CodeLens): Promise<CodeLens> => client.connection.sendRequest('codeLens/resolve', lens);
  /** `line: title` of each, resolved. */
  const titles = async (): Promise<string[]> => {
    const found: string[] = [];
    for (const lens of await lenses()) found.push(`${lens.range.start.line}: ${(await resolve(lens)).command?.title}`);
    return found;
  };
  /** `file:line:column text` of each. */
  const printed = (found: readonly Location[] | null): string[] =>
    (found ?? []).map(({ uri: where, range }) => {
      const file = Object.keys(FILES).find((each) => uri(each) === where)!;
      const lines = new LineIndex(FILES[file]!);
      const text = FILES[file]!.slice(lines.offsetAt(range.start), lines.offsetAt(range.end));
      return `${file}:${range.start.line} ${text}`;
    });

  beforeEach(() => {
    settings = null;
    root = realpathSync(mkdtempSync(join(tmpdir(), 'fastidious-')));
    for (const [file, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    }
  });
  afterEach(async () => {
    assert.equal(await client.stop(), 0);
    assert.equal(client.stderr, '');
    assert.deepEqual(client.logged, []);
    rmSync(root, { recursive: true });
  });

  it('are counted by lenses over the handlers, below every path that these have', async () => {
    await start(FULL, { routeCommands: true });
    assert.deepEqual(await titles(), [
      '4: GET /api/v1/users',
      '4: GET /api/v2/users',
      '4: 2 tests',
      '8: GET /api/v1/users/{user_id}',
      '8: GET /api/v2/users/{user_id}',
      '8: 1 test',
    ]);
    const all = await lenses();
    assert.equal(all[2]?.command, undefined, 'the count must wait until somebody sees the lens');
    assert.deepEqual(all[0]?.command?.arguments, ['/api/v1/users']);
    const { command } = await resolve(all[2]!);
    assert.deepEqual(command?.arguments, [uri('app/users.py'), { line: 5, character: 4 }]);
    assert.deepEqual(await lenses('app/main.py'), []);
  });

  it('bring no commands to a client that has none', async () => {
    await start();
    const all = await lenses();
    assert.equal(all[0]?.command?.command, '');
    assert.equal((await resolve(all[2]!)).command?.command, '');
  });

  it('are counted anew when they change, and the client is told only then', async () => {
    let refreshes = 0;
    await start({ ...FULL, workspace: { ...FULL.workspace, codeLens: { refreshSupport: true } } });
    client.connection.onRequest('workspace/codeLens/refresh', () => {
      refreshes++;
      client.tell();
      return null;
    });
    await lenses();
    await client.edit(uri('tests/test_users.py'), 'def test_get() -> None:', 'def test_get(x: int) -> None:');
    await client.edit(uri('tests/test_users.py'), '"/api/v2/users"', '"/api/v2/users/3"');
    await client.until('the refresh', () => refreshes > 0);
    assert.equal((await titles())[5], '8: 2 tests');
    assert.equal(refreshes, 1);
  });

  it('stand as hints behind the decorators, or nowhere, as the settings ask', async () => {
    settings = { routes: { lens: 'inlay' } };
    await start();
    const hints = (): Promise<InlayHint[]> =>
      client.connection.sendRequest('textDocument/inlayHint', {
        textDocument: { uri: uri('app/users.py') },
        range: { start: { line: 0, character: 0 }, end: { line: 100, character: 0 } },
      });
    assert.deepEqual(
      (await hints()).map(({ position, label }) => {
        const text = typeof label === 'string' ? label : label.map(({ value }) => value).join('');
        return `${position.line}:${position.character} ${text}`;
      }),
      [
        '4:15 GET /api/v1/users, GET /api/v2/users · 2 tests',
        '9:25 GET /api/v1/users/{user_id}, GET /api/v2/users/{user_id} · 1 test',
      ],
    );
    assert.deepEqual(await lenses(), []);
    settings = { routes: { lens: 'off' } };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    const before = client.hintRefreshes;
    await client.until('the refresh', () => client.hintRefreshes > before);
    assert.deepEqual(await hints(), []);
    assert.deepEqual(await lenses(), []);
  });

  it('lead from the URL to the handler', async () => {
    await start();
    const go = async (text: string): Promise<string[]> =>
      printed(await ask<Location[] | null>('textDocument/definition', 'tests/test_users.py', text));
    assert.deepEqual(await go('/v1/users")'), ['app/users.py:5 list_users']);
    assert.deepEqual(await go('/v1/users/{'), ['app/users.py:10 get_user']);
    for (const text of ['1 + 1', '/nothing', 'client.get', 'TestClient(app)'])
      assert.deepEqual(await go(text), [], text);
  });

  it('lead there with a link that covers the URL, where the client takes links', async () => {
    await start({ ...FULL, textDocument: { ...FULL.textDocument, definition: { linkSupport: true } } });
    const [link] = await ask<LocationLink[]>('textDocument/definition', 'tests/test_users.py', '/v2/users');
    assert.deepEqual(link?.originSelectionRange, {
      start: { line: 7, character: 16 },
      end: { line: 7, character: 29 },
    });
    assert.equal(link?.targetUri, uri('app/users.py'));
  });

  it('are found from the handler, its decorator and its path', async () => {
    await start();
    const find = async (file: string, text: string, includeDeclaration = false): Promise<string[]> =>
      printed(await ask<Location[] | null>('textDocument/references', file, text, { context: { includeDeclaration } }));
    const calls = [
      'tests/test_users.py:6 /api/v1/users',
      'tests/test_users.py:7 /api/v2/users',
      'tests/test_users.py:15 /api/v1/users',
    ];
    const sorted = (found: string[]): string[] => [...found].sort();
    assert.deepEqual(sorted(await find('app/users.py', 'list_users')), sorted(calls));
    assert.deepEqual(sorted(await find('app/users.py', 'router.get("")')), sorted(calls));
    assert.deepEqual(await find('app/users.py', '{user_id}'), ['tests/test_users.py:11 /api/v1/users/']);
    assert.deepEqual(await find('tests/test_users.py', 'v2/users', true), [
      'app/users.py:5 list_users',
      'tests/test_users.py:7 /api/v2/users',
    ]);
    assert.deepEqual(await find('app/users.py', 'user_id: int'), []);
    assert.deepEqual(await find('app/main.py', '/api/v1'), []);
    const own = await ask<Location[]>('fastidious/testCalls', 'app/users.py', 'get_user');
    assert.deepEqual(printed(own), ['tests/test_users.py:11 /api/v1/users/']);
  });

  it('tell at the URL which handler answers', async () => {
    await start();
    const found = await ask<Hover | null>('textDocument/hover', 'tests/test_users.py', '/v1/users/{');
    assert.ok(found);
    const { value } = found.contents as { value: string };
    assert.match(
      value,
      /^GET \/api\/v1\/users\/\{user_id\}\n\nHandled by get_user \(users\.py:11\), answers 200 without a model\. Called by 1 test\./,
    );
    assert.equal(await ask('textDocument/hover', 'tests/test_users.py', '/nothing'), null);
    assert.equal(await ask('textDocument/hover', 'app/users.py', 'list_users'), null);
  });
});
