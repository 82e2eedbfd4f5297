// Makes a FastAPI-like project of a wanted number of files: routers in groups, models, services that import one another.
// Must be the same files on every run.

/** Routers in each group; each has `ROUTES` operations. */
const GROUP = 10;
const ROUTES = 5;

/** The files of a project by their paths, `count` of them: a fifth are routers. */
export function sampleProject(count: number): Map<string, string> {
  const groups = Math.floor(count / 5 / GROUP);
  const files = new Map([
    ['app/__init__.py', ''],
    ['app/main.py', MAIN],
    ['app/config.py', CONFIG],
    ['app/api/__init__.py', includes(Array.from({ length: groups }, (_, i) => `group_${i}`))],
    ['app/models/__init__.py', ''],
    ['app/services/__init__.py', ''],
  ]);
  for (let i = 0; i < groups; i++) {
    const names = Array.from({ length: GROUP }, (_, k) => `items_${i * GROUP + k}`);
    files.set(`app/api/group_${i}/__init__.py`, includes(names));
    for (const [k, name] of names.entries()) files.set(`app/api/group_${i}/${name}.py`, router(i * GROUP + k));
  }
  for (let i = 0; files.size < count; i++) {
    files.set(`app/models/model_${i}.py`, model(i));
    if (files.size < count) files.set(`app/services/service_${i}.py`, service(i));
  }
  return files;
}

const MAIN = `from fastapi import FastAPI

from app import api
from app.config import settings

app = FastAPI(title=settings.TITLE)
app.include_router(api.router, prefix="/api/v1")
`;

const CONFIG = `from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    TITLE: str = "Sample"
    GROUPS: str = "/groups"


settings = Settings()
`;

function includes(names: readonly string[]): string {
  const lines = names.map((name) => `router.include_router(${name}.router, prefix="/${name.replaceAll('_', '-')}")\n`);
  return `from fastapi import APIRouter\n\nfrom . import ${names.join(', ')}\n\nrouter = APIRouter()\n${lines.join('')}`;
}

function router(i: number): string {
  const routes = Array.from({ length: ROUTES }, (_, k) => {
    const path = k === 0 ? '""' : `"/{item_id}/parts-${k}"`;
    const parameter = k === 0 ? 'limit: int = 20, offset: int = 0' : 'item_id: int';
    return `

@router.get(${path})
async def read_${i}_${k}(${parameter}) -> list[Model${i}]:
    """Read what is there.

    Args:
        ${k === 0 ? 'limit: How many.\n        offset: How many to leave out.' : 'item_id: Of which item.'}

    Returns:
        What was found.
    """
    service = Service${i}()
    found = [each for each in service.all() if each.number >= 0]
    return found
`;
  });
  return `from fastapi import APIRouter

from app.models.model_${i} import Model${i}
from app.services.service_${i} import Service${i}

router = APIRouter()
${routes.join('')}`;
}

function model(i: number): string {
  return `from pydantic import BaseModel, Field


class Base${i}(BaseModel):
    name: str = Field(..., min_length=1)
    number: int = ${i}


class Model${i}(Base${i}):
    id: int


class Model${i}Create(Base${i}):
    pass


LIMIT = ${i}
DEFAULTS = {"limit": LIMIT, "name": "model-${i}"}
`;
}

function service(i: number): string {
  const other = i % 7;
  return `from app.models.model_${i} import LIMIT, Model${i}
from app.models.model_${other} import Model${other} as Other

CACHE: dict[str, Other] = {}


class Service${i}:
    def __init__(self) -> None:
        self.limit = LIMIT

    def all(self) -> list[Model${i}]:
        return [Model${i}(id=each, name="a") for each in range(self.limit)]

    def one(self, item_id: int) -> Model${i} | None:
        for each in self.all():
            if each.id == item_id:
                return each
        return None
`;
}
