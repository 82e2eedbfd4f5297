// wrong-success-status: a create that does not answer 201, a delete without a body that does not answer 204.
import { readExports } from '../../facts/exports';
import type { FunctionFacts, ParameterFacts } from '../../facts/functions';
import {
  answersPage,
  decoratorArgument,
  decoratorCall,
  isStub,
  makesResponse,
  returnedValues,
  setsStatus,
} from '../../infer/handlers';
import { pluralOf } from '../../infer/nouns';
import { readPathSettings } from '../../infer/pathSettings';
import { isUnjudged, segmentsOf, wordsOf } from '../../infer/paths';
import { setArgument, writeStatus } from '../../infer/statusEdits';
import { findVerb, isAction } from '../../infer/verbs';
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
    const operations = context.project.operations(readExports(context.region), context.occurrence);
    for (const operation of operations) {
      if (operation.handlerSpan?.start !== facts.nameSpan.start || told.has(operation.call.start)) continue;
      const call = decoratorCall(facts, operation);
      if (!call || isUnjudged(operation, settings)) continue;
      if (answersPage(context.region, operation)) continue;
      // A form: one handler shows it and takes it.
      if (operations.some((each) => each.call.start === operation.call.start && each.method === 'GET')) continue;
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
    const value = writeStatus(wanted, context);
    const edit = call ? setArgument(call, 'status_code', value) : null;
    const title = `Answer "${value}" (clients see another status)`;
    return edit ? [{ title, safe: false, imports: context.imports.requested, edits: [edit] }] : [];
  },
};

/** The status that an operation should answer and does not; null when it is right or cannot be known. */
function wantedStatus(facts: FunctionFacts, operation: RegionOperation, project: ProjectView): number | null {
  if (operation.isOpen || (operation.hasStatus && operation.status !== 200)) return null;
  if (setsStatus(facts) || makesResponse(facts, project) || /Response\b/.test(bareResponse(facts))) return null;
  if (operation.method === 'POST') return isCreate(facts, operation, project) ? 201 : null;
  if (operation.method !== 'DELETE' || isStub(facts)) return null;
  if (operation.responseModel !== null && operation.responseModel !== 'None') return null;
  const { returns } = operation;
  // `-> None` says it whatever is returned: `return await service.delete(id)`.
  if (returns !== null) return /^['"]?None['"]?$/.test(returns) ? 204 : null;
  return returnedValues(facts).every((value) => value === null) && !yields(facts) ? 204 : null;
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
const CREATE_MODEL = /^(\w+\.)*([A-Z]\w*Create(Request)?|Create[A-Z]\w*)$/;

/** A `POST` on a collection whose handler's name begins with such a verb, or whose body is an `XCreate`. */
function isCreate(facts: FunctionFacts, operation: RegionOperation, project: ProjectView): boolean {
  const segments = segmentsOf(operation.path);
  const last = segments.at(-1);
  if (!last || last.isOpen || isAction(last.text) || /^(up|down)load/i.test(last.text)) return false;
  const words = wordsOf(facts.name);
  if (words[0] === 'create') return true;
  // `add_user` on `/user` creates one; on `/users/{id}/favorite`, `add_favorite` may as well set a flag.
  const noun = wordsOf(last.text).at(-1) ?? '';
  const isNamed = wordsOf(last.text).join(' ') === words.slice(1).join(' ') && segments.every((each) => !each.isOpen);
  const isCollection = (pluralOf(noun) === noun && !findVerb(last.text, false)) || isNamed;
  if (CREATING.has(words[0] ?? '')) return isCollection;
  return isCollection && facts.parameters.some((parameter) => isCreateModel(parameter, project));
}

function isCreateModel({ annotation, node }: ParameterFacts, project: ProjectView): boolean {
  if (/\b(Depends|Security)\b/.test(node.text)) return false;
  const text = annotation?.text.replace(/^(?:\w+\.)*Annotated\[\s*([\w.]+)[\s\S]*$/, '$1') ?? '';
  const name = text.replace(/^["'](.*)["']$/, '$1').replace(/\s*\|\s*None$/, '');
  if (!CREATE_MODEL.test(name)) return false;
  // An alias is mostly a dependency: `auth.OrganizationsCreate`.
  const binding = project.resolve(name)?.binding;
  return !binding || binding.kind === 'class';
}
