// pydantic-v1-api: what Pydantic 2 has under another name, or not any more.
import { readClassRegion } from '../../facts/classes';
import { readFunctions } from '../../facts/functions';
import type { Region } from '../../facts/region';
import { isOnV1 } from '../../infer/models/pydanticVersion';
import { findConfigClass, findConfigClassKeys, findConfigKeys } from '../../infer/models/v1/configKeys';
import { findFieldArguments } from '../../infer/models/v1/fieldArguments';
import type { FileText } from '../../infer/models/v1/lastUse';
import { findMethodUses } from '../../infer/models/v1/methods';
import { isOfPydantic, type V1Use } from '../../infer/models/v1/use';
import { findReusedValidators, findValidators } from '../../infer/models/v1/validators';
import { type Scope, scopeOf } from '../../infer/scope';
import type { Context, RegionRule } from '../../linter/rule';
import type { SyntaxNode } from '../../syntax/node';

export const pydanticV1Api: RegionRule = {
  id: 'pydantic-v1-api',
  family: 'models',
  severity: 'warning',
  preset: 'skill',
  codes: [],
  scope: 'region',
  summary: 'Something of Pydantic 1 that Pydantic 2 calls otherwise or does not have',
  why: `Pydantic 2 keeps many old names for a while, with a warning, and ignores others: a \`Config\` with \`orm_mode\` sets nothing,
\`Field(regex=…)\` does not even start. Old and new names side by side also make two dialects of one project.`,
  bad: `from pydantic import BaseModel


class User(BaseModel):
    """A user."""

    name: str


def as_dict(user: User) -> dict[str, str]:
    """Return a user's fields."""
    return user.dict()
`,
  good: `from pydantic import BaseModel


class User(BaseModel):
    """A user."""

    name: str


def as_dict(user: User) -> dict[str, str]:
    """Return a user's fields."""
    return user.model_dump()
`,
  fixText: `Writes the form of Pydantic 2: the new names of methods, arguments and configuration, \`@field_validator\` and
\`@model_validator\` with \`@classmethod\`, their mode and \`info\`, \`Literal\` for \`const\`, \`model_config\` for \`class Config\` (*strict*). It is
safe where the new form does what the old one was for; where something takes effect again that Pydantic 2 passed over, where a
validator writes to its object, or where matching differs, it is offered singly. There is none for validators of single items,
for \`values\` as a whole, and for arguments that the new form does not take.`,
  notes: `Methods are judged on what is known to be a model: by annotations, constructors, classes. A model's own method or field of the
name is meant where it has one. \`class Config\` itself is reported in the preset \`strict\`.

Silent: a project whose requirement (\`pyproject.toml\`, else \`requirements.txt\` and its kin) keeps it on Pydantic 1, or whose
manifest names no version while its code imports what only Pydantic 1 has; \`pydantic.v1\`; import lines.`,
  *check(region, context) {
    for (const { span, message } of findUses(region, context, null)) yield { span, message };
  },
  fix({ span }, region, context) {
    const found = findUses(region, context, context).find((each) => each.span.start === span.start);
    const remedy = found?.remedy(context.imports);
    return remedy ? [{ ...remedy, imports: context.imports.requested }] : [];
  },
};

/** Names that some finder looks for: most regions have none of them. */
const OLD =
  /\b(validator|root_validator|orm_mode|allow_population_by_field_name|schema_extra|anystr_\w+|(min|max)_anystr_length|validate_all|keep_untouched|allow_mutation|fields|dict|json|copy|parse_obj|parse_raw|from_orm|construct|schema|schema_json|__fields__|__fields_set__|update_forward_refs|const|regex|min_items|max_items|Config)\b/;

/**
 * The uses in a region.
 * @param file the file's text where fixes are wanted
 */
function findUses(region: Region, context: Context, file: FileText | null): V1Use[] {
  const { project, owner, file: settings } = context;
  if (!OLD.test(region.text) || settings.isStub) return [];
  const { isThere, dependencies } = settings.manifest;
  if (isOnV1(dependencies.pydantic)) return [];
  // A manifest that leaves the version to other files: then what is imported tells.
  if (isThere && !dependencies.pydantic && project.importedPydantic() === 1) return [];
  const scopes = new Map<SyntaxNode, Scope>();
  const functions = readFunctions(region);
  const scopeAt = (node: SyntaxNode): Scope | null => {
    const facts = functions.findLast((each) => each.node.start <= node.start && node.end <= each.node.end);
    if (!facts) return null;
    let scope = scopes.get(facts.node);
    if (!scope) {
      const home = facts.localClass ?? (facts.enclosing || region.kind !== 'function' ? null : owner);
      scope = scopeOf({ facts, owner: home, region, project, python: settings.python });
      scopes.set(facts.node, scope);
    }
    return scope;
  };
  const place = { project, python: settings.python, path: settings.path, file };
  const found: V1Use[] = [];
  if (region.kind === 'function') {
    for (const facts of functions) {
      if (facts.decorators.length > 0)
        found.push(...findValidators(facts, { ...place, owner: facts.localClass ?? owner }));
    }
  }
  if (region.kind === 'class') {
    const own = { ...place, owner: readClassRegion(region) };
    found.push(...classUses(region, context, file), ...findReusedValidators(region.node, own));
  }
  found.push(...findFieldArguments(region.node, project));
  found.push(...findMethodUses(region.node, scopeAt, project));
  return found.sort((one, other) => one.span.start - other.span.start);
}

/** What a class says of its configuration: its own, or, of an inner `Config`, that of the class around it. */
function classUses(region: Region, { project, owner, file: settings }: Context, file: FileText | null): V1Use[] {
  const facts = readClassRegion(region);
  if (!facts) return [];
  if (owner && facts.name === 'Config') {
    const model = project.model(owner.name);
    if (!model || !isOfPydantic(model, project)) return [];
    const keys = findConfigClassKeys(facts);
    return settings.settings.preset === 'strict' ? [findConfigClass(facts, model, file), ...keys] : keys;
  }
  const model = project.model(facts.name);
  return model && isOfPydantic(model, project) ? findConfigKeys(facts) : [];
}
