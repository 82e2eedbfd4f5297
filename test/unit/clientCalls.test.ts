// Client calls of tests: which URL each asks for and which operation it reaches.
import assert from 'node:assert/strict';
import { SourceFile } from '../../server/src/facts/sourceFile';
import { callsAt, callsByOperation, testCallsOf } from '../../server/src/project/clientCalls';
import { readModule } from '../../server/src/project/module';
import { Project } from '../../server/src/project/project';
import { locate, resolveRoutes } from '../../server/src/project/routes';
import { matchUrl } from '../../server/src/project/urlMatch';

type Files = Record<string, string>;

function put(project: Project, path: string, text: string): void {
  const file = new SourceFile(path, text);
  project.set(readModule(path, file.regions));
  file.close();
}

function projectOf(files: Files): Project {
  const project = new Project();
  for (const [path, text] of Object.entries(files)) put(project, path, text);
  return project;
}

const APP = `from fastapi import APIRouter, FastAPI
from app.core.config import settings
router = APIRouter(prefix="/users")
@router.get("")
def list_users(): ...
@router.post("/", name="users:create")
def create_user(): ...
@router.get("/me")
def read_me(): ...
@router.get("/{user_id}")
def read_user(): ...
@router.delete("/{user_id:int}")
def delete_user(): ...
@router.get("/{user_id}/posts/{post_id}.csv")
def export_post(): ...
@router.websocket("/ws")
def talk(): ...
app = FastAPI()
app.include_router(router, prefix=settings.API_V1_STR)
`;
const CONFIG = 'class Settings:\n    API_V1_STR: str = "/api/v1"\nsettings = Settings()\n';
const CONFTEST = `import pytest
from httpx import ASGITransport, AsyncClient
from fastapi.testclient import TestClient
from app.main import app
@pytest.fixture
def client():
    with TestClient(app) as c:
        yield c
@pytest.fixture
async def based():
    async with AsyncClient(transport=ASGITransport(app=app), base_url="http://test/api/v1") as ac:
        yield ac
`;

/** What a test file's calls reach: `METHOD url → handler`, uncertain targets with a question mark. */
function reached(test: string, more: Files = {}): string[] {
  const project = projectOf({
    'app/main.py': APP,
    'app/core/config.py': CONFIG,
    'tests/conftest.py': CONFTEST,
    'tests/test_a.py': test,
    ...more,
  });
  const { operations } = resolveRoutes(project);
  return testCallsOf(project).map(({ method, url, targets }) => {
    const names = targets.map(({ operation, isCertain }) => `${operations[operation]!.handler}${isCertain ? '' : '?'}`);
    return `${method ?? '*'} ${url} → ${names.join(' ')}`;
  });
}

/** A test function with one line in it. */
function inTest(line: string, parameters = 'client'): string {
  return `from app.core.config import settings\nBASE = "/api/v1/users"\ndef test_a(${parameters}):\n    ${line}\n`;
}

/** One line of a test and what it reaches. */
const LINES: Record<string, [string, string[]]> = {
  'a literal': ['client.get("/api/v1/users")', ['GET /api/v1/users → list_users']],
  'another method': ['client.delete("/api/v1/users/1")', ['DELETE /api/v1/users/1 → delete_user']],
  'a fixed segment before a parameter': ['client.get("/api/v1/users/me")', ['GET /api/v1/users/me → read_me']],
  'a slash too much': ['client.get("/api/v1/users/")', ['GET /api/v1/users/ → list_users']],
  'a converter that does not take it': ['client.delete("/api/v1/users/x")', []],
  'a parameter within a segment': [
    'client.get("/api/v1/users/1/posts/2.csv")',
    ['GET /api/v1/users/1/posts/2.csv → export_post'],
  ],
  'an f-string': ['client.get(f"/api/v1/users/{user.id}")', ['GET /api/v1/users/… → read_user read_me?']],
  'a setting': ['client.get(f"{settings.API_V1_STR}/users")', ['GET /api/v1/users → list_users']],
  'a module constant': ['client.get(BASE + "/me")', ['GET /api/v1/users/me → read_me']],
  'a local name': ['url = BASE\n    url += "/me"\n    client.get(url)', ['GET /api/v1/users/me → read_me']],
  'format and percent': [
    'client.get("/api/v1/users/{}".format(1))\n    client.delete("/api/v1/users/%s" % user.id)',
    ['GET /api/v1/users/… → read_user read_me?', 'DELETE /api/v1/users/… → delete_user'],
  ],
  'a loop': [
    'for path in ["/api/v1/users", "/api/v1/users/me"]:\n        client.get(path)',
    ['GET /api/v1/users → list_users', 'GET /api/v1/users/me → read_me'],
  ],
  'a query and a fragment': ['client.get("/api/v1/users?limit=2#x")', ['GET /api/v1/users → list_users']],
  'a query in an f-string': ['client.get(f"/api/v1/users?limit={n}")', ['GET /api/v1/users → list_users']],
  'a suffix that may be a query': [
    'client.get(f"/api/v1/users{query}")',
    ['GET /api/v1/users… → list_users? read_me? read_user? export_post?'],
  ],
  'a host of the test': ['client.get("http://testserver/api/v1/users")', ['GET /api/v1/users → list_users']],
  'another host of a client that has the application': [
    'client.get("https://api.example.net/api/v1/users")',
    ['GET /api/v1/users → list_users'],
  ],
  'request, stream and a keyword': [
    'client.request("get", "/api/v1/users")\n    client.stream("GET", url="/api/v1/users")\n    client.request(method, "/api/v1/users/3")',
    ['GET /api/v1/users → list_users', 'GET /api/v1/users → list_users', '* /api/v1/users/3 → read_user delete_user'],
  ],
  'a websocket': [
    'with client.websocket_connect("/api/v1/users/ws") as ws:\n        pass',
    ['WEBSOCKET /api/v1/users/ws → talk'],
  ],
  'a route by its name': [
    'client.post(app.url_path_for("users:create"))\n    client.get(app.url_path_for("read_user", user_id=1))',
    ['POST … → create_user', 'GET … → read_user'],
  ],
  'a client made on the spot': ['TestClient(app).get("/api/v1/users")', ['GET /api/v1/users → list_users']],
  'a client that asks somebody else': ['requests.get("https://api.github.com/api/v1/users")', []],
  'a dictionary': ['data.get("api")', []],
  'an unknown prefix': ['client.get(f"{prefix()}/users/me")', ['GET …/users/me → read_me? read_user?']],
};

describe('client calls', () => {
  for (const [name, [line, wanted]] of Object.entries(LINES)) {
    it(`reads ${name}`, () => assert.deepEqual(reached(inTest(line)), wanted));
  }

  it('puts base_url in front', () => {
    assert.deepEqual(
      reached('async def test_a(based):\n    await based.get("users/me")\n    await based.get("/users")\n'),
      ['GET /api/v1/users/me → read_me', 'GET /api/v1/users → list_users'],
    );
  });

  it('finds clients of self, of the module and of other modules', () => {
    const test = `import unittest
from fastapi.testclient import TestClient
from app.main import app
from tests.helpers import other
own = TestClient(app)
class TestUsers(unittest.TestCase):
    url = "/api/v1/users"
    def setUp(self):
        self.client = TestClient(app)
    def test_a(self):
        self.client.get(self.url)
        own.get("/api/v1/users")
        other.get("/api/v1/users")
`;
    const helpers = 'from fastapi.testclient import TestClient\nfrom app.main import app\nother = TestClient(app)\n';
    const wanted = Array.from({ length: 3 }, () => 'GET /api/v1/users → list_users');
    assert.deepEqual(reached(test, { 'tests/helpers.py': helpers }), wanted);
  });

  it('reads what parametrize gives', () => {
    const test = `import pytest
@pytest.mark.parametrize("method, url", [("get", "/api/v1/users"), pytest.param("get", "/api/v1/users/me", id="me")])
def test_a(client, method, url):
    client.get(url)
`;
    assert.deepEqual(reached(test), ['GET /api/v1/users → list_users', 'GET /api/v1/users/me → read_me']);
  });

  it('asks the application for which the client is made', () => {
    const main = (name: string): string =>
      `from fastapi import FastAPI\napp = FastAPI()\n@app.get("/items")\ndef ${name}(): ...\n`;
    const test = (name: string): string =>
      `from fastapi.testclient import TestClient\nfrom docs.${name} import app\nclient = TestClient(app)\ndef test_a():\n    client.get("/items")\n`;
    const files = {
      'docs/one.py': main('one'),
      'docs/two.py': main('two'),
      'tests/test_one.py': test('one'),
      'tests/test_two.py': test('two'),
      'tests/test_any.py': 'def test_a(client):\n    client.get("/items")\n',
    };
    const project = projectOf(files);
    const { operations } = resolveRoutes(project);
    const found = testCallsOf(project).map(({ file, targets }) => [
      file,
      targets.map(({ operation }) => operations[operation]!.handler).join(' '),
    ]);
    assert.deepEqual(found, [
      ['tests/test_any.py', 'one two'],
      ['tests/test_one.py', 'one'],
      ['tests/test_two.py', 'two'],
    ]);
  });

  it('tells where the stretches of a URL are written', () => {
    const test = inTest('client.get(f"{settings.API_V1_STR}/users/{user_id}")');
    const files: Files = { 'app/main.py': APP, 'app/core/config.py': CONFIG, 'tests/test_a.py': test };
    const project = projectOf(files);
    const [call] = testCallsOf(project);
    const written = call!.parts.map(({ text, place }) => {
      const found = locate(project, place);
      return [text, found && `${found.path} ${files[found.path]!.slice(found.start, found.end)}`];
    });
    assert.deepEqual(written, [
      ['/api/v1', 'app/core/config.py /api/v1'],
      ['/users/', 'tests/test_a.py /users/'],
      ['…', null],
    ]);
    const word = locate(project, call!.methodPlace)!;
    assert.equal(test.slice(word.start, word.end), 'get');
    const found = callsAt(project, 'tests/test_a.py', test.indexOf('/users/{') + 2);
    assert.deepEqual(
      found.map(({ call: each, isOnUrl }) => [each.url, isOnUrl]),
      [['/api/v1/users/…', true]],
    );
  });

  it('counts the calls of an operation, and keeps them while nothing of them changes', () => {
    const test = inTest('client.get("/api/v1/users")');
    const project = projectOf({ 'app/main.py': APP, 'app/core/config.py': CONFIG, 'tests/test_a.py': test });
    const before = testCallsOf(project);
    const { operations } = resolveRoutes(project);
    const at = operations.findIndex((each) => each.handler === 'list_users');
    assert.deepEqual(
      callsByOperation(project)
        .get(at)
        ?.map((each) => [each.caller, each.isTest]),
      [['test_a', true]],
    );
    put(project, 'tests/test_a.py', `# moved\n\n${test.replace('client.get', 'x = 1\n    client.get')}`);
    assert.equal(testCallsOf(project), before);
    put(project, 'tests/test_a.py', test.replace('get("/api/v1/users', 'get("/api/v1/users/me'));
    assert.deepEqual(
      testCallsOf(project).map((each) => each.url),
      ['/api/v1/users/me'],
    );
  });

  it('ignores clients outside tests', () => {
    const client = 'import httpx\ndef call():\n    httpx.get("http://localhost/api/v1/users")\n';
    assert.deepEqual(reached('', { 'app/clients.py': client }), []);
  });
});

describe('matchUrl', () => {
  const cases: [string, string, string | null][] = [
    ['/a', '/a', 'exact'],
    ['/', '/', 'exact'],
    ['/a/', '/a', 'slashed'],
    ['/a/b/c', '/a/{rest:path}', 'exact'],
    ['/a/1', '/a/{id:int}', 'exact'],
    ['/a/x', '/a/{id:int}', null],
    ['/a/…', '/a/{id:int}', 'exact'],
    ['/a/…', '/a/b', 'possible'],
    ['/a/…/c', '/a/b/c', 'possible'],
    ['/a/…/c', '/a/b/d/c', null],
    ['/a/x-…', '/a/{id}', 'exact'],
    ['…/b', '/a/x/b', 'possible'],
    ['…', '/a/b', 'possible'],
    ['/a', '…/a', 'possible'],
    ['/a/b', '…/c', null],
    ['/a…', '/b', null],
  ];
  for (const [url, path, wanted] of cases) {
    it(`says ${wanted} of ${url} and ${path}`, () => assert.equal(matchUrl(url, path), wanted));
  }

  it('takes its time neither with many gaps nor with long paths', () => {
    const url = `${'…/'.repeat(60)}x`;
    assert.equal(matchUrl(url, `/${'a/'.repeat(59)}y`), null);
  });
});
