"""Drive the six operations that the generator of CRUD routers wrote, as pytest runs this file beside the project."""

import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

SAMPLE = json.loads(Path("sample.json").read_text())
COLLECTION = SAMPLE["collection"]
KEY = SAMPLE["key"]


@pytest.fixture
def client() -> Iterator[TestClient]:
    """Give a client of the application, started and stopped around the test."""
    module = importlib.import_module(SAMPLE.get("app", "app.main"))
    with TestClient(module.app, headers=SAMPLE.get("headers")) as client:
        yield client


def open_part(sent: dict[str, Any]) -> dict[str, Any]:
    """Leave the password out of what is sent."""
    return {key: value for key, value in sent.items() if key != "password"}


def shared(body: dict[str, Any], sent: dict[str, Any]) -> dict[str, Any]:
    """Take what was sent out of an answer, in which no password is."""
    assert "password" not in body
    return {key: body[key] for key in open_part(sent)}


def test_crud(client: TestClient) -> None:
    """Create, list, get, replace, change and delete one."""
    created = client.post(COLLECTION, json=SAMPLE["create"])
    assert created.status_code == 201, created.text
    body = created.json()
    assert shared(body, SAMPLE["create"]) == open_part(SAMPLE["create"])
    assert body[KEY] is not None
    path = f"{COLLECTION}/{body[KEY]}"

    listed = client.get(COLLECTION)
    assert listed.status_code == 200, listed.text
    assert listed.json() == [body]
    assert client.get(COLLECTION, params={"offset": 1}).json() == []
    assert client.get(COLLECTION, params={"limit": 0}).status_code == 422
    assert client.get(COLLECTION, params={"limit": 101}).status_code == 422

    got = client.get(path)
    assert got.status_code == 200, got.text
    assert got.json() == body

    replaced = client.put(path, json=SAMPLE["replace"])
    assert replaced.status_code == 200, replaced.text
    assert shared(replaced.json(), SAMPLE["replace"]) == open_part(SAMPLE["replace"])
    assert client.get(path).json() == replaced.json()

    changed = client.patch(path, json=SAMPLE["update"])
    assert changed.status_code == 200, changed.text
    assert shared(changed.json(), SAMPLE["update"]) == open_part(SAMPLE["update"])
    kept = {key: value for key, value in replaced.json().items() if key not in SAMPLE["update"] and "updated" not in key}
    assert shared(changed.json(), kept) == kept

    gone = client.delete(path)
    assert gone.status_code == 204, gone.text
    assert gone.content == b""
    for answer in (
        client.get(path),
        client.put(path, json=SAMPLE["replace"]),
        client.patch(path, json=SAMPLE["update"]),
        client.delete(path),
    ):
        assert answer.status_code == 404, answer.text
        assert "not found" in answer.json()["detail"]
    assert client.get(COLLECTION).json() == []


def test_refuses_what_is_invalid(client: TestClient) -> None:
    """Answer 422 to a body that breaks the model's constraints."""
    assert client.post(COLLECTION, json=SAMPLE["invalid"]).status_code == 422


def test_is_documented(client: TestClient) -> None:
    """Show the six operations in the OpenAPI document, and them alone below the collection."""
    paths = client.get("/openapi.json").json()["paths"]
    own = {path: set(operations) for path, operations in paths.items() if path.startswith(COLLECTION)}
    assert sorted(own) == sorted([COLLECTION, next(path for path in own if path != COLLECTION)])
    assert own[COLLECTION] == {"get", "post"}
    assert own[next(path for path in own if path != COLLECTION)] == {"get", "put", "patch", "delete"}
