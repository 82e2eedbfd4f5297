// missing-model-variant: a resource whose operations would use a model that is not there.
import {
  findMissingVariants,
  homeOf,
  type MissingVariant,
  nounsOf,
  resourceOf,
} from '../../infer/models/missingVariants';
import { offerVariants } from '../../infer/models/offerVariants';
import { variantNames } from '../../infer/models/variantStyle';
import type { Variant } from '../../infer/models/variants';
import { readPathSettings } from '../../infer/pathSettings';
import type { ClassRule } from '../../linter/rule';

export const missingModelVariant: ClassRule = {
  id: 'missing-model-variant',
  family: 'models',
  severity: 'information',
  preset: 'skill',
  codes: [],
  scope: 'class',
  summary: 'A resource with operations lacks the model that one of them would take or answer with',
  why: `What clients send to create a thing, what they send to change it and what they get are three things: the server sets
the \`id\` and the times, a partial update leaves out what it does not touch, and secrets are in no answer. One model for all of them
lets clients write what is not theirs, asks them for too much, or tells them too much.`,
  bad: `from fastapi import FastAPI
from sqlmodel import Field, SQLModel

app = FastAPI()


class Item(SQLModel, table=True):
    """An item in stock."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=50)


class ItemPublic(SQLModel):
    """API response."""

    id: int
    name: str


@app.post("/api/v1/items", status_code=201)
async def create_item(item: Item) -> ItemPublic:
    """Create an item."""
    return ItemPublic(id=1, name=item.name)
`,
  good: `from fastapi import FastAPI
from sqlmodel import Field, SQLModel

app = FastAPI()


class Item(SQLModel, table=True):
    """An item in stock."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=50)


class ItemCreate(SQLModel):
    """Request body for creating an item."""

    name: str = Field(max_length=50)


class ItemPublic(SQLModel):
    """API response."""

    id: int
    name: str


@app.post("/api/v1/items", status_code=201)
async def create_item(item: ItemCreate) -> ItemPublic:
    """Create an item."""
    return ItemPublic(id=1, name=item.name)
`,
  fixText: `Writes the class with the fields of the table and of the models that are there: named and derived as the project does it,
without what the server sets where clients send, without secrets where they receive, all optional in an update. It is not safe:
the operation has to use it.`,
  notes: `A resource is a name with a table, with two variants of its models (\`XBase\`, \`XCreate\`, \`XUpdate\`, \`XResponse\`, \`XInDB\` and their
other names), or whose response has an \`id\`. Asked for are \`XCreate\` where a \`POST\` on the collection takes something else of the resource
or a \`dict\`, \`XUpdate\` where a \`PATCH\` does, \`XResponse\` where the table, a model for requests or nothing that is declared is answered.
Reported on the class that stands for the resource: its table, else the class of its name, else its base.

Silent: what no operation would use, bodies and answers of models with names of their own, and what the rules on paths leave alone.`,
  *check({ facts }, context) {
    const { project, file } = context;
    if (file.isTest) return;
    const model = project.model(facts.name);
    if (!model || model.kind === 'settings') return;
    const resource = resourceOf(model, project);
    // Most classes are used by no operation: looking for their kin would cost more than all the rest.
    const { many, one } = nounsOf(resource);
    const isUsed = model.uses.length > 0 || [many, one].some((noun) => project.operationsOn(noun).length > 0);
    if (!isUsed) return;
    const home = homeOf(project, resource);
    if (home?.name !== model.name || home.path !== model.path) return;
    const missing = findMissingVariants(model, resource, project, readPathSettings(file));
    if (missing.length === 0) return;
    const names = variantNames(resource, model, project);
    for (const each of missing) {
      yield {
        span: facts.nameSpan,
        message: `"${resource}" lacks "${names[each.variant]}": ${reasonOf(each)}.`,
        data: each.variant,
      };
    }
  },
  fix({ data }, { facts }, context) {
    const model = context.project.model(facts.name);
    const variant = data as Variant;
    if (!model) return [];
    const resource = resourceOf(model, context.project);
    const fix = offerVariants(model, resource, [variant], context);
    return fix ? [fix] : [];
  },
};

function reasonOf({ variant, method, path, instead }: MissingVariant): string {
  const operation = `"${method} ${path}"`;
  if (variant === 'response')
    return instead === null
      ? `${operation} does not declare what it answers with`
      : `${operation} answers with "${instead}"`;
  return instead === null ? `${operation} takes any object` : `${operation} takes "${instead}"`;
}
