// undeclared-path-parameter: `{id}` in a path that neither the handler nor anything that it depends on takes.
import { readExports } from '../../facts/exports';
import { type FunctionFacts, readFunctions } from '../../facts/functions';
import type { Region } from '../../facts/region';
import { namesOf } from '../../infer/handlerNames';
import { handlerOf } from '../../infer/handlers';
import { addParameters } from '../../infer/parameterPlace';
import { type PathParameter, pathParameters, spanInStep } from '../../infer/pathPlaces';
import { wordsOf } from '../../infer/paths';
import type { Context, FixContext, Problem, RegionRule } from '../../linter/rule';
import type { OperationBrief, RegionOperation } from '../../project/view';

export const undeclaredPathParameter: RegionRule = {
  id: 'undeclared-path-parameter',
  family: 'rest',
  severity: 'error',
  preset: 'skill',
  codes: ['FAST003'],
  scope: 'region',
  summary: 'A `{parameter}` of a path that neither the handler nor a dependency takes',
  why: `FastAPI says nothing of it: whatever the client writes there is dropped, and the documentation leaves the parameter out,
so that generated clients cannot call the route. Mostly the two names were meant to be one.`,
  bad: `from fastapi import FastAPI

app = FastAPI()


@app.get("/api/v1/users/{user_id}/posts/{post_id}")
async def read_post(post_id: int) -> dict[str, int]:
    """Return a post of a user."""
    return {"id": post_id}
`,
  good: `from fastapi import FastAPI

app = FastAPI()


@app.get("/api/v1/users/{user_id}/posts/{post_id}")
async def read_post(user_id: int, post_id: int) -> dict[str, int]:
    """Return a post of a user.

    Args:
        user_id: Whose post it is.
        post_id: Which post to return.

    Returns:
        The ids of both.
    """
    return {"user_id": user_id, "id": post_id}
`,
  fixText: `Adds a parameter to the handler, before those with defaults: with the type of the path's converter, else the one that the
module's other functions have for a parameter of this name, else \`str\` as a placeholder. It is not safe: FastAPI begins to check what
clients send, and the handler is to do something with it. There is no fix for a prefix.`,
  notes: `Taken is what a parameter names, by itself or by its \`alias\`, in the handler or in a dependency of the handler, the route, its
routers, includes or application, in their own dependencies, in the constructor or the fields of a class, behind \`Annotated\` aliases,
across files. A parameter of a prefix is asked for once, at the prefix, and only if nothing under it takes it.

Silent where something may take it that cannot be read: \`request.path_params\`, a request that is handed on, \`**kwargs\`,
dependencies that lie outside the project; and for mounts and Starlette's own routes.`,
  *check(region, context) {
    if (context.file.isTest) return;
    yield* judgeRoutes(region, context);
    yield* judgePrefixes(region, context);
  },
  fix(problem, region, context) {
    const data = problem.data as Found | undefined;
    const facts = data && readFunctions(region).find((each) => each.nameSpan.start === data.handler);
    if (!data || !facts) return [];
    const known = typeFor(data.name, data.converter, context);
    const type = known ?? 'str';
    const edits = addParameters(facts, [`${data.name}: ${known ?? '${1:str}'}`], false);
    const { start, end } = problem.span;
    const written = region.text.slice(start, end);
    const renamed = written.replace(new RegExp(`^\\{${data.name}(?=[:}])`), `{${data.twin}`);
    const rename =
      data.twin === null || renamed === written
        ? []
        : [{ title: `Call it "${data.twin}" in the path`, safe: false, edits: [{ start, end, newText: renamed }] }];
    return [
      ...rename,
      {
        title: `Add the parameter "${data.name}: ${type}" (the handler does not use it yet)`,
        safe: false,
        edits,
        imports: context.imports.requested,
        ...(known === null ? { snippet: true } : {}),
      },
    ];
  },
};

/** What a problem tells its fix: `twin` is the parameter that was meant perhaps, `handler` where its name stands. */
interface Found {
  readonly name: string;
  readonly converter: string | null;
  readonly twin: string | null;
  readonly handler: number;
}

function* judgeRoutes(region: Region, context: Context): Iterable<Problem> {
  const byCall = new Map<number, RegionOperation[]>();
  for (const operation of context.project.operations(readExports(region), context.occurrence)) {
    const known = byCall.get(operation.call.start);
    if (known) known.push(operation);
    else byCall.set(operation.call.start, [operation]);
  }
  for (const operations of byCall.values()) {
    const [operation] = operations;
    const own = operation!.steps.at(-1)!;
    const parameters = own.text === null ? [] : pathParameters(own.text);
    if (parameters.length === 0 || operations.some((each) => each.isOpen)) continue;
    // Starlette's own routes hand over the request alone.
    if (/^[\w.\s]*\b(add_)?(websocket_)?route\s*\(/.test(region.text.slice(operation!.call.start))) continue;
    const facts = handlerOf(region, operation!);
    const taken = operations.map((each) => namesOf(each, facts, context));
    if (taken.some(({ doubts }) => doubts.size > 0)) continue;
    for (const parameter of distinct(parameters)) {
      if (taken.some(({ names }) => names.has(parameter.name))) continue;
      const span = spanInStep(own, parameter.span) ?? operation!.literal;
      if (!span) continue;
      const { name, converter } = parameter;
      const twin = twinOf(parameter, operation!, facts, taken[0]!.names);
      const hint = twin === null ? '' : `; it takes "${twin}" from the query`;
      yield {
        span,
        message: `"${name}" is in the path, but neither "${operation!.handler}" nor a dependency takes it${hint}.`,
        ...(facts ? { data: { name, converter, twin, handler: facts.nameSpan.start }, about: facts } : {}),
      };
    }
  }
}

/** A parameter of the handler that the path has not, under nearly the same name. */
function twinOf(
  { name }: PathParameter,
  { path }: RegionOperation,
  facts: FunctionFacts | null,
  names: ReadonlySet<string>,
): string | null {
  const inPath = new Set(pathParameters(path).map((each) => each.name));
  const twins = (facts?.parameters ?? []).filter(
    (each) => !inPath.has(each.name) && names.has(each.name) && each.default === null && isClose(each.name, name),
  );
  return twins.length === 1 ? twins[0]!.name : null;
}

/** `id` and `user_id`, `userId` and `user_id`, `user` and `user_id`. */
function isClose(one: string, other: string): boolean {
  const [short, long] = [wordsOf(one), wordsOf(other)].sort((a, b) => a.length - b.length) as [string[], string[]];
  const isSame = (words: readonly string[]): boolean => words.join(' ') === short.join(' ');
  return isSame(long.slice(-short.length)) || isSame(long.slice(0, short.length));
}

function* judgePrefixes(region: Region, context: Context): Iterable<Problem> {
  for (const { step, operations } of context.project.prefixes(readExports(region), context.occurrence)) {
    if (step.kind === 'mount' || step.text === null || !step.here) continue;
    const parameters = distinct(pathParameters(step.text));
    if (parameters.length === 0 || operations.length === 0 || operations.some((each) => each.isOpen)) continue;
    const taken = operations.map((each) => namesOf(each, handlerIn(region, each, context), context));
    if (taken.some(({ doubts }) => doubts.size > 0)) continue;
    for (const parameter of parameters) {
      if (taken.some(({ names }) => names.has(parameter.name))) continue;
      const message = `"${parameter.name}" is in the prefix, but no route under "${step.text}" takes it.`;
      yield { span: spanInStep(step, parameter.span) ?? step.here, message };
    }
  }
}

/** The handler of an operation under a prefix, where both stand in one region: a factory of routers. */
function handlerIn(region: Region, operation: OperationBrief, { project, occurrence }: Context): FunctionFacts | null {
  const own = project
    .operations(readExports(region), occurrence)
    .find(({ handlerPlace: place }) => place !== null && place === operation.handlerPlace);
  return own ? handlerOf(region, own) : null;
}

function distinct(parameters: readonly PathParameter[]): PathParameter[] {
  return parameters.filter(({ name }, i) => parameters.findIndex((each) => each.name === name) === i);
}

/** Starlette's path converters (starlette.convertors). */
const CONVERTERS: Readonly<Record<string, string>> = { int: 'int', float: 'float', str: 'str', path: 'str' };

/** The type that a parameter should have, as it is written here; null when nothing tells. */
function typeFor(name: string, converter: string | null, { project, imports }: FixContext): string | null {
  if (converter === 'uuid') return imports.use('uuid', 'UUID');
  const converted = converter === null ? undefined : CONVERTERS[converter];
  if (converted !== undefined) return converted;
  const types = new Set<string>();
  for (const { signature } of project.signatures()) {
    for (const parameter of signature.parameters) {
      if (parameter.name === name && parameter.annotation !== null) types.add(parameter.annotation);
    }
  }
  const [type] = types;
  return types.size === 1 && type !== undefined && !/\b(Depends|Security)\b|\n/.test(type) ? type : null;
}
