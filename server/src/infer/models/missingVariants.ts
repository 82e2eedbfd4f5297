// Which variants of a resource's models its operations would use and the project does not have.
// Must not know rules or how variants are written. (rules.md, models, `missing-model-variant`.)
import type { ClassKey } from '../../project/modelClasses';
import type { ModelUse } from '../../project/modelUses';
import type { ResourceOperation } from '../../project/resourceOperations';
import type { ProjectView, UsedModel } from '../../project/view';
import { pluralOf } from '../nouns';
import type { PathSettings } from '../pathSettings';
import { isSpecialPath, isUnjudged, resourceSegments, wordsOf } from '../paths';
import { findTables, findVariants, isResource, type Variant, variantOf } from './variants';

/** A variant that is not there, the operation that would use it, and what that takes or answers instead. */
export interface MissingVariant {
  readonly variant: 'create' | 'update' | 'response';
  readonly method: string;
  readonly path: string;
  /** The name of the class; null for a `dict`, or an answer that is not declared. */
  readonly instead: string | null;
}

const KINDS = ['base', 'create', 'update', 'response', 'indb'] as const;
/** What a table's name may have behind the resource's. */
const TABLE_ENDING = /(Model|Table|ORM|Orm|DB|Entity|Record)$/;

/** The resource that a class is about by its name: `User` of `UserORM`, where others speak of a `User` too. */
export function resourceOf({ name, kind }: Pick<UsedModel, 'name' | 'kind'>, project: ProjectView): string {
  const named = variantOf(name);
  if (kind === 'table' && named?.variant !== 'base') {
    const plain = name.replace(TABLE_ENDING, '');
    const isKnown = plain !== '' && KINDS.some((variant) => findVariants(project, plain, variant).length > 0);
    return isKnown ? plain : name;
  }
  return named?.resource ?? name.replace(/(Schema|Model|DTO|Dto)$/, '');
}

/**
 * The class that stands for a resource: its table, the class of its name, its base, what it answers with.
 * @returns null where several classes could be meant
 */
export function homeOf(project: ProjectView, resource: string): ClassKey | null {
  const tables = findTables(project, resource);
  if (tables.length > 1) return null;
  if (tables[0]) return tables[0];
  for (const found of [
    project.modelsNamed(resource),
    ...(['base', 'response', 'create', 'update', 'indb'] as const).map((variant) =>
      findVariants(project, resource, variant),
    ),
  ]) {
    if (found.length > 1) return null;
    if (found[0]) return found[0];
  }
  return null;
}

/**
 * The variants that a resource lacks, each with the first operation that would use it.
 * @param model the class that stands for it
 */
export function findMissingVariants(
  model: UsedModel,
  resource: string,
  project: ProjectView,
  settings: PathSettings,
): MissingVariant[] {
  const isThing = isResource(project, resource) || isAnswerWithId(model);
  if (!isThing || (model.isPartial && model.kind !== 'table')) return [];
  const known = new Map(KINDS.map((kind) => [kind, findVariants(project, resource, kind)]));
  const has = (variant: Variant): boolean => (known.get(variant) ?? []).length > 0;
  const isPlain = model.kind === 'model' && model.name === resource;
  // A class of the thing's own name that is body and answer at once is another rule's matter.
  if (isPlain && isUsedAs(model, 'body') && isUsedAs(model, 'response')) return [];
  const nouns = nounsOf(resource);
  const operations = [nouns.many, nouns.one]
    .flatMap((noun) => project.operationsOn(noun))
    .filter(
      (operation) => !isUnjudged(operation, settings) && !operation.isOpen && !/\/webhooks?\//.test(operation.path),
    );
  const classes = new Map<string, Variant | null>([
    [printOf(model), isPlain ? null : (variantOf(model.name)?.variant ?? null)],
  ]);
  for (const [kind, keys] of known) for (const key of keys) classes.set(printOf(key), kind);
  /** The first class of the resource among those that an operation names, unless a right one is there. */
  const wrong = (keys: readonly ClassKey[], right: Variant): string | null => {
    const own = keys.filter((key) => classes.has(printOf(key)));
    return own.some((key) => classes.get(printOf(key)) === right) ? null : (own[0]?.name ?? null);
  };
  const missing: MissingVariant[] = [];
  const add = (variant: MissingVariant['variant'], { method, path }: Told, instead: string | null): void => {
    missing.push({ variant, method, path, instead });
  };
  for (const [variant, method] of [
    ['create', 'POST'],
    ['update', 'PATCH'],
  ] as const) {
    if (has(variant)) continue;
    const own = operations.filter((each) => each.method === method && each.isItem === (variant === 'update'));
    const named = own.find(({ bodies }) => wrong(bodies, variant) !== null);
    const used = bodyUse(model, method, nouns, settings);
    const raw = own.find(({ bodies, takesAnything }) => bodies.length === 0 && takesAnything);
    if (named) add(variant, named, wrong(named.bodies, variant));
    else if (used) add(variant, used, model.name);
    else if (raw) add(variant, raw, null);
  }
  const isAnswered = project
    .modelsNamed(resource)
    .some(
      ({ name, path }) =>
        project.model(name, path)?.kind === 'model' && isUsedAs(project.model(name, path)!, 'response'),
    );
  if (has('response') || isAnswered) return missing;
  const isTable = model.kind === 'table';
  const named = operations.find(({ responses }) => wrong(responses, 'response') !== null);
  const used = isTable ? model.uses.find((use) => use.as === 'response' && isCounted(use, settings)) : undefined;
  const open = isTable
    ? project
        .operationsOn(nouns.many)
        .find((each) => operations.includes(each) && each.method === 'GET' && answersAnything(each))
    : undefined;
  if (named) add('response', named, wrong(named.responses, 'response'));
  else if (used) add('response', used, model.name);
  else if (open) add('response', open, null);
  return missing;
}

interface Told {
  readonly method: string;
  readonly path: string;
}

function printOf({ path, name }: ClassKey): string {
  return `${path}\0${name}`;
}

/** A resource's name in the plural and the singular. */
export interface Nouns {
  readonly many: string;
  readonly one: string;
}

/** `orderlines` and `orderline` for `OrderLine`: the segments of its paths, without hyphens. */
export function nounsOf(resource: string): Nouns {
  const words = wordsOf(resource);
  const last = words.at(-1) ?? '';
  const first = words.slice(0, -1).join('');
  return { many: first + pluralOf(last), one: first + last };
}

function isUsedAs({ uses }: UsedModel, as: ModelUse['as']): boolean {
  return uses.some((use) => use.as === as);
}

function isAnswerWithId(model: UsedModel): boolean {
  return isUsedAs(model, 'response') && model.fields.some(({ name }) => name === 'id');
}

const CREATES = /^(create|add|new|save|insert|post|update|edit|patch|modify)?$/;

/** A table that requests are read into where the path is about it: `/items/add`, `/create-item`, the root of a router. */
function bodyUse(model: UsedModel, method: string, { many, one }: Nouns, settings: PathSettings): ModelUse | undefined {
  if (model.kind !== 'table') return undefined;
  return model.uses.find((use) => {
    if (use.as !== 'body' || use.method !== method || use.isInside || !isCounted(use, settings)) return false;
    const last = resourceSegments(use.path).findLast(({ isOpen }) => !isOpen);
    const words = wordsOf(last?.text ?? '').filter((word) => !CREATES.test(word));
    const joined = words.join('');
    return joined === '' || joined === many || joined === one;
  });
}

function isCounted({ path, isHidden }: ModelUse, { singletons }: PathSettings): boolean {
  return !isHidden && !isSpecialPath(path, singletons);
}

/** Whether nothing says what an operation answers: no model, no annotation, or a `dict`. */
function answersAnything({ responses, responseModel, returns }: ResourceOperation): boolean {
  if (responses.length > 0 || responseModel !== null) return false;
  return returns === null || /^(list|List)?\[?(dict|Dict|Any)\b/.test(returns);
}
