// response-without-from-attributes: the response model of a resource that cannot be made from the object that is stored.
import { configEdit } from '../../infer/models/configEdit';
import { isOnV1 } from '../../infer/models/pydanticVersion';
import { isKept, isResource, variantOf } from '../../infer/models/variants';
import type { ClassRule } from '../../linter/rule';
import type { ModelField } from '../../project/modelClasses';
import type { ProjectView, UsedModel } from '../../project/view';

export const responseWithoutFromAttributes: ClassRule = {
  id: 'response-without-from-attributes',
  family: 'models',
  severity: 'information',
  preset: 'skill',
  codes: [],
  scope: 'class',
  summary: 'The response model of a resource has no `from_attributes`',
  why: `Handlers return what the database gave them: objects with attributes. With \`from_attributes\` Pydantic makes the
response from such an object (\`UserResponse.model_validate(user)\`); without it every handler copies field by field, and a field
that is added later is forgotten somewhere.`,
  bad: `from datetime import datetime

from pydantic import BaseModel


class UserResponse(BaseModel):
    """API response."""

    id: str
    created_at: datetime
`,
  good: `from datetime import datetime

from pydantic import BaseModel, ConfigDict


class UserResponse(BaseModel):
    """API response."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    created_at: datetime
`,
  fixText: `Adds \`model_config = ConfigDict(from_attributes=True)\`, or the key to the configuration that is there. It is safe: whatever the
model accepted before it accepts as before.`,
  notes: `Asked of \`XResponse\`, \`XRead\`, \`XOut\` and \`XPublic\` of a resource: X has a table, or two variants of its models, or the
response has an \`id\`. The configuration counts wherever it comes from: \`model_config\`, an inner \`Config\`, a keyword of the class, a base.

Silent: SQLModel, which has it; pages, envelopes and answers that are no resource (\`ErrorResponse\`, \`TokenResponse\`,
\`HealthResponse\`) or no answer of this project's own; a base or configuration that cannot be read.`,
  *check({ facts }, { project, file }) {
    const model = project.model(facts.name);
    const named = variantOf(facts.name);
    if (model?.kind !== 'model' || named?.variant !== 'response') return;
    if (model.isSqlModel || model.isPartial || isWrapper(model, project) || !isResource(project, named.resource))
      return;
    // What other services answer is made of their texts.
    if (!model.exposure && project.answersWithModels() && !isKept(project, named.resource)) return;
    if (/True/.test(model.config.from_attributes ?? '') || model.config.orm_mode === 'True') return;
    const key = isOnV1(file.manifest.dependencies.pydantic) ? 'orm_mode' : 'from_attributes';
    yield {
      span: facts.nameSpan,
      message: `"${facts.name}" has no "${key}": it cannot be made from the stored "${named.resource}".`,
    };
  },
  fix(_problem, { facts }, context) {
    const model = context.project.model(facts.name);
    const isV1 = isOnV1(context.file.manifest.dependencies.pydantic);
    const edits = model && configEdit(facts, model, isV1 ? 'orm_mode' : 'from_attributes', isV1, context);
    const title = isV1 ? 'Set "orm_mode" in the class Config' : 'Set "from_attributes" in the configuration';
    return edits ? [{ title, safe: true, edits, imports: context.imports.requested }] : [];
  },
};

/** What pages and envelopes say besides what they hold. */
const AROUND =
  /^(data|items|results|total|count|page|size|limit|offset|next|previous|success|status|code|message|detail|error|errors|has_more|has_next|cursor|next_cursor)$/;

/** Whether a model wraps others: a page, an envelope, a list under a name. */
function isWrapper({ fields, signature }: UsedModel, project: ProjectView): boolean {
  if (signature.bases.some((base) => /^(typing\.)?Generic\b|\[/.test(base))) return true;
  const names = fields.map(({ name }) => name);
  if (names.includes('id')) return false;
  const holds = ({ annotation, home }: ModelField): boolean =>
    annotation !== null && project.modelsIn(annotation, home.path).length > 0;
  const isList = ({ name, annotation }: ModelField): boolean =>
    /^(data|items|results|records|rows|values|entries|content)$/.test(name) &&
    /\b(list|List|Sequence|tuple|dict)\b/.test(annotation ?? '');
  return fields.some(isList) || fields.every((field) => AROUND.test(field.name) || holds(field));
}
