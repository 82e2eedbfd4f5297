// trailing-slash-path: a path that ends with a slash: `/users/`.
import { readExports } from '../../facts/exports';
import { answersPage } from '../../infer/handlers';
import { fixPaths } from '../../infer/pathFix';
import { readPathSettings } from '../../infer/pathSettings';
import { isUnjudged } from '../../infer/paths';
import type { RegionRule } from '../../linter/rule';
import type { RegionOperation } from '../../project/view';

export const trailingSlashPath: RegionRule = {
  id: 'trailing-slash-path',
  family: 'rest',
  severity: 'hint',
  preset: 'skill',
  codes: [],
  scope: 'region',
  summary: 'A path ends with a slash: `/users/`',
  why: `Starlette answers a request for \`/users\` with a redirect to \`/users/\`: one more round trip, and behind a proxy often one to
the wrong host. Clients then send a \`POST\` twice or lose its headers. Without the slash there is one name for one thing.`,
  bad: `from fastapi import FastAPI

from app.models import UserResponse

app = FastAPI()


@app.get("/api/v1/users/{user_id}/")
async def get_user(user_id: str) -> UserResponse:
    """Get a user.

    Args:
        user_id: Which one.

    Returns:
        The user.
    """
    return UserResponse(id=user_id)
`,
  good: `from fastapi import FastAPI

from app.models import UserResponse

app = FastAPI()


@app.get("/api/v1/users/{user_id}")
async def get_user(user_id: str) -> UserResponse:
    """Get a user.

    Args:
        user_id: Which one.

    Returns:
        The user.
    """
    return UserResponse(id=user_id)
`,
  fixText: `Takes the slash away, and in the calls of the tests' clients that have the path as a literal. It is not safe: clients that use
the slash are redirected.`,
  notes: `A router's \`"/"\` under a prefix is such a path; without it, it is \`""\`. Left alone are \`/\` itself, the \`"/"\` of a mounted
application or of a router without any prefix, and a path that is there without the slash as well. Silent: what \`verb-in-path\`
leaves alone.`,
  *check(region, context) {
    if (context.file.isTest || !region.text.includes('(')) return;
    const settings = readPathSettings(context.file);
    const operations = context.project.operations(readExports(region), context.occurrence);
    const told = new Set<number>();
    for (const operation of operations) {
      const { literal, path, method, call } = operation;
      if (!literal || told.has(literal.start) || !endsInSlash(operation)) continue;
      if (isUnjudged(operation, settings) || answersPage(region, operation)) continue;
      // Registered with and without: both are meant.
      const ways = operations.filter((each) => each.call.start === call.start);
      if (operations.some((each) => `${each.path}/` === path && each.method === method)) continue;
      if (!ways.every(mayLoseSlash)) continue;
      told.add(literal.start);
      const text = region.text.slice(literal.start, literal.end);
      const span = text.endsWith('/') ? { start: literal.end - 1, end: literal.end } : literal;
      yield {
        span,
        message: `"${method} ${path}" ends with a slash: who asks for "${path.slice(0, -1)}" is redirected.`,
        data: { path, method, call: call.start },
      };
    }
  },
  fix(problem, region, context) {
    const { path, method, call } = problem.data as { path: string; method: string; call: number };
    const operation = context.project
      .operations(readExports(region), context.occurrence)
      .find((each) => each.path === path && each.method === method && each.call.start === call);
    const piece = operation?.steps.at(-1)?.pieces.at(-1);
    if (!piece?.place || !piece.text.endsWith('/')) return [];
    const { length } = piece.text;
    const change = { place: piece.place, text: piece.text, start: length - 1, end: length, newText: '' };
    const fix = fixPaths('Remove the slash at the end', { pieces: [change] }, context);
    return fix ? [fix] : [];
  },
};

function endsInSlash({ path, steps }: RegionOperation): boolean {
  return path.length > 1 && path.endsWith('/') && steps.at(-1)!.text?.endsWith('/') === true;
}

/** Whether FastAPI takes the path without its slash: some router or include right around must give a prefix then. */
function mayLoseSlash({ steps }: RegionOperation): boolean {
  const own = steps.at(-1)!;
  if (own.text !== '/') return true;
  // "Prefix and path cannot be both empty": the innermost router and its include count, a mount adds nothing to them.
  const inner = steps.slice(0, -1).toReversed();
  const mount = inner.findIndex((step) => step.kind === 'mount');
  const around = (mount < 0 ? inner : inner.slice(0, mount)).slice(0, 2);
  return around.some((step) => step.text !== null && step.text !== '' && step.text !== '/');
}
