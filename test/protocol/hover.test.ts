// Hovers on routes and routes as symbols of the workspace, over the wire.
// Must not test how routes are found.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Hover, WorkspaceSymbol } from 'vscode-languageserver-protocol';
import { LineIndex } from '../../server/src/lsp/lineIndex';
import { Client, type ClientOptions, FULL, uriOf } from './client';

const MAIN = `from fastapi import FastAPI
from users import router
app = FastAPI()
app.include_router(router, prefix="/api/v1")
`;
const USERS = `from fastapi import APIRouter
from models import UserCreate, UserResponse
import os
router = APIRouter(prefix="/users")
hidden = APIRouter(prefix=os.environ["P"])


@router.post(
    "/{group_id}", status_code=201,
    description="a text"
)
def create_user(group_id: int, payload: UserCreate) -> UserResponse: ...


@hidden.get("/x")
def never() -> None: ...
`;
const FILES = {
  'main.py': MAIN,
  'users.py': USERS,
  'models.py': 'from pydantic import BaseModel\nclass UserCreate(BaseModel): ...\nclass UserResponse(BaseModel): ...\n',
};
const MARKDOWN = {
  ...FULL,
  textDocument: { ...FULL.textDocument, hover: { contentFormat: ['markdown', 'plaintext'] } },
  workspace: { ...FULL.workspace, symbol: { resolveSupport: { properties: ['location.range'] } } },
} as NonNullable<ClientOptions['capabilities']>;

describe('routes that somebody points at', () => {
  let client: Client;
  let root: string;
  const uri = (file: string): string => uriOf(join(root, file));
  const start = async (capabilities: NonNullable<ClientOptions['capabilities']>): Promise<void> => {
    client = await Client.start({ folders: [root], capabilities });
    await client.until('the project', () => client.statuses.at(-1)?.state === 'ready');
  };
  const hoverOn = async (file: string, text: string): Promise<Hover | null> => {
    const content = FILES[file as keyof typeof FILES];
    return client.connection.sendRequest('textDocument/hover', {
      textDocument: { uri: uri(file) },
      position: new LineIndex(content).positionAt(content.indexOf(text)),
    });
  };
  const textOn = async (file: string, text: string): Promise<string> => {
    const found = await hoverOn(file, text);
    return found ? (found.contents as { value: string }).value : '';
  };

  beforeEach(() => {
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

  it('say how the path comes about, with links, in Markdown', async () => {
    await start(MARKDOWN);
    await client.open(uri('users.py'), USERS);
    assert.equal(
      await textOn('users.py', '{group_id}'),
      `**POST** \`/api/v1/users/{group_id}\`

Handled by create\\_user ([users.py:12](<${uri('users.py')}#L12>)), answers 201 with \`UserResponse\`, takes \`UserCreate\`. Called by no tests.

How the path comes about in \`main.app\`:

- \`/api/v1\`: include\\_router ([main.py:4](<${uri('main.py')}#L4>))
- \`/users\`: prefix of the router ([users.py:4](<${uri('users.py')}#L4>))
- \`/{group_id}\`: the route ([users.py:9](<${uri('users.py')}#L9>))`,
    );
    const range = (await hoverOn('users.py', 'router.post'))?.range;
    assert.deepEqual(range, { start: { line: 7, character: 1 }, end: { line: 8, character: 17 } });
  });

  it('say it in plain text to a client without Markdown', async () => {
    await start(FULL);
    await client.open(uri('users.py'), USERS);
    assert.match(
      await textOn('users.py', '{group_id}'),
      /^POST \/api\/v1\/users\/\{group_id\}\n\nHandled by create_user \(users\.py:12\)/,
    );
  });

  it('say why a path is not known', async () => {
    await start(FULL);
    await client.open(uri('users.py'), USERS);
    assert.match(await textOn('users.py', '/x'), /Not resolved: no application includes the router\./);
  });

  it('are told from their prefix, too, and from nothing else', async () => {
    await start(FULL);
    await client.open(uri('users.py'), USERS);
    await client.open(uri('main.py'), MAIN);
    const told =
      '/api/v1 is a part of the paths of 1 route:\n\n- POST /api/v1/users/{group_id}: create_user (users.py:12)';
    assert.equal(await textOn('main.py', '/api/v1'), told);
    assert.match(await textOn('users.py', '/users'), /^\/users is a part/);
    for (const text of ['a text', 'status_code', 'payload', 'import os'])
      assert.equal(await hoverOn('users.py', text), null);
    assert.equal(await hoverOn('main.py', 'FastAPI()'), null);
  });

  it('are symbols of the workspace, placed when one is chosen', async () => {
    await start(MARKDOWN);
    const ask = (query: string): Promise<WorkspaceSymbol[]> =>
      client.connection.sendRequest('workspace/symbol', { query });
    assert.deepEqual(
      (await ask('')).map(({ name, containerName }) => `${name} ${containerName}`),
      ['POST /api/v1/users/{group_id} create_user, main.app', 'GET …/x never'],
    );
    assert.deepEqual(await ask('delete'), []);
    const [found] = await ask('postgroup');
    assert.deepEqual(found?.location, { uri: uri('users.py') });
    const resolved = await client.connection.sendRequest<WorkspaceSymbol>('workspaceSymbol/resolve', found);
    assert.deepEqual(resolved.location, {
      uri: uri('users.py'),
      range: { start: { line: 11, character: 4 }, end: { line: 11, character: 15 } },
    });
  });

  it('have their places at once for a client that resolves none', async () => {
    await start(FULL);
    const found = await client.connection.sendRequest<WorkspaceSymbol[]>('workspace/symbol', { query: 'never' });
    assert.deepEqual(
      found.map(({ name, location }) => [name, 'range' in location && location.range.start.line]),
      [['GET …/x', 15]],
    );
  });
});
