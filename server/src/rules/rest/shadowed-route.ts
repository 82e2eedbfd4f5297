// shadowed-route: an earlier route or mount of the application takes every request of this one.
import { readExports } from '../../facts/exports';
import type { FunctionFacts } from '../../facts/functions';
import { handlerOf } from '../../infer/handlers';
import type { Edit, FixContext, RegionRule } from '../../linter/rule';
import type { Span, SyntaxNode } from '../../syntax/node';

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
  fixText: `Moves the route above the one that takes its requests, where both stand in one file on one router and nothing that the
route names is defined in between; of stacked decorators it changes the order. It is not safe: requests begin to reach another handler.
For the rest there is no fix: include its router first.`,
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
        data: { call: call.start },
      };
    }
  },
  fix(problem, region, context) {
    const { call } = problem.data as { call: number };
    const operation = context.project
      .operations(readExports(region), context.occurrence)
      .find((each) => each.call.start === call);
    const rival = operation?.rival;
    if (!operation || rival?.kind !== 'cover' || rival.file !== context.file.path) return [];
    const facts = handlerOf(region, operation);
    const own = facts?.decorators.find(({ expression }) => expression.start === operation.call.start)?.expression;
    const place = context.project.place(rival.place);
    const around = context.project.regionAround(rival.place);
    if (!facts || !own || !place || !around) return [];
    const isHere = around.start === context.regionStart;
    const edits = isHere
      ? swapDecorators(facts, own, place.start - context.regionStart)
      : moveAbove(facts, own, place, around, context);
    const title = `Move "${operation.path}" above "${rival.path}" (requests will reach another handler)`;
    return edits ? [{ title, safe: false, edits }] : [];
  },
};

/** Decorators register from the bottom up: the two change places. */
function swapDecorators(facts: FunctionFacts, own: SyntaxNode, start: number): Edit[] | null {
  const other = facts.decorators.find(({ expression }) => expression.start === start)?.expression;
  if (!other) return null;
  return [
    { start: own.start, end: own.end, newText: other.text },
    { start: other.start, end: other.end, newText: own.text },
  ];
}

function moveAbove(
  facts: FunctionFacts,
  own: SyntaxNode,
  place: Span,
  around: Span,
  context: FixContext,
): Edit[] | null {
  const { text, region, regionStart, owner } = context;
  const isPlain = region.kind === 'function' && facts.enclosing === null && owner === null;
  const routes = facts.decorators.filter(({ call }) => call !== null);
  const receiver = /^[\w.]+\./.exec(own.text)?.[0];
  // The other one is a decorated function of the module as well, on the same router.
  const isTwin = text[around.start] === '@' && receiver !== undefined && text.startsWith(receiver, place.start);
  if (!isPlain || routes.length !== 1 || !isTwin || around.start > regionStart) return null;
  const from = commentsAbove(text, regionStart);
  const to = commentsAbove(text, around.start);
  if (definesBetween(text.slice(to, from), facts)) return null;
  const end = regionStart + region.text.length;
  let gap = from;
  while (gap > 0 && /\s/.test(text[gap - 1]!)) gap--;
  const moved = text.slice(from, end).replace(/\r\n?/g, '\n');
  return [
    { start: to - regionStart, end: to - regionStart, newText: `${moved}\n\n\n` },
    { start: gap - regionStart, end: end - regionStart, newText: '' },
  ];
}

/** The start of the comment lines that stand directly above a definition. */
function commentsAbove(text: string, start: number): number {
  let at = start;
  for (;;) {
    const line = text.lastIndexOf('\n', at - 2) + 1;
    if (at === 0 || !/^#[^\n]*\n$/.test(text.slice(line, at))) return at;
    at = line;
  }
}

/** Whether a stretch of the module binds a name that is read when the function is defined. */
function definesBetween(between: string, facts: FunctionFacts): boolean {
  const header = facts.whole.source.slice(facts.whole.start, facts.body.start);
  for (const name of new Set(header.match(/[A-Za-z_]\w*/g) ?? [])) {
    const binding = new RegExp(
      `^(?:(?:async\\s+)?def\\s+${name}\\b|class\\s+${name}\\b|${name}\\s*(?::[^=\\n]+)?=[^=]|(?:from|import)\\b.*\\b${name}\\b)`,
      'm',
    );
    if (binding.test(between)) return true;
  }
  return false;
}
