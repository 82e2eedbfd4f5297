// What the generator of CRUD routers offers, where it writes, and when it says why it cannot. Running what it writes is
// the matter of test/python.
import assert from 'node:assert/strict';
import { crudRouter } from '../../server/src/generators/crud-router';
import { readStops } from '../../server/src/infer/crud/layout';
import { collectionOf, nounsOf } from '../../server/src/infer/crud/nouns';
import type { CrudPlan } from '../../server/src/infer/crud/plan';
import { writeRouter, writeRouterCall } from '../../server/src/infer/crud/writeRouter';
import { type GenerationSample, generate, offersAt } from './generateSample';
import { lintSample } from './lintText';

const DB = `from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends
from sqlmodel import Session, create_engine

engine = create_engine("sqlite://")


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]
`;
const MAIN = `from fastapi import FastAPI

from app.routers import teams

app = FastAPI()
app.include_router(teams.router, prefix="/api/v1")
`;
const TEAMS = `from fastapi import APIRouter

from app.db import SessionDep

router = APIRouter(prefix="/teams", tags=["teams"])


@router.get("/count")
def count_teams(session: SessionDep) -> int:
    return 0
`;
const MODELS = `from sqlmodel import Field, SQLModel


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
`;
const FILES = {
  'app/__init__.py': '',
  'app/db.py': DB,
  'app/main.py': MAIN,
  'app/routers/__init__.py': '',
  'app/routers/teams.py': TEAMS,
};

function sampleOf(models: string, at = 'class Hero', files: Record<string, string> = {}): GenerationSample {
  return { files: { ...FILES, 'app/models.py': models, ...files }, path: 'app/models.py', at };
}

function made(sample: GenerationSample, title?: string): { title: string; files: Readonly<Record<string, string>> } {
  const generated = generate(crudRouter, sample, title);
  assert.ok(!('why' in generated), 'why' in generated ? generated.why : '');
  return generated;
}

function why(sample: GenerationSample): string {
  const generated = generate(crudRouter, sample);
  return 'why' in generated ? generated.why : `wrote ${Object.keys(generated.files).join(', ')}`;
}

describe('the generator of CRUD routers', () => {
  describe('offers', () => {
    it('a router at a table, and at each of its models', () => {
      const models = `${MODELS}\n\nclass HeroCreate(SQLModel):\n    name: str\n`;
      for (const at of ['class Hero(', 'name: str', 'class HeroCreate']) {
        assert.deepEqual(offersAt(crudRouter, sampleOf(models, at)), ['Generate CRUD router for "Hero"']);
      }
    });

    it('a router at a plain model, and none at what is never kept', () => {
      const models = `from pydantic import BaseModel\nfrom pydantic_settings import BaseSettings\n\n\nclass Book(BaseModel):\n    title: str\n\n\nclass BookError(BaseModel):\n    code: int\n\n\nclass Settings(BaseSettings):\n    debug: bool = False\n\n\nclass Plain:\n    a: int\n`;
      assert.deepEqual(offersAt(crudRouter, sampleOf(models, 'class Book(')), ['Generate CRUD router for "Book"']);
      for (const at of ['class BookError', 'class Settings', 'class Plain', 'from pydantic import']) {
        assert.deepEqual(offersAt(crudRouter, sampleOf(models, at)), [], at);
      }
    });

    it('nothing in files of tests, and nothing at tables of other libraries', () => {
      const sample = { ...sampleOf(MODELS), files: { 'tests/test_models.py': MODELS }, path: 'tests/test_models.py' };
      assert.deepEqual(offersAt(crudRouter, sample), []);
      const tortoise =
        'from tortoise import fields\nfrom tortoise.models import Model\n\n\nclass Hero(Model):\n    id = fields.IntField(pk=True)\n';
      assert.deepEqual(offersAt(crudRouter, sampleOf(tortoise)), []);
    });

    it('the operations of each table in a module whose router has none', () => {
      const heroes =
        'from fastapi import APIRouter\n\nfrom app.models import Hero\n\nrouter = APIRouter(prefix="/heroes")\n';
      const sample = {
        ...sampleOf(MODELS, 'router', { 'app/routers/heroes.py': heroes }),
        path: 'app/routers/heroes.py',
      };
      assert.deepEqual(offersAt(crudRouter, sample), ['Generate CRUD operations for "Hero"']);
    });

    it('what is missing where some operations are there, and nothing where all are', () => {
      const { files } = made(sampleOf(MODELS));
      assert.deepEqual(offersAt(crudRouter, { files, path: 'app/models.py', at: 'class Hero(' }), []);
      const router = files['app/routers/heroes.py']!;
      const some = {
        ...files,
        'app/routers/heroes.py': `${router.slice(0, router.indexOf('@router.put')).trimEnd()}\n`,
      };
      const sample = { files: some, path: 'app/models.py', at: 'class Hero(' };
      assert.deepEqual(offersAt(crudRouter, sample), ['Generate the missing operations of "Hero"']);
      const completed = made(sample);
      assert.equal(
        completed.title,
        'Generate the missing operations of "Hero" in "routers/heroes.py": replace_hero, update_hero, delete_hero',
      );
      assert.equal(completed.files['app/routers/heroes.py'], router);
      assert.equal(completed.files['app/main.py'], files['app/main.py']);
    });
  });

  describe('writes', () => {
    it('the router, the models that are missing, the include', () => {
      const { title, files } = made(sampleOf(MODELS));
      assert.equal(title, 'Generate CRUD router for "Hero" in "routers/heroes.py"');
      const router = files['app/routers/heroes.py']!;
      assert.match(router, /^"""Routes of heroes\."""\n\nfrom typing import Annotated\n\nfrom fastapi import /);
      assert.match(router, /\nrouter = APIRouter\(prefix="\/heroes", tags=\["heroes"\]\)\n/);
      assert.equal(
        files['app/main.py'],
        MAIN.replace('import teams', 'import heroes, teams').replace(
          /$/,
          'app.include_router(heroes.router, prefix="/api/v1")\n',
        ),
      );
      assert.match(files['app/models.py']!, /\n\n\nclass HeroCreate\(SQLModel\):/);
      assert.ok(files['app/models.py']!.startsWith(MODELS));
    });

    it('nothing that our own rules would object to', () => {
      const { files } = made(sampleOf(MODELS));
      const old = new Set(['app/db.py', 'app/main.py', 'app/routers/teams.py']);
      const problems = lintSample({ files, settings: { preset: 'strict' } })
        .filter(({ path }) => !old.has(path))
        .flatMap((linted) => linted.problems.map(({ rule, message }) => `${rule.id}: ${message}`))
        .filter((each) => !each.startsWith('untested-route') && !each.includes('"Hero" has no docstring'));
      assert.deepEqual(problems, []);
    });

    it('wherever the project lies', () => {
      const root = '/home/tests/api/';
      const move = (path: string): string => root + path;
      const { files, ...place } = sampleOf(MODELS);
      const moved = Object.fromEntries(Object.entries(files).map(([path, text]) => [move(path), text]));
      const { files: there } = made({ ...place, root, path: move(place.path), files: moved });
      const { files: here } = made(sampleOf(MODELS));
      assert.deepEqual(there, Object.fromEntries(Object.entries(here).map(([path, text]) => [move(path), text])));
    });

    it('a version where no prefix has one', () => {
      const { files } = made(sampleOf(MODELS, 'class Hero', { 'app/main.py': MAIN.replace(', prefix="/api/v1"', '') }));
      assert.match(files['app/routers/heroes.py']!, /APIRouter\(prefix="\/api\/v1\/heroes"/);
      const { files: after } = made(sampleOf(MODELS, 'class Hero', { 'app/main.py': MAIN.replace('/api/v1', '/api') }));
      assert.match(after['app/routers/heroes.py']!, /APIRouter\(prefix="\/v1\/heroes"/);
    });

    it('with the file’s own line breaks', () => {
      const { files } = made(sampleOf(MODELS.replaceAll('\n', '\r\n')));
      assert.ok(!/[^\r]\n/.test(files['app/models.py']!));
    });

    it('into the router at hand, with stops for what a person will look at', () => {
      const heroes =
        'from fastapi import APIRouter\n\nfrom app.models import Hero\n\nrouter = APIRouter(prefix="/heroes")\n';
      const sample = {
        ...sampleOf(MODELS, 'router', { 'app/routers/heroes.py': heroes }),
        path: 'app/routers/heroes.py',
      };
      const generated = generate(crudRouter, sample);
      assert.ok('files' in generated);
      const [first] = generated.generation.files;
      assert.equal(first!.path, 'app/routers/heroes.py');
      assert.ok(first!.snippet);
      assert.match(first!.edits[0]!.newText, /le=\$\{1:100\}\)\] = \$\{2:20\}/);
      assert.match(
        generated.files['app/routers/heroes.py']!,
        /^from fastapi import APIRouter, HTTPException, Query, status\n/m,
      );
      // Nobody includes it yet.
      assert.match(generated.files['app/main.py']!, /include_router\(heroes\.router, prefix="\/api\/v1"\)/);
    });

    it('columns that the body lacks: from the query, or the time', () => {
      const models = `from datetime import datetime\n\nfrom sqlmodel import Field, SQLModel\n\n\nclass HeroCreate(SQLModel):\n    name: str\n\n\nclass Hero(HeroCreate, table=True):\n    id: int | None = Field(default=None, primary_key=True)\n    team_id: int = Field(foreign_key="team.id")\n    created_at: datetime\n`;
      const router = made(sampleOf(models, 'class Hero(')).files['app/routers/heroes.py']!;
      assert.match(router, /def create_hero\(session: SessionDep, hero_in: HeroCreate, team_id: int\) -> HeroPublic:/);
      assert.match(router, / {4}now = datetime\.now\(UTC\)\n/);
      assert.match(router, /model_validate\(hero_in, update=\{"team_id": team_id, "created_at": now\}\)\n/);
      assert.match(router, / {8}team_id: The team ID of the new hero\.\n/);
    });

    it('the hash of a password, made by the project’s own function', () => {
      const security =
        'def hash_password(password: str) -> str:\n    """Hash a password."""\n    return password[::-1]\n';
      for (const column of ['hashed_password', 'password']) {
        const models = MODELS.replace('name: str', `name: str\n    ${column}: str`);
        const router = made(sampleOf(models, 'class Hero', { 'app/security.py': security })).files[
          'app/routers/heroes.py'
        ]!;
        assert.match(router, /^from app\.security import hash_password$/m);
        assert.ok(router.includes(`update={"${column}": hash_password(hero_in.password)}`), router);
        assert.ok(router.includes('    password = data.pop("password", None)\n    if password is not None:\n'), router);
        assert.ok(
          router.includes(`        data["${column}"] = hash_password(password)\n    hero.sqlmodel_update(data)\n`),
          router,
        );
      }
    });

    it('apart what has the same name in two modules', () => {
      const schemas =
        'from pydantic import BaseModel, ConfigDict\n\n\nclass HeroCreate(BaseModel):\n    name: str\n\n\nclass HeroUpdate(BaseModel):\n    name: str | None = None\n\n\nclass HeroResponse(BaseModel):\n    model_config = ConfigDict(from_attributes=True)\n\n    id: int\n    name: str\n';
      const { files } = made(sampleOf(MODELS, 'class Hero', { 'app/schemas.py': schemas }));
      const router = files['app/routers/heroes.py']!;
      assert.match(
        router,
        /from app\.models import Hero\nfrom app\.schemas import HeroCreate, HeroResponse, HeroUpdate\n/,
      );
      assert.equal(files['app/models.py'], MODELS);
      assert.equal(files['app/schemas.py'], schemas);
    });

    it('what every sibling asks before it lets anybody in', () => {
      const auth = 'def require_user() -> str:\n    return "me"\n';
      const sibling = (name: string): string =>
        `from fastapi import APIRouter, Depends\n\nfrom app.auth import require_user\n\nrouter = APIRouter(prefix="/${name}")\n\n\n@router.get("")\ndef list_${name}(user: str = Depends(require_user)) -> list[str]:\n    return []\n`;
      const main = `${MAIN.replace('import teams', 'import powers, teams')}app.include_router(powers.router, prefix="/api/v1")\n`;
      const files = { 'app/auth.py': auth, 'app/main.py': main };
      const both = { ...files, 'app/routers/teams.py': sibling('teams'), 'app/routers/powers.py': sibling('powers') };
      assert.match(
        made(sampleOf(MODELS, 'class Hero', both)).files['app/routers/heroes.py']!,
        /dependencies=\[Depends\(require_user\)\]/,
      );
      const one = { ...files, 'app/routers/powers.py': sibling('powers') };
      assert.doesNotMatch(made(sampleOf(MODELS, 'class Hero', one)).files['app/routers/heroes.py']!, /require_user/);
    });
  });

  describe('says why it writes nothing', () => {
    it('without a session', () => {
      assert.match(
        why(sampleOf(MODELS, 'class Hero', { 'app/db.py': 'SessionDep = int\n' })),
        /^The project has no dependency that gives a database session/,
      );
    });

    it('where a path for one cannot be written', () => {
      const models = MODELS.replace('    name: str', '    realm: str = Field(primary_key=True)\n    name: str');
      assert.equal(
        why(sampleOf(models)),
        '"Hero" has the key "id" and "realm": a path for one of them cannot be written.',
      );
      const keyless = 'from sqlmodel import SQLModel\n\n\nclass Hero(SQLModel, table=True):\n    name: str\n';
      assert.equal(why(sampleOf(keyless)), '"Hero" has no primary key that can be read.');
    });

    it('where a password would be stored as it came', () => {
      for (const column of ['hashed_password', 'password']) {
        const models = MODELS.replace('name: str', `name: str\n    ${column}: str`);
        assert.equal(
          why(sampleOf(models)),
          'The project has no function that hashes passwords, such as "hash_password": "HeroCreate.password" would be stored as it came.',
        );
      }
    });

    it('on Pydantic 1', () => {
      const sample = { ...sampleOf(MODELS), manifest: { isThere: true, dependencies: { pydantic: '<2' } } };
      assert.equal(why(sample), 'The project is on Pydantic 1: a router is written for Pydantic 2 only.');
    });
  });
});

describe('the writer of CRUD routers', () => {
  const imports = { use: (_module: string, name: string) => name };
  const planOf = (resource: string, change: Partial<CrudPlan> = {}): CrudPlan => ({
    operations: ['list', 'create', 'get', 'replace', 'update', 'delete'],
    handlers: { list: 'a', create: 'b', get: 'c', replace: 'd', update: 'e', delete: 'f' },
    nouns: nounsOf(resource),
    router: 'router',
    paths: { collection: '', item: '/{item_id}' },
    key: { field: 'id', parameter: 'item_id', type: { module: null, name: 'int' } },
    store: {
      kind: 'table',
      table: { module: 'app.models', name: resource },
      isSqlModel: false,
      given: [],
      leftOut: { create: ['tags'], replace: ['tags', 'id'], update: [] },
      session: {
        parameter: 'db',
        form: {
          kind: 'default',
          type: { module: 'sqlalchemy.orm', name: 'Session' },
          dependency: { module: 'app.db', name: 'get_db' },
        },
        isAsync: false,
        hasExec: false,
        ending: 'flush',
      },
    },
    models: {
      create: { module: 'app.schemas', name: `${resource}Create` },
      update: { module: 'app.schemas', name: `${resource}Update` },
      response: { module: 'app.schemas', name: `${resource}Response` },
      readsAttributes: false,
    },
    style: { isAsync: false, usesAnnotated: false, statuses: 'numbers', hasUtc: true, indent: '    ' },
    ...change,
  });

  it('keeps lines within 88 columns, whatever a model is called', () => {
    for (const resource of [
      'A',
      'Item',
      'OrderLine',
      'CustomerSubscription',
      'CustomerSubscriptionInvoiceAddressLine',
    ]) {
      for (const usesAnnotated of [true, false]) {
        const plan = planOf(resource);
        const parts = writeRouter({ ...plan, style: { ...plan.style, usesAnnotated } }, imports);
        const text = readStops(parts.join('\n'))
          .map((piece) => (typeof piece === 'string' ? piece : piece.hint))
          .join('');
        assert.deepEqual(
          text.split('\n').filter((line) => line.length > 88),
          [],
        );
      }
    }
  });

  it('writes dependencies as defaults behind what has none, numbers for statuses, and flushes where that is enough', () => {
    const [, create, , replace] = writeRouter(planOf('Item'), imports);
    assert.match(
      create!,
      /^@router\.post\("", status_code=201\)\ndef b\(item_in: ItemCreate, db: Session = Depends\(get_db\)\) -> ItemResponse:\n/,
    );
    assert.match(
      create!,
      /item = Item\(\*\*item_in\.model_dump\(exclude=\{"tags"\}\)\)\n {4}db\.add\(item\)\n {4}db\.flush\(\)\n/,
    );
    assert.match(
      replace!,
      /data = item_in\.model_dump\(exclude=\{"tags", "id"\}\)\n {4}for name, value in data\.items\(\):\n {8}setattr\(item, name, value\)\n/,
    );
    assert.match(replace!, /return ItemResponse\.model_validate\(item, from_attributes=True\)$/);
  });

  it('writes some of the operations alone', () => {
    assert.equal(writeRouter(planOf('Item', { operations: ['update'] }), imports).length, 1);
  });

  it('makes the router', () => {
    const options = { prefix: '/items', tag: 'items', dependency: null };
    assert.equal(
      writeRouterCall('router', options, '    ', imports),
      'router = APIRouter(prefix="/items", tags=["items"])',
    );
    assert.equal(
      writeRouterCall('router', { prefix: '', tag: null, dependency: null }, '    ', imports),
      'router = APIRouter()',
    );
  });

  it('finds words for a resource', () => {
    assert.deepEqual(nounsOf('OrderLine'), {
      variable: 'order_line',
      variables: 'order_lines',
      words: 'order line',
      manyWords: 'order lines',
    });
    // Names that handlers need for themselves, and what is its own plural.
    assert.equal(nounsOf('Status').variable, 'status_row');
    assert.equal(nounsOf('Class').variable, 'class_row');
    assert.equal(nounsOf('News').variables, 'all_news');
    assert.equal(collectionOf('OrderLine'), 'order-lines');
    assert.equal(collectionOf('Category'), 'categories');
    assert.equal(collectionOf('Person'), 'people');
  });
});
