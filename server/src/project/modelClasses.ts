// The project's data classes: Pydantic models, SQLModel and ORM tables, settings; their fields and configuration with
// everything inherited. Must not know rules, routes or what the names of classes mean.
import type { ClassSignature } from '../facts/bindings';
import { resolveName } from './definitions';
import { bindingsOf, type ModuleFacts } from './module';
import type { Project } from './project';

/** A class by its file and name. */
export interface ClassKey {
  readonly path: string;
  readonly name: string;
}

export type ModelKind = 'model' | 'settings' | 'table';

/** A field, and the class that declares it. */
export interface ModelField {
  readonly name: string;
  /** Texts as written; null where there is none. */
  readonly annotation: string | null;
  readonly value: string | null;
  readonly home: ClassKey;
}

/** A class with what it has from its bases. */
export interface ModelClass extends ClassKey {
  readonly kind: ModelKind;
  readonly isSqlModel: boolean;
  readonly signature: ClassSignature;
  /** Its bases in the project, nearest first, with theirs. */
  readonly lineage: readonly ClassKey[];
  /** In the order in which Pydantic has them: those of the bases first; a field that is declared again keeps its place. */
  readonly fields: readonly ModelField[];
  /** Configuration by key, texts of values: `model_config`, an inner `Config`, keywords of the header; bases' included. */
  readonly config: Readonly<Record<string, string>>;
  /** Whether it writes configuration of its own, and how. */
  readonly ownConfig: 'class' | 'dict' | 'keyword' | null;
  /** Whether some base, field or part of the configuration cannot be read. */
  readonly isPartial: boolean;
}

/** Classes outside the project that make a model, a settings class or a table of what descends from them. */
const PYDANTIC =
  /^(pydantic(\.main|\.generics|\.v1|\.v1\.main|\.v1\.generics)?\.(BaseModel|GenericModel)|fastapi_users\.schemas\.\w+|fastapi_camelcase\.CamelModel|humps\.CamelModel)$/;
const SETTINGS = /^(pydantic_settings|pydantic(\.v1)?)\.BaseSettings$/;
const SQLMODEL = /^sqlmodel(\.main)?\.SQLModel$/;
const TABLES =
  /^(sqlalchemy(\.\w+)*\.(DeclarativeBase|DeclarativeBaseNoMeta|MappedAsDataclass)|sqlalchemy\.ext\.declarative\.\w+|tortoise\.models\.Model|tortoise\.Model|ormar\.Model|beanie\.(Document|odm\.documents\.Document)|odmantic\.Model|mongoengine\.(Document|EmbeddedDocument)|peewee\.Model|django\.db\.models\.Model|piccolo\.table\.Table|flask_sqlalchemy\.\w+|advanced_alchemy\.base\.\w+|fastapi_users(_db_sqlalchemy|\.db)\.SQLAlchemyBase\w+)$/;

/** Classes by `keyOf`. */
export type ModelIndex = ReadonlyMap<string, ModelClass>;

export function keyOf({ path, name }: ClassKey): string {
  return `${path}\0${name}`;
}

const known = new WeakMap<object, ModelIndex>();

/** The data classes of a project, kept while its names, classes and signatures stay. */
export function modelClassesOf(project: Project): ModelIndex {
  const state = project.structure;
  let index = known.get(state);
  if (!index) {
    index = new ModelReader(project).readAll();
    known.set(state, index);
  }
  return index;
}

/** The data class that a dotted name means in a file; null when it is none. */
export function resolveModel(project: Project, path: string, dottedName: string): ModelClass | null {
  const definition = resolveName(project, path, dottedName);
  if (definition?.binding?.kind !== 'class' || definition.path === null) return null;
  return modelClassesOf(project).get(keyOf({ path: definition.path, name: definition.binding.name })) ?? null;
}

interface Reading {
  readonly kind: ModelKind | null;
  readonly isSqlModel: boolean;
  readonly lineage: readonly ClassKey[];
  readonly fields: readonly ModelField[];
  readonly config: Readonly<Record<string, string>>;
  readonly isPartial: boolean;
}

const NOTHING: Reading = { kind: null, isSqlModel: false, lineage: [], fields: [], config: {}, isPartial: true };

class ModelReader {
  private readonly readings = new Map<string, Reading>();
  private readonly open = new Set<string>();

  constructor(private readonly project: Project) {}

  readAll(): ModelIndex {
    const found = new Map<string, ModelClass>();
    for (const path of this.project.paths) {
      const module = this.project.module(path)!;
      for (const [name, bindings] of bindingsOf(module)) {
        const binding = bindings.findLast((each) => each.kind === 'class');
        if (binding?.kind !== 'class') continue;
        const { signature } = binding;
        if (signature.bases.length === 0 && !hasTableName(signature)) continue;
        const reading = this.read(module, signature);
        if (reading.kind === null) continue;
        const ownConfig = ownConfigOf(module, signature).how;
        found.set(keyOf({ path, name }), { path, name, signature, ownConfig, ...reading, kind: reading.kind });
      }
    }
    return found;
  }

  private read(module: ModuleFacts, signature: ClassSignature): Reading {
    const own = { path: module.path, name: signature.name };
    const key = keyOf(own);
    const before = this.readings.get(key);
    if (before) return before;
    if (this.open.has(key)) return NOTHING;
    this.open.add(key);
    const reading = this.readAnew(module, signature, own);
    this.open.delete(key);
    this.readings.set(key, reading);
    return reading;
  }

  private readAnew(module: ModuleFacts, signature: ClassSignature, own: ClassKey): Reading {
    let kind: ModelKind | null = hasTableName(signature) ? 'table' : null;
    let isSqlModel = false;
    let isPartial = false;
    const lineage: ClassKey[] = [];
    const fields = new Map<string, ModelField>();
    const config: Record<string, string> = {};
    // Python looks in the first base first: what it declares wins, so it is laid over the others.
    for (const written of signature.bases.toReversed()) {
      const name = /^[\w.]+(?=\s*(\[|$))/.exec(written)?.[0];
      const definition = name ? resolveName(this.project, module.path, name) : null;
      const base = definition ? this.readBase(definition) : null;
      if (base === null) {
        isPartial ||= !/^(Generic|Protocol|ABC|object|abc\.ABC|typing\.\w+|Enum|str|int)\b/.test(written);
        continue;
      }
      if (base.kind !== null && (kind === null || base.kind === 'table')) kind = base.kind;
      isSqlModel ||= base.isSqlModel;
      isPartial ||= base.isPartial;
      lineage.unshift(...base.lineage.filter((each) => !lineage.some((other) => keyOf(other) === keyOf(each))));
      for (const field of base.fields) fields.set(field.name, field);
      Object.assign(config, base.config);
    }
    // `User(UserBase, table=True)` is a table; a model that descends from one is none by itself.
    const isTable = signature.keywords.table === 'True' || hasTableName(signature);
    if (isSqlModel) kind = isTable ? 'table' : 'model';
    else if (isTable) kind = 'table';
    for (const { name, annotation, value } of signature.fields) {
      if (name === 'model_config' || name.startsWith('__') || /^(typing\.)?ClassVar\b/.test(annotation ?? '')) continue;
      // In a Pydantic model what has no annotation is no field, but it may take one's place: a constant, a validator.
      if (annotation === null && kind !== 'table') continue;
      fields.set(name, { name, annotation, value, home: own });
    }
    const ownConfig = ownConfigOf(module, signature);
    Object.assign(config, ownConfig.values);
    isPartial ||= ownConfig.isPartial;
    return { kind, isSqlModel, lineage: [own, ...lineage], fields: [...fields.values()], config, isPartial };
  }

  private readBase(definition: NonNullable<ReturnType<typeof resolveName>>): Reading | null {
    const { path, qualifiedName, binding } = definition;
    if (path === null) return readOutside(qualifiedName);
    if (binding?.kind === 'class') return this.read(this.project.module(path)!, binding.signature);
    // `Base = declarative_base()`, `Base: Any = db.Model`.
    if (
      binding?.kind === 'variable' &&
      /\b(declarative_base|automap_base|generate_base)\s*\(|^\w+\.Model$/.test(binding.value ?? '')
    ) {
      return { ...NOTHING, kind: 'table', isPartial: false };
    }
    return null;
  }
}

function readOutside(name: string): Reading | null {
  const plain = { ...NOTHING, isPartial: false };
  if (PYDANTIC.test(name)) return { ...plain, kind: 'model', isPartial: !name.startsWith('pydantic') };
  if (SETTINGS.test(name)) return { ...plain, kind: 'settings' };
  if (SQLMODEL.test(name)) return { ...plain, kind: 'model', isSqlModel: true };
  return TABLES.test(name) ? { ...plain, kind: 'table' } : null;
}

function hasTableName({ fields }: ClassSignature): boolean {
  return fields.some(({ name }) => name === '__tablename__' || name === '__table__');
}

/** What a class says of its configuration: keywords of its header, `model_config`, an inner `class Config`. */
function ownConfigOf(
  module: ModuleFacts,
  signature: ClassSignature,
): { how: ModelClass['ownConfig']; values: Record<string, string>; isPartial: boolean } {
  const values: Record<string, string> = {};
  let how: ModelClass['ownConfig'] = null;
  let isPartial = false;
  for (const [key, value] of Object.entries(signature.keywords)) {
    if (/^(table|metaclass|registry)$/.test(key)) continue;
    values[key] = value;
    how = 'keyword';
  }
  const written = signature.fields.findLast(({ name }) => name === 'model_config')?.value;
  if (written !== undefined && written !== null) {
    how = 'dict';
    const inner = /^(?:[\w.]*ConfigDict\s*\(|\{|dict\s*\()([\s\S]*)[)}]$/.exec(written.trim())?.[1];
    // A shared dictionary under a name may say anything.
    if (inner === undefined || /\*\*/.test(inner)) isPartial = true;
    for (const [, quoted, plain, value] of (inner ?? '').matchAll(/(?:["'](\w+)["']\s*:|(\w+)\s*=)\s*([^,\n]+)/g)) {
      values[(quoted ?? plain)!] = value!.trim();
    }
  }
  for (const { bases, fields } of innerConfigs(module).get(signature.name) ?? []) {
    how = 'class';
    // `class Config(BaseConfig)` has more than it says.
    if (bases.length > 0) isPartial = true;
    for (const { name, value } of fields) if (value !== null) values[name] = value;
  }
  return { how, values, isPartial };
}

const configs = new WeakMap<ModuleFacts, ReadonlyMap<string, readonly ClassSignature[]>>();

/** The classes `Config` of a module by the class in which they stand. */
function innerConfigs(module: ModuleFacts): ReadonlyMap<string, readonly ClassSignature[]> {
  let known = configs.get(module);
  if (!known) {
    const found = new Map<string, ClassSignature[]>();
    for (const { exports, owner } of module.regions) {
      const around = owner < 0 ? undefined : module.regions[owner]!.exports.bindings[0];
      if (around?.kind !== 'class') continue;
      for (const binding of exports.bindings) {
        if (binding.kind !== 'class' || binding.name !== 'Config') continue;
        const others = found.get(around.name);
        if (others) others.push(binding.signature);
        else found.set(around.name, [binding.signature]);
      }
    }
    known = found;
    configs.set(module, known);
  }
  return known;
}
