// invalid-http-status: a status that is none, a success raised as an error, `return body, 404`.
import { readExports } from '../../facts/exports';
import { argumentFor, dottedName, unparenthesized } from '../../facts/expressions';
import { readFunctions } from '../../facts/functions';
import type { Region } from '../../facts/region';
import { decoratorArgument, decoratorCall, handlerOf, returnedValues } from '../../infer/handlers';
import { setArgument, writeStatus } from '../../infer/statusEdits';
import { statusIn } from '../../infer/statusValue';
import type { Context, Fix, FixContext, Problem, RegionRule } from '../../linter/rule';
import { isKnownStatus } from '../../project/routing/statusCodes';
import { nodesOfType, type SyntaxNode } from '../../syntax/node';

export const invalidHttpStatus: RegionRule = {
  id: 'invalid-http-status',
  family: 'rest',
  severity: 'error',
  preset: 'skill',
  codes: [],
  scope: 'region',
  summary: 'A status that is none, a success in `HTTPException`, or `return body, 404`, which FastAPI sends as 200',
  why: `A status outside 100–599 fails when it is sent. \`HTTPException\` with a success code answers an error's body as a
success. And a tuple is Flask's way: FastAPI sends it as a JSON list of two, with status 200.`,
  bad: `from fastapi import FastAPI

app = FastAPI()


@app.get("/api/v1/users/{user_id}")
async def read_user(user_id: int) -> dict[str, int]:
    """Return a user."""
    if user_id == 0:
        return {"id": 0}, 404
    return {"id": user_id}
`,
  good: `from fastapi import FastAPI, HTTPException, status

app = FastAPI()


@app.get("/api/v1/users/{user_id}")
async def read_user(user_id: int) -> dict[str, int]:
    """Return a user."""
    if user_id == 0:
        raise HTTPException(status_code=status.HTTP_404_NOT_FOUND)
    return {"id": user_id}
`,
  fixText: `Of \`return body, 404\` it makes \`raise HTTPException(status_code=404, detail=body)\`. It is not safe: clients see
another status and another body. Of a success, where it is the only return, it moves the
status into the decorator. For the other cases there is no fix.`,
  notes: `Asked of \`status_code=\` of routes, of \`HTTPException\`, and of what path operations return. Redirects in
\`HTTPException\` are fine, and so is a tuple that the return annotation declares.`,
  *check(region, context) {
    if (context.file.isTest) return;
    yield* judgeRaised(region, context);
    const told = new Set<number>();
    for (const operation of context.project.operations(readExports(region), context.occurrence)) {
      const facts = handlerOf(region, operation);
      if (!facts) continue;
      const written = decoratorArgument(facts, operation, 'status_code');
      if (written && operation.status !== null && !isInRange(operation.status) && !told.has(written.start)) {
        told.add(written.start);
        yield { span: written, message: `${operation.status} is no HTTP status: they run from 100 to 599.` };
      }
      if (/^(tuple|Tuple|typing\.Tuple)\b/.test(facts.returns?.text ?? '')) continue;
      for (const value of returnedValues(facts)) {
        const pair = value && bodyAndStatus(value);
        if (!pair || told.has(value.start)) continue;
        told.add(value.start);
        yield {
          span: pair.node,
          message: `FastAPI sends this tuple as a list with status 200, not with status ${pair.status}.`,
          data: { status: pair.status, start: value.start },
        };
      }
    }
  },
  fix(problem, region, context) {
    const data = problem.data as { status: number; start: number } | undefined;
    if (!data) return [];
    if (data.status < 400) return answerBy(data, region, context);
    const statement = readFunctions(region)
      .flatMap((facts) => returnedValues(facts))
      .find((value) => value?.start === data.start)?.parent;
    const value = statement?.type === 'return_statement' ? statement.items[0] : null;
    const pair = value && bodyAndStatus(unparenthesized(value));
    if (!statement || !pair) return [];
    const exception = context.imports.use('fastapi', 'HTTPException');
    const newText = `raise ${exception}(status_code=${pair.node.text}, detail=${pair.body.text})`;
    return [
      {
        title: `Raise "HTTPException" with ${data.status} (clients see another status and body)`,
        safe: false,
        edits: [{ start: statement.start, end: statement.end, newText }],
        imports: context.imports.requested,
      },
    ];
  },
};

/** A success: the body alone is returned, and the decorator says the status. */
function answerBy({ status, start }: { status: number; start: number }, region: Region, context: FixContext): Fix[] {
  const facts = readFunctions(region).find((each) => returnedValues(each).some((value) => value?.start === start));
  const value = facts && returnedValues(facts).find((each) => each?.start === start);
  const pair = value && bodyAndStatus(value);
  const operations = context.project
    .operations(readExports(region), context.occurrence)
    .filter((each) => each.handlerSpan?.start === facts?.nameSpan.start);
  const call = operations.length === 1 ? decoratorCall(facts!, operations[0]!) : null;
  // Of several returns each would get the status.
  if (!pair || !call || operations[0]!.hasStatus || returnedValues(facts!).length > 1) return [];
  const written = writeStatus(status, context);
  const edit = setArgument(call, 'status_code', written);
  if (!edit) return [];
  const edits = [edit, { start: value.start, end: value.end, newText: pair.body.text }];
  const title = `Answer "${written}" and return the body alone (clients see another status and body)`;
  return [{ title, safe: false, edits, imports: context.imports.requested }];
}

function isInRange(status: number): boolean {
  return status >= 100 && status <= 599;
}

/** `body, 404`: the second of two is a status by its number or name. */
function bodyAndStatus(value: SyntaxNode): { body: SyntaxNode; node: SyntaxNode; status: number } | null {
  if (value.type !== 'expression_list' && value.type !== 'tuple') return null;
  const [body, node, ...more] = value.items;
  if (!body || !node || more.length > 0) return null;
  const status = statusIn(node);
  return status !== null && isKnownStatus(status) ? { body, node, status } : null;
}

/** `HTTPException(status_code=200)`, `HTTPException(700)`. */
function* judgeRaised(region: Region, context: Context): Iterable<Problem> {
  if (!region.text.includes('HTTPException')) return;
  for (const call of nodesOfType(region.node, 'call')) {
    const name = dottedName(call.child('function'));
    if (name === null || !name.endsWith('HTTPException')) continue;
    const definition = context.project.resolve(name);
    if (!definition || definition.path !== null || !/^(fastapi|starlette)\./.test(definition.qualifiedName)) continue;
    const node = argumentFor(call, 'status_code', 0);
    const status = node ? statusIn(node) : null;
    if (!node || status === null) continue;
    if (!isInRange(status)) yield { span: node, message: `${status} is no HTTP status: they run from 100 to 599.` };
    else if (status >= 200 && status < 300) {
      yield { span: node, message: `"HTTPException" answers an error's body, but ${status} says success.` };
    }
  }
}
