// How a project writes its models: what it calls the variants, what they descend from, which Pydantic it uses.
// Must not know rules or fields.
import type { ClassKey } from '../../project/modelClasses';
import type { ProjectView, UsedModel } from '../../project/view';
import { isOnV1 } from './pydanticVersion';
import { findVariants, type Variant, variantOf } from './variants';
import type { RootClass, VariantStyle } from './writeVariants';

/** What is known of the file where the variants are to stand. */
export interface StylePlace {
  readonly project: ProjectView;
  /** The path of that file. */
  readonly path: string;
  readonly python: readonly [number, number];
  readonly indentUnit: string;
  /** The requirement on Pydantic, where there is one. */
  readonly pydantic: string | undefined;
}

/** Ruff's and Black's default. */
const LINE_LENGTH = 88;

const DEFAULT_NAMES: Readonly<Record<Variant, string>> = {
  base: '#Base',
  create: '#Create',
  update: '#Update',
  response: '#Response',
  indb: '#InDB',
};

/**
 * The style for the variants of a resource.
 * @param source the class from which they are made
 */
export function findVariantStyle(resource: string, source: UsedModel, place: StylePlace): VariantStyle {
  const { project, path, python, indentUnit, pydantic } = place;
  const keys = project.modelKeys();
  const names = variantNames(resource, source, project);
  const root = rootFor(source, keys, project, path);
  const isSqlModel = root.module === 'sqlmodel';
  return {
    names,
    root,
    hasFromAttributes: isSqlModel || hasFromAttributes(root, project),
    fieldModule: isSqlModel ? 'sqlmodel' : 'pydantic',
    isV1: isOnV1(pydantic),
    ...{ python, indentUnit, lineLength: LINE_LENGTH },
  };
}

/** What the variants of a resource are called: as they are, else as the project calls others. */
export function variantNames(resource: string, source: UsedModel, project: ProjectView): Record<Variant, string> {
  const keys = project.modelKeys();
  const habits = source.isSqlModel ? { ...DEFAULT_NAMES, response: '#Public' } : DEFAULT_NAMES;
  const names = { ...habits };
  for (const variant of ['base', 'create', 'update', 'response', 'indb'] as const) {
    const known = findVariants(project, resource, variant)[0];
    names[variant] = known ? known.name : (habitOf(keys, variant) ?? habits[variant]).replace('#', resource);
  }
  return names;
}

/** How the project calls a variant most often: `Create#`, `#ReadSchema`; null where it has none. */
function habitOf(keys: readonly ClassKey[], variant: Variant): string | null {
  const counts = new Map<string, number>();
  for (const { name } of keys) {
    const taken = variantOf(name);
    if (taken?.variant !== variant || !name.includes(taken.resource)) continue;
    const pattern = name.replace(taken.resource, '#');
    counts.set(pattern, (counts.get(pattern) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, one], [, other]) => other - one);
  return most && most[1] > 1 ? most[0] : null;
}

/** What models of a project descend from: a class of its own without fields, SQLModel, Pydantic's. */
function rootFor(source: UsedModel, keys: readonly ClassKey[], project: ProjectView, path: string): RootClass {
  if (source.isSqlModel) return { module: 'sqlmodel', name: 'SQLModel' };
  const models = source.kind === 'model' ? [source] : neighbours(keys, project, path);
  for (const model of models) {
    const own = model.lineage.find((each) => isOwnRoot(each, model, project));
    if (own) return rootClass(own, project, path);
    if (model.kind === 'model' && !model.isSqlModel) break;
  }
  return { module: 'pydantic', name: 'BaseModel' };
}

/** Models of the file, else of the project: what they descend from is what others do. */
function neighbours(keys: readonly ClassKey[], project: ProjectView, path: string): UsedModel[] {
  const all = keys.filter(({ name }) => variantOf(name) !== null);
  const near = all.filter((each) => each.path === path);
  return (near.length > 0 ? near : all)
    .slice(0, 20)
    .flatMap(({ name, path: home }) => project.model(name, home) ?? [])
    .filter(({ kind, isSqlModel }) => kind === 'model' && !isSqlModel);
}

/** A class that is there to be descended from: a model without fields, from which more than one class comes. */
function isOwnRoot(key: ClassKey, model: UsedModel, project: ProjectView): boolean {
  if (key.path === model.path && key.name === model.name) return false;
  const found = project.model(key.name, key.path);
  return found !== null && found.kind === 'model' && found.fields.length === 0 && !found.isPartial;
}

function rootClass({ name, path: home }: ClassKey, project: ProjectView, path: string): RootClass {
  if (home === path) return { module: '', name };
  const qualified = project.resolveIn(home, name)?.qualifiedName ?? name;
  return { module: qualified.slice(0, Math.max(0, qualified.lastIndexOf('.'))), name };
}

function hasFromAttributes({ name }: RootClass, project: ProjectView): boolean {
  return project
    .modelsNamed(name)
    .some(({ path }) =>
      /True/.test(
        project.model(name, path)?.config.from_attributes ?? project.model(name, path)?.config.orm_mode ?? '',
      ),
    );
}
