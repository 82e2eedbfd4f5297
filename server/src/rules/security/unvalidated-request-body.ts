// unvalidated-request-body: a body taken as `dict`, `Any` or JSON, which nothing checks.
import { dottedName } from '../../facts/expressions';
import type { FunctionFacts } from '../../facts/functions';
import { offerBodyModel } from '../../infer/security/bodyModel';
import { type RawBody, readRawBodies } from '../../infer/security/requestBody';
import { roleOf } from '../../infer/security/roles';
import type { Context, FunctionRule } from '../../linter/rule';
import type { Span } from '../../syntax/node';

export const unvalidatedRequestBody: FunctionRule = {
  id: 'unvalidated-request-body',
  family: 'security',
  severity: 'warning',
  preset: 'skill',
  codes: [],
  scope: 'function',
  summary: 'A request body is taken as `dict`, `Any` or plain JSON, so that nothing checks it',
  why: `Whatever a client sends gets through: missing keys become a \`KeyError\` and a 500, wrong types go on to the database, and keys that
nobody expected may be stored. A Pydantic model answers wrong bodies with 422, and says in the documentation what is wanted.`,
  bad: `from fastapi import APIRouter

from app.users import User, add_user

router = APIRouter(prefix="/api/v1/users")


@router.post("", status_code=201)
async def create_user(data: dict[str, object]) -> User:
    """Create a user."""
    return await add_user(data["name"], data.get("age", 0))
`,
  good: `from fastapi import APIRouter
from pydantic import BaseModel

from app.users import User, add_user

router = APIRouter(prefix="/api/v1/users")


class CreateUserRequest(BaseModel):
    """Request body of \`create_user\`."""

    name: str
    age: int = 0


@router.post("", status_code=201)
async def create_user(data: CreateUserRequest) -> User:
    """Create a user."""
    return await add_user(data.name, data.age)
`,
  fixText: `Makes a model of the keys that the function reads, \`data["name"]\` required and \`data.get("age", 0)\` with its default, puts it above
the function, takes the body as that model and reads attributes. Types come from defaults and uses; where they are guesses, they
are tab stops. It is not safe: other bodies get 422, keys that the model does not name are dropped. Where the body is used in a
way that a model does not bear, the title says where to look.`,
  notes: `Asked of path operations and dependencies: \`dict\`, \`dict[str, Any]\`, \`Mapping\`, \`list[dict]\`, \`Any\` and nothing at all with \`Body()\`,
\`await request.json()\` and \`json.loads(await request.body())\`.

Silent: containers of known types (\`dict[str, int]\`, \`list[UUID]\`); a body that goes to \`Model.model_validate\`, \`TypeAdapter.validate_python\`,
\`Model(**data)\` or another validator in the same function; webhooks that check a signature; a function that reads a form or a
stream; a body that is sent on as it came.`,
  *check({ facts }, context) {
    for (const body of bodiesOf(facts, context)) {
      const isSignature = body.kind === 'parameter';
      yield { span: spanOf(body), message: messageOf(body, facts), ...(isSignature ? { about: facts } : {}) };
    }
  },
  fix({ span }, { facts }, context) {
    const body = bodiesOf(facts, context).find((each) => spanOf(each).start === span.start);
    const fix = body && offerBodyModel(body, facts, context);
    return fix ? [fix] : [];
  },
};

function bodiesOf(facts: FunctionFacts, context: Context): RawBody[] {
  if (facts.parameters.length === 0) return [];
  const role = roleOf(facts, context);
  return role === 'operation' || role === 'dependency' ? readRawBodies(facts, role, context.project) : [];
}

function spanOf(body: RawBody): Span {
  if (body.kind === 'read') return { start: body.call.start, end: body.call.end };
  const { annotation, nameSpan } = body.parameter;
  if (!annotation || !body.type) return { start: nameSpan.start, end: nameSpan.end };
  if (body.type.kind === 'list') return { start: annotation.start, end: annotation.end };
  const { start, end } = body.type.span;
  return { start: annotation.start + start, end: annotation.start + end };
}

function messageOf(body: RawBody, { name }: FunctionFacts): string {
  if (body.kind === 'read') {
    const callee = dottedName(body.call.child('function')) ?? 'request.json';
    return `Nothing checks what "${callee}()" gives to "${name}"; a Pydantic model would.`;
  }
  const { parameter } = body;
  const { start, end } = spanOf(body);
  const written = parameter.annotation?.source.slice(start, end).replace(/\s+/g, ' ');
  const type = written === undefined ? 'has no type' : `is "${written}"`;
  return `The body "${parameter.name}" of "${name}" ${type}: nothing checks it; a Pydantic model would.`;
}
