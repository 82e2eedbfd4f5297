// Into which file generated tests go, by the project's own layout (infer/tests/testHome.ts).
import assert from 'node:assert/strict';
import { findTestHome } from '../../server/src/infer/tests/testHome';
import { Bench } from './generation';

const MAIN =
  'from fastapi import FastAPI\n\nfrom app.api import items, users\n\napp = FastAPI()\napp.include_router(items.router)\napp.include_router(users.router)\n';
const router = (name: string): string =>
  `from fastapi import APIRouter\n\nrouter = APIRouter(prefix="/${name}")\n\n\n@router.get("")\ndef list_${name}() -> None: ...\n`;
const calls = (path: string): string =>
  `from fastapi.testclient import TestClient\n\nfrom app.main import app\n\nclient = TestClient(app)\n\n\ndef test_it() -> None:\n    client.get("${path}")\n`;

/** Where tests of `app/api/items.py` go; `root` is what lies above the project. */
function home(tests: Readonly<Record<string, string>>, root = ''): string {
  const files = {
    'app/__init__.py': '',
    'app/main.py': MAIN,
    'app/api/__init__.py': '',
    'app/api/items.py': router('items'),
    'app/api/users.py': router('users'),
    ...tests,
  };
  const { project } = new Bench(Object.fromEntries(Object.entries(files).map(([path, text]) => [root + path, text])));
  const { path, isNew, isFirst } = findTestHome(project, `${root}app/api/items.py`);
  assert.ok(path.startsWith(root));
  return `${path.slice(root.length)}${isNew ? ' new' : ''}${isFirst ? ' first' : ''}`;
}

describe('the file for generated tests', () => {
  it('is the one that calls the router, whatever it is called', () => {
    assert.equal(home({ 'tests/test_things.py': calls('/items'), 'tests/test_items.py': '' }), 'tests/test_things.py');
    assert.equal(
      home({
        'tests/test_a.py': calls('/items'),
        'tests/test_b.py': calls('/items') + calls('/items').replaceAll('test_it', 'test_b'),
      }),
      'tests/test_b.py',
    );
  });

  it('is the one that is named after the module, in the nearest folder', () => {
    assert.equal(home({ 'tests/test_items.py': 'x = 1\n' }), 'tests/test_items.py');
    assert.equal(home({ 'tests/item_test.py': 'x = 1\n' }), 'tests/item_test.py');
    assert.equal(
      home({ 'tests/crud/test_items.py': 'x = 1\n', 'tests/api/test_items.py': 'x = 1\n' }),
      'tests/api/test_items.py',
    );
  });

  it('stands beside the tests of its neighbours, named as they are', () => {
    assert.equal(home({ 'tests/routes/test_users.py': calls('/users') }), 'tests/routes/test_items.py new');
    assert.equal(home({ 'tests/routes/users_test.py': calls('/users') }), 'tests/routes/items_test.py new');
    assert.equal(home({ 'tests/users/test_users.py': calls('/users') }), 'tests/items/test_items.py new');
  });

  it('stands where the folder of tests mirrors the sources, else at its top', () => {
    assert.equal(
      home({ 'tests/api/test_other.py': 'x = 1\n', 'tests/test_b.py': 'x = 1\n' }),
      'tests/api/test_items.py new',
    );
    assert.equal(home({ 'tests/integration/test_other.py': 'x = 1\n' }), 'tests/integration/test_items.py new');
    assert.equal(home({ 'tests/conftest.py': 'x = 1\n' }), 'tests/test_items.py new');
    assert.equal(home({ 'tests/utils/helpers.py': 'x = 1\n' }), 'tests/test_items.py new');
  });

  it('is the first one of a project without tests, beside the package', () => {
    assert.equal(home({}), 'tests/test_items.py new first');
    assert.equal(home({}, 'backend/'), 'tests/test_items.py new first');
  });

  it('takes no folder above the project for one of tests', () => {
    assert.equal(home({ 'tests/test_b.py': 'x = 1\n' }, '/srv/test/shop/'), 'tests/test_items.py new');
    assert.equal(home({}, '/srv/tests/shop/'), 'tests/test_items.py new first');
  });

  it('does not share its name with another one where pytest could not tell them apart', () => {
    assert.equal(
      home({ 'tests/conftest.py': 'x = 1\n', 'lib/tests/test_items.py': 'x = 1\n' }),
      'tests/test_api_items.py new',
    );
  });
});
