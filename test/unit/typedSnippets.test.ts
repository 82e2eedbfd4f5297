// The snippets that are made for a place: which ones, what they write, and that no rule, strict ones included, finds fault with it.
// Must not test what the protocol's tests ask over the wire.
import assert from 'node:assert/strict';
import { SourceFile } from '../../server/src/facts/sourceFile';
import { applyEdits, plainText } from '../../server/src/linter/edits';
import { settingsForFile } from '../../server/src/linter/fileSettings';
import { NO_MANIFEST } from '../../server/src/linter/manifest';
import { DEFAULT_SETTINGS } from '../../server/src/linter/settings';
import { type TypedSnippet, typedSnippets } from '../../server/src/linter/typedSnippets';
import { readModule } from '../../server/src/project/module';
import { Project } from '../../server/src/project/project';
import { RULES } from '../../server/src/rules';
import { lintSample } from './lintText';

type Files = Readonly<Record<string, string>>;

interface Offer extends TypedSnippet {
  /** The file with the snippet in it, as it reads before anything is filled in. */
  readonly after: string;
}

/**
 * What is offered at the `§` in one of the files.
 * @param python the version that the project asks for
 * @param top what stands in front of paths from the project's root
 */
function offersIn(marked: Files, python: readonly [number, number] = [3, 12], top = ''): Offer[] {
  const [path, text] = Object.entries(marked).find(([, each]) => each.includes('§'))!;
  const offset = text.indexOf('§');
  const files: Files = { ...marked, [path]: text.replace('§', '') };
  const sources = Object.entries(files).map(([each, content]) => new SourceFile(each, content));
  const project = new Project();
  for (const source of sources) project.set(readModule(source.path, source.regions));
  const file = sources.find((each) => each.path === path)!;
  const settings = settingsForFile(path, path.slice(top.length), DEFAULT_SETTINGS, RULES, python, NO_MANIFEST);
  const offered = typedSnippets({ file, settings, project: project.view(path) }, offset, project);
  for (const source of sources) source.close();
  return offered.map((offer) => {
    const edits = [...offer.otherEdits, { ...offer.edit, newText: plainText(offer.edit.newText) }];
    const after = applyEdits(
      file.text,
      edits.sort((one, other) => one.start - other.start),
    );
    assertNoNewProblems(
      { ...files, [path]: text.replace(/\n[ \t]*[\w-]*§/, '\n') },
      { ...files, [path]: after },
      python,
    );
    return { ...offer, after };
  });
}

/** No rule, strict ones included, may say of the files afterwards what it did not say before. That no test calls a new route, and that a first test has no table, is true. */
function assertNoNewProblems(before: Files, after: Files, python: readonly [number, number]): void {
  const found = (files: Files): string[] =>
    lintSample({ files, settings: { preset: 'strict' }, python }).flatMap(({ path, problems, parses }) => {
      assert.ok(parses || path in before === false, `${path} does not parse:\n${files[path]}`);
      return problems
        .filter(({ rule }) => rule.id !== 'untested-route' && rule.id !== 'missing-test-perspectives')
        .map(({ rule, message }) => `${path}: ${rule.id}: ${message}`);
    });
  const known = found(before);
  assert.deepEqual(
    found(after).filter((each) => !known.includes(each)),
    [],
    Object.values(after).join('\n# ---\n'),
  );
}

function offered(marked: Files, prefix: string, python?: readonly [number, number]): Offer {
  const all = offersIn(marked, python);
  const found = all.find((each) => each.prefix === prefix);
  assert.ok(found, `no ${prefix} among ${all.map((each) => each.prefix).join(', ') || 'nothing'}`);
  return found;
}

const HANDLER = `"""Books."""

from fastapi import APIRouter

router = APIRouter(prefix="/api/v1/books")


@router.get("/{book_id}")
def read_book(book_id: int) -> str:
    """Read a book.

    Args:
        book_id: The ID of the book.

    Returns:
        Its title.
    """
    if book_id < 0:
        fa-raise§
    return str(book_id)
`;

describe('snippets for a place: an exception', () => {
  it('is raised in a path operation, of what its path names, with its imports and its entry in the docstring', () => {
    const { after, edit, detail } = offered({ 'app/books.py': HANDLER }, 'fa-raise');
    assert.equal(detail, 'HTTPException: Book not found');
    assert.equal(
      edit.newText,
      'raise HTTPException(status_code=${1:status.HTTP_404_NOT_FOUND}, detail="${2:Book not found}")',
    );
    assert.match(after, /^from fastapi import APIRouter, HTTPException, status$/m);
    assert.match(after, /Its title\.\n\n {4}Raises:\n {8}HTTPException: If there is no such book\.\n {4}"""/);
  });

  it('joins a section of the docstring that is there', () => {
    const text = HANDLER.replace('title.\n    """', 'title.\n\n    Raises:\n        KeyError: Never.\n    """');
    const { after } = offered({ 'app/books.py': text }, 'fa-raise');
    assert.match(after, /Raises:\n {8}KeyError: Never\.\n {8}HTTPException: If there is no such book\.\n {4}"""/);
  });

  it('leaves a docstring alone that announces it', () => {
    const text = HANDLER.replace('title.\n    """', 'title.\n\n    Raises:\n        HTTPException: Often.\n    """');
    assert.equal(offered({ 'app/books.py': text }, 'fa-raise').after.match(/HTTPException: /g)?.length, 1);
  });

  it('leaves a docstring of one line alone', () => {
    const text = HANDLER.replace(/"""Read a book\.[^"]*"""/, '"""Read a book."""');
    assert.ok(!offered({ 'app/books.py': text }, 'fa-raise').after.includes('Raises'));
  });

  it('names its cause in a handler of exceptions', () => {
    const text = HANDLER.replace(
      '    if book_id < 0:\n        fa-raise§\n    return str(book_id)',
      '    try:\n        return str(book_id)\n    except KeyError as error:\n        raise§',
    );
    assert.match(offered({ 'app/books.py': text }, 'fa-raise').edit.newText, /\) from error$/);
  });

  it('writes statuses as the file does', () => {
    const numbers = HANDLER.replace('"/{book_id}"', '"/{book_id}", status_code=200');
    assert.match(offered({ 'app/books.py': numbers }, 'fa-raise').after, /status_code=404, detail/);
    const names = `${HANDLER.replace('"/{book_id}"', '"/{book_id}", status_code=HTTPStatus.OK')}`.replace(
      'from fastapi',
      'from http import HTTPStatus\n\nfrom fastapi',
    );
    assert.match(offered({ 'app/books.py': names }, 'fa-raise').after, /status_code=HTTPStatus\.NOT_FOUND/);
  });

  it('ends its sentence as others of the file do', () => {
    const text = `${HANDLER}\n\nERRORS = [dict(detail="Too late."), dict(detail=f'{HANDLER} is wrong.')]\n`;
    assert.match(offered({ 'app/books.py': text }, 'fa-raise').after, /detail="Book not found\."/);
  });

  it('keeps the line breaks and the indentation of the file', () => {
    const text = HANDLER.replace(/ {4}/g, '\t').replace(/\n/g, '\r\n');
    const { after } = offered({ 'app/books.py': text }, 'fa-raise');
    assert.ok(!/[^\r]\n/.test(after));
    assert.match(after, /\r\n\tRaises:\r\n\t\tHTTPException: If there is no such book\.\r\n\t"""/);
  });

  const ELSEWHERE: Record<string, string> = {
    'in another function': 'def f() -> None:\n    """Do it."""\n    fa-raise§\n',
    'in the module': 'fa-raise§\n',
    'in a string': HANDLER.replace('Read a book.', 'Read a book.\n    fa-raise§').replace('        fa-raise§\n', ''),
    'in a bracket': HANDLER.replace('fa-raise§', 'x = (\n        fa-raise§'),
    'behind something': HANDLER.replace('fa-raise§', 'x = fa-raise§'),
    'before something': HANDLER.replace('fa-raise§', 'fa-raise§ + 1'),
    'in a comment': HANDLER.replace('fa-raise§', '# fa-raise§'),
  };
  for (const [where, text] of Object.entries(ELSEWHERE)) {
    it(`is not offered ${where}`, () => {
      const [path, offset] = ['app/books.py', text.indexOf('§')];
      assert.ok(offset >= 0);
      assert.deepEqual(offersIn({ [path]: text }), []);
    });
  }
});

const PYDANTIC = `"""Models."""

from pydantic import BaseModel, ConfigDict


class BookCreate(BaseModel):
    """Request body for creating a book."""

    title: str


class BookRead(BaseModel):
    """API response for a book."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    title: str


fa-models§
`;

describe('snippets for a place: models', () => {
  it('are five, in a module that has models', () => {
    const { after, detail } = offered({ 'app/models.py': PYDANTIC }, 'fa-models');
    assert.match(detail, /ResourceBase, ResourceCreate, ResourceUpdate, Resource\w+, ResourceInDB$/);
    for (const line of [
      'class ResourceBase(BaseModel):',
      'class ResourceCreate(ResourceBase):',
      'class ResourceUpdate(BaseModel):',
      'class ResourceInDB(',
      'from datetime import datetime',
      'from uuid import UUID',
      'from pydantic import BaseModel, ConfigDict, Field',
    ]) {
      assert.ok(after.includes(line), `${line} is missing:\n${after}`);
    }
  });

  it('are linked by the name of the resource', () => {
    const { edit } = offered({ 'app/models.py': PYDANTIC }, 'fa-models');
    assert.match(edit.newText, /^class \$\{1:Resource\}Base\(BaseModel\):\n {4}"""[^\n]*\$\{2:resource\}/);
    assert.ok(!/Resource(?!\})/.test(edit.newText));
  });

  it('are named as the others of the project', () => {
    const more = PYDANTIC.replace(
      'fa-models§',
      'class UserCreate(BaseModel):\n    """Request body for creating a user."""\n\n    name: str\n\n\n' +
        'class UserRead(UserCreate):\n    """API response for a user."""\n\n    model_config = ConfigDict(from_attributes=True)\n\n    id: int\n\n\nmod§',
    );
    assert.match(offered({ 'app/models.py': more }, 'fa-models').detail, /ResourceRead/);
  });

  it('descend from the project’s own root', () => {
    const own = PYDANTIC.replace(
      'class BookCreate(BaseModel)',
      'class Model(BaseModel):\n    """Root."""\n\n\nclass BookCreate(Model)',
    ).replace('class BookRead(BaseModel)', 'class BookRead(Model)');
    assert.match(offered({ 'app/models.py': own }, 'fa-models').after, /class ResourceBase\(Model\):/);
  });

  it('have a table where the module is SQLModel’s', () => {
    const text = PYDANTIC.replace('from pydantic import BaseModel, ConfigDict', 'from sqlmodel import Field, SQLModel')
      .replaceAll('(BaseModel)', '(SQLModel)')
      .replace('    model_config = ConfigDict(from_attributes=True)\n\n', '');
    const { after } = offered({ 'app/models.py': text }, 'fa-models');
    assert.match(after, /class Resource\(ResourceBase, table=True\):/);
    assert.match(after, /id: UUID = Field\(default_factory=uuid4, primary_key=True\)/);
  });

  it('are written for the Python of the project', () => {
    const { after } = offered({ 'app/models.py': PYDANTIC }, 'fa-models', [3, 9]);
    assert.match(after, /description: Optional\[str\] = None/);
  });

  it('are not offered in a module without models, in tests, in a function', () => {
    assert.deepEqual(offersIn({ 'app/other.py': '"""Other."""\n\nfa-models§\n' }), []);
    assert.deepEqual(offersIn({ 'tests/test_models.py': PYDANTIC }), []);
    assert.deepEqual(
      offersIn({ 'app/models.py': PYDANTIC.replace('fa-models§', 'def f() -> None:\n    """Do."""\n    fa-m§') }),
      [],
    );
  });
});

const SQLMODEL: Files = {
  'app/models.py': `"""Models."""

from sqlmodel import Field, SQLModel


class HeroBase(SQLModel):
    """Shared fields of a hero."""

    name: str
    age: int | None = None


class Hero(HeroBase, table=True):
    """A hero as it is stored."""

    id: int | None = Field(default=None, primary_key=True)


class HeroCreate(HeroBase):
    """Request body for creating a hero."""


class HeroUpdate(SQLModel):
    """Request body for updating a hero."""

    name: str | None = None
    age: int | None = None


class HeroPublic(HeroBase):
    """API response for a hero."""

    id: int
`,
  'app/deps.py': `"""Dependencies."""

from collections.abc import Generator
from typing import Annotated

from fastapi import Depends
from sqlmodel import Session, create_engine

engine = create_engine("sqlite://")


def get_session() -> Generator[Session]:
    """Open a session."""
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]
`,
  'app/main.py': `"""The application."""

from fastapi import FastAPI

from app.heroes import router

app = FastAPI()
app.include_router(router, prefix="/api/v1")
`,
};

const HEROES = `"""Heroes."""

from fastapi import APIRouter

from app.deps import SessionDep
from app.models import Hero, HeroPublic

router = APIRouter(prefix="/heroes", tags=["heroes"])


@router.get("/{hero_id}/name")
def read_hero_name(hero_id: int, session: SessionDep) -> str:
    """Read a hero's name.

    Args:
        hero_id: The ID of the hero.
        session: Database session.

    Returns:
        The name.
    """
    hero = session.get(Hero, hero_id)
    return hero.name if hero else HeroPublic.__name__


§
`;

const ALL = ['fa-list', 'fa-create', 'fa-get', 'fa-replace', 'fa-update', 'fa-delete'];

describe('snippets for a place: path operations', () => {
  it('are written with table, session and models where these are known', () => {
    const offers = offersIn({ ...SQLMODEL, 'app/heroes.py': HEROES });
    assert.deepEqual(
      offers.map(({ prefix, detail }) => [prefix, detail]),
      [
        ['fa-list', 'GET /api/v1/heroes: read_heroes'],
        ['fa-create', 'POST /api/v1/heroes: create_hero'],
        ['fa-get', 'GET /api/v1/heroes/{hero_id}: read_hero'],
        ['fa-replace', 'PUT /api/v1/heroes/{hero_id}: replace_hero'],
        ['fa-update', 'PATCH /api/v1/heroes/{hero_id}: update_hero'],
        ['fa-delete', 'DELETE /api/v1/heroes/{hero_id}: delete_hero'],
      ],
    );
    const written = (prefix: string): string => offers.find((each) => each.prefix === prefix)!.after;
    assert.match(written('fa-create'), /@router\.post\("", status_code=status\.HTTP_201_CREATED\)\ndef create_hero\(/);
    assert.match(written('fa-create'), /session: SessionDep, hero_in: HeroCreate/);
    assert.match(written('fa-create'), /^from app\.models import Hero, HeroCreate, HeroPublic$/m);
    assert.match(written('fa-list'), /session\.exec\(statement\)\.all\(\)/);
    assert.match(written('fa-delete'), /-> None:(?:.|\n)*session\.delete\(hero\)\n {4}session\.commit\(\)/);
  });

  it('leave out what the router has', () => {
    const text = HEROES.replace('"/{hero_id}/name"', '"/{id}"').replaceAll('hero_id', 'id');
    const prefixes = offersIn({ ...SQLMODEL, 'app/heroes.py': text }).map(({ prefix }) => prefix);
    assert.deepEqual(
      prefixes,
      ALL.filter((each) => each !== 'fa-get'),
    );
  });

  it('have the handlers’ own dependency and an open body where the store is not known', () => {
    const files = {
      'app/models.py': PYDANTIC.replace('\n\nfa-models§', ''),
      'app/books.py': `"""Books."""

import sqlite3
from typing import Annotated

from fastapi import APIRouter, Depends

from app.db import connect

router = APIRouter(prefix="/api/v1/books")
Database = Annotated[sqlite3.Connection, Depends(connect)]


@router.get("/{book_id}/title")
async def read_title(book_id: int, db: Database) -> str:
    """Read a title.

    Args:
        book_id: The ID of the book.
        db: The database.

    Returns:
        The title.
    """
    return str(db.execute("SELECT title FROM books WHERE id = ?", (book_id,)).fetchone())


fa-§
`,
      'app/db.py': `"""Database."""

import sqlite3


def connect() -> sqlite3.Connection:
    """Connect."""
    return sqlite3.connect("a.db")
`,
    };
    const offers = offersIn(files);
    assert.deepEqual(
      offers.map(({ prefix }) => prefix),
      ALL,
    );
    const list = offers[0]!.after;
    assert.match(
      list,
      /@router\.get\(""\)\nasync def read_books\(\n {4}db: Database,\n {4}offset: Annotated\[int, Query\(ge=0\)\] = 0,/,
    );
    assert.match(list, /-> list\[BookRead\]:/);
    assert.match(list, /^from app\.models import BookRead$/m);
    assert.match(list, /raise NotImplementedError\n$/);
    assert.match(offers[1]!.after, /db: Database, book_in: BookCreate/);
    assert.match(offers[2]!.after, /async def read_book\(db: Database, book_id: int\) -> BookRead:/);
  });

  it('name what is not there yet after the router', () => {
    const text =
      '"""Order items."""\n\nfrom fastapi import APIRouter\n\nrouter = APIRouter(prefix="/api/v1/order-items")\n\n\nlist§\n';
    const [offer, ...more] = offersIn({ 'app/order_items.py': text });
    assert.deepEqual(more, []);
    assert.match(offer!.after, /def list_order_items\(/);
    assert.match(offer!.after, /list\[OrderItemResponse\]/);
    assert.match(offer!.after, /"""List order items, a page at a time\./);
  });

  it('write whole paths where the router has no prefix, versioned', () => {
    const text = '"""Books."""\n\nfrom fastapi import FastAPI\n\nserver = FastAPI()\n\n\nfa-g§\n';
    const offer = offered({ 'app/books.py': text }, 'fa-get');
    assert.match(
      offer.after,
      /@server\.get\("\/api\/v1\/books\/\{book_id\}"\)\ndef get_book\(book_id: UUID\) -> BookResponse:/,
    );
  });

  it('take the last of several routers above', () => {
    const text =
      '"""Books."""\n\nfrom fastapi import APIRouter\n\npublic = APIRouter(prefix="/api/v1/books")\nadmin = APIRouter(prefix="/api/v1/shelves")\n\n\nfa-del§\n\n\nlate = APIRouter(prefix="/api/v1/late")\n';
    assert.match(offered({ 'app/books.py': text }, 'fa-delete').after, /@admin\.delete\("\/\{shelf_id\}"/);
  });

  it('keep to defaults where the module does not write Annotated, and to numbers', () => {
    const text = `"""Books."""

from fastapi import APIRouter, Depends, Query

from app.db import connect

router = APIRouter(prefix="/api/v1/books")


@router.post("/import", status_code=202)
async def start_import(db: object = Depends(connect)) -> str:
    """Start.

    Args:
        db: The database.

    Returns:
        What was started.
    """
    return str(db)


fa-§
`;
    const offers = offersIn({ 'app/books.py': text });
    const written = (prefix: string): string => offers.find((each) => each.prefix === prefix)!.after;
    assert.match(written('fa-list'), /limit: int = Query\(20, ge=1, le=100\)/);
    assert.match(
      written('fa-create'),
      /@router\.post\("", status_code=201\)\nasync def create_book\(\n? *book_in: BookCreate, db: object = Depends\(connect\)/,
    );
  });

  it('are not offered without a router above, in a function, in tests', () => {
    const text =
      '"""Books."""\n\nfrom fastapi import APIRouter\n\nrouter = APIRouter(prefix="/api/v1/books")\n\n\nfa-l§\n';
    assert.deepEqual(offersIn({ 'tests/books.py': text }), []);
    assert.deepEqual(
      offersIn({ 'app/books.py': text.replace('router = APIRouter(prefix="/api/v1/books")\n\n\n', '') }),
      [],
    );
    assert.deepEqual(
      offersIn({ 'app/books.py': text.replace('fa-l§', 'def f() -> None:\n    """Do."""\n    fa-l§') }),
      [],
    );
  });
});

const API: Files = {
  'app/main.py': `"""The application."""

from fastapi import FastAPI, status
from pydantic import BaseModel

app = FastAPI()


class BookCreate(BaseModel):
    """Request body for creating a book."""

    title: str
    pages: int


@app.get("/api/v1/books/{book_id}")
def read_book(book_id: int) -> str:
    """Read a book.

    Args:
        book_id: The ID of the book.

    Returns:
        Its title.
    """
    return str(book_id)


@app.post("/api/v1/books", status_code=status.HTTP_201_CREATED)
def create_book(payload: BookCreate) -> str:
    """Create a book.

    Args:
        payload: The book.

    Returns:
        Its title.
    """
    return payload.title
`,
  'tests/conftest.py': `"""Fixtures."""

import pytest
from fastapi.testclient import TestClient

from app.main import app


@pytest.fixture
def api() -> TestClient:
    """Give a client."""
    return TestClient(app)
`,
};

const BOOK_TESTS = `"""Tests of the books."""

from fastapi.testclient import TestClient


def test_read_book_success(api: TestClient) -> None:
    """Test that a book is read."""
    # Given: a book
    book_id = 1

    # When: it is asked for
    response = api.get(f"/api/v1/books/{book_id}")

    # Then: it is there
    assert response.status_code == 200


fa-t§
`;

describe('snippets for a place: a test', () => {
  it('is of an operation that no test calls, with the fixture of its client', () => {
    const { edit, after, detail } = offered({ ...API, 'tests/test_books.py': BOOK_TESTS }, 'fa-test');
    assert.equal(detail, 'Test of POST /api/v1/books');
    assert.match(
      edit.newText,
      /^def \$\{1:test_create_book_success\}\(api: TestClient\) -> None:\n {4}"""\$\{2:Test that "create_book" succeeds\.\}"""/,
    );
    assert.match(
      after,
      / {4}# Given: a valid body\n {4}payload = \{.*"title".*\}\n\n {4}# When: POST \/api\/v1\/books is called\n {4}response = api\.post\("\/api\/v1\/books", json=payload\)\n\n {4}# Then: it answers 201\n {4}assert response\.status_code == 201\n/,
    );
  });

  it('says who asks where somebody must', () => {
    const main = API['app/main.py']!.replace(
      'from fastapi import FastAPI, status',
      'from typing import Annotated\n\nfrom fastapi import Depends, FastAPI, status\nfrom fastapi.security import OAuth2PasswordBearer',
    )
      .replace('app = FastAPI()', 'app = FastAPI()\nscheme = OAuth2PasswordBearer("token")')
      .replace('book_id: int) -> str', 'book_id: int, token: Annotated[str, Depends(scheme)]) -> str')
      .replace('The ID of the book.\n', 'The ID of the book.\n        token: Who asks.\n');
    const headers =
      'def user_headers() -> dict[str, str]:\n    """Give headers."""\n    return {"Authorization": "Bearer x"}\n';
    const conftest = `${API['tests/conftest.py']}\n\n@pytest.fixture\n${headers}`;
    const files = { 'app/main.py': main, 'tests/conftest.py': conftest };
    const { after } = offered(
      { ...files, 'tests/test_books.py': '"""Tests of the books."""\n\nfa-test§\n' },
      'fa-test',
    );
    assert.match(after, /def test_read_book_success\(api: TestClient, user_headers: dict\[str, str\]\) -> None:/);
    assert.match(after, /api\.get\(f"\/api\/v1\/books\/\{book_id\}", headers=user_headers\)/);
  });

  it('is a method in a class of tests', () => {
    const text =
      '"""Tests."""\n\nfrom fastapi.testclient import TestClient\n\n\nclass TestBooks:\n    """Tests of the books."""\n\n    test§\n';
    const { after } = offered({ ...API, 'tests/test_books.py': text }, 'fa-test');
    assert.match(after, /\n {4}def test_read_book_success\(self, api: TestClient\) -> None:\n {8}"""Test/);
    assert.match(after, /api\.get\(f"\/api\/v1\/books\/\{book_id\}"\)/);
  });

  it('awaits where the client is asynchronous', () => {
    const conftest = API['tests/conftest.py']!.replace(
      'from fastapi.testclient import TestClient',
      'from httpx import AsyncClient',
    )
      .replace('def api() -> TestClient:', 'async def api() -> AsyncClient:')
      .replace('TestClient(app)', 'AsyncClient(app=app)');
    const { after } = offered(
      { ...API, 'tests/conftest.py': conftest, 'tests/test_books.py': '"""Tests of the books."""\n\nfa-test§\n' },
      'fa-test',
    );
    assert.match(after, /@pytest\.mark\.anyio\nasync def test_read_book_success\(api: AsyncClient\) -> None:/);
    assert.match(after, /response = await api\.get\(/);
    assert.match(after, /^import pytest\nfrom httpx import AsyncClient$/m);
  });

  it('makes the client where there is none', () => {
    const { 'tests/conftest.py': _none, ...rest } = API;
    const { after } = offered({ ...rest, 'tests/test_books.py': '"""Tests of the books."""\n\nfa-test§\n' }, 'fa-test');
    assert.match(after, /client = TestClient\(app\)\n\n\ndef test_read_book_success\(\) -> None:/);
  });

  it('is not offered outside tests, in a test, and where there is nothing to test', () => {
    assert.deepEqual(offersIn({ ...API, 'app/books.py': BOOK_TESTS }), []);
    assert.deepEqual(offersIn({ ...API, 'tests/test_books.py': BOOK_TESTS.replace('\n\nfa-t§', '    fa-t§') }), []);
    assert.deepEqual(offersIn({ 'tests/test_books.py': BOOK_TESTS }), []);
  });

  it('is known by paths from the project’s top, wherever that lies', () => {
    const moved = Object.fromEntries(
      Object.entries({ ...API, 'tests/test_books.py': BOOK_TESTS }).map(([path, text]) => [`/test/p/${path}`, text]),
    );
    assert.deepEqual(
      offersIn(moved, [3, 12], '/test/p/').map(({ detail }) => detail),
      ['Test of POST /api/v1/books'],
    );
    const routes = Object.fromEntries(
      Object.entries({ ...SQLMODEL, 'app/heroes.py': HEROES }).map(([path, text]) => [`/tests/p/${path}`, text]),
    );
    assert.match(offersIn(routes, [3, 12], '/tests/p/')[1]!.edit.newText, /session\.add\(hero\)/);
  });
});
