// Takes a field of a model apart as it is written, and writes it again: for another class, optional, without a default.
// Must not know which class it is for; texts alone, no project.
import { callArguments, dottedName, lastName } from '../../facts/expressions';
import { parseExpression } from '../../facts/parseText';
import type { SyntaxNode } from '../../syntax/node';
import { allowsNone } from './fields';

/** A field as it is written. */
export interface WrittenField {
  readonly name: string;
  readonly annotation: string;
  /** The text of its default or of its `Field(…)`; null where there is none. */
  readonly value: string | null;
}

/** An argument of a call as text; `name` is null for one by position. */
export interface TextArgument {
  readonly name: string | null;
  readonly text: string;
}

/** A field's value taken apart. */
export interface FieldValue {
  /** What is given where a request says nothing; null for a required field. */
  readonly default: string | null;
  readonly factory: string | null;
  /** How `Field` is called, and its arguments without the default; null where the value is no such call. */
  readonly call: { readonly callee: string; readonly arguments: readonly TextArgument[] } | null;
}

/** Arguments of SQLModel's `Field` that are about the table alone (sqlmodel/main.py, `Field`). */
const TABLE_ARGUMENTS = /^(primary_key|foreign_key|ondelete|unique|nullable|index|sa_\w+)$/;

const NO_VALUE: FieldValue = { default: null, factory: null, call: null };

/** Takes a value apart; what is no `Field(…)` is a plain default. */
export function readFieldValue(value: string | null): FieldValue {
  if (value === null || value === '...') return NO_VALUE;
  const node = parseExpression(value);
  const callee = node?.type === 'call' ? dottedName(node.child('function')) : null;
  if (!node || callee === null || !/^(Field|PrivateAttr|Query|Body|Form)$/.test(lastName(callee)))
    return { ...NO_VALUE, default: value };
  const given = callArguments(node).map(({ name, star, value: { text }, node: whole }, i) =>
    star !== '' ? { name: null, text: whole.text } : { name: name ?? (i === 0 ? 'default' : null), text },
  );
  const said = (name: string): string | null => given.find((each) => each.name === name)?.text ?? null;
  const start = said('default');
  return {
    default: start === '...' || start === 'Undefined' ? null : start,
    factory: said('default_factory'),
    call: { callee, arguments: given.filter(({ name }) => name !== 'default' && name !== 'default_factory') },
  };
}

/** Whether a field names arguments that only a table has. */
export function isAboutTable({ value, annotation }: WrittenField): boolean {
  const has = (text: string | null): boolean =>
    readFieldValue(text).call?.arguments.some(({ name }) => name !== null && TABLE_ARGUMENTS.test(name)) ?? false;
  return has(value) || annotatedParts(annotation).some((part) => has(part));
}

/** The texts between the brackets of `Annotated[…]`: the type first; empty for another annotation. */
export function annotatedParts(annotation: string): string[] {
  const node = parseExpression(annotation);
  if (node?.type !== 'subscript' || lastName(dottedName(node.child('value')) ?? '') !== 'Annotated') return [];
  return node.childrenIn('subscript').map(({ text }) => text);
}

/** How a field is to be written anew. */
export interface FieldStyle {
  /** How `Field` is written in the file; asked for only where one is written. */
  readonly field: () => string;
  /** Adds `None` to a type's text. */
  readonly optional: (type: string) => string;
  readonly indent: string;
  readonly lineLength: number;
  /** Whether Pydantic 1 reads it. */
  readonly isV1: boolean;
}

/** Arguments of `Field` that have other names in Pydantic 2 (migration guide, "Changes to `pydantic.Field`"). */
export const RENAMED_ARGUMENTS: Readonly<Record<string, string>> = {
  regex: 'pattern',
  min_items: 'min_length',
  max_items: 'max_length',
};

/** A field as it stands, without what only tables have. */
export function keptField(field: WrittenField, style: FieldStyle): string {
  const { name, value } = field;
  const annotation = withoutTable(field.annotation, style);
  const read = readFieldValue(value);
  const isWhole = annotation === field.annotation && !isAboutTable(field) && !isRenamed(read, style);
  if (isWhole && (value === null || read.call === null || !value.includes('\n')) && value !== '...') {
    const line = `${style.indent}${name}: ${annotation}${value === null ? '' : ` = ${calleeAs(value, read, style)}`}`;
    if (line.length <= style.lineLength || read.call === null) return line;
  }
  const start =
    read.default !== null
      ? [{ name: 'default', text: read.default }]
      : read.factory !== null
        ? [{ name: 'default_factory', text: read.factory }]
        : [];
  return writeField(name, annotation, [...start, ...keptArguments(read, style)], style);
}

/** The field made optional: its type or `None`, which is the default; constraints stay. */
export function optionalFieldText(field: WrittenField, style: FieldStyle): string {
  const read = readFieldValue(field.value);
  return writeField(
    field.name,
    withNone(withoutTable(field.annotation, style), style),
    [
      { name: 'default', text: 'None' },
      ...keptArguments(read, style).filter(({ name }) => name !== 'validate_default'),
    ],
    style,
  );
}

/**
 * The field without its default: what the server always has when it answers.
 * @param isNeverNone whether `None` goes too: a key is optional only before it is stored
 */
export function servedField(field: WrittenField, isNeverNone: boolean, style: FieldStyle): string {
  const type = withoutTable(field.annotation, style);
  const plain = isNeverNone ? withoutNone(type) : type;
  const read = readFieldValue(field.value);
  const start = allowsNone(plain) ? [{ name: 'default', text: 'None' }] : [];
  return writeField(field.name, plain, [...start, ...keptArguments(read, style)], style);
}

function keptArguments({ call }: FieldValue, { isV1 }: FieldStyle): TextArgument[] {
  return (call?.arguments ?? [])
    .filter(({ name, text }) => (name === null ? text.startsWith('**') : !TABLE_ARGUMENTS.test(name)))
    .map(({ name, text }) => ({ name: isV1 || name === null ? name : (RENAMED_ARGUMENTS[name] ?? name), text }));
}

function isRenamed({ call }: FieldValue, { isV1 }: FieldStyle): boolean {
  return !isV1 && (call?.arguments.some(({ name }) => name !== null && RENAMED_ARGUMENTS[name] !== undefined) ?? false);
}

/** A value whose `Field` may be another one in the file for which it is written. */
function calleeAs(value: string, { call }: FieldValue, { field }: FieldStyle): string {
  return call && lastName(call.callee) === 'Field' ? field() + value.slice(value.indexOf('(')) : value;
}

function writeField(name: string, annotation: string, values: readonly TextArgument[], style: FieldStyle): string {
  const { indent, lineLength } = style;
  const head = `${indent}${name}: ${annotation}`;
  if (values.length === 0) return head;
  const [first] = values;
  if (values.length === 1 && first!.name === 'default') return `${head} = ${first!.text}`;
  const items = values.map(({ name: key, text }) => (key === null ? text : `${key}=${text}`));
  const callee = style.field();
  const line = `${head} = ${callee}(${items.join(', ')})`;
  if (line.length <= lineLength && !items.some((item) => item.includes('\n'))) return line;
  const inner = indent + indent;
  const joined = inner + items.join(', ');
  const body =
    joined.length <= lineLength && !joined.includes('\n') ? joined : items.map((item) => `${inner}${item},`).join('\n');
  return `${head} = ${callee}(\n${body}\n${indent})`;
}

/** `Annotated[str, Field(max_length=9, index=True)]` without what only tables have. */
function withoutTable(annotation: string, style: FieldStyle): string {
  const [type, ...others] = annotatedParts(annotation);
  if (type === undefined || !others.some((part) => isAboutTable({ name: '', annotation: '', value: part })))
    return annotation;
  const kept = others.flatMap((part) => {
    const read = readFieldValue(part);
    if (!read.call) return [part];
    const given = keptArguments(read, style).map(({ name, text }) => (name === null ? text : `${name}=${text}`));
    return given.length > 0 ? [`${style.field()}(${given.join(', ')})`] : [];
  });
  if (kept.length === 0) return type;
  return `${annotation.slice(0, annotation.indexOf('[') + 1)}${[type, ...kept].join(', ')}]`;
}

function withNone(annotation: string, style: FieldStyle): string {
  if (allowsNone(annotation)) return annotation;
  const [type] = annotatedParts(annotation);
  if (type === undefined) return style.optional(annotation);
  const at = annotation.indexOf(type, annotation.indexOf('['));
  return annotation.slice(0, at) + style.optional(type) + annotation.slice(at + type.length);
}

/** `str | None`, `Optional[str]` and `Union[str, None]` without the `None`. */
export function withoutNone(annotation: string): string {
  const node = parseExpression(annotation);
  if (!node) return annotation;
  if (node.type === 'binary_operator') {
    const members = unionMembers(node);
    const kept = members.filter((each) => each.type !== 'none');
    return kept.length > 0 && kept.length < members.length ? kept.map(({ text }) => text).join(' | ') : annotation;
  }
  if (node.type !== 'subscript') return annotation;
  const form = lastName(dottedName(node.child('value')) ?? '');
  const args = node.childrenIn('subscript');
  if (form === 'Optional' && args.length === 1) return args[0]!.text;
  if (form !== 'Union') return annotation;
  const kept = args.filter((each) => each.type !== 'none');
  return kept.length === 1 ? kept[0]!.text : annotation;
}

function unionMembers(node: SyntaxNode): SyntaxNode[] {
  if (node.type !== 'binary_operator' || node.child('operator')?.text !== '|') return [node];
  return [node.child('left'), node.child('right')].flatMap((side) => (side ? unionMembers(side) : []));
}
