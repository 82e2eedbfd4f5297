// Completions about routes over the wire: `{parameters}` of paths, statuses, and silence everywhere else.
// Must not test the completion of docstrings.
import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CompletionItem, TextEdit } from 'vscode-languageserver-protocol';
import { LineIndex } from '../../server/src/lsp/lineIndex';
import { Client, uriOf } from './client';

const HEAD = `from typing import Annotated
from uuid import UUID
from fastapi import APIRouter, Depends, Query, Request
from models import Kind, Payload, db
router = APIRouter(prefix="/shops/{shop_id}")
async def current(team_id: int, q: str = "") -> int: ...
`;
const DEF = `def show(
    shop_id: int,
    book_id: UUID,
    kind: Kind,
    file_path: str,
    untyped,
    payload: Payload,
    request: Request,
    session: Annotated[object, Depends(db)],
    team: Annotated[int, Depends(current)],
    limit: Annotated[int, Query()],
    page: int = 1,
) -> None: ...
`;
const MODELS = `from enum import StrEnum
from pydantic import BaseModel
class Kind(StrEnum): ...
class Payload(BaseModel): ...
def db() -> None: ...
`;

describe('completions about routes', () => {
  let client: Client;
  let root: string;
  let count = 0;

  before(async () => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'fastidious-')));
    writeFileSync(join(root, 'models.py'), MODELS);
    client = await Client.start({ folders: [root] });
    await client.until('the project', () => client.statuses.at(-1)?.state === 'ready');
  });
  after(async () => {
    assert.equal(await client.stop(), 0);
    assert.equal(client.stderr, '');
    assert.deepEqual(client.logged, []);
    rmSync(root, { recursive: true });
  });

  /** What is offered at the `|` of a text, and what the text becomes with each. */
  const offered = async (marked: string, name = 'a'): Promise<{ items: CompletionItem[]; results: string[] }> => {
    const uri = uriOf(join(root, `${name}${count++}.py`));
    const offset = marked.indexOf('|');
    const text = marked.slice(0, offset) + marked.slice(offset + 1);
    await client.open(uri, text);
    const items = await client.connection.sendRequest<CompletionItem[]>('textDocument/completion', {
      textDocument: { uri },
      position: new LineIndex(text).positionAt(offset),
    });
    const results = items.map(({ textEdit, additionalTextEdits }) =>
      client.applied(uri, { changes: { [uri]: [textEdit as TextEdit, ...(additionalTextEdits ?? [])] } }),
    );
    await client.close(uri);
    return { items, results };
  };
  const labels = async (marked: string): Promise<string[]> => (await offered(marked)).items.map(({ label }) => label);

  it('offer the parameters that a path may give and has not yet', async () => {
    const all = ['{book_id}', '{kind}', '{file_path:path}', '{file_path}', '{untyped}', '{team_id}'];
    assert.deepEqual(await labels(`${HEAD}@router.get("/{|}")\n${DEF}`), all);
    assert.deepEqual(await labels(`${HEAD}@router.get("/|")\n${DEF}`), all);
    assert.deepEqual(await labels(`${HEAD}@router.get('/{|')\n${DEF}`), all);
    assert.deepEqual(await labels(`${HEAD}@router.get(\n    path="/{bo|}/{kind}",\n    tags=[],\n)\nasync ${DEF}`), [
      '{book_id}',
      '{file_path:path}',
      '{file_path}',
      '{untyped}',
      '{team_id}',
    ]);
    const { items } = await offered(`${HEAD}@router.get("/{|}")\n${DEF}`);
    assert.equal(items[0]?.detail, 'UUID of show (Fastidious)');
    assert.equal(items[5]?.detail, 'int of current (Fastidious)');
  });

  it('write the parameter with its braces, once', async () => {
    for (const path of ['/x/|', '/x/{|', '/x/{|}', '/x/{bo|ok}']) {
      const { results } = await offered(`${HEAD}@router.get("${path}")\n${DEF}`);
      assert.equal(results[0], `${HEAD}@router.get("/x/{book_id}")\n${DEF}`, path);
    }
  });

  it('offer them while the quote is open', async () => {
    assert.deepEqual(await labels(`${HEAD}@router.get("/{|\ndef f(book_id: int): ...\n`), ['{book_id}']);
    assert.deepEqual(
      await labels(`class A:\n    @router.get("/{|\n    def f(self, a: int): ...\n    def g(self, b: int): ...\n`),
      ['{a}'],
    );
  });

  it('offer statuses, those of the method first, with the import', async () => {
    const text = '"""Doc."""\nfrom fastapi import APIRouter\n\n@router.post("", status_code=|)\ndef f(): ...\n';
    const { items, results } = await offered(text);
    assert.deepEqual(
      items.slice(0, 4).map(({ label }) => label),
      ['status.HTTP_201_CREATED', 'status.HTTP_202_ACCEPTED', 'status.HTTP_200_OK', 'status.HTTP_204_NO_CONTENT'],
    );
    assert.equal(items[0]?.detail, '201 Created (Fastidious)');
    assert.equal(
      results[0],
      '"""Doc."""\nfrom fastapi import APIRouter, status\n\n@router.post("", status_code=status.HTTP_201_CREATED)\ndef f(): ...\n',
    );
    assert.equal(
      (await labels('@router.delete("/{a}", status_code = sta|)\ndef f(): ...\n'))[0],
      'status.HTTP_204_NO_CONTENT',
    );
    assert.equal((await labels('raise HTTPException(status_code=|'))[0], 'status.HTTP_404_NOT_FOUND');
  });

  it('write a status as the file writes them', async () => {
    const first = async (head: string): Promise<string> =>
      (await offered(`${head}\n@router.post("", status_code=|)\ndef f(): ...\n`)).results[0]!;
    assert.match(
      await first('from starlette import status'),
      /^from starlette import status\n@.*=status\.HTTP_201_CREATED\)/,
    );
    assert.match(await first('from http import HTTPStatus\nx = HTTPStatus.OK'), /=HTTPStatus\.CREATED\)/);
    assert.match(await first('@r.get("", status_code=200)\ndef g(): ...'), /=201\)/);
    assert.match(
      await first('import fastapi\nstatus = 1'),
      /^import fastapi\n.*\n@.*=fastapi\.status\.HTTP_201_CREATED\)/,
    );
  });

  it('offer the paths that a client of a test may call with its method', async () => {
    const routes = `from fastapi import FastAPI
app = FastAPI()
@app.get("/api/v1/users")
def a(): ...
@app.get("/api/v1/users/{user_id:int}/posts/{post_id}")
def b(): ...
@app.post("/api/v1/users")
def c(): ...
@app.delete("/api/v1/users/{user_id}")
def d(): ...
`;
    await client.open(uriOf(join(root, 'main.py')), routes);
    const inTest = async (marked: string): Promise<{ items: CompletionItem[]; results: string[] }> =>
      offered(marked, 'test_a');
    const { items, results } = await inTest('def test_a(client):\n    client.get("|")\n');
    assert.deepEqual(
      items.map(({ label, detail }) => `${label}: ${detail}`),
      ['/api/v1/users: GET a (Fastidious)', '/api/v1/users/{user_id:int}/posts/{post_id}: GET b (Fastidious)'],
    );
    assert.match(results[1]!, /client\.get\("\/api\/v1\/users\/user_id\/posts\/post_id"\)/);
    const formatted = await inTest('await self.http.get(\n    url=f"/api|/x{1}",\n)\n');
    assert.match(formatted.results[1]!, /url=f"\/api\/v1\/users\/\{user_id\}\/posts\/\{post_id\}",\n/);
    assert.equal((await inTest('client.request("delete", "/|")')).items[0]?.label, '/api/v1/users/{user_id}');
    assert.equal((await inTest("client.post('/|\nx = 1")).results[0], "client.post('/api/v1/users\nx = 1");
    for (const place of [
      'data.get("|")',
      'client.get("/a", headers={"|": 1})',
      'client.get(f"/{|}")',
      '# client.get("|")',
    ]) {
      assert.deepEqual((await inTest(place)).items, [], place);
    }
    assert.deepEqual(await labels('client.get("|")'), []);
    await client.close(uriOf(join(root, 'main.py')));
  });

  it('are silent everywhere else', async () => {
    const places = [
      'x = "/|"',
      'x = "{|}"',
      'f("/{|}")\ndef g(a: int): ...',
      'client.get("/{|}")\ndef g(a: int): ...',
      '# @router.get("/{|}")\ndef g(a: int): ...',
      '@router.get("/a", tags=["/{|}"])\ndef g(a: int): ...',
      '@router.get("/a", summary="/{|}")\ndef g(a: int): ...',
      '@router.get(f"/{|}")\ndef g(a: int): ...',
      '@router.get("/{|}")\nx = 1\ndef g(a: int): ...',
      '@cache.get("/|")\nclass A:\n    def g(self, a: int): ...',
      'status_code=|',
      'Mock(status_code=|)',
      '# HTTPException(status_code=|',
      'f("HTTPException(status_code=|")',
      'assert response.status_code =|= 200',
      'x =|',
      '"""\n@router.get("/{|}")\ndef g(a: int): ...\n"""',
    ];
    for (const place of places) assert.deepEqual(await labels(place), [], place);
  });
});
