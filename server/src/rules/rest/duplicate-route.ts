// duplicate-route: the same method and path twice in one application; the second is never reached.
import { readExports } from '../../facts/exports';
import type { RegionRule } from '../../linter/rule';

export const duplicateRoute: RegionRule = {
  id: 'duplicate-route',
  family: 'rest',
  severity: 'error',
  preset: 'skill',
  codes: [],
  scope: 'region',
  summary: 'An application has the same method and path twice',
  why: `Starlette tries routes in the order in which they were added and takes the first that fits. A second route with the
same method and path is never called, while OpenAPI shows the second: documentation and behaviour differ without an error.`,
  bad: `from fastapi import FastAPI

app = FastAPI()


@app.get("/api/v1/users/{user_id}")
async def read_user(user_id: int) -> dict[str, int]:
    """Return a user."""
    return {"id": user_id}


@app.get("/api/v1/users/{id}")
async def get_user(id: int) -> dict[str, int]:
    """Return a user."""
    return {"id": id}
`,
  good: `from fastapi import FastAPI

app = FastAPI()


@app.get("/api/v1/users/{user_id}")
async def read_user(user_id: int) -> dict[str, int]:
    """Return a user."""
    return {"id": user_id}
`,
  fixText: 'There is no fix: which of the two is meant cannot be known. The other one is shown as related information.',
  notes: `Paths are the same when they differ by the names of their parameters alone; converters (\`{id:int}\`) count. Routes in
different arms of one \`if\`, of different applications, and paths that cannot be resolved are left alone.`,
  *check(region, context) {
    if (context.file.isTest) return;
    const told = new Set<number>();
    for (const operation of context.project.operations(readExports(region), context.occurrence)) {
      const { rival, literal, call, method, path } = operation;
      if (rival?.kind !== 'twin' || told.has(call.start)) continue;
      told.add(call.start);
      yield {
        span: literal && literal.end > literal.start ? literal : call,
        message: `"${method} ${path}" is a route already: "${rival.handler}" comes first and takes every request.`,
        related: [{ message: `The route that is called: ${rival.method} ${rival.path}`, place: rival.place }],
      };
    }
  },
};
