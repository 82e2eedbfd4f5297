// Generates code for a project of FastAPI and SQLModel, and runs it: pytest on SQLite, Ruff, pyright, our own strict rules.
// Skipped where Python, its packages or pyright cannot be had, except under CI=true.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../../server/scripts/catalog';
import { resolveRoutes } from '../../server/src/project/routes';
import { ensurePyright, ensureRuff } from '../compare/programs';
import { ensurePython } from '../host/python.mjs';
import { applied, Bench, type Files, readFolder } from '../unit/generation';
import { lintSample } from '../unit/lintText';

const WORK = join(ROOT, 'test/.work/generated-tests');
const SHOP = readFolder(join(ROOT, 'test/fixtures/projects/shop'));

const ASYNC_CONFTEST = `"""Fixtures."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from httpx import ASGITransport, AsyncClient

from app.db import create_tables
from app.main import app


@pytest.fixture
def anyio_backend() -> str:
    """Say what runs the tests."""
    return "asyncio"


@pytest.fixture
async def async_client() -> AsyncIterator[AsyncClient]:
    """Give a client."""
    create_tables()
    async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as client:
        yield client


@pytest.fixture
async def user_token(async_client: AsyncClient) -> str:
    """Give the token of a user."""
    user = {"name": "Owner", "email": f"{uuid4().hex}@example.com", "password": "long-enough"}
    created = await async_client.post("/api/v1/users", json=user)
    return str(created.json()["id"])
`;

const without = (files: Files, folder: string): Files =>
  Object.fromEntries(Object.entries(files).filter(([path]) => !path.startsWith(folder)));

/** The same project with other tests around what is generated. */
const VARIANTS: Readonly<Record<string, Files>> = {
  'fixtures of a client and of headers': SHOP,
  'an asynchronous client and a token': { ...SHOP, 'tests/conftest.py': ASYNC_CONFTEST },
  'no tests at all': without(SHOP, 'tests/'),
};

/** Generates all tests of every path operation, one after another. */
function generateAll(project: Files): { files: Files; made: ReadonlySet<string>; operations: number } {
  let files = project;
  const made = new Set<string>();
  const { operations } = resolveRoutes(new Bench(files).project);
  for (const { handlerPlace } of operations) {
    const bench = new Bench(files, [3, 11], 'strict');
    const subject = bench.subject(handlerPlace!.path, handlerPlace!.start);
    const written = bench.write('test', subject, bench.offers('test', subject).at(-1)!.title);
    if (typeof written === 'string') throw new Error(written);
    for (const { path } of written) made.add(path);
    files = applied(files, written);
  }
  return { files, made, operations: operations.length };
}

function run(program: string, args: readonly string[], folder: string): string {
  const { stdout, stderr, status } = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  assert.equal(status, 0, `${stdout}\n${stderr}`);
  return stdout;
}

describe('generated tests of every path operation of a project', function () {
  this.timeout(400_000);
  let python = '';
  let ruff = '';
  let pyright = '';

  before(function () {
    try {
      const found = ensurePython('venv-generated', 'test/python/generated.txt');
      if (found.python === null) throw new Error(found.reason);
      python = found.python;
      ruff = ensureRuff();
      pyright = ensurePyright();
    } catch (error) {
      if (process.env.CI === 'true') throw error;
      console.log(`    skipped: ${(error as Error).message}`);
      this.skip();
    }
  });

  for (const [name, project] of Object.entries(VARIANTS)) {
    describe(`with ${name}`, () => {
      const folder = join(WORK, name.replaceAll(' ', '-'));
      let files: Files = {};
      let made: ReadonlySet<string> = new Set();
      let operations = 0;

      before(() => {
        ({ files, made, operations } = generateAll(project));
        rmSync(folder, { recursive: true, force: true });
        for (const [path, text] of Object.entries(files)) {
          mkdirSync(dirname(join(folder, path)), { recursive: true });
          writeFileSync(join(folder, path), text);
        }
      });

      it('pass', () => {
        const said = run(python, ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', ...withoutUsers(project)], folder);
        const counted = [...said.matchAll(/(\d+) (?:passed|deselected)/g)].reduce(
          (sum, [, each]) => sum + Number(each),
          0,
        );
        const written = [...made].flatMap((path) => files[path]!.match(/^(async )?def test_/gm) ?? []).length;
        assert.ok(operations > 20 && written > 2 * operations, `${written} tests of ${operations} operations`);
        assert.equal(counted, written, said);
      });

      it('please Ruff', () => {
        run(ruff, ['check', '--no-cache', ...made], folder);
        run(ruff, ['format', '--no-cache', '--diff', ...made], folder);
      });

      it('please pyright', () => {
        run(process.execPath, [pyright, '--pythonpath', python, ...made], folder);
      });

      it('please our own rules, strict ones too', () => {
        const texts = Object.fromEntries(Object.entries(files).filter(([path]) => path.endsWith('.py')));
        const found = lintSample({ files: texts, settings: { preset: 'strict' } })
          .filter(({ path }) => made.has(path))
          .flatMap(({ path, problems }) => problems.map((each) => `${path}: ${each.rule.id}: ${each.message}`));
        assert.deepEqual(found, []);
      });
    });
  }
});

/** Without a fixture for a user nobody can sign in: those tests are for a person to finish. */
function withoutUsers(project: Files): string[] {
  if (Object.keys(project).some((path) => path.startsWith('tests/'))) return [];
  return ['-k', 'unauthenticated or not (list_users or read_me or update_user or delete_user)'];
}
