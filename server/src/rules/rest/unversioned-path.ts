// unversioned-path: a path operation whose whole path does not begin with `/api/v{n}`.
import { readExports } from '../../facts/exports';
import { answersPage } from '../../infer/handlers';
import { fixPaths } from '../../infer/pathFix';
import { readPathSettings } from '../../infer/pathSettings';
import { isExempt, isVersioned, placeSteps, versionInsertion } from '../../infer/paths';
import type { Fix, FixContext, Problem, RegionRule } from '../../linter/rule';
import type { OperationStep, RegionOperation } from '../../project/view';

export const unversionedPath: RegionRule = {
  id: 'unversioned-path',
  family: 'rest',
  severity: 'warning',
  preset: 'skill',
  codes: [],
  scope: 'region',
  summary: 'A path does not begin with `/api/v{n}`',
  why: `Clients that nobody can update with you hold on to your URLs. A version at the front of every path lets you change
the shape of an API beside the old one, and lets a gateway tell the API from pages and assets.

The whole path is judged: the decorator's, with every prefix of the routers, includes and mounts above it, across files
and through settings. A path that cannot be resolved is not judged.`,
  bad: `from fastapi import FastAPI

from app.models import UserList

app = FastAPI()


@app.get("/users")
async def list_users(limit: int = 20, offset: int = 0) -> UserList:
    """List the users.

    Args:
        limit: How many to return.
        offset: How many to skip.

    Returns:
        A page of users.
    """
    return UserList(items=[], limit=limit, offset=offset)
`,
  good: `from fastapi import FastAPI

from app.models import UserList

app = FastAPI()


@app.get("/api/v1/users")
async def list_users(limit: int = 20, offset: int = 0) -> UserList:
    """List the users.

    Args:
        limit: How many to return.
        offset: How many to skip.

    Returns:
        A page of users.
    """
    return UserList(items=[], limit=limit, offset=offset)
`,
  fixText: `Puts \`/api/v1\` (or what \`rest.versionPrefix\` says) where it serves most: into the outermost \`include_router\` or prefix, in whatever file that stands,
or into the route's own path. The calls of the tests' clients that have the path as a literal are changed with it. It is not safe, for clients must follow:
the public URL changes, and so do those of the other routes under the same prefix.`,
  notes: `Also versions: \`/api/v1beta1\`, one gateway's segment in front (\`/billing/api/v1/…\`), and what
\`FastAPI(root_path="/api/v1")\` adds. \`/api/{version}/…\` is left alone.

Silent: routes out of the schema or deprecated (by themselves, their router or include), websockets, HTML, file, redirect and
streaming responses, \`/\`, \`/health*\`, \`/ready*\`, \`/live*\`, \`/ping\`, \`/metrics\`, \`/docs\`, \`/redoc\`, \`/openapi.json\`,
\`/favicon.ico\`, \`/robots.txt\` and \`/.well-known/*\`, also behind a prefix; tests.`,
  options: {
    'rest.ignoredPaths': {
      type: 'array',
      items: { type: 'string' },
      default: [],
      description:
        'Whole paths that the rules on paths, methods, statuses and models leave alone; `*` stands for anything.',
    },
    'rest.technicalSegments': {
      type: 'array',
      items: { type: 'string' },
      default: [],
      description:
        'Segments that make a path technical, as `health` and `metrics` do: the rules on paths, methods, statuses and models leave it alone.',
    },
    'rest.versionPrefix': {
      type: 'string',
      pattern: '^(/[A-Za-z0-9._~-]+)+/?$',
      patternErrorMessage: 'a path such as "/api/v1"',
      default: '/api/v1',
      description: 'What paths begin with; a number other than its own is a version too. Fixes write it.',
    },
    'rest.versionPattern': {
      type: 'string',
      format: 'regex',
      default: '',
      description:
        'A regular expression for other paths that have a version, matched at the front: `/v\\\\d+/` or `/\\\\d{4}-\\\\d{2}/`.',
    },
  },
  *check(region, context) {
    if (context.file.isTest || !region.text.includes('(')) return;
    const settings = readPathSettings(context.file);
    const told = new Set<string>();
    const operations = context.project.operations(readExports(region), context.occurrence);
    for (const operation of operations) {
      const { rootPath, path, literal, call, method, handler } = operation;
      if (!operation.resolved || rootPath === null || isVersioned(rootPath + path, settings)) continue;
      if (isExempt(operation, settings.ignored, settings.technical) || answersPage(region, operation)) continue;
      const span = literal ? withQuotes(region.text, literal) : call;
      const key = `${span.start} ${handler}`;
      if (told.has(key)) continue;
      told.add(key);
      // Included twice, it is judged once: which way is at fault?
      const others = operations.some(
        (each) => each.call.start === call.start && isVersioned(`${each.rootPath ?? ''}${each.path}`, settings),
      );
      const under = others ? `, but "${handler}" is also included under "${prefixText(operation.steps)}"` : '';
      yield {
        span,
        message: `"${method} ${path}" has no version: paths begin with "${settings.versionPrefix}"${under}.`,
        data: { path, handler, method },
      } satisfies Problem;
    }
  },
  fix(problem, region, context) {
    const { path, handler, method } = problem.data as { path: string; handler: string; method: string };
    const operation = context.project
      .operations(readExports(region), context.occurrence)
      .find((each) => each.path === path && each.handler === handler && each.method === method);
    const fix = operation && insertVersion(operation, context);
    return fix ? [fix] : [];
  },
};

/** The prefixes above a route, as one text. */
function prefixText(steps: readonly OperationStep[]): string {
  return steps
    .slice(0, -1)
    .map((step) => step.text ?? '')
    .join('');
}

/** A literal with its quotes; what is no plain string stays as it is. */
function withQuotes(text: string, span: { start: number; end: number }): { start: number; end: number } {
  let { start, end } = span;
  while (start > 0 && /['"]/.test(text[start - 1]!) && text[start - 1] === text[end]) {
    start--;
    end++;
  }
  return { start, end };
}

function insertVersion(operation: RegionOperation, context: FixContext): Fix | null {
  const { at, text } = versionInsertion(operation.path, readPathSettings(context.file));
  for (const { step, start, end } of placeSteps(operation.steps)) {
    const isMissing = step.kind === 'include' && step.place === null && step.text === '';
    if (at === start && isMissing && step.target) {
      const change = { pieces: [], prefixes: [{ target: step.target, text }] };
      return fixPaths(`Include the router under "${text}"${whereIs(step.target, context)}`, change, context);
    }
    // An empty prefix at the front is passed over for the next one, the route's own path is always there.
    const holds = at === start ? step.text !== '' || step.kind === 'route' : at > start && at <= end;
    if (!holds) continue;
    let from = start;
    for (const piece of step.pieces) {
      if (at >= from && at <= from + piece.text.length && piece.place) {
        const offset = at - from;
        const whole = piece.text.slice(0, offset) + text + piece.text.slice(offset);
        const title = `Change "${piece.text}" to "${whole}"${whereIs(piece.place, context)}`;
        const change = { place: piece.place, text: piece.text, start: offset, end: offset, newText: text };
        return fixPaths(title, { pieces: [change] }, context);
      }
      from += piece.text.length;
    }
    return null;
  }
  return null;
}

/** The other file in which a place stands. */
function whereIs(ref: NonNullable<OperationStep['place']>, context: FixContext): string {
  const path = context.project.place(ref)?.path ?? context.file.path;
  return path === context.file.path ? '' : ` in ${path.slice(path.lastIndexOf('/') + 1)}`;
}
