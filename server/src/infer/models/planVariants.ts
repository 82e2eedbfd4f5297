// Gathers what is needed to write variants of a resource's models: its fields, the variants that are there, the style.
// Must not know rules or where the texts go.
import type { ProjectView, UsedModel } from '../../project/view';
import type { NameImporter } from './edits';
import { readVariantFields } from './readSource';
import { findVariantStyle, type StylePlace } from './variantStyle';
import { findTables, findVariants, type Variant } from './variants';
import type { KnownVariant, VariantField, VariantRequest } from './writeVariants';

/** The file where the variants are to stand, and how names are had there. */
export interface VariantPlace extends StylePlace {
  readonly imports: NameImporter;
}

/** From which variants fields are taken where no table says them, best first. */
const SOURCES: readonly Variant[] = ['indb', 'response', 'base', 'create', 'update'];
const VARIANTS: readonly Variant[] = ['base', 'create', 'update', 'response', 'indb'];

/**
 * What `writeVariants` needs to write variants of a resource; null where the project has no class to make them from.
 * @param source the class to begin with; by default the table of the resource, else the class of its name, else a variant
 */
export function planVariants(
  resource: string,
  variants: readonly Variant[],
  place: VariantPlace,
  source: UsedModel | null = findSource(place.project, resource),
): VariantRequest | null {
  if (!source) return null;
  const { project, path, python, imports } = place;
  const known: Partial<Record<Variant, KnownVariant>> = {};
  const models = new Map<Variant, UsedModel>();
  for (const variant of VARIANTS) {
    const model = nearest(project, findVariants(project, resource, variant), path);
    if (model?.kind !== 'model') continue;
    models.set(variant, model);
    const module = model.path === path ? undefined : moduleOf(project, model);
    if (module === '') continue;
    known[variant] = { name: model.name, ...(module ? { module } : {}), fields: model.fields.map(({ name }) => name) };
  }
  const from = { project, path, python };
  const fields = new Map<string, VariantField>();
  for (const field of readVariantFields(source, resource, from)) fields.set(field.name, field);
  const isTable = source.kind === 'table';
  for (const variant of SOURCES) {
    const model = models.get(variant);
    if (!model || (variant === 'update' && fields.size > 0)) continue;
    for (const field of readVariantFields(model, resource, from)) {
      const own = fields.get(field.name);
      // What a model says of a column says more: `EmailStr` of a `String`. An answer may join what is no column.
      if (own && isTable && own.role === 'plain' && variant !== 'update')
        fields.set(field.name, { ...field, role: own.role });
      else if (!own && (!isTable || variant === 'base' || variant === 'create')) fields.set(field.name, field);
    }
  }
  // Where it is known what clients send, the rest is the server's.
  const sent = known.create ?? (isTable ? undefined : known.base);
  for (const field of sent ? fields.values() : []) {
    if (field.role === 'plain' && !sent!.fields.includes(field.name))
      fields.set(field.name, { ...field, role: 'server' });
  }
  return {
    resource,
    fields: [...fields.values()],
    variants,
    known,
    style: findVariantStyle(resource, source, place),
    imports,
  };
}

/** The class that knows most of a resource: its table, the class of its name, else one of its variants. */
export function findSource(project: ProjectView, resource: string): UsedModel | null {
  const tables = findTables(project, resource);
  const plain = project.modelsNamed(resource);
  const all = [...tables, ...plain, ...SOURCES.flatMap((variant) => findVariants(project, resource, variant))];
  for (const { name, path } of all) {
    const model = project.model(name, path);
    if (model && model.kind !== 'settings' && model.fields.length > 0) return model;
  }
  return null;
}

/** Of several classes the one in the file, or the nearest by folders. */
function nearest(
  project: ProjectView,
  keys: readonly { readonly path: string; readonly name: string }[],
  path: string,
): UsedModel | null {
  const shared = (other: string): number => {
    let length = 0;
    while (length < other.length && other[length] === path[length]) length++;
    return other.slice(0, length).split('/').length;
  };
  const [best] = [...keys].sort(
    (one, other) => Number(other.path === path) - Number(one.path === path) || shared(other.path) - shared(one.path),
  );
  return best ? project.model(best.name, best.path) : null;
}

function moduleOf(project: ProjectView, { name, path }: UsedModel): string {
  const qualified = project.resolveIn(path, name)?.qualifiedName ?? '';
  return qualified.slice(0, Math.max(0, qualified.lastIndexOf('.')));
}
