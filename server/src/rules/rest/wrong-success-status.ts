// wrong-success-status: a create that does not answer 201, a delete without a body that does not answer 204.
import { readExports } from '../../facts/exports';
import { callArguments } from '../../facts/expressions';
import type { FunctionFacts } from '../../facts/functions';
import {
  answersPage,
  decoratorArgument,
  decoratorCall,
  isStub,
  makesResponse,
  returnedValues,
  setsStatus,
} from '../../infer/handlers';
import { readPathSettings } from '../../infer/pathSettings';
import { isUnjudged, segmentsOf, wordsOf } from '../../infer/paths';
import { isAction } from '../../infer/verbs';
import type { FunctionRule } from '../../linter/rule';
import type { ProjectView, RegionOperation } from '../../project/view';

export const wrongSuccessStatus: FunctionRule = {
  id: 'wrong-success-status',
  family: 'rest',
  severity: 'warning',
  preset: 'skill',
  codes: [],
  scope: 'function',
  summary: 'A create does not answer 201, or a delete without a body does not answer 204',
  why: `FastAPI answers 200 unless told otherwise. \`201 Created\` tells a client that there is something new, \`204 No Content\`
that there is no body to read; generated clients and caches act on both.`,
  bad: `from fastapi import FastAPI

from app.models import UserCreate, UserResponse

app = FastAPI()


@app.post("/api/v1/users")
async def create_user(user: UserCreate) -> UserResponse:
    """Create a user."""
    return UserResponse.model_validate(user)
`,
  good: `from fastapi import FastAPI, status

from app.models import UserCreate, UserResponse

app = FastAPI()


@app.post("/api/v1/users", status_code=status.HTTP_201_CREATED)
async def create_user(user: UserCreate) -> UserResponse:
    """Create a user."""
    return UserResponse.model_validate(user)
`,
  fixText: `Adds \`status_code=status.HTTP_201_CREATED\` or \`status.HTTP_204_NO_CONTENT\` to the decorator, or replaces the status
there, and imports \`status\`. It is not safe: clients and tests that compare the status must follow.`,
  notes: `A create is a \`POST\` on a collection whose handler's name begins with create, add, insert, register or new, or
whose body is an \`XCreate\`. 201 and 202 are right, and so are \`response.status_code = …\` and a response that the handler
makes itself. A \`DELETE\` that returns a body may be 200. \`201\`, \`status.HTTP_201_CREATED\`, \`HTTPStatus.CREATED\` are the same.

Silent: what \`verb-in-path\` leaves alone, statuses that cannot be known.`,
  *check({ facts }, context) {
    if (context.file.isTest) return;
    const settings = readPathSettings(context.file);
    const told = new Set<number>();
    for (const operation of context.project.operations(readExports(context.region), context.occurrence)) {
      if (operation.handlerSpan?.start !== facts.nameSpan.start || told.has(operation.call.start)) continue;
      const call = decoratorCall(facts, operation);
      if (!call || isUnjudged(operation, settings)) continue;
      if (answersPage(context.region, operation)) continue;
      const wanted = wantedStatus(facts, operation, context.project);
      if (wanted === null) continue;
      told.add(operation.call.start);
      const written = decoratorArgument(facts, operation, 'status_code');
      const name = call.child('function')?.child('attribute');
      const what = wanted === 201 ? 'creates something' : 'deletes and returns nothing';
      const says = wanted === 201 ? '201 Created' : '204 No Content';
      yield {
        span: written ?? name ?? call,
        message: `"${operation.method} ${operation.path}" ${what} but answers 200; "${says}" says so.`,
        data: { wanted, call: operation.call.start },
        about: facts,
      };
    }
  },
  fix(problem, { facts }, context) {
    const { wanted, call: start } = problem.data as { wanted: number; call: number };
    const call = facts.decorators.find(({ expression }) => expression.start === start)?.call;
    const list = call?.child('arguments');
    if (!call || !list) return [];
    const constant = wanted === 201 ? 'HTTP_201_CREATED' : 'HTTP_204_NO_CONTENT';
    const value = `${context.imports.use('fastapi', 'status')}.${constant}`;
    const all = callArguments(call);
    const written = all.find((argument) => argument.name === 'status_code');
    const last = all.at(-1);
    const title = `Answer "${value}" (clients see another status)`;
    const imports = context.imports.requested;
    if (written) {
      const { start: from, end } = written.value;
      return [{ title, safe: false, imports, edits: [{ start: from, end, newText: value }] }];
    }
    if (!last) return [];
    // Arguments that stand on lines of their own get another line.
    const source = context.region.text;
    const lineStart = source.lastIndexOf('\n', last.node.start - 1) + 1;
    const lead = source.slice(lineStart, last.node.start);
    const separator = lineStart > call.start && /^[ \t]*$/.test(lead) ? `,\n${lead}` : ', ';
    const at = last.node.end;
    return [
      { title, safe: false, imports, edits: [{ start: at, end: at, newText: `${separator}status_code=${value}` }] },
    ];
  },
};

/** The status that an operation should answer and does not; null when it is right or cannot be known. */
function wantedStatus(facts: FunctionFacts, operation: RegionOperation, project: ProjectView): number | null {
  if (operation.isOpen || (operation.hasStatus && operation.status !== 200)) return null;
  if (setsStatus(facts) || makesResponse(facts, project) || /Response\b/.test(bareResponse(facts))) return null;
  if (operation.method === 'POST') return isCreate(facts, operation) ? 201 : null;
  if (operation.method !== 'DELETE' || isStub(facts)) return null;
  if (operation.responseModel !== null && operation.responseModel !== 'None') return null;
  const returns = operation.returns ?? 'None';
  const isNothing = /^['"]?None['"]?$/.test(returns);
  return isNothing && returnedValues(facts).every((value) => value === null) && !yields(facts) ? 204 : null;
}

/** The return annotation when it is FastAPI's `Response` or one of its kind, not a model of such a name. */
function bareResponse(facts: FunctionFacts): string {
  const returns = facts.returns?.text ?? '';
  return /^(\w+\.)*(JSON|ORJSON|UJSON|PlainText)?Response$/.test(returns) ? returns : '';
}

function yields(facts: FunctionFacts): boolean {
  return /\byield\b/.test(facts.body.text);
}

const CREATING = new Set(['create', 'add', 'insert', 'register', 'new']);
const CREATE_MODEL = /\b([A-Z]\w*Create(Request)?|Create[A-Z]\w*)\b/;

function isCreate(facts: FunctionFacts, operation: RegionOperation): boolean {
  const last = segmentsOf(operation.path).at(-1);
  if (!last || last.isOpen || isAction(last.text)) return false;
  if (CREATING.has(wordsOf(facts.name)[0] ?? '')) return true;
  return facts.parameters.some((parameter) => {
    const annotation = parameter.annotation?.text ?? '';
    return CREATE_MODEL.test(annotation) && !/\bDepends\b/.test(parameter.node.text);
  });
}
