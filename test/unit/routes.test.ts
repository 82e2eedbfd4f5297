// The router graph: how paths come about over files, functions and classes, and what stays unresolved.
import assert from 'node:assert/strict';
import { readExports } from '../../server/src/facts/exports';
import { SourceFile } from '../../server/src/facts/sourceFile';
import { readModule } from '../../server/src/project/module';
import { Project } from '../../server/src/project/project';
import { resolveRoutes } from '../../server/src/project/routes';

type Files = Record<string, string>;

function projectOf(files: Files): Project {
  const project = new Project();
  for (const [path, text] of Object.entries(files)) put(project, path, text);
  return project;
}

function put(project: Project, path: string, text: string): boolean {
  const file = new SourceFile(path, text);
  const changed = project.set(readModule(path, file.regions));
  file.close();
  return changed;
}

/** `METHOD path handler`, unresolved ones with their reason. */
function routesOf(files: Files): string[] {
  return resolveRoutes(projectOf(files)).operations.map(
    (each) => `${each.method} ${each.path} ${each.handler}${each.resolved ? '' : ` (${each.reason})`}`,
  );
}

const IMPORTS = 'from fastapi import APIRouter, FastAPI\n';
const APP = `${IMPORTS}app = FastAPI()\n`;
const ROUTER = `${IMPORTS}router = APIRouter()\n@router.get("/a")\ndef a():\n    pass\n`;
const PREFIXED = ROUTER.replace('APIRouter()', 'APIRouter(prefix="/p")');

/** Small projects and the routes they have. */
const CASES: Record<string, [Files, string[]]> = {
  'an application': [{ 'main.py': `${APP}@app.get("/a")\nasync def a():\n    pass\n` }, ['GET /a a']],
  'a prefix of the router and of its include': [
    { 'main.py': `${PREFIXED}app = FastAPI()\napp.include_router(router, prefix="/q")\n` },
    ['GET /q/p/a a'],
  ],
  'an include that is nested three deep over files': [
    {
      'app/main.py': `${APP}from app.api import api\napp.include_router(api, prefix="/api")\n`,
      'app/api/__init__.py': 'from .v1.routes import router as api\n',
      'app/api/v1/routes.py': `${IMPORTS}from . import items\nrouter = APIRouter(prefix="/v1")\nrouter.include_router(items.router, prefix="/items")\n`,
      'app/api/v1/__init__.py': '',
      'app/api/v1/items.py': ROUTER,
      'app/__init__.py': '',
    },
    ['GET /api/v1/items/a a'],
  ],
  'a router included twice': [
    {
      'main.py': `${ROUTER}app = FastAPI()\napp.include_router(router, prefix="/x")\napp.include_router(router, prefix="/y")\n`,
    },
    ['GET /x/a a', 'GET /y/a a'],
  ],
  'a mounted application': [
    { 'main.py': `${APP}sub = FastAPI()\n@sub.get("/a")\ndef a(): ...\napp.mount("/sub/", sub)\n` },
    ['GET /sub/a a'],
  ],
  'a websocket, api_route and stacked decorators': [
    {
      'main.py': `${APP}@app.websocket("/ws")\ndef ws(): ...\n@app.api_route("/m", methods=["get", "POST"])\ndef m(): ...\n@app.get("/one")\n@app.get(path="/two")\ndef both(): ...\n`,
    },
    ['WEBSOCKET /ws ws', 'GET /m m', 'POST /m m', 'GET /two both', 'GET /one both'],
  ],
  'add_api_route and a decorator called by hand': [
    {
      'main.py': `${APP}def a(): ...\ndef b(): ...\napp.add_api_route("/a", a, methods=["PUT"])\napp.post("/b")(b)\n`,
    },
    ['PUT /a a', 'POST /b b'],
  ],
  'a prefix from a settings object': [
    {
      'app/config.py':
        'from pydantic_settings import BaseSettings\nclass Base(BaseSettings):\n    VERSION: str = "v1"\nclass Settings(Base):\n    API: str = "/api"\n    @property\n    def prefix(self) -> str:\n        return f"{self.API}/{self.VERSION}"\nsettings = Settings()\n',
      'app/main.py': `${ROUTER}from app.config import settings\nfrom app import config as c\napp = FastAPI()\napp.include_router(router, prefix=settings.prefix)\napp.include_router(router, prefix=c.settings.API)\n`,
    },
    ['GET /api/v1/a a', 'GET /api/a a'],
  ],
  'settings from a cached function': [
    {
      'main.py': `${ROUTER}from functools import lru_cache\nfrom pydantic import Field\nclass Settings:\n    api: str = Field(default="/api")\n@lru_cache\ndef get_settings():\n    return Settings()\napp = FastAPI()\napp.include_router(router, prefix=get_settings().api)\n`,
    },
    ['GET /api/a a'],
  ],
  'constants, f-strings, sums and format': [
    {
      'c.py': 'API = "/api"\nV = 2\nBOTH = API + "/v" f"{V}"\nLAST = "{}/x".format(BOTH)\n',
      'main.py': `${ROUTER}import c\nfrom c import BOTH as B\napp = FastAPI()\napp.include_router(router, prefix=B)\napp.include_router(router, prefix=c.LAST)\n`,
    },
    ['GET /api/v2/a a', 'GET /api/v2/x/a a'],
  ],
  'an enum of prefixes': [
    {
      'main.py': `${ROUTER}from enum import Enum\nclass P(str, Enum):\n    A = "/a"\n    B = "/b"\napp = FastAPI()\nfor p in P:\n    app.include_router(router, prefix=p.value)\n`,
    },
    ['GET /a/a a', 'GET /b/a a'],
  ],
  'loops over tuples, dictionaries and lists that grow': [
    {
      'main.py': `${ROUTER}app = FastAPI()\nfor r, p in [(router, "/x")]:\n    app.include_router(r, prefix=p)\nfor p, r in {"/y": router}.items():\n    app.include_router(r, prefix=p)\nrs = [router]\nrs.append(router)\nfor i, r in enumerate(rs):\n    app.include_router(r, prefix=f"/z{i}")\n`,
    },
    ['GET /x/a a', 'GET /y/a a', 'GET /z0/a a', 'GET /z1/a a'],
  ],
  'an application factory that nobody calls': [
    {
      'main.py': `${ROUTER}def create_app() -> FastAPI:\n    app = FastAPI()\n    register(app)\n    return app\ndef register(app: FastAPI) -> None:\n    app.include_router(router, prefix="/f")\n`,
    },
    ['GET /f/a a'],
  ],
  'a factory with a parameter': [
    {
      'main.py': `${IMPORTS}def make(prefix: str, name="x"):\n    router = APIRouter(prefix=prefix)\n    @router.get(f"/{name}")\n    def a(): ...\n    return router\napp = FastAPI()\napp.include_router(make("/one"))\napp.include_router(make(name="y", prefix="/two"))\n`,
    },
    ['GET /one/x a', 'GET /two/y a'],
  ],
  'routers of classes': [
    {
      'main.py': `${IMPORTS}class Items:\n    def __init__(self, prefix):\n        self.router = APIRouter(prefix=prefix)\n        self._register()\n    def _register(self):\n        self.router.add_api_route("/a", self.read, methods=["GET"])\n    def read(self): ...\nclass Server:\n    def __init__(self):\n        self.app = FastAPI()\n        self.app.include_router(Items("/items").router)\nserver = Server()\n`,
    },
    ['GET /items/a read'],
  ],
  'subclasses of routers and applications': [
    {
      'main.py': `${IMPORTS}class Router(APIRouter):\n    def __init__(self, name, **kwargs):\n        super().__init__(prefix=f"/{name}", **kwargs)\nclass App(FastAPI):\n    pass\nrouter = Router("x")\n@router.get("/a")\ndef a(): ...\napp = App()\napp.include_router(router)\n`,
    },
    ['GET /x/a a'],
  ],
  'class-based views': [
    {
      'main.py': `${APP}from fastapi_utils.cbv import cbv\nrouter = APIRouter(prefix="/x")\n@cbv(router)\nclass View:\n    @router.get("/a")\n    def a(self): ...\napp.include_router(router)\n`,
    },
    ['GET /x/a a'],
  ],
  'a wrapper that takes the method': [
    {
      'main.py': `${APP}from functools import wraps\ndef protected(method, path, **kwargs):\n    def decorator(f):\n        @method(path, **kwargs)\n        @wraps(f)\n        def wrapper(*args, **kw):\n            return f(*args, **kw)\n        return wrapper\n    return decorator\n@protected(app.post, "/a", status_code=201)\ndef a(): ...\n`,
    },
    ['POST /a a'],
  ],
  'includes under conditions and in functions': [
    {
      'main.py': `${ROUTER}import os\napp = FastAPI()\nif os.getenv("DEBUG"):\n    app.include_router(router, prefix="/debug")\ndef setup(application):\n    application.include_router(router, prefix="/setup")\nsetup(app)\n`,
    },
    ['GET /debug/a a', 'GET /setup/a a'],
  ],
  'modules that import each other': [
    {
      'app/__init__.py': '',
      'app/main.py': `${APP}from app import items\napp.include_router(items.router)\n`,
      'app/items.py': `${ROUTER}from app.main import app as application\n`,
    },
    ['GET /a a'],
  ],
  'unresolved: a name that two modules import from each other': [
    {
      'app/a.py': 'from app.b import router\n',
      'app/b.py': 'from app.a import router\n',
      'app/c.py': 'from app.a import router\n@router.get("/a")\ndef a(): ...\n',
    },
    ['GET /a a (modules import each other in a circle)'],
  ],
  'submodules that a package imports from itself': [
    {
      'app/__init__.py': '',
      'app/main.py': `${APP}from app.api import router\napp.include_router(router)\n`,
      'app/api/__init__.py': `${IMPORTS}from . import items, users\nfrom app.api import users as people\nrouter = APIRouter(prefix="/api")\nrouter.include_router(items.router)\nrouter.include_router(people.router)\n`,
      'app/api/items.py': ROUTER,
      'app/api/users.py': ROUTER.replaceAll('a"', 'b"').replace('def a', 'def b'),
    },
    ['GET /api/a a', 'GET /api/b b'],
  ],
  'two applications': [
    { 'one/main.py': `${APP}@app.get("/1")\ndef a(): ...\n`, 'two/main.py': `${APP}@app.get("/2")\ndef b(): ...\n` },
    ['GET /1 a', 'GET /2 b'],
  ],
  'routers found by their modules’ names': [
    {
      'app/__init__.py': '',
      'app/items.py': ROUTER,
      'app/main.py': `${APP}from importlib import import_module\nfrom app import items\nfor m in [items]:\n    app.include_router(m.router, prefix="/m")\nfor name in ("items",):\n    app.include_router(getattr(import_module(f"app.{name}"), "router"), prefix="/n")\nrouters = [m.router for m in (items,)]\nfor r in routers:\n    app.include_router(r, prefix="/o")\n`,
    },
    ['GET /m/a a', 'GET /n/a a', 'GET /o/a a'],
  ],
  'a router under a syntax error elsewhere in its file': [
    { 'main.py': `${PREFIXED}def broken(:\n    pass\n\napp = FastAPI()\napp.include_router(router)\n` },
    ['GET /p/a a'],
  ],

  'unresolved: a prefix from the environment': [
    { 'main.py': `${ROUTER}import os\napp = FastAPI()\napp.include_router(router, prefix=os.getenv("P", "/p"))\n` },
    ['GET …/a a (what "os.getenv" gives is not known)'],
  ],
  'unresolved: two branches that differ': [
    {
      'main.py': `${ROUTER}import sys\nif sys.argv:\n    p = "/x"\nelse:\n    p = "/y"\napp = FastAPI()\napp.include_router(router, prefix=p)\n`,
    },
    ['GET …/a a (a part of the path is not one known text)'],
  ],
  'unresolved: nobody includes the router': [{ 'main.py': ROUTER }, ['GET /a a (no application includes the router)']],
  'unresolved: a missing file': [
    { 'app/main.py': 'from .missing import router\n@router.get("/a")\ndef a(): ...\n' },
    ['GET /a a (the module ".missing" is not in the project)'],
  ],
  'unresolved: an application wrapped by a versioning library': [
    {
      'main.py': `${APP}from fastapi_versioning import VersionedFastAPI\n@app.get("/a")\ndef a(): ...\napp = VersionedFastAPI(app)\n`,
    },
    ['GET /a a ("VersionedFastAPI" changes its paths)'],
  ],
  'no routes: clients, dictionaries, mocks': [
    {
      'main.py':
        'import httpx, respx\nfrom unittest import mock\nclient = httpx.Client()\nclient.get("/a")\nd = {}\nd.get("/a")\n@mock.patch("/a")\ndef a(): ...\n@respx.get("/b")\ndef b(): ...\n',
    },
    [],
  ],
  'no routes: tests': [{ 'app/main.py': APP, 'tests/test_a.py': `${APP}@app.get("/a")\ndef a(): ...\n` }, []],
};

describe('routes', () => {
  for (const [name, [files, wanted]] of Object.entries(CASES)) {
    it(name, () => assert.deepEqual(routesOf(files), wanted));
  }

  it('tell status, models, flags and how the path came about', () => {
    const [operation] = resolveRoutes(
      projectOf({
        'app/__init__.py': '',
        'app/main.py': `${APP}from app.items import router\napp.include_router(router, prefix="/api", deprecated=True)\n`,
        'app/items.py': `${IMPORTS}from http import HTTPStatus\nrouter = APIRouter(prefix="/items", include_in_schema=False)\n@router.post("/{id}", status_code=HTTPStatus.CREATED, response_model=list[Item])\ndef create(id: int) -> None:\n    pass\n`,
      }),
    ).operations;
    assert.ok(operation);
    assert.deepEqual(
      {
        status: operation.status,
        model: operation.responseModel,
        shown: operation.includeInSchema,
        old: operation.deprecated,
        app: operation.app,
        file: operation.file,
        steps: operation.steps.map(({ kind, text, place }) => `${kind} ${text} ${place?.path ?? '-'}`),
      },
      {
        status: 201,
        model: 'list[Item]',
        shown: false,
        old: true,
        app: 'app.main.app',
        file: 'app/items.py',
        steps: ['include /api app/main.py', 'router /items app/items.py', 'route /{id} app/items.py'],
      },
    );
  });

  it('tell models and statuses as they were written where wrappers hand them on', () => {
    const { operations } = resolveRoutes(
      projectOf({
        'main.py': `${APP}from shim import status\nclass Model: ...\nclass Router(APIRouter):\n    def add_api_route(self, path, endpoint, **options):\n        super().add_api_route(path, endpoint, **options)\nrouter = Router()\n@router.get("/a", response_model=list[Item], status_code=status.HTTP_202_ACCEPTED)\ndef a() -> Other: ...\n@router.get("/b", response_model=None)\ndef b() -> Other: ...\ndef add(method, path, model):\n    return method(path, response_model=model)\n@add(router.get, "/c", Model)\ndef c(): ...\n@app.get("/d")\ndef d() -> RedirectResponse: ...\n@app.get("/e")\nasync def e() -> AsyncIterable[Item]:\n    yield 1\napp.include_router(router)\n`,
      }),
    );
    assert.deepEqual(
      operations.map(({ path, responseModel, status }) => [path, responseModel, status]),
      [
        ['/d', null, null],
        ['/e', null, null],
        ['/a', 'list[Item]', 202],
        ['/b', 'None', null],
        ['/c', 'Model', null],
      ],
    );
  });

  it('keep their places while lines are put above them', () => {
    const project = projectOf({ 'main.py': PREFIXED });
    const state = project.state;
    assert.equal(put(project, 'main.py', `\n\n${PREFIXED}`), false);
    assert.equal(project.state, state);
    const place = resolveRoutes(project).operations[0]?.pathPlace;
    assert.equal(place && `\n\n${PREFIXED}`.slice(place.start, place.end), '/a');
  });

  it('are the same while a body changes, and others when a prefix in another file does', () => {
    const include = (prefix: string): string =>
      `${APP}from items import router\napp.include_router(router, prefix="${prefix}")\n`;
    const project = projectOf({ 'main.py': include('/x'), 'items.py': ROUTER });
    const before = project.state;
    assert.equal(put(project, 'items.py', ROUTER.replace('pass', 'return app or router')), false);
    assert.equal(project.state, before);
    assert.equal(put(project, 'main.py', include('/y')), true);
    assert.deepEqual(
      resolveRoutes(project).operations.map((each) => each.path),
      ['/y/a'],
    );
  });

  it('answer a region the same while other files only move, and anew when a prefix there changes', () => {
    const main = (prefix: string, above = ''): string =>
      `${above}${APP}from items import router\napp.include_router(router, prefix="${prefix}")\n`;
    const project = projectOf({ 'main.py': main('/x'), 'items.py': ROUTER });
    const file = new SourceFile('items.py', ROUTER);
    const handler = file.regions.find(({ region }) => region.kind === 'function');
    assert.ok(handler);
    const ask = (): string =>
      JSON.stringify(project.view('items.py').operations(readExports(handler.region), handler.occurrence));
    const before = ask();
    assert.match(before, /"path":"\/x\/a"/);
    const wiring = project.wiring;
    put(project, 'main.py', main('/x', '"""A module."""\n\n# It moved.\n'));
    assert.equal(ask(), before);
    assert.equal(project.wiring, wiring);
    put(project, 'main.py', main('/y'));
    assert.match(ask(), /"path":"\/y\/a"/);
  });

  it('are not resolved anew for a signature of no route', () => {
    const text = `${ROUTER}def helper(a):\n    return a\n`;
    const project = projectOf({ 'main.py': text });
    const { state, wiring } = project;
    assert.equal(put(project, 'main.py', text.replace('helper(a)', 'helper(a: int, b: str)')), true);
    assert.notEqual(project.state, state);
    assert.equal(project.wiring, wiring);
  });

  it('end for programs that do not', () => {
    const numbers = JSON.stringify(Array.from({ length: 60 }, (_, i) => i));
    const loops = `xs = [app]\nfor x in xs:\n    xs.append(x)\nt = "a"\nfor i in ${numbers}:\n    t = t + t\n    xs = xs + xs\n`;
    const calls = 'def f(a):\n    app.include_router(a)\n    return f(f)\nf(f)\napp.include_router(app)\n';
    assert.deepEqual(routesOf({ 'main.py': `${APP}${loops}${calls}@app.get(t)\ndef g(): ...\n` }), [
      'GET … g (a text is too long to follow)',
    ]);
  });
});
