// What *Generate Test* writes, and where (generators/test.ts and what it rests on).
import assert from 'node:assert/strict';
import { Bench, type Files } from './generation';

const MODELS = `from pydantic import BaseModel, EmailStr, Field


class UserCreate(BaseModel):
    """A user to create."""

    name: str = Field(min_length=1, max_length=255)
    email: EmailStr
    nickname: str | None = None


class UserResponse(BaseModel):
    """A user."""

    id: int
    name: str
    email: EmailStr
`;

const MAIN = `from fastapi import FastAPI

from app.users import router

app = FastAPI()
app.include_router(router, prefix="/api/v1")
`;

const USERS = `from fastapi import APIRouter, HTTPException, status

from app.models import UserCreate, UserResponse

router = APIRouter(prefix="/users")


@router.post("", status_code=status.HTTP_201_CREATED)
async def create_user(payload: UserCreate) -> UserResponse:
    """Create a user."""
    return save(payload)


@router.get("/{user_id}")
async def read_user(user_id: int) -> UserResponse:
    """Return a user."""
    raise HTTPException(status_code=404, detail="User not found")
`;

const APP: Files = { 'app/__init__.py': '', 'app/models.py': MODELS, 'app/main.py': MAIN, 'app/users.py': USERS };

const CONFTEST = `from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from app.main import app


@pytest.fixture
def client() -> Iterator[TestClient]:
    """Give a client."""
    with TestClient(app) as client:
        yield client
`;

describe('Generate Test', () => {
  it('offers the tests that the facts give, all of them together at the end', () => {
    const bench = new Bench(APP);
    const titles = (at: string): string[] =>
      bench.offers('test', bench.at('app/users.py', at)).map((each) => each.title);
    assert.deepEqual(titles('create_user'), [
      'Generate test for "create_user"',
      'Generate test for "create_user": invalid request',
      'Generate all tests for "create_user"',
    ]);
    assert.deepEqual(titles('HTTPException(status'), [
      'Generate test for "read_user"',
      'Generate test for "read_user": not found',
      'Generate test for "read_user": invalid request',
      'Generate all tests for "read_user"',
    ]);
    assert.deepEqual(titles('router = '), []);
  });

  it("makes a project's first module of tests with a client of its own", () => {
    const bench = new Bench(APP);
    const after = bench.after('test', bench.at('app/users.py', 'create_user'));
    assert.equal(after['tests/__init__.py'], '"""Tests."""\n');
    assert.equal(
      after['tests/test_users.py'],
      `"""Tests of users."""

from fastapi.testclient import TestClient

from app.main import app

client = TestClient(app)


def test_create_user_success() -> None:
    """Test that "create_user" succeeds."""
    # Given: a valid body
    payload = {"name": "Alice", "email": "alice@example.com"}

    # When: POST /api/v1/users is called
    response = client.post("/api/v1/users", json=payload)

    # Then: it answers 201 with the data
    assert response.status_code == 201
    data = response.json()
    assert data["name"] == payload["name"]
    assert data["email"] == payload["email"]
    assert "id" in data
`,
    );
  });

  it('adds to the module that tests the router, with its fixture, and never takes a name twice', () => {
    const tests = `from fastapi.testclient import TestClient


def test_read_user_success(client: TestClient) -> None:
    """Test that a user is read."""
    assert client.get("/api/v1/users/1").status_code == 200
`;
    const bench = new Bench({ ...APP, 'tests/conftest.py': CONFTEST, 'tests/api/test_people.py': tests });
    const after = bench.after('test', bench.at('app/users.py', 'read_user'), 'Generate all tests for "read_user"');
    assert.equal(
      after['tests/api/test_people.py'],
      `${tests}

def test_read_user_success_2(client: TestClient) -> None:
    """Test that "read_user" succeeds."""
    # Given: a user
    created = client.post(
        "/api/v1/users", json={"name": "Alice", "email": "alice@example.com"}
    )
    user_id = created.json()["id"]

    # When: GET /api/v1/users/{user_id} is called
    response = client.get(f"/api/v1/users/{user_id}")

    # Then: it answers 200 with the user
    assert response.status_code == 200
    data = response.json()
    assert data["id"] == user_id


def test_read_user_not_found(client: TestClient) -> None:
    """Test that "read_user" tells what is not there."""
    # Given: a user that is not there
    user_id = 999_999

    # When: GET /api/v1/users/{user_id} is called
    response = client.get(f"/api/v1/users/{user_id}")

    # Then: it answers 404
    assert response.status_code == 404


def test_read_user_invalid(client: TestClient) -> None:
    """Test that "read_user" refuses an invalid request."""
    # Given: an invalid user id
    user_id = "invalid"

    # When: GET /api/v1/users/{user_id} is called
    response = client.get(f"/api/v1/users/{user_id}")

    # Then: it answers 422
    assert response.status_code == 422
`,
    );
  });
});
