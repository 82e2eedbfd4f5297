// `fastidious routes`: the JSON key by key, whole paths, and what is shown for a part of a project.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { cleanScratch, fastidious, scratchProject } from './run';

const MAIN = `from fastapi import FastAPI

from app import items

app = FastAPI()
app.include_router(items.router, prefix="/api/v1")
`;

const ITEMS = `import os

from fastapi import APIRouter

router = APIRouter(prefix="/items")
lost = APIRouter(prefix=os.environ["PREFIX"])


@router.get("/{item_id}", response_model=Item)
async def read_item(
    item_id: int,
):
    return item_id


@router.delete(
    "/{item_id}",
    status_code=204,
)
def delete_item(item_id: int) -> None:
    pass


@lost.post("/x")
def é(): ...
`;

const FILES = { 'pyproject.toml': '', 'app/__init__.py': '', 'app/main.py': MAIN, 'app/items.py': ITEMS };

describe('fastidious routes', () => {
  after(cleanScratch);

  it('tells every operation as JSON with exactly the keys that are promised', () => {
    const folder = scratchProject(FILES);
    const { code, stdout, stderr } = fastidious(['routes', '--format', 'json'], { cwd: folder });
    assert.deepEqual([code, stderr], [0, '']);
    const shared = { path: '/api/v1/items/{item_id}', file: 'app/items.py', resolved: true, app: 'app.main.app' };
    const routes = JSON.parse(stdout) as Record<string, unknown>[];
    const byHandler = (name: string) => routes.find(({ handler }) => handler === name);
    assert.equal(routes.length, 3);
    assert.deepEqual(byHandler('read_item'), {
      ...shared,
      method: 'GET',
      handler: 'read_item',
      line: 10,
      status: null,
      responseModel: 'Item',
    });
    assert.deepEqual(byHandler('delete_item'), {
      ...shared,
      method: 'DELETE',
      handler: 'delete_item',
      line: 20,
      status: 204,
      responseModel: null,
    });
    const lost = byHandler('é')!;
    assert.deepEqual([lost.resolved, lost.app, lost.line], [false, null, 25]);
    assert.equal(lost.reason, 'no application includes the router');
    for (const route of routes) {
      const keys = ['method', 'path', 'handler', 'file', 'line', 'status', 'responseModel', 'app', 'resolved'];
      assert.deepEqual(Object.keys(route), route === lost ? [...keys, 'reason'] : keys);
    }
  });

  it('tells the whole paths of one file or folder of a project, relative to what was given', () => {
    const folder = scratchProject({ ...FILES, 'other/app.py': MAIN.replace('from app import items\n', '') });
    const files = (...args: string[]): string[] => {
      const { stdout } = fastidious(['routes', '--format', 'json', ...args], { cwd: folder });
      return (JSON.parse(stdout) as { file: string; path: string }[]).map(({ file, path }) => `${file} ${path}`);
    };
    assert.equal(files('app/items.py')[0], 'app/items.py /api/v1/items/{item_id}');
    assert.equal(files('app')[0], 'items.py /api/v1/items/{item_id}');
    assert.deepEqual(files('app/main.py'), []);
  });

  it('shows a table to people', () => {
    const folder = scratchProject(FILES);
    const { stdout } = fastidious(['routes', folder], { cwd: join(folder, '..') });
    const lines = stdout.split('\n');
    assert.match(lines[0]!, /^app\.main\.app$/);
    assert.match(lines[1]!, /^ {2}GET {5}\/api\/v1\/items\/\{item_id\} {2}read_item {4}app\/items\.py:10$/);
    assert.match(
      stdout,
      /\n {2}POST {2}…\/x {2}é {2}app\/items\.py:25 {2}not resolved: no application includes the router\n/,
    );
    assert.match(stdout, /\n3 routes\.\n$/);
    assert.equal(fastidious(['routes', scratchProject({ 'a.py': '' })]).stdout, 'No routes found.\n');
    assert.equal(fastidious(['routes', 'nowhere'], { cwd: folder }).code, 2);
  });

  it('makes an OpenAPI skeleton that holds together', () => {
    const folder = scratchProject({ ...FILES, 'app/items.py': SHOP });
    const { code, stdout, stderr } = fastidious(['routes', '--format', 'openapi'], { cwd: folder });
    assert.deepEqual([code, stderr], [0, '']);
    const document = JSON.parse(stdout) as OpenApi;
    assert.equal(document.openapi, '3.1.0');
    assert.deepEqual(Object.keys(document.paths), ['/api/v1/items', '/api/v1/items/{item_id}']);
    const { get, post } = document.paths['/api/v1/items']!;
    assert.deepEqual(get!.parameters, [
      { name: 'limit', in: 'query', required: false, schema: { type: 'integer' } },
      { name: 'state', in: 'query', required: false, schema: { anyOf: [ref('State'), { type: 'null' }] } },
      { name: 'x-trace', in: 'header', required: true, schema: { type: 'string', format: 'uuid' } },
    ]);
    assert.deepEqual(get!.tags, ['things', 'reading']);
    assert.equal(get!.operationId, 'list_items_api_v1_items_get');
    assert.deepEqual(post!.requestBody, {
      required: true,
      content: { 'application/json': { schema: ref('ItemCreate') } },
    });
    assert.deepEqual(Object.keys(post!.responses), ['201', '422']);
    assert.deepEqual(post!.responses['201']!.content, { 'application/json': { schema: ref('Item') } });
    const one = document.paths['/api/v1/items/{item_id}']!;
    assert.deepEqual(one.delete!.parameters, [
      { name: 'item_id', in: 'path', required: true, schema: { type: 'integer' } },
    ]);
    assert.deepEqual(one.delete!.responses['204'], { description: 'Successful Response' });
    assert.equal(one.delete!.deprecated, true);
    assert.equal(one.put!.operationId, 'replaceItem');
    const { schemas } = document.components;
    assert.deepEqual(schemas.Item, {
      title: 'Item',
      type: 'object',
      properties: {
        name: { type: 'string' },
        tags: { type: 'array', items: { type: 'string' } },
        id: { type: 'integer' },
      },
      required: ['name', 'id'],
    });
    assert.deepEqual(schemas.State, { title: 'State', enum: ['new', 'old'] });
    for (const [, name] of stdout.matchAll(/#\/components\/schemas\/([\w.-]+)/g)) assert.ok(schemas[name!], name);
  });
});

interface OpenApiOperation {
  readonly operationId: string;
  readonly tags?: readonly string[];
  readonly parameters?: unknown;
  readonly requestBody?: unknown;
  readonly deprecated?: boolean;
  readonly responses: Readonly<Record<string, { readonly content?: unknown }>>;
}

interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });

const SHOP = `from enum import Enum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request
from pydantic import BaseModel, Field

router = APIRouter(prefix="/items", tags=["things"])


class State(str, Enum):
    NEW = "new"
    OLD = "old"


class ItemBase(BaseModel):
    name: str = Field(..., min_length=1)
    tags: list[str] = []


class ItemCreate(ItemBase):
    pass


class Item(ItemBase):
    id: int


def page(limit: int = 20, state: State | None = None) -> int:
    return limit


Trace = Annotated[UUID, Header(alias="x-trace")]


@router.get("", tags=["reading"])
def list_items(request: Request, limit: Annotated[int, Depends(page)], trace: Trace) -> list[Item]:
    return []


@router.post("", status_code=201)
def create_item(item: ItemCreate) -> Item:
    return item


@router.put("/{item_id}", operation_id="replaceItem")
def replace_item(item_id: int, item: ItemCreate) -> Item:
    return item


@router.delete("/{item_id:int}", status_code=204, deprecated=True)
def delete_item(item_id: int) -> None:
    pass


@router.get("/hidden", include_in_schema=False)
def hidden() -> None:
    pass


@router.websocket("/ws")
def talk() -> None:
    pass
`;
