// Test Perspectives Tables: which texts hold one, whom a note names, and what *Generate Test Perspectives Table* writes.
import assert from 'node:assert/strict';
import {
  hasPerspectivesTable,
  isNotePath,
  namesModule,
  readPerspectivesNote,
} from '../../server/src/facts/perspectives';
import { Bench, type Files } from './generation';
import { lintSample } from './lintText';

const HEAD =
  '| Case ID | Input / precondition | Perspective (equivalence / boundary) | Expected result | Notes |\n| --- | --- | --- | --- | --- |\n';

const APP: Files = {
  'app/__init__.py': '',
  'app/main.py': `from typing import Annotated

from fastapi import FastAPI, Query
from fastapi.security import OAuth2PasswordBearer
from pydantic import BaseModel, Field

app = FastAPI()


class UserCreate(BaseModel):
    """A user to create."""

    name: str = Field(min_length=1, max_length=10)
    age: int | None = Field(default=None, ge=18)


@app.post("/api/v1/users", status_code=201)
def create_user(payload: UserCreate) -> UserCreate:
    """Create a user."""
    return payload


@app.get("/api/v1/users/{user_id}")
def read_user(user_id: int, page: Annotated[int, Query(le=5)] = 1) -> UserCreate:
    """Return a user."""
    raise KeyError(user_id)
`,
  'app/sums.py': `def add(numbers: list[int], start: int = 0, name: str | None = None) -> int:
    """Add."""
    return sum(numbers, start)
`,
};
const ROWS = `| TC-01 | POST /api/v1/users, valid | Equivalence: normal | 201 | create_user |
| TC-02 | name of length 1 | Boundary: minimum | 201 | create_user |
| TC-03 | name of length 0 | Boundary: below minimum | 422 | create_user |
| TC-04 | name of length 10 | Boundary: maximum | 201 | create_user |
| TC-05 | name of length 11 | Boundary: too long | 422 | create_user |
| TC-06 | no name | Equivalence: absent | 422 | create_user |
| TC-07 | name of a wrong type | Equivalence: wrong type | 422 | create_user |
| TC-08 | age = 18 | Boundary: minimum | 201 | create_user |
| TC-09 | age just below 18 | Boundary: below minimum | 422 | create_user |
| TC-10 | age of a wrong type | Equivalence: wrong type | 422 | create_user |
`;

describe('a Test Perspectives Table', () => {
  it('is told by its columns, in their order', () => {
    assert.ok(hasPerspectivesTable(HEAD));
    assert.ok(hasPerspectivesTable(HEAD.replaceAll('\n', '\r\n').toUpperCase()));
    assert.ok(
      hasPerspectivesTable('case id | input / precondition | perspective | expected result\n--- | --- | --- | ---\n'),
    );
    assert.ok(!hasPerspectivesTable(HEAD.replace('| --- | --- | --- | --- | --- |', '')));
    assert.ok(!hasPerspectivesTable(HEAD.replace('Case ID', 'No')));
    assert.ok(!hasPerspectivesTable('Case ID, Input / precondition, Perspective, Expected result\n---|---\n'));
    assert.ok(!hasPerspectivesTable(''));
  });

  it('in a Markdown file is of the modules that the file names', () => {
    const note = readPerspectivesNote(`Of \`test_users.py\`, tests.api.test_items and ./unit/test_a.py.\n\n${HEAD}`)!;
    assert.ok(namesModule(note, '/srv/shop/tests/test_users.py'));
    assert.ok(namesModule(note, '/srv/shop/tests/api/test_items.py'));
    assert.ok(namesModule(note, '/srv/shop/tests/unit/test_a.py'));
    assert.ok(!namesModule(note, '/srv/shop/tests/api/test_a.py'));
    assert.ok(!namesModule(note, '/srv/shop/tests/more_test_users.py'));
    assert.equal(readPerspectivesNote('Of test_users.py.'), null);
    assert.ok(isNotePath('tests/a.md') && isNotePath('backend/test/x/a.markdown'));
    assert.ok(!isNotePath('docs/tests.md') && !isNotePath('tests/a.txt'));
  });

  it('is missed on the first line, whatever stands there', () => {
    const test = 'def test_it() -> None:\n    """Test it."""\n    assert True\n';
    const heads = ['', '\n', '# A word\n\n', '\ufeff\r\n', '"""Doc.\n\nMore.\n"""\n\n\n'];
    for (const head of heads) {
      const files = { 'tests/test_it.py': head + test };
      const [file] = lintSample({ files, settings: { preset: 'strict' } });
      const found = file!.problems.filter(({ rule }) => rule.id === 'missing-test-perspectives');
      assert.deepEqual(
        found.map(({ startPosition }) => startPosition.line),
        [0],
        JSON.stringify(head),
      );
    }
  });

  it('is written of the path operations that a module calls', () => {
    const tests = `"""Tests of users."""

from fastapi.testclient import TestClient

from app.main import app

client = TestClient(app)


def test_create() -> None:
    """Test it."""
    assert client.post("/api/v1/users", json={}).status_code == 422
`;
    const files = { ...APP, 'tests/test_users.py': tests };
    const bench = new Bench(files);
    const subject = bench.at('tests/test_users.py', 'client =');
    const after = bench.after('perspectives-table', subject);
    assert.equal(
      after['tests/test_users.py'],
      tests.replace('"""Tests of users."""', `"""Tests of users.\n\n${HEAD}${ROWS}"""  # noqa: E501`),
    );
    const lints = (texts: Files): string[] =>
      lintSample({ files: texts, settings: { preset: 'strict' } })
        .filter(({ path }) => path.startsWith('tests/'))
        .flatMap(({ problems }) => problems.map(({ rule }) => rule.id));
    assert.deepEqual(lints(files), ['missing-test-perspectives']);
    assert.deepEqual(lints(after), []);
    const again = new Bench(after);
    assert.deepEqual(again.offers('perspectives-table', again.at('tests/test_users.py', 'client =')), []);
  });

  it('is written of a path operation, into the module that belongs to it', () => {
    const bench = new Bench(APP);
    const after = bench.after('perspectives-table', bench.at('app/main.py', 'read_user'));
    assert.equal(
      after['tests/test_main.py'],
      `"""Tests of main.

${HEAD}| TC-01 | GET /api/v1/users/{user_id}, valid | Equivalence: normal | 200 | read_user |
| TC-02 | user_id of a wrong type | Equivalence: wrong type | 422 | read_user |
| TC-03 | page = 5 | Boundary: maximum | 200 | read_user |
| TC-04 | page just above 5 | Boundary: above maximum | 422 | read_user |
| TC-05 | page of a wrong type | Equivalence: wrong type | 422 | read_user |
| TC-06 | user_id of nothing | Equivalence: not found | 404 | read_user |
"""  # noqa: E501
`,
    );
  });

  it('is written of functions, around what people wrote, and of the tests where nothing else is known', () => {
    const write = (text: string): string => {
      const bench = new Bench({ ...APP, 'tests/test_sums.py': text });
      return bench.after('perspectives-table', bench.at('tests/test_sums.py', 'def test_'))['tests/test_sums.py']!;
    };
    const test = 'def test_add_two() -> None:\n    """Test it."""\n    assert add([1]) == 1\n';
    const rows = `| TC-01 | ordinary arguments | Equivalence: normal | int | add |
| TC-02 | numbers empty | Boundary: minimum | int | add |
| TC-03 | start of 0 | Boundary: zero | int | add |
| TC-04 | start below 0 | Boundary: negative | int | add |
| TC-05 | name empty | Boundary: minimum | int | add |
| TC-06 | name of None | Equivalence: absent | int | add |
`;
    const code = `from app.sums import add\n\n\n${test}`;
    const made = `"""Tests of sums.\n\n${HEAD}${rows}"""  # noqa: E501\n\n`;
    assert.equal(write(code), made + code);
    assert.equal(
      write(`#!/usr/bin/env python\n# A licence\n\n${code}`),
      `#!/usr/bin/env python\n# A licence\n\n${made}${code}`,
    );
    assert.equal(
      write(`"""Sums.\n\nThey add.\n"""  # a word\n\n${code}`),
      `"""Sums.\n\nThey add.\n\n${HEAD}${rows}"""  # a word\n\n${code}`,
    );
    assert.equal(write(`'Sums.'\n\n${code}`), `"""Sums.\n\n${HEAD}${rows}"""  # noqa: E501\n\n${code}`);
    assert.equal(
      write(`"""Sums."""\r\n\r\n${test.replaceAll('\n', '\r\n')}`),
      `"""Sums.\n\n${HEAD}| TC-01 | add two | Equivalence: normal | as asserted | test_add_two |\n"""  # noqa: E501\n\n${test}`.replaceAll(
        '\n',
        '\r\n',
      ),
    );
  });
});
