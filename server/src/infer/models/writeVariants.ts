// Writes the variants of a resource's models, `XBase`, `XCreate`, `XUpdate`, `XResponse`, `XInDB`, from its fields.
// Must not know rules, the project or where the classes will stand: plain data in, texts out.
// (skill.md, "Multi-Model Pattern".)
import { joinLines, type Template, toText } from '../docstring/template';
import { wordsOf } from '../paths';
import { withArticle } from '../sentences';
import type { NameImporter } from './edits';
import type { FieldRole } from './fieldRoles';
import { isRequired } from './fields';
import { type FieldStyle, keptField, optionalFieldText, servedField, type WrittenField } from './fieldText';
import type { Variant } from './variants';

/** A field of the resource, as it may be written where the classes will stand. */
export interface VariantField extends WrittenField {
  readonly role: FieldRole;
  /** Whether its type is a guess: a place for a person to fill in. */
  readonly isOpen?: boolean;
  /** Whether it may be left out all the same: the database gives a value that a model cannot write. */
  readonly isGiven?: boolean;
  /** Names in its texts that are to be imported where they are written: `Decimal`, `enums.Color`. */
  readonly names?: Readonly<Record<string, RootClass>>;
}

/** Strings and dotted names in code; a keyword of a call with its `=`. */
export const NAME_TOKEN =
  /("""|'''|"|')(?:\\[\s\S]|(?!\1)[^\\])*\1|\.?([\p{L}_][\p{L}\p{N}_]*)(?:\.[\p{L}_][\p{L}\p{N}_]*)*(\s*=(?!=))?/gu;

/** A variant that is there already: its name, the module to import it from where that is another, and all its fields. */
export interface KnownVariant {
  readonly name: string;
  readonly module?: string;
  readonly fields: readonly string[];
}

/** A class by its module, `pydantic.BaseModel`; an empty module stands for a class that the file has. */
export interface RootClass {
  readonly module: string;
  readonly name: string;
}

/** How the project writes models. */
export interface VariantStyle {
  /** What the variants are called: `{ response: 'UserPublic', … }`. */
  readonly names: Readonly<Record<Variant, string>>;
  /** What models descend from. */
  readonly root: RootClass;
  /** Whether the root makes models from attributes by itself, as SQLModel does. */
  readonly hasFromAttributes: boolean;
  /** The module of `Field`: `pydantic`, `sqlmodel`. */
  readonly fieldModule: string;
  /** Whether Pydantic 1 is used: `class Config` with `orm_mode`. */
  readonly isV1: boolean;
  readonly python: readonly [number, number];
  readonly indentUnit: string;
  readonly lineLength: number;
}

export interface VariantRequest {
  /** The name of the resource: `OrderLine`. */
  readonly resource: string;
  /** All its fields, in order. */
  readonly fields: readonly VariantField[];
  /** Which variants to write. */
  readonly variants: readonly Variant[];
  /** Which are there already. */
  readonly known: Readonly<Partial<Record<Variant, KnownVariant>>>;
  readonly style: VariantStyle;
  /** How names are had at the place; it gathers the imports that the texts need. */
  readonly imports: NameImporter;
}

/** A class, without the blank lines around it. */
export interface WrittenVariant extends KnownVariant {
  readonly variant: Variant;
  readonly text: string;
  /** The text with the places that a person should look at. */
  readonly template: Template;
}

/** The order in which variants are written: each behind what it may descend from. */
const ORDER: readonly Variant[] = ['base', 'create', 'update', 'response', 'indb'];

/** Which roles a variant has the fields of. */
const ROLES: Readonly<Record<Variant, readonly FieldRole[]>> = {
  base: ['plain'],
  create: ['plain', 'fixed', 'secret'],
  update: ['plain', 'secret'],
  response: ['key', 'plain', 'fixed', 'server'],
  indb: ['key', 'plain', 'fixed', 'server', 'hash', 'hidden'],
};

/**
 * Writes variants, in the order in which they must stand. What several share is inherited from the base, where that is
 * there or asked for; secrets are in nothing that is sent; every field of the update is optional and keeps its constraints.
 */
export function writeVariants(request: VariantRequest): WrittenVariant[] {
  const { fields, imports, style } = request;
  const place: Place = { ...request, fieldStyle: fieldStyleOf(style, imports), written: { ...request.known } };
  const all = withPassword(fields);
  const written: WrittenVariant[] = [];
  for (const variant of ORDER) {
    if (!request.variants.includes(variant)) continue;
    const own = writeVariant(variant, all, place);
    place.written[variant] = own;
    written.push(own);
  }
  return written;
}

interface Place extends VariantRequest {
  readonly fieldStyle: FieldStyle;
  readonly written: Partial<Record<Variant, KnownVariant>>;
}

/** Where only the hash of a password is kept, the password itself is what clients send. */
function withPassword(fields: readonly VariantField[]): readonly VariantField[] {
  const hash = fields.findIndex(({ role }) => role === 'hash');
  if (hash < 0 || fields.some(({ role, name }) => role === 'secret' && /passw/i.test(name))) return fields;
  const password: VariantField = { name: 'password', annotation: 'str', value: null, role: 'secret' };
  return [...fields.slice(0, hash), password, ...fields.slice(hash)];
}

function writeVariant(variant: Variant, all: readonly VariantField[], place: Place): WrittenVariant {
  const { style, imports, resource } = place;
  const wanted = all.filter(({ role }) => ROLES[variant].includes(role));
  const parent = parentOf(variant, wanted, place);
  const own = parent ? wanted.filter(({ name }) => !parent.fields.includes(name)) : wanted;
  const base = parent
    ? parent.module
      ? imports.use(parent.module, parent.name)
      : parent.name
    : rootName(style, imports);
  const name = style.names[variant];
  const { indentUnit } = style;
  const lines: Template[] = [
    [`class ${name}(${base}):`],
    [`${indentUnit}"""${summaryOf(variant, resource, style)}"""`],
  ];
  const config =
    variant === 'response' || (variant === 'indb' && !place.written.response) ? configOf(style, imports) : [];
  if (config.length > 0) lines.push([''], ...config.map((line): Template => [indentUnit + line]));
  if (own.length > 0) lines.push([''], ...own.map((field) => fieldTemplate(variant, field, place)));
  const template = joinLines(lines);
  const inherited = parent?.fields ?? [];
  return {
    ...{ variant, name, template, text: toText(template) },
    fields: [...inherited, ...own.map((field) => field.name)],
  };
}

/** What a variant may inherit from: a class all of whose fields it has. */
function parentOf(variant: Variant, wanted: readonly VariantField[], { written }: Place): KnownVariant | null {
  const candidates: readonly Variant[] = variant === 'indb' ? ['response', 'base'] : ['base'];
  if (variant === 'base' || variant === 'update') return null;
  for (const each of candidates) {
    const known = written[each];
    if (known?.fields.every((name) => wanted.some((field) => field.name === name))) return known;
  }
  return null;
}

function rootName({ root }: VariantStyle, imports: NameImporter): string {
  return root.module === '' ? root.name : imports.use(root.module, root.name);
}

function configOf({ isV1, hasFromAttributes, indentUnit }: VariantStyle, imports: NameImporter): string[] {
  if (hasFromAttributes) return [];
  if (isV1)
    return ['class Config:', `${indentUnit}"""Configuration of the model."""`, '', `${indentUnit}orm_mode = True`];
  return [`model_config = ${imports.use('pydantic', 'ConfigDict')}(from_attributes=True)`];
}

function fieldTemplate(variant: Variant, field: VariantField, { fieldStyle, imports }: Place): Template {
  const text = withNames(fieldTextFor(variant, field, fieldStyle), field, imports);
  const at = field.isOpen ? text.indexOf(field.annotation, text.indexOf(':')) : -1;
  if (at < 0) return [text];
  return [text.slice(0, at), { hint: field.annotation }, text.slice(at + field.annotation.length)];
}

/** One field as a variant has it, with its indentation; names are had through `imports`. */
export function writeFieldOf(
  variant: Variant,
  field: VariantField,
  style: VariantStyle,
  imports: NameImporter,
): string {
  return withNames(fieldTextFor(variant, field, fieldStyleOf(style, imports)), field, imports);
}

/** The text with its names as they are had at the place. */
function withNames(text: string, { name: field, names = {} }: VariantField, imports: NameImporter): string {
  const colon = text.indexOf(field) + field.length;
  const moved = text.slice(colon).replace(NAME_TOKEN, (token, _quote, head: string | undefined, keyword) => {
    if (head === undefined || keyword !== undefined || token.startsWith('.')) return token;
    const [key] = [token, head].filter((each) => names[each]);
    const { module, name } = (key !== undefined && names[key]) || { module: '', name: '' };
    return key === undefined ? token : imports.use(module, name) + token.slice(key.length);
  });
  return text.slice(0, colon) + moved;
}

function fieldTextFor(variant: Variant, field: VariantField, style: FieldStyle): string {
  if (variant === 'update') return optionalFieldText(field, style);
  const isServed = variant === 'response' || variant === 'indb';
  if (isServed && field.role !== 'plain' && field.role !== 'fixed')
    return servedField(field, field.role === 'key', style);
  return field.isGiven ? optionalFieldText(field, style) : keptField(field, style);
}

function fieldStyleOf(
  { fieldModule, python, indentUnit, lineLength, isV1 }: VariantStyle,
  imports: NameImporter,
): FieldStyle {
  const hasPipes = python[0] > 3 || python[1] >= 10;
  return {
    field: () => imports.use(fieldModule, 'Field'),
    optional: (type) => {
      if (hasPipes)
        return /^(["'])[^"']*\1$/.test(type) ? `${type.slice(0, -1)} | None${type.at(-1)}` : `${type} | None`;
      return `${imports.use('typing', 'Optional')}[${type}]`;
    },
    indent: indentUnit,
    ...{ lineLength, isV1 },
  };
}

const SUMMARIES: Readonly<Record<Variant, (one: string) => readonly string[]>> = {
  base: (one) => [`Shared fields of ${one}.`],
  create: (one) => [`Request body for creating ${one}.`],
  update: (one) => [`Request body for updating ${one}; every field is optional.`, `Request body for updating ${one}.`],
  response: (one) => [`API response for ${one}.`],
  indb: (one) => [`Stored form of ${one}.`],
};

/** The docstring's line; a shorter one where it would be too long. */
function summaryOf(variant: Variant, resource: string, { indentUnit, lineLength }: VariantStyle): string {
  const all = SUMMARIES[variant](withArticle(wordsOf(resource).join(' ')));
  return all.find((each) => indentUnit.length + each.length + 6 <= lineLength) ?? SUMMARIES[variant]('it')[0]!;
}

/** The fields of a variant that an object must be given, as a create needs them: those without a default. */
export function requiredFields(variant: Variant, fields: readonly VariantField[]): VariantField[] {
  return variant === 'update'
    ? []
    : withPassword(fields).filter(
        (field) => ROLES[variant].includes(field.role) && !field.isGiven && isRequired(field),
      );
}
