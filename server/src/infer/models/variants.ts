// What the name of a data class says of it: the resource that it is about, and which variant of its models it is.
// Must not know fields or uses. (skill.md, "Multi-Model Pattern"; rules.md, models, "Variants by name".)

import type { ClassKey } from '../../project/modelClasses';
import type { ProjectView } from '../../project/view';

export type Variant = 'base' | 'create' | 'update' | 'response' | 'indb';

/** A class's name taken apart: `UserCreate` is the `create` of `User`. */
export interface VariantName {
  readonly resource: string;
  readonly variant: Variant;
}

const SUFFIXES: readonly (readonly [Variant, RegExp])[] = [
  ['indb', /(InDBBase|InDB|InDb|Document)$/],
  ['create', /(CreateRequest|CreateIn|CreateInput|CreatePayload|Create|In)$/],
  ['update', /(UpdateRequest|UpdateIn|UpdateInput|UpdatePayload|PartialUpdate|Update|PatchRequest|Patch)$/],
  ['response', /(Response|Read|Out|Public)$/],
  ['base', /Base$/],
];
const PREFIXES: readonly (readonly [Variant, RegExp])[] = [
  ['create', /^(Create|New)(?=\p{Lu})/u],
  ['update', /^(Update|Patch)(?=\p{Lu})/u],
];

/** What follows a variant's name in many projects and says nothing: `UserCreateSchema`. */
const DECORATION = /(Schema|Model|DTO|Dto)$/;

/** Takes a class's name apart; null for a name that is no variant's. */
export function variantOf(name: string): VariantName | null {
  const plain = name.replace(DECORATION, '');
  for (const [variant, pattern] of [...SUFFIXES, ...PREFIXES]) {
    const match = pattern.exec(plain);
    if (!match) continue;
    const resource = plain.slice(0, match.index) + plain.slice(match.index + match[0].length);
    // `CreateUserRequest` carries both.
    const inner = match.index === 0 ? resource.replace(/(Request|Payload|Input|In)$/, '') : resource;
    if (/^\p{Lu}\w*$/u.test(inner)) return { resource: inner, variant };
  }
  return null;
}

const NAMES: Readonly<Record<Variant, readonly string[]>> = {
  base: ['#Base'],
  create: [
    '#Create',
    'Create#',
    '#In',
    '#CreateRequest',
    'Create#Request',
    '#CreateIn',
    'New#',
    '#CreateInput',
    '#CreatePayload',
  ],
  update: [
    '#Update',
    'Update#',
    '#Patch',
    '#UpdateRequest',
    'Update#Request',
    'Patch#',
    '#PartialUpdate',
    '#UpdateIn',
    '#PatchRequest',
  ],
  response: ['#Response', '#Read', '#Out', '#Public'],
  indb: ['#InDB', '#InDb', '#InDBBase'],
};
const DECORATIONS = ['', 'Schema', 'Model', 'DTO'];

/** The names of a variant, with `#` for the resource's and spaces between them. */
const SPELLINGS = Object.fromEntries(
  Object.entries(NAMES).map(([variant, patterns]) => [
    variant,
    patterns.flatMap((pattern) => DECORATIONS.map((decoration) => pattern + decoration)).join(' '),
  ]),
) as Readonly<Record<Variant, string>>;
const TABLES = ['', 'Model', 'Table', 'ORM', 'Orm', 'DB', 'Entity', 'Record'].map((ending) => `#${ending}`).join(' ');

/** The classes of the project that are a variant of a resource. */
export function findVariants(project: ProjectView, resource: string, variant: Variant): readonly ClassKey[] {
  return project.modelsAmong(SPELLINGS[variant].replaceAll('#', resource));
}

/** The tables of the project that a resource is kept in, by its name. */
export function findTables(project: ProjectView, resource: string): ClassKey[] {
  return project
    .modelsAmong(TABLES.replaceAll('#', resource))
    .filter(({ path, name }) => project.model(name, path)?.kind === 'table');
}

/** Words that name answers, messages and wrappers rather than a thing that is kept. */
const NO_RESOURCE =
  /^(Error|Http|HTTP|Token|Health|Healthcheck|Message|Status|Success|Failure|Login|Logout|Auth|Page|Paginated|Pagination|List|Bulk|Batch|Generic|Api|API|Json|JSON|Empty|Success|Base|Webhook|Detail|Default|Standard)($|\p{Lu}\w*)|(Error|Token|Status|Message|List|Page|Paginated|Count|Create|Created|Creation|Update|Updated|Delete|Deleted|Deletion|Upload|Download|Usage|Id|Ids|Preview|Health|Event|Result|Results|Summary|Stats|Envelope|Wrapper)$/u;

/** Whether a name has a table, or two variants of its models. */
export function isKept(project: ProjectView, resource: string): boolean {
  if (findTables(project, resource).length > 0) return true;
  const variants = (['base', 'create', 'update', 'response', 'indb'] as const).filter(
    (variant) => findVariants(project, resource, variant).length > 0,
  );
  return variants.length >= 2;
}

/**
 * Whether a name is a resource's: one with a table, with two variants of its models, or whose response has an `id`
 * (rules.md, models).
 */
export function isResource(project: ProjectView, resource: string): boolean {
  if (NO_RESOURCE.test(resource)) return false;
  if (isKept(project, resource)) return true;
  return findVariants(project, resource, 'response').some(({ path, name }) =>
    project.model(name, path)?.fields.some((field) => field.name === 'id'),
  );
}
