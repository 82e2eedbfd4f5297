// Routes over the wire: the trees of the folders, where a route is handled, which are at a position, and that they changed.
// Must not test how routes are found.
import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Location } from 'vscode-languageserver-protocol';
import { LineIndex } from '../../server/src/lsp/lineIndex';
import type { RouteFolder } from '../../server/src/lsp/routes';
import { Client, uriOf } from './client';

const MAIN = `from fastapi import FastAPI
from users import router
app = FastAPI()
app.include_router(router, prefix="/api/v1")
app.include_router(router, prefix="/api/v2")
@app.get("/ping")
def ping() -> None: ...
`;
const USERS = `from fastapi import APIRouter
import os
router = APIRouter(prefix="/users")
hidden = APIRouter(prefix=os.environ["P"])
@router.get("/{user_id}")
def get_user(user_id: int) -> None: ...
@hidden.get("/x")
def never() -> None: ...
`;

describe('routes', () => {
  let client: Client;
  let root: string;
  let changes = 0;
  const uri = (file: string): string => uriOf(join(root, file));
  const ask = (): Promise<RouteFolder[]> => client.connection.sendRequest('fastidious/routes', {});
  /** A line a node: application, router, route. */
  const lines = async (): Promise<string[]> =>
    (await ask()).flatMap(({ apps }) =>
      apps.flatMap((app) => [
        String(app.name),
        ...app.children.flatMap((child) => {
          const print = (each: { method: string; path: string; handler: string; reason: string | null }): string =>
            `${each.method} ${each.path} ${each.handler}${each.reason ? ` (${each.reason})` : ''}`;
          return 'routes' in child
            ? [`  ${child.prefix} ${child.name}`, ...child.routes.map((each) => `    ${print(each)}`)]
            : [`  ${print(child)}`];
        }),
      ]),
    );

  beforeEach(async () => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'fastidious-')));
    writeFileSync(join(root, 'main.py'), MAIN);
    writeFileSync(join(root, 'users.py'), USERS);
    client = await Client.start({ folders: [root] });
    changes = 0;
    client.connection.onNotification('fastidious/routesChanged', () => {
      changes++;
      client.tell();
    });
    await client.until('the project', () => client.statuses.at(-1)?.state === 'ready');
  });
  afterEach(async () => {
    assert.equal(await client.stop(), 0);
    assert.equal(client.stderr, '');
    assert.deepEqual(client.logged, []);
    rmSync(root, { recursive: true });
  });

  it('come as a tree of applications, routers and operations, with the reason of those that are not known', async () => {
    assert.deepEqual(await lines(), [
      'main.app',
      '  /api/v1/users users.router',
      '    GET /api/v1/users/{user_id} get_user',
      '  /api/v2/users users.router',
      '    GET /api/v2/users/{user_id} get_user',
      '  GET /ping ping',
      'null',
      '  … users.hidden',
      '    GET …/x never (no application includes the router)',
    ]);
  });

  it('say where they are handled now, and nothing of those that are gone', async () => {
    const [folder] = await ask();
    const routes = folder!.apps[0]!.children.flatMap((child) => ('routes' in child ? child.routes : [child]));
    const place = (id: string): Promise<Location | null> =>
      client.connection.sendRequest('fastidious/routePlace', { uri: folder!.uri, id });
    assert.equal(new Set(routes.map(({ id }) => id)).size, 3);
    const at = { start: { line: 5, character: 4 }, end: { line: 5, character: 12 } };
    assert.deepEqual(await place(routes[0]!.id), { uri: uri('users.py'), range: at });
    await client.open(uri('users.py'), `\n\n${USERS}`);
    assert.equal((await place(routes[1]!.id))?.range.start.line, 7);
    await client.edit(uri('users.py'), '/{user_id}', '/me');
    assert.equal(await place(routes[0]!.id), null);
    assert.equal(await place('nonsense'), null);
    assert.equal(await client.connection.sendRequest('fastidious/routePlace'), null);
  });

  it('are found at a position, each way in which they are included', async () => {
    await client.open(uri('users.py'), USERS);
    const at = async (text: string): Promise<number> => {
      const position = new LineIndex(USERS).positionAt(USERS.indexOf(text));
      const found = await client.connection.sendRequest<{ ids: string[] } | null>('fastidious/routesAt', {
        textDocument: { uri: uri('users.py') },
        position,
      });
      return found?.ids.length ?? -1;
    };
    assert.equal(await at('get_user'), 2);
    assert.equal(await at('{user_id}'), 2);
    assert.equal(await at('None'), 2);
    assert.equal(await at('never'), 1);
    assert.equal(await at('import os'), 0);
  });

  it('are told to have changed only when they have, and only to who asked', async () => {
    await client.open(uri('main.py'), MAIN);
    await client.edit(uri('main.py'), '/ping', '/pong');
    await ask();
    await client.edit(uri('main.py'), '-> None', '-> int');
    await client.edit(uri('main.py'), '/api/v2', '/api/v3');
    await client.until('the change', () => changes > 0);
    assert.ok((await lines()).includes('    GET /api/v3/users/{user_id} get_user'));
    assert.ok((await lines()).includes('  GET /pong ping'));
    assert.equal(changes, 1);
  });
});
