// sensitive-response-field: a password, hash or secret in what a path operation answers.
import { moveField } from '../../infer/models/moveField';
import { isMasked, isSensitiveName } from '../../infer/models/sensitive';
import type { ClassRule } from '../../linter/rule';
import type { UsedModel } from '../../project/view';

export const sensitiveResponseField: ClassRule = {
  id: 'sensitive-response-field',
  family: 'models',
  severity: 'warning',
  preset: 'skill',
  codes: [],
  scope: 'class',
  summary: 'A password, a hash or a secret reaches a response model',
  why: `What stands in a response model is sent, also to those who only wanted the name. Hashes can be tried offline, secrets
are in logs and caches from then on. Fields that only the server needs belong into the model of the database.`,
  bad: `from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict

from app.users import find_user

app = FastAPI()


class UserResponse(BaseModel):
    """API response."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    hashed_password: str


@app.get("/api/v1/users/{user_id}")
async def read_user(user_id: int) -> UserResponse:
    """Return a user."""
    return find_user(user_id)
`,
  good: `from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict

from app.users import find_user

app = FastAPI()


class UserResponse(BaseModel):
    """API response."""

    model_config = ConfigDict(from_attributes=True)

    id: int


class UserInDB(UserResponse):
    """Database document."""

    hashed_password: str


@app.get("/api/v1/users/{user_id}")
async def read_user(user_id: int) -> UserResponse:
    """Return a user."""
    return find_user(user_id)
`,
  fixText: `Moves the field to \`XInDB\`, a password that clients send to \`XCreate\`; where these have it already it is taken away, and
\`XInDB\` is written where it is missing. It is not safe: clients may have read it, and what made the response named it. There is
none where the class that declares it stands in another file, nor for a table that is returned as it is.`,
  notes: `Known by use: the \`response_model\` of a path operation, else its return annotation, and the models of its fields. Inherited
fields count, and so does a table that is returned as it is. A field of a base is reported on the line of the class.

The last words of the name decide: password, hashed_password, password_hash, secret, client_secret, secret_key, api_secret,
private_key, token_hash, ssn, card_number, cvv. Fine are \`has_password\`, \`password_changed_at\`, \`secret_name\`, \`access_token\`,
\`exclude=True\`, \`response_model_exclude\` and \`SecretStr\`.`,
  *check({ facts }, { project }) {
    const model = project.model(facts.name);
    if (!model?.exposure) return;
    const inherited: string[] = [];
    for (const { name, annotation, value, home } of model.fields) {
      if (!isSensitiveName(name) || isMasked(annotation, value)) continue;
      // A model under such a name is judged by its own fields.
      if (annotation !== null && project.modelsIn(annotation, home.path).length > 0) continue;
      const own = facts.fields.findLast((field) => field.name === name);
      if (own) yield { span: own.nameSpan, message: `"${name}" is sent to clients: ${wayOf(model)}.`, data: [name] };
      // A base that is in a response itself has its own problem.
      else if (!project.model(home.name, home.path)?.exposure) inherited.push(name);
    }
    if (inherited.length === 0) return;
    const names = inherited.map((name) => `"${name}"`).join(', ');
    const verb = inherited.length === 1 ? 'is' : 'are';
    yield {
      span: facts.nameSpan,
      message: `The inherited ${names} ${verb} sent to clients: ${wayOf(model)}.`,
      data: inherited,
    };
  },
  fix({ data }, { facts }, context) {
    const model = context.project.model(facts.name);
    const [name, ...more] = data as readonly string[];
    if (!model || name === undefined || more.length > 0) return [];
    const move = moveField(name, facts, model, context);
    return move ? [{ ...move, safe: false }] : [];
  },
};

/** By which operation, and through which fields. */
function wayOf({ name, exposure }: UsedModel): string {
  const { method, path, through } = exposure!;
  const last = through.at(-1);
  return `"${method} ${path}" answers with "${name}"${last ? `, by way of "${last}"` : ''}`;
}
