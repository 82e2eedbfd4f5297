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
    for (const route of routes) {
      const keys = ['method', 'path', 'handler', 'file', 'line', 'status', 'responseModel', 'app', 'resolved'];
      assert.deepEqual(Object.keys(route), keys);
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
    assert.match(stdout, /\(not resolved\)/);
    assert.match(stdout, /\n3 routes\.\n$/);
    assert.equal(fastidious(['routes', scratchProject({ 'a.py': '' })]).stdout, 'No routes found.\n');
    assert.equal(fastidious(['routes', 'nowhere'], { cwd: folder }).code, 2);
  });
});
