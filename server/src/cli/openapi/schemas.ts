// Turns annotations into JSON schemas, and the classes of the project that they name into components.
// Must not know routes; a type that cannot be said is the schema that takes anything.
import type { ClassSignature } from '../../facts/bindings';
import { namesOfOtherFile } from '../../infer/names';
import { readType } from '../../infer/readType';
import { isEnum } from '../../infer/requestParts';
import type { NamedType, TypeExpression } from '../../infer/typeExpression';
import type { Project } from '../../project/project';
import type { ProjectView } from '../../project/view';

/** A JSON schema (draft 2020-12, as OpenAPI 3.1 takes it). */
export type Schema = { readonly [key: string]: unknown };

/** The component that a class becomes, by its name; two classes of one name share it, as far as a skeleton goes. */
export class Components {
  private readonly schemas = new Map<string, Schema>();

  private readonly viewOf = (path: string): ProjectView => this.project.view(path);

  constructor(private readonly project: Project) {}

  /** An annotation's type as a file reads it. */
  typeOf(path: string, annotation: string): TypeExpression {
    return readType(annotation, namesOfOtherFile(this.project.view(path), path));
  }

  /** The schema of an annotation in a file. */
  schemaOf(path: string, annotation: string): Schema {
    return this.schema(path, this.typeOf(path, annotation));
  }

  /** The class of the project that a type names, and its file; null for every other type. */
  classOf(path: string, type: TypeExpression): { path: string; signature: ClassSignature } | null {
    if (type.kind !== 'named' || !type.module) return null;
    const found = this.project.view(path).locate(`${type.module}.${type.name}`);
    return found?.binding?.kind === 'class' && found.path !== null
      ? { path: found.path, signature: found.binding.signature }
      : null;
  }

  schema(path: string, type: TypeExpression): Schema {
    switch (type.kind) {
      case 'none':
        return { type: 'null' };
      case 'union':
        return { anyOf: type.members.map((member) => this.schema(path, member)) };
      case 'named':
        return this.namedSchema(path, type);
      default:
        return {};
    }
  }

  /** All components met so far, by name. */
  all(): Record<string, Schema> {
    return Object.fromEntries([...this.schemas].sort(([one], [other]) => (one < other ? -1 : 1)));
  }

  /** Adds a component that no class stands for. */
  add(name: string, schema: Schema): Schema {
    if (!this.schemas.has(name)) this.schemas.set(name, schema);
    return { $ref: `#/components/schemas/${name}` };
  }

  private namedSchema(path: string, type: NamedType): Schema {
    const known = SCALARS.get(type.name);
    if (known && type.module !== null) return known;
    const [first, second] = type.arguments;
    if (LISTS.has(type.name)) return { type: 'array', items: first ? this.schema(path, first) : {} };
    if (MAPPINGS.has(type.name)) {
      return { type: 'object', ...(second ? { additionalProperties: this.schema(path, second) } : {}) };
    }
    if (type.name === 'Literal') return literalSchema(first);
    return this.classSchema(path, type);
  }

  private classSchema(path: string, type: NamedType): Schema {
    const found = this.classOf(path, type);
    if (!found) return {};
    const arguments_ = type.arguments.map((each) => (each.kind === 'named' ? each.name : 'Any'));
    const name = [type.name.slice(type.name.lastIndexOf('.') + 1), ...arguments_].join('_').replace(/[^\w.-]/g, '_');
    const reference = { $ref: `#/components/schemas/${name}` };
    if (this.schemas.has(name)) return reference;
    this.schemas.set(name, {});
    this.schemas.set(
      name,
      isEnum(this.viewOf, found.path, found.signature.name)
        ? this.enumSchema(name, found.signature)
        : this.modelSchema(name, path, type),
    );
    return reference;
  }

  private enumSchema(title: string, signature: ClassSignature): Schema {
    const values = signature.fields.flatMap(({ value }) => literalValue(value ?? ''));
    return values.length > 0 ? { title, enum: values } : { title };
  }

  private modelSchema(title: string, path: string, type: NamedType): Schema {
    const properties: Record<string, Schema> = {};
    const required = new Set<string>();
    this.collectFields(path, type, properties, required, 0);
    return {
      title,
      type: 'object',
      ...(Object.keys(properties).length > 0 ? { properties } : {}),
      ...(required.size > 0 ? { required: [...required] } : {}),
    };
  }

  /** Fields of the bases first, as Pydantic orders them. */
  private collectFields(
    path: string,
    type: TypeExpression,
    properties: Record<string, Schema>,
    required: Set<string>,
    depth: number,
  ): void {
    const found = this.classOf(path, type);
    if (!found || depth > 20) return;
    for (const base of found.signature.bases) {
      this.collectFields(found.path, this.typeOf(found.path, base), properties, required, depth + 1);
    }
    for (const { name, annotation, value } of found.signature.fields) {
      if (annotation === null || name.startsWith('_') || /^(\w+\.)?ClassVar\b/.test(annotation)) continue;
      properties[name] = this.schemaOf(found.path, annotation);
      const isRequired = value === null || /^(\w+\.)?Field\(\s*(\.\.\.|\)|\w+=)/.test(value);
      if (isRequired && !/\bdefault(_factory)?\s*=/.test(value ?? '')) required.add(name);
      else required.delete(name);
    }
  }
}

const SCALARS: ReadonlyMap<string, Schema> = new Map<string, Schema>([
  ['str', { type: 'string' }],
  ['int', { type: 'integer' }],
  ['float', { type: 'number' }],
  ['Decimal', { type: 'number' }],
  ['bool', { type: 'boolean' }],
  ['bytes', { type: 'string', format: 'binary' }],
  ['UUID', { type: 'string', format: 'uuid' }],
  ['UUID4', { type: 'string', format: 'uuid' }],
  ['datetime', { type: 'string', format: 'date-time' }],
  ['date', { type: 'string', format: 'date' }],
  ['time', { type: 'string', format: 'time' }],
  ['timedelta', { type: 'string', format: 'duration' }],
  ['EmailStr', { type: 'string', format: 'email' }],
  ['AnyUrl', { type: 'string', format: 'uri' }],
  ['HttpUrl', { type: 'string', format: 'uri' }],
  ['AnyHttpUrl', { type: 'string', format: 'uri' }],
  ['Path', { type: 'string', format: 'path' }],
  ['UploadFile', { type: 'string', format: 'binary' }],
]);

const LISTS = new Set(['list', 'set', 'frozenset', 'tuple', 'Sequence', 'Iterable', 'Collection', 'MutableSequence']);
const MAPPINGS = new Set(['dict', 'Mapping', 'MutableMapping']);

function literalSchema(type: TypeExpression | undefined): Schema {
  const values = type?.kind === 'text' ? type.text.split(',').flatMap((each) => literalValue(each.trim())) : [];
  return values.length > 0 ? { enum: values } : {};
}

/** A literal's value: a plain string or a number. */
function literalValue(text: string): (string | number)[] {
  const quoted = /^(["'])([^"'\\]*)\1$/.exec(text);
  if (quoted) return [quoted[2]!];
  return /^-?\d+(\.\d+)?$/.test(text) ? [Number(text)] : [];
}
