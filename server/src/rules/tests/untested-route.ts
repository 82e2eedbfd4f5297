// untested-route: a path operation that no test calls.
import { readExports } from '../../facts/exports';
import { readPathSettings } from '../../infer/pathSettings';
import { isTechnicalPath, matchesGlob } from '../../infer/paths';
import type { RegionRule } from '../../linter/rule';
import type { RegionOperation } from '../../project/view';
import type { Span } from '../../syntax/node';

export const untestedRoute: RegionRule = {
  id: 'untested-route',
  family: 'tests',
  severity: 'information',
  preset: 'skill',
  codes: [],
  scope: 'region',
  summary: 'No test calls this path operation',
  why: `A path operation that no test calls breaks without anybody noticing before its users do.`,
  bad: `from fastapi import FastAPI, status

from app.users import remove_user

app = FastAPI()


@app.delete("/api/v1/users/{user_id}", status_code=status.HTTP_204_NO_CONTENT)
async def delete_user(user_id: int) -> None:
    """Delete a user."""
    remove_user(user_id)
`,
  good: `from fastapi import FastAPI

from app.models import UserResponse
from app.users import find_user

app = FastAPI()


@app.get("/api/v1/users/{user_id}")
async def read_user(user_id: int) -> UserResponse:
    """Return a user."""
    return find_user(user_id)
`,
  examplePath: 'app/main.py',
  exampleFiles: {
    'tests/test_users.py': `from fastapi.testclient import TestClient

from app.main import app

client = TestClient(app)


def test_read_user() -> None:
    """Test that a user is found."""
    assert client.get("/api/v1/users/1").status_code == 200
`,
  },
  fixText: `*Fastidious: Generate Test*, also offered as a quick fix of the problem, writes tests of the path operation into the file in which
the project has such tests: a valid request, and by choice one for what is not there, an invalid one, one without credentials. Read
them: what to expect of a route is for you to say.`,
  generators: ['test'],
  notes: `Calls of test clients are matched with the whole paths: \`TestClient\`, \`httpx.AsyncClient\` and fixtures that give them, URLs
out of f-strings, constants and \`url_path_for\`. A part of a URL that is not known may be anything, so such a call counts for every
route that it may reach. A test that calls the handler itself counts too.

Not judged: \`HEAD\`, routes out of the schema, health checks and the like, websockets, paths that cannot be resolved. A project
without any file of tests gets one problem, at its application; a file by itself, without a \`pyproject.toml\`, is no project.`,
  *check(region, context) {
    if (context.file.isTest) return;
    const { project, occurrence } = context;
    const exports = readExports(region);
    for (const { call, operations, isAlone } of project.untestedApplications(exports, occurrence)) {
      if (isAlone && !context.file.manifest.isThere) continue;
      const count = operations === 1 ? 'the one path operation' : `any of the ${operations} path operations`;
      yield { span: call, message: `The project has no tests: nothing calls ${count} of this application.` };
    }
    const coverage = project.coverage(exports, occurrence);
    if (coverage.length === 0) return;
    const operations = project.operations(exports, occurrence);
    const { ignored, technical } = readPathSettings(context.file);
    const isJudged = (each: RegionOperation): boolean =>
      each.resolved &&
      each.includeInSchema &&
      !/^(HEAD|OPTIONS|WEBSOCKET|\*)$/.test(each.method) &&
      !isTechnicalPath(each.path, technical) &&
      !ignored.some((glob) => matchesGlob(each.path, glob));
    /** By handler: one of several paths or methods that is tested is enough. */
    const untested = new Map<number, { span: Span; said: string[]; isCalled: boolean }>();
    for (const [i, operation] of operations.entries()) {
      const span = operation.handlerSpan ?? operation.literal ?? operation.call;
      const entry = untested.get(span.start) ?? { span, said: [], isCalled: false };
      untested.set(span.start, entry);
      entry.isCalled ||= coverage[i]?.isCalled ?? true;
      if (isJudged(operation)) entry.said.push(`"${operation.method} ${operation.path}"`);
    }
    for (const { span, said, isCalled } of untested.values()) {
      if (isCalled || said.length === 0) continue;
      yield {
        span: span.end > span.start ? span : { start: span.start, end: span.start + 1 },
        message: `No test calls ${[...new Set(said)].join(' or ')}.`,
      };
    }
  },
};
