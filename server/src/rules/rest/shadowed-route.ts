// shadowed-route: an earlier route or mount of the application takes every request of this one.
import { readExports } from '../../facts/exports';
import type { RegionRule } from '../../linter/rule';

export const shadowedRoute: RegionRule = {
  id: 'shadowed-route',
  family: 'rest',
  severity: 'error',
  preset: 'skill',
  codes: [],
  scope: 'region',
  summary: 'An earlier route of the application takes this path: it is never reached',
  why: `Starlette tries routes in the order in which they were added. After \`/users/{user_id}\` a route \`/users/me\` is never
called: \`me\` is taken for an id, and mostly answered with 422.`,
  bad: `from fastapi import FastAPI

app = FastAPI()


@app.get("/api/v1/users/{user_id}")
async def read_user(user_id: str) -> dict[str, str]:
    """Return a user."""
    return {"id": user_id}


@app.get("/api/v1/users/me")
async def read_me() -> dict[str, str]:
    """Return the user who asks."""
    return {"id": "me"}
`,
  good: `from fastapi import FastAPI

app = FastAPI()


@app.get("/api/v1/users/me")
async def read_me() -> dict[str, str]:
    """Return the user who asks."""
    return {"id": "me"}


@app.get("/api/v1/users/{user_id}")
async def read_user(user_id: str) -> dict[str, str]:
    """Return a user."""
    return {"id": user_id}
`,
  fixText: `There is no automatic fix: move the route above the one that is shown as related information, or include its router
first.`,
  notes: `The earlier path must take every path of the later one, for the same method; converters (\`{id:int}\`) are matched as
Starlette matches them, decorators on one function are registered from the bottom up, and a mount counts. Partial overlaps,
different arms of one \`if\`, different applications and paths that cannot be resolved are left alone. Paths that differ by
their parameters' names alone are \`duplicate-route\`.`,
  *check(region, context) {
    if (context.file.isTest) return;
    const told = new Set<number>();
    for (const operation of context.project.operations(readExports(region), context.occurrence)) {
      const { rival, literal, call, method, path } = operation;
      if (!rival || rival.kind === 'twin' || told.has(call.start)) continue;
      told.add(call.start);
      const what = rival.kind === 'mount' ? `the mount "${rival.path}"` : `"${rival.path}" ("${rival.handler}")`;
      yield {
        span: literal && literal.end > literal.start ? literal : call,
        message: `"${method} ${path}" is never reached: ${what} comes first and takes its requests.`,
        related: [{ message: 'What takes its requests', place: rival.place }],
      };
    }
  },
};
