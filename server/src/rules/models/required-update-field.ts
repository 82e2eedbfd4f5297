// required-update-field: a partial update that asks for a field all the same.
import type { ClassFacts, FieldFacts } from '../../facts/classes';
import { allowsNone, isRequired } from '../../infer/models/fields';
import { ownUpdateFields } from '../../infer/models/inheritedUpdate';
import { nounsOf } from '../../infer/models/missingVariants';
import { optionalField } from '../../infer/models/optionalField';
import { findVariants, isResource, variantOf } from '../../infer/models/variants';
import type { ClassRule, Context, Fix, FixContext, Problem } from '../../linter/rule';
import type { ProjectView, UsedModel } from '../../project/view';

export const requiredUpdateField: ClassRule = {
  id: 'required-update-field',
  family: 'models',
  severity: 'warning',
  preset: 'skill',
  codes: [],
  scope: 'class',
  summary: 'A field of an update model has no default, so that a partial update cannot leave it out',
  why: `A \`PATCH\` changes what it names and leaves the rest. A field without a default must be sent every time: clients
have to read first and send back what they do not want to touch. \`Optional[str]\` alone allows \`null\`, and still asks for the field.`,
  bad: `from pydantic import BaseModel, Field


class UserBase(BaseModel):
    """What all users have."""

    name: str = Field(..., max_length=255)


class UserUpdate(BaseModel):
    """Request body of a partial update."""

    name: str = Field(..., max_length=255)
`,
  good: `from pydantic import BaseModel, Field


class UserBase(BaseModel):
    """What all users have."""

    name: str = Field(..., max_length=255)


class UserUpdate(BaseModel):
    """Request body of a partial update."""

    name: str | None = Field(None, max_length=255)
`,
  fixText: `Writes \`T | None\` and the default \`None\`, and keeps the constraints of \`Field(…)\`; inherited fields become fields of the
class, which leaves a base that has nothing but them. It is not safe: the model then accepts
requests without the field, and the code behind it has to leave alone what is not set (\`model_dump(exclude_unset=True)\`).`,
  notes: `Asked of a model named \`XUpdate\`, \`UpdateX\`, \`XPatch\` or the like that is the body of a \`PATCH\`, or that has an \`XBase\` or
\`XCreate\` beside it. Not where only a \`PUT\`, a full update, takes it, by itself or as a part of its body. A required field of a base is reported once, on the line of
the class.

Silent: identifiers, a \`version\` for locking, fields of one literal, changes of passwords, and models that operations only send out.`,
  *check({ facts }, context) {
    const model = context.project.model(facts.name);
    if (!model || !isJudged(model, context)) return;
    const inherited: string[] = [];
    // An update of one reference, `PATCH /users/{id}/team`, has to name it.
    if (model.fields.length === 1 && model.fields[0]!.name.endsWith('_id')) return;
    for (const field of model.fields) {
      if (!isRequired(field) || isMeantToBeRequired(field.name, field.annotation, facts.name)) continue;
      const own = facts.fields.findLast(({ name }) => name === field.name);
      if (!own) inherited.push(field.name);
      else yield ownProblem(own, facts.name);
    }
    if (inherited.length === 0) return;
    const names = inherited.map((name) => `"${name}"`).join(', ');
    const isOne = inherited.length === 1;
    yield {
      span: facts.nameSpan,
      message: `"${facts.name}" inherits the required field${isOne ? '' : 's'} ${names}: a partial update cannot leave ${isOne ? 'it' : 'them'} out.`,
    };
  },
  fix({ span }, { facts }, context) {
    const field = facts.fields.find(({ nameSpan }) => nameSpan.start === span.start);
    if (!field) return inheritedFix(facts, context);
    const edits = optionalField(field, context);
    return edits
      ? [{ title: `Make "${field.name}" optional`, safe: false, edits, imports: context.imports.requested }]
      : [];
  },
};

function inheritedFix(facts: ClassFacts, context: FixContext): Fix[] {
  const model = context.project.model(facts.name);
  const isMeant = (name: string, annotation: string | null): boolean =>
    !isMeantToBeRequired(name, annotation, facts.name);
  const own = model && ownUpdateFields(facts, model, isMeant, context);
  return own ? [{ ...own, safe: false, imports: context.imports.requested }] : [];
}

function ownProblem({ name, nameSpan, annotation }: FieldFacts, owner: string): Problem {
  const allowed = annotation !== null && allowsNone(annotation.text) ? ' It may be None, but has no default.' : '';
  return {
    span: nameSpan,
    message: `"${name}" of "${owner}" is required: a partial update cannot leave it out.${allowed}`,
  };
}

/** Whether a class is the body of partial updates of a resource. */
function isJudged({ name, kind, uses, sentBy }: UsedModel, { project }: Context): boolean {
  const named = variantOf(name);
  if (kind !== 'model' || named?.variant !== 'update' || /Password|Credential|Token|Status|Bulk|Batch/.test(name))
    return false;
  const bodies = uses.filter((use) => use.as === 'body');
  if (bodies.length > 0) {
    return bodies.some(({ method, path }) => method === 'PATCH' && isAbout(named.resource, path, project));
  }
  // What is only sent out tells of an update, and asks for nothing.
  if (uses.length > 0) return false;
  // Part of a full update: the whole has to say it.
  if (sentBy.length > 0 && !sentBy.includes('PATCH')) return false;
  return (['base', 'create'] as const).some((variant) => findVariants(project, named.resource, variant).length > 0);
}

/** Whether a partial update is one of the resource: by its path, or because the project knows such a thing. */
function isAbout(resource: string, path: string, project: ProjectView): boolean {
  const { many, one } = nounsOf(resource);
  const last = (/([^/{}]+)(?:\/\{[^/]*\})*\/?$/.exec(path)?.[1] ?? '').toLowerCase().replace(/[-_]/g, '');
  return last === many || last === one || isResource(project, resource);
}

/** What a request has to say even where everything else may stay: which item, which version of it, which shape. */
function isMeantToBeRequired(field: string, annotation: string | null, owner: string): boolean {
  const resource =
    variantOf(owner)
      ?.resource.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_')
      .toLowerCase() ?? '';
  if (/^(id|uuid|pk|version|revision|etag|row_version|lock_version|_\w*)$/.test(field) || field === `${resource}_id`)
    return true;
  // A discriminator, and the list of operations of a JSON Patch (RFC 6902) or of SCIM.
  return /^(typing\.|t\.)?Literal\[[^,]*\]$/.test(annotation ?? '') || /^operations$/i.test(field);
}
