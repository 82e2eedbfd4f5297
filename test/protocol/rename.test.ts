// Renaming path parameters over the wire: everything that belongs together at once, scopes kept, and nothing of others.
// Must not test how routes are found.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Range, TextDocumentEdit, WorkspaceEdit } from 'vscode-languageserver-protocol';
import { applyEdits } from '../../server/src/linter/edits';
import { LineIndex } from '../../server/src/lsp/lineIndex';
import { Client, FULL, uriOf } from './client';

const HEAD = 'from fastapi import APIRouter, Depends, FastAPI, Path\nfrom typing import Annotated\n';

describe('renaming a path parameter', () => {
  let client: Client;
  let root: string;
  let files: Record<string, string>;

  const start = async (texts: Record<string, string>, opened: readonly string[]): Promise<void> => {
    files = texts;
    root = realpathSync(mkdtempSync(join(tmpdir(), 'fastidious-')));
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    }
    const rename = { textDocument: { ...FULL.textDocument, rename: { prepareSupport: true } } };
    client = await Client.start({ folders: [root], capabilities: { ...FULL, ...rename } });
    await client.until('the project', () => client.statuses.at(-1)?.state === 'ready');
    for (const file of opened) await client.open(uriOf(join(root, file)), files[file]!);
  };
  afterEach(async () => {
    assert.equal(await client.stop(), 0);
    assert.equal(client.stderr, '');
    assert.deepEqual(client.logged, []);
    rmSync(root, { recursive: true });
  });

  /** The request at the `|` of a marked stretch of a file. */
  const ask = <T>(method: string, file: string, marked: string, more: object = {}): Promise<T> => {
    const offset = files[file]!.indexOf(marked.replace('|', '')) + marked.indexOf('|');
    assert.ok(offset >= marked.indexOf('|'), marked);
    const position = new LineIndex(files[file]!).positionAt(offset);
    return client.connection.sendRequest(method, { textDocument: { uri: uriOf(join(root, file)) }, position, ...more });
  };
  const prepared = async (file: string, marked: string): Promise<string | null> => {
    const found = await ask<{ range: Range; placeholder: string } | null>('textDocument/prepareRename', file, marked);
    if (!found) return null;
    const lines = new LineIndex(files[file]!);
    assert.equal(
      files[file]!.slice(lines.offsetAt(found.range.start), lines.offsetAt(found.range.end)),
      found.placeholder,
    );
    return found.placeholder;
  };
  /** The texts of the files that a renaming changes. */
  const renamed = async (file: string, marked: string, newName: string): Promise<Record<string, string>> => {
    const edit = await ask<WorkspaceEdit | null>('textDocument/rename', file, marked, { newName });
    const results: Record<string, string> = {};
    for (const { textDocument, edits } of (edit?.documentChanges ?? []) as TextDocumentEdit[]) {
      const name = Object.keys(files).find((each) => uriOf(join(root, each)) === textDocument.uri)!;
      const lines = new LineIndex(files[name]!);
      results[name] = applyEdits(
        files[name]!,
        edits.map((each) => ({
          start: lines.offsetAt(each.range.start),
          end: lines.offsetAt(each.range.end),
          newText: 'newText' in each ? each.newText : '',
        })),
      );
    }
    return results;
  };
  const refused = (file: string, marked: string, newName: string, why: RegExp): Promise<void> =>
    assert.rejects(
      renamed(file, marked, newName),
      ({ message }: Error) => why.test(message) || assert.fail(message) === null,
    );

  const ITEMS = `${HEAD}app = FastAPI()


@app.get("/items/{item_id}/parts/{part_id:int}")
async def get_part(item_id: int, part_id: int = Path(ge=1), item_ids: str = "") -> dict:
    """Get a part.

    Args:
        item_id: The item's number, not item_ids.
        part_id: The part's number.

    Returns:
        What item_id has.
    """
    found = {"item_id": item_id, "x": item_ids}
    found.item_id = f"{item_id!r} item_id"
    load(item_id=item_id)

    def shadowed(item_id: int = item_id) -> int:
        return item_id

    def closure() -> int:
        nonlocal item_id
        item_id += 1
        return [item_id for item_id in range(item_id)][0] + sum(item_id for x in [])

    def local() -> int:
        item_id = 1
        return item_id

    return {k: lambda item_id: item_id for k in [lambda: item_id]} | request.path_params["item_id"]
`;
  const ITEMS_RENAMED = ITEMS.replace('/items/{item_id}', '/items/{number}')
    .replace('get_part(item_id: int', 'get_part(number: int')
    .replace('        item_id: The', '        number: The')
    .replace('{"item_id": item_id,', '{"item_id": number,')
    .replace('f"{item_id!r} ', 'f"{number!r} ')
    .replace('load(item_id=item_id)', 'load(item_id=number)')
    .replace('item_id: int = item_id', 'item_id: int = number')
    .replace('nonlocal item_id\n        item_id += 1', 'nonlocal number\n        number += 1')
    .replace('range(item_id)', 'range(number)')
    .replace('sum(item_id for', 'sum(number for')
    .replace('[lambda: item_id]', '[lambda: number]')
    .replace('path_params["item_id"]', 'path_params["number"]');

  it('changes the path, the parameter, its uses as scopes have them, and the docstring', async () => {
    await start({ 'main.py': ITEMS }, ['main.py']);
    for (const place of [
      '/{it|em_id}/',
      '/{|item_id}/',
      'get_part(item|_id',
      '{"item_id": ite|m_id',
      'load(item_id=item_|id',
    ]) {
      assert.equal(await prepared('main.py', place), 'item_id', place);
      assert.equal((await renamed('main.py', place, 'number'))['main.py'], ITEMS_RENAMED, place);
    }
    const parts = (await renamed('main.py', 'part|_id: int', 'n'))['main.py'];
    assert.equal(
      parts,
      ITEMS.replace('{part_id:int}', '{n:int}')
        .replace('part_id: int', 'n: int')
        .replace('        part_id:', '        n:'),
    );
  });

  it('leaves everything else to other servers', async () => {
    await start({ 'main.py': ITEMS }, ['main.py']);
    const places = [
      'item|_ids: str',
      'get_p|art',
      '/it|ems/',
      'load(item|_id=',
      'found.item|_id',
      '"item|_id": item',
      'shadowed(item|_id: int',
      'app = Fast|API',
    ];
    for (const place of [...places, "The item's nu|mber", '        item_id = |1']) {
      assert.equal(await prepared('main.py', place), null, place);
      assert.deepEqual(await renamed('main.py', place, 'x'), {}, place);
    }
  });

  it('changes a prefix with all handlers under it, over files, and their calls by keyword', async () => {
    const texts = {
      'app/main.py': `${HEAD}from app import orders, users\napp = FastAPI()\napp.include_router(orders.router, prefix="/shops/{shop_id}")\napp.include_router(users.router, prefix="/shops/{shop_id}")\n`,
      'app/orders.py': `${HEAD}router = APIRouter()\n@router.get("/orders")\ndef list_orders(shop_id: int): return shop_id\n@router.get("/orders/{order_id}")\n@router.get("/shops/{shop_id}/o/{order_id}")\ndef get_order(shop_id: int, order_id: int): return (shop_id, order_id)\n`,
      'app/users.py': `${HEAD}router = APIRouter()\n@router.get("/me")\ndef me(shop_id: int): return shop_id\n@router.get("/other")\ndef other(): shop_id = 1; return shop_id\n`,
      'tests/test_a.py':
        'from app.orders import get_order as get\nfrom app import orders\nfrom functools import partial\nget(shop_id=1, order_id=2)\norders.list_orders(shop_id=3)\npartial(get, shop_id=1)\napp.url_path_for("get_order", shop_id=1, order_id=2)\nelsewhere(shop_id=1)\n',
      'app/__init__.py': '',
    };
    await start(texts, ['app/orders.py', 'app/main.py']);
    const results = await renamed('app/orders.py', 'get_order(shop|_id', 'store');
    assert.equal(results['app/orders.py'], texts['app/orders.py'].replaceAll('shop_id', 'store'));
    // The text of one include is one place: that of the other include stays, as do the routes under it.
    assert.equal(
      results['app/main.py'],
      texts['app/main.py'].replace('orders.router, prefix="/shops/{shop_id}', 'orders.router, prefix="/shops/{store}'),
    );
    assert.equal(results['app/users.py'], undefined);
    assert.equal(
      results['tests/test_a.py'],
      texts['tests/test_a.py'].replaceAll('shop_id', 'store').replace('elsewhere(store', 'elsewhere(shop_id'),
    );
    const prefix = await renamed('app/main.py', 'users.router, prefix="/shops/{sh|op_id}', 'store');
    assert.deepEqual(Object.keys(prefix), ['app/main.py', 'app/users.py']);
    assert.equal(
      prefix['app/users.py'],
      texts['app/users.py'].replace('me(shop_id: int): return shop_id', 'me(store: int): return store'),
    );
    const edit = await ask<WorkspaceEdit>(
      'textDocument/rename',
      'app/main.py',
      'users.router, prefix="/shops/{sh|op_id}',
      { newName: 'store' },
    );
    const versions = (edit.documentChanges as TextDocumentEdit[]).map(({ textDocument }) => textDocument.version);
    assert.deepEqual(versions, [1, null]);
  });

  it('refuses what it cannot do, and says why', async () => {
    const text = `${HEAD}import os
app = FastAPI()
def load(thing_id: int) -> int: ...
@app.get("/a/{a_id}/{b_id}")
def two(a_id: int, b_id: int, extra: int = 1) -> None:
    total = a_id
@app.get("/things/{thing_id}")
def thing(found: Annotated[int, Depends(load)]) -> None: ...
@app.get("/aliased/{x_id}")
def aliased(y: Annotated[int, Path(alias="x_id")]) -> None: ...
def route(name: str) -> None:
    @app.get("/" + name + "}")
    def computed(c_id: int) -> None: ...
route("{c_id")
@app.get("/free/{free_id}")
def free() -> None: ...
`;
    await start({ 'main.py': text }, ['main.py']);
    await refused('main.py', 'two(a|_id', 'class', /"class" is a keyword of Python/);
    await refused('main.py', 'two(a|_id', '2x', /"2x" is no name/);
    await refused('main.py', 'two(a|_id', 'b_id', /has \{b_id\} already/);
    await refused('main.py', 'two(a|_id', 'extra', /"two" has a parameter "extra" already/);
    await refused('main.py', 'two(a|_id', 'total', /"total" means something else in "two" already/);
    await refused('main.py', '/{thing|_id}', 'x', /"thing" gets \{thing_id\} from "load"/);
    await refused('main.py', '/{x|_id}', 'z', /"aliased" takes \{x_id\} as "y", by an alias/);
    await assert.rejects(prepared('main.py', 'computed(c|_id'), /put together by the program/);
    assert.deepEqual(await renamed('main.py', 'two(a|_id', 'a_id'), {});
    // A path parameter that nobody takes is a text alone.
    assert.equal((await renamed('main.py', '{fr|ee_id}', 'f'))['main.py'], text.replace('{free_id}', '{f}'));
  });
});
