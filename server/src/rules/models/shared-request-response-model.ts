// shared-request-response-model: one model for what clients send and what they get, although the server sets some of it.
import { serverFields, splitModel } from '../../infer/models/splitModel';
import { readPathSettings } from '../../infer/pathSettings';
import { isSpecialPath, isTechnicalPath } from '../../infer/paths';
import type { ClassRule, Context } from '../../linter/rule';
import type { ModelUse } from '../../project/modelUses';
import type { UsedModel } from '../../project/view';

export const sharedRequestResponseModel: ClassRule = {
  id: 'shared-request-response-model',
  family: 'models',
  severity: 'warning',
  preset: 'skill',
  codes: [],
  scope: 'class',
  summary: 'One model is body and response of path operations, and has fields that the server sets',
  why: `What the server sets, clients must not: with one model for both a request may name the \`id\` of somebody else's thing or
the time at which it was made, or has to send what it cannot know yet. The documentation of the API says the same wrong thing.`,
  bad: `from datetime import datetime

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict

app = FastAPI()


class Item(BaseModel):
    """An item in stock."""

    model_config = ConfigDict(from_attributes=True)

    id: int | None = None
    name: str
    created_at: datetime | None = None


@app.post("/api/v1/items", status_code=201)
async def create_item(item: Item) -> Item:
    """Create an item."""
    return item
`,
  good: `from datetime import UTC, datetime

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict

app = FastAPI()


class ItemBase(BaseModel):
    """Shared fields of an item."""

    model_config = ConfigDict(from_attributes=True)

    name: str


class ItemCreate(ItemBase):
    """Request body for creating an item."""


class Item(ItemBase):
    """API response for an item."""

    id: int
    created_at: datetime


@app.post("/api/v1/items", status_code=201)
async def create_item(item: ItemCreate) -> Item:
    """Create an item."""
    return Item(id=1, created_at=datetime.now(UTC), name=item.name)
`,
  fixText: `Splits the class: what both have becomes \`XBase\`, \`XCreate\` is what the handlers take, the class itself keeps its name and
what the server sets, as the answer. It is not safe: requests can no longer name those fields, and handlers that read them have to
be looked at. There is none where a method or another field speaks of the server's fields, or where these are inherited.`,
  notes: `The server sets \`id\`, \`uuid\`, \`x_id\` of an \`X\`, \`created_at\`, \`updated_at\` and the like. Reported once, on the class.

Silent: models without such a field, preferences, settings and configurations, models of query parameters and dependencies, tables
([\`missing-model-variant\`](missing-model-variant.md)), operations that are hidden or deprecated, singletons and authentication.`,
  *check({ facts }, context) {
    const model = context.project.model(facts.name);
    if (context.file.isTest || model?.kind !== 'model' || VALUE.test(model.name)) return;
    const { body, answer } = sharedUses(model, context);
    if (!body || !answer) return;
    const served = serverFields(model, context.project);
    if (served.length === 0) return;
    const names = served.map((name) => `"${name}"`).join(', ');
    const told =
      answer.method === body.method && answer.path === body.path
        ? 'its answer'
        : `the answer of "${answer.method} ${answer.path}"`;
    yield {
      span: facts.nameSpan,
      message: `"${model.name}" is the body of "${body.method} ${body.path}" and ${told}: clients may send ${names}, which the server sets.`,
    };
  },
  fix(_problem, { facts }, context) {
    const model = context.project.model(facts.name);
    if (!model) return [];
    const split = splitModel(facts, model, bodiesOf(model), context);
    return split ? [{ ...split, safe: false }] : [];
  },
};

/** Things that are one value, sent and shown as a whole. */
const VALUE =
  /(Settings?|Preferences?|Config|Configuration|Options|Profile|Filter|Filters|Query|Params|Token|Credentials?)$/;

/** All requests that take the model: hidden ones too have to be rewritten. */
function bodiesOf({ uses }: UsedModel): ModelUse[] {
  return uses.filter(({ as }) => as === 'body');
}

function sharedUses({ uses }: UsedModel, { file }: Context): { body?: ModelUse; answer?: ModelUse } {
  const { singletons, technical } = readPathSettings(file);
  const counted = uses.filter(
    ({ path, isHidden }) => !isHidden && !isSpecialPath(path, singletons) && !isTechnicalPath(path, technical),
  );
  const body = counted.find(({ as }) => as === 'body');
  const answer =
    counted.find(({ as, path, method }) => as === 'response' && path === body?.path && method === body.method) ??
    counted.find(({ as }) => as === 'response');
  return { ...(body ? { body } : {}), ...(answer ? { answer } : {}) };
}
