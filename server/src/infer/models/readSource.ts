// Reads a resource's fields from one of its classes, with what the names in them mean elsewhere.
// Must not know rules or how variants are written.
import { readAnnotation } from '../../facts/annotation';
import type { ModelField } from '../../project/modelClasses';
import type { ProjectView, UsedModel } from '../../project/view';
import { bareGenerics } from '../bareGenerics';
import { isAtLeast } from '../version';
import { type ColumnField, readColumn } from './columnField';
import { roleOf } from './fieldRoles';
import { NAME_TOKEN, type RootClass, type VariantField } from './writeVariants';

/** Where the variants are to stand. */
export interface SourcePlace {
  /** The view of the file at hand. */
  readonly project: ProjectView;
  /** The path of the file where the variants will stand. */
  readonly path: string;
  readonly python: readonly [number, number];
}

/** Values of a table's class that are no columns. */
const NO_FIELD =
  /^(?:\w+\.)*(Relationship|relationship|backref|association_proxy|column_property|hybrid_property|synonym|composite|deferred|PrivateAttr|validator|field_validator|query_expression)\s*\(/;

type ReadField = Omit<VariantField, 'role'>;

/**
 * The fields of a class, own and inherited, with their roles.
 * @param resource the name of what it is about: `User` of `UserBase`
 */
export function readVariantFields(model: UsedModel, resource: string, place: SourcePlace): VariantField[] {
  return model.fields.flatMap((field): VariantField[] => {
    if (field.name.startsWith('_') || NO_FIELD.test(field.value ?? '')) return [];
    const read = model.kind === 'table' && !model.isSqlModel ? columnField(field, place) : plainField(field, place);
    if (!read) return [];
    const role = isJoined(field, place.project) ? 'server' : roleOf(read, resource);
    return [{ ...read, role }];
  });
}

const MAPPED = /^(?:[\w.]*\.)?(Mapped|DynamicMapped|WriteOnlyMapped)\b/;

function columnField(field: ModelField, place: SourcePlace): ReadField | null {
  const { name, annotation, value, home } = field;
  // A document of a database (Beanie, ODMantic) declares its fields as Pydantic does.
  const isPydantic =
    annotation !== null && !MAPPED.test(annotation) && !/\b(Column|mapped_column|relationship)\s*\(/.test(value ?? '');
  if (isPydantic) return plainField(field, place);
  const names: Record<string, RootClass> = {};
  const use = (module: string, imported: string): string => {
    names[imported] = { module, name: imported };
    return imported;
  };
  const optional = (type: string): string =>
    isAtLeast(place, 10) ? `${type} | None` : `${use('typing', 'Optional')}[${type}]`;
  const column = readColumn({ name, annotation, value }, { use, optional });
  if (!column) return null;
  const own = namesIn(column, home.path, place, names);
  return own ? withArguments({ ...column, names: { ...own, ...names } }, home.path, place) : openField(field);
}

function plainField(field: ModelField, place: SourcePlace): ReadField | null {
  const { name, annotation, value, home } = field;
  if (annotation === null) return null;
  const names = namesIn({ annotation, value }, home.path, place, {});
  return names ? withArguments({ name, annotation, value, names }, home.path, place) : openField(field);
}

function openField({ name }: ModelField): ReadField {
  return { name, annotation: 'Any', value: null, isOpen: true, names: { Any: { module: 'typing', name: 'Any' } } };
}

/** `dict` and `list` alone say little: `dict[str, Any]`, `list[Any]`. */
function withArguments(field: ReadField, home: string, place: SourcePlace): ReadField {
  const part = readAnnotation(field.annotation);
  if (!part || !isAtLeast(place, 9) || home !== place.path) return field;
  const scope = { project: place.project, hidden: NOTHING_HIDDEN };
  let { annotation } = field;
  for (const { start, end, name, qualifiedName } of bareGenerics(part, scope).toReversed()) {
    const filled = /(^|\.)(dict|Dict|Mapping|MutableMapping)$/.test(qualifiedName)
      ? `${name}[str, Any]`
      : /(^|\.)(list|List|set|Set|frozenset|Sequence|Iterable)$/.test(qualifiedName)
        ? `${name}[Any]`
        : null;
    if (filled !== null) annotation = annotation.slice(0, start) + filled + annotation.slice(end);
  }
  if (annotation === field.annotation) return field;
  return { ...field, annotation, names: { ...field.names, Any: { module: 'typing', name: 'Any' } } };
}

const NOTHING_HIDDEN: ReadonlySet<string> = new Set();

/** Whether a field holds other things of the project that are kept or sent by themselves: what is joined to an answer. */
function isJoined({ annotation, home }: ModelField, project: ProjectView): boolean {
  if (annotation === null) return false;
  return project
    .modelsIn(annotation, home.path)
    .some(({ name, path }) => project.model(name, path)?.kind === 'table' || /(Response|Read|Out|Public)$/.test(name));
}

/**
 * What the names in a field's texts mean in another file than theirs.
 * @param own names that are no part of the file
 * @returns null where a name cannot be had there
 */
function namesIn(
  { annotation, value }: Pick<ColumnField, 'annotation' | 'value'>,
  home: string,
  { project, path }: SourcePlace,
  own: Readonly<Record<string, RootClass>>,
): Record<string, RootClass> | null {
  const names: Record<string, RootClass> = {};
  if (home === path) return names;
  for (const [token, , , keyword] of `${annotation}\n${value ?? ''}`.matchAll(NAME_TOKEN)) {
    if (/^["'.]/.test(token) || keyword !== undefined || own[token]) continue;
    const head = token.split('.')[0]!;
    const whole = project.resolveIn(home, token);
    const definition = whole ?? (token === head ? null : project.resolveIn(home, head));
    if (!definition) {
      if (project.bindingsIn(home, head).length > 0) return null;
      continue;
    }
    const [binding] = project.bindingsIn(home, head).slice(-1);
    if (binding?.kind === 'import' && binding.level === 0 && binding.imported !== null && token === head) {
      names[token] = { module: binding.module, name: binding.imported };
      continue;
    }
    // A module by itself has no name that could be imported from it.
    if (definition.path !== null && definition.binding === null) return null;
    const dot = definition.qualifiedName.lastIndexOf('.');
    if (dot < 0) continue;
    const [module, name] = [definition.qualifiedName.slice(0, dot), definition.qualifiedName.slice(dot + 1)];
    names[whole ? token : head] = { module, name };
  }
  return names;
}
