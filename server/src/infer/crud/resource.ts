// Reads what a CRUD router must know of a resource: its table, its columns, what tells one from another, what its bodies lack.
// Must not know routers or how anything is written.
import type { Definition, ProjectView, UsedModel } from '../../project/view';
import { isRequired } from '../models/fields';
import { annotatedParts, withoutNone } from '../models/fieldText';
import { readVariantFields } from '../models/readSource';
import { findTables, isResource, variantOf } from '../models/variants';
import type { VariantField } from '../models/writeVariants';
import type { GivenColumn, ImportedName } from './plan';

/** A resource with the class that is kept. */
export interface Resource {
  readonly name: string;
  /** Null where nothing but Pydantic models is there. */
  readonly table: UsedModel | null;
  readonly fields: readonly VariantField[];
  readonly key: { readonly field: string; readonly type: ImportedName };
}

/** What a table's name may have behind the resource's. */
const TABLE_ENDING = /(Model|Table|ORM|Orm|DB|Entity|Record)$/;
const COLUMN = /\b(Mapped\s*\[|Column\s*\(|mapped_column\s*\()/;

/** The resource that a class is about, by its name: `Item` of `ItemCreate` and `ItemModel`. */
export function resourceNameOf({ name, kind }: Pick<UsedModel, 'name' | 'kind'>): string {
  const named = variantOf(name);
  if (kind === 'table' && named?.variant !== 'base') return name.replace(TABLE_ENDING, '') || name;
  return named?.resource ?? (name.replace(/(Schema|Model|DTO|Dto)$/, '') || name);
}

/** Names of what is sent and never kept, of what others descend from, and of what is done rather than kept. */
const NOTHING_KEPT =
  /(Error|Token|Settings|Config|Configuration|Message|Status|Event|Page|Params?|Query|Filters?|Request|List|Payload|Result|Credentials|Login|Health|HealthCheck|TokenData|Mixin)$|^(Get|List|Delete|Remove|Fetch|Search|Add|Set|Check|Validate|Send|Batch|Bulk)(?=\p{Lu})/u;

/** Whether a data class is about something that is kept: a table, a model of a resource, a plain model that may become one. */
export function isKept(project: ProjectView, model: UsedModel): boolean {
  if (model.kind === 'settings' || model.fields.length === 0) return false;
  const resource = resourceNameOf(model);
  if (model.kind === 'table' || isResource(project, resource)) return true;
  if (NOTHING_KEPT.test(model.name) || NOTHING_KEPT.test(resource)) return false;
  return variantOf(model.name) === null ? !hasHeirs(project, model) : project.modelsNamed(resource).length > 0;
}

/** Whether models of other things descend from a class. */
function hasHeirs(project: ProjectView, { name, path }: UsedModel): boolean {
  return project.modelKeys().some((key) => {
    if (variantOf(key.name)?.resource === name || (key.name === name && key.path === path)) return false;
    return project.model(key.name, key.path)?.lineage.some((each) => each.name === name && each.path === path) ?? false;
  });
}

/** Whether a class is one of a library for which handlers can be written: SQLModel's or SQLAlchemy's. */
export function isKnownTable({ isSqlModel, fields }: UsedModel): boolean {
  return isSqlModel || fields.some(({ annotation, value }) => COLUMN.test(`${annotation ?? ''} ${value ?? ''}`));
}

/**
 * Reads a resource from one of its classes.
 * @returns in a sentence why no router can be written for it
 */
export function readResource(
  project: ProjectView,
  model: UsedModel,
  python: readonly [number, number],
): Resource | { readonly why: string } {
  const name = resourceNameOf(model);
  const table = model.kind === 'table' ? model : tableOf(project, name, model.path);
  if (table && !isKnownTable(table)) {
    return { why: `"${table.name}" is no table of SQLModel or SQLAlchemy: only for these a router can be written.` };
  }
  const source = table ?? model;
  // No file has the empty path: all names are told with their modules.
  const fields = readVariantFields(source, name, { project, path: '', python });
  const keys = keysOf(table, fields);
  if (keys.length > 1) {
    const names = keys.map((each) => `"${each.name}"`).join(' and ');
    return { why: `"${source.name}" has the key ${names}: a path for one of them cannot be written.` };
  }
  const [key] = keys;
  if (!key) {
    if (table) return { why: `"${table.name}" has no primary key that can be read.` };
    return { name, table: null, fields, key: { field: 'id', type: { module: null, name: 'int' } } };
  }
  const type = typeOf(project, key, source);
  if (!type) return { why: `The type of "${source.name}.${key.name}" cannot be read.` };
  return { name, table, fields, key: { field: key.name, type } };
}

function tableOf(project: ProjectView, resource: string, path: string): UsedModel | null {
  const keys = findTables(project, resource);
  const own = keys.find((each) => each.path === path) ?? keys[0];
  return own ? project.model(own.name, own.path) : null;
}

function keysOf(table: UsedModel | null, fields: readonly VariantField[]): VariantField[] {
  const primary = fields.filter(({ annotation, value }) =>
    /\bprimary_key\s*=\s*True/.test(`${annotation} ${value ?? ''}`),
  );
  if (primary.length > 0) return primary;
  const named = fields.filter(({ role }) => role === 'key');
  return table
    ? named.slice(0, 1)
    : [named.find(({ name }) => name === 'id') ?? named[0]].filter((each) => each !== undefined);
}

const BUILTIN = /^(int|str|float|bool|bytes)$/;

/** The plain type of a field as a name; null where it is more than one. */
function typeOf(project: ProjectView, field: VariantField, source: UsedModel): ImportedName | null {
  const written = withoutNone(field.annotation.trim());
  const plain = withoutNone(annotatedParts(written)[0] ?? written);
  if (BUILTIN.test(plain)) return { module: null, name: plain };
  const known = field.names?.[plain];
  if (!known || !/^[\w.]+$/.test(plain)) return null;
  // `intpk = Annotated[int, mapped_column(primary_key=True)]`
  const home = source.fields.find(({ name }) => name === field.name)?.home.path ?? source.path;
  const definition = project.resolveIn(home, plain);
  const aliased =
    definition?.binding?.kind === 'variable' ? annotatedParts(definition.binding.value ?? '')[0] : undefined;
  if (aliased !== undefined) {
    if (BUILTIN.test(aliased)) return { module: null, name: aliased };
    const inner = definition?.path ? project.resolveIn(definition.path, aliased)?.qualifiedName : undefined;
    return inner ? nameOf(inner) : null;
  }
  return { module: known.module === '' ? null : known.module, name: known.name };
}

/** The field of a body that a column keeps the hash of: the column's own name, or a password. */
function passwordIn(body: readonly string[], column: string): string | null {
  if (body.includes(column)) return column;
  return body.find((name) => /^(plain_?|raw_?)?(password|passwd)$/.test(name)) ?? null;
}

/** What a type's name means where the field is declared: `intpk = Annotated[int, mapped_column(primary_key=True)]`. */
function aliasOf(project: ProjectView, type: string, { name }: VariantField, source: UsedModel): Definition | null {
  const home = source.fields.find((each) => each.name === name)?.home.path ?? source.path;
  return project.resolveIn(home, type);
}

/** Whether the alias that a field's type is gives it a value. */
function hasAliasDefault(project: ProjectView, field: VariantField, source: UsedModel): boolean {
  const binding = aliasOf(project, withoutNone(field.annotation.trim()), field, source)?.binding;
  return (
    binding?.kind === 'variable' &&
    /\b(default|default_factory|insert_default|server_default)\s*=/.test(binding.value ?? '')
  );
}

function nameOf(qualified: string): ImportedName {
  const dot = qualified.lastIndexOf('.');
  return { module: dot < 0 ? null : qualified.slice(0, dot), name: qualified.slice(dot + 1) };
}

/**
 * What must be set beside a body when a row is made of it.
 * @param body the names of its fields
 * @param hasher the function that makes the hash of a password; null where there is none
 * @returns in a sentence why the row cannot be made
 */
export function findGiven(
  project: ProjectView,
  { table, fields, key }: Resource,
  body: readonly string[],
  bodyName: string,
  hasher: ImportedName | null = null,
): readonly GivenColumn[] | { readonly why: string } {
  if (!table) return [];
  const given: GivenColumn[] = [];
  for (const field of fields) {
    const { name, role, isGiven } = field;
    const isPassword = role === 'hash' || (role === 'secret' && /passw/i.test(name));
    const of = isPassword ? passwordIn(body, name) : null;
    if (isPassword && of !== null) {
      if (hasher === null) {
        return {
          why: `The project has no function that hashes passwords, such as "hash_password": "${bodyName}.${of}" would be stored as it came.`,
        };
      }
      given.push({ name, from: { kind: 'hash', of, by: hasher } });
      continue;
    }
    if (body.includes(name) || isGiven || !isRequired(field)) continue;
    const type = typeOf(project, field, table);
    if (type?.name === 'datetime' && role === 'server') given.push({ name, from: { kind: 'now' } });
    else if (name === key.field && hasAliasDefault(project, field, table)) continue;
    else if (name === key.field && type?.name === 'UUID') given.push({ name, from: { kind: 'uuid' } });
    // The database counts; SQLModel asks for what is declared without a default.
    else if (name === key.field && type?.name === 'int' && !table.isSqlModel) continue;
    else if (role === 'hash' || role === 'hidden' || role === 'secret' || !type) {
      return {
        why: `"${bodyName}" lacks "${name}", which "${table.name}" must have: how that is made cannot be told.`,
      };
    } else given.push({ name, from: { kind: 'query', type } });
  }
  return given;
}
