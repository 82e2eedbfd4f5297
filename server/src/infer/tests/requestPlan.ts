// What a test sends to an operation and what has to be there before: path parameters with those who create what they name,
// query, headers, body. Must not know how it is written down.
import { lastName } from '../../facts/expressions';
import type { Project } from '../../project/project';
import type { Operation } from '../../project/routing/graph';
import { findTables, variantOf } from '../models/variants';
import type { RequestPart, ViewOf } from '../requestParts';
import { bodyFields, type Sample, sampleOf } from '../samples/sample';
import { operationsWhere, type TestedOperation } from './testedOperation';

/** A path parameter: where its value comes from. */
export interface PathArgument {
  readonly name: string;
  /** A value that the type takes, where nothing creates one. */
  readonly sample: Sample;
  /** Who creates what it names: the operation, and the field of its answer that is the value. */
  readonly creator: { readonly operation: TestedOperation; readonly field: string } | null;
  readonly part: RequestPart | null;
}

/** What is sent besides the path. */
export interface RequestPlan {
  readonly path: readonly PathArgument[];
  readonly query: Sample | null;
  readonly headers: readonly (readonly [name: string, value: Sample])[];
  readonly cookies: Sample | null;
  /** How the body is handed to the client, and the body. */
  readonly body: { readonly as: 'json' | 'data' | 'files'; readonly sample: Sample } | null;
  /** Files beside form fields. */
  readonly files: Sample | null;
}

/** Plans a request that succeeds; `isChange`: an update, whose values differ from those that were there before. */
export function planRequest(project: Project, tested: TestedOperation): RequestPlan {
  const viewOf: ViewOf = (path) => project.view(path);
  const isChange = /^(PUT|PATCH)$/.test(tested.method);
  const partsIn = (place: RequestPart['in']): RequestPart[] => tested.parts.filter((part) => part.in === place);
  const fieldsOf = (place: RequestPart['in']): (readonly [string, Sample])[] =>
    partsIn(place).flatMap((part) => (part.required ? flattened(part, viewOf) : []));
  const form = fieldsOf('form');
  const files = partsIn('file').filter(({ required }) => required);
  const query = fieldsOf('query');
  const cookies = fieldsOf('cookie');
  const fileSample = files.length > 0 ? filesOf(files) : null;
  const unique = isChange ? new Set<string>() : uniqueFields(tested, viewOf);
  const json = jsonOf(partsIn('body'), viewOf, isChange, unique);
  const body: RequestPlan['body'] =
    json !== null
      ? { as: 'json', sample: json }
      : form.length > 0
        ? { as: 'data', sample: { kind: 'dict', entries: form } }
        : fileSample
          ? { as: 'files', sample: fileSample }
          : null;
  return {
    path: tested.pathNames.map((name) => pathArgument(project, tested, name, viewOf)),
    query: query.length > 0 ? { kind: 'dict', entries: query } : null,
    headers: fieldsOf('header'),
    cookies: cookies.length > 0 ? { kind: 'dict', entries: cookies } : null,
    body,
    files: body && body.as !== 'files' ? fileSample : null,
  };
}

/** A parameter that is a model stands for its fields. */
function flattened(part: RequestPart, viewOf: ViewOf): (readonly [string, Sample])[] {
  const name = classIn(part);
  const fields = name === null ? null : bodyFields(name, part.path, viewOf);
  if (!fields) return [[part.name, sampleOf(part, viewOf)]];
  return fields
    .filter((each) => each.isRequired)
    .map(({ key, field }) => [key, sampleOf({ ...field, path: field.home.path }, viewOf)]);
}

/** The name of the class that a part's annotation is, `Annotated` and `None` taken off. */
export function classIn({ annotation }: RequestPart): string | null {
  const text = (annotation ?? '').replace(/^(["'])(.*)\1$/s, '$2');
  const inner = /^(?:\w+\.)*Annotated\s*\[\s*([\w.]+)\s*(?:\|\s*None\s*)?,/.exec(text)?.[1];
  return inner ?? /^([\w.]+)\s*(?:\|\s*None)?$/.exec(text)?.[1] ?? null;
}

function filesOf(files: readonly RequestPart[]): Sample {
  const file: Sample = { kind: 'atom', text: '("file.txt", b"content", "text/plain")', isPlain: false };
  if (files.some(({ annotation }) => /\b(list|List|Sequence)\b/.test(annotation ?? ''))) {
    return {
      kind: 'list',
      items: files.map(({ name }) => ({
        kind: 'atom',
        text: `(${JSON.stringify(name)}, ${file.text})`,
        isPlain: false,
      })),
    };
  }
  return { kind: 'dict', entries: files.map(({ name }) => [name, file] as const) };
}

function jsonOf(
  parts: readonly RequestPart[],
  viewOf: ViewOf,
  isChange: boolean,
  unique: ReadonlySet<string>,
): Sample | null {
  const [first, ...others] = parts;
  if (!first) return null;
  if (others.length === 0 && !first.isEmbedded) return bodyOf(first, viewOf, isChange, unique);
  const sent = parts.filter(({ required }) => required);
  return { kind: 'dict', entries: sent.map((part) => [part.name, bodyOf(part, viewOf, isChange, unique)] as const) };
}

/** A body: of a model the required fields, of one without such the first that says something. */
function bodyOf(part: RequestPart, viewOf: ViewOf, isChange: boolean, unique: ReadonlySet<string>): Sample {
  const name = classIn(part);
  const fields = name === null ? null : bodyFields(name, part.path, viewOf);
  if (!fields || name === null) return sampleOf(part, viewOf);
  const required = fields.filter((each) => each.isRequired);
  const optional = fields.filter(({ field }) => !/password|secret|token/.test(field.name));
  const isPlain = ({ field }: (typeof fields)[number]): boolean => {
    const sample = sampleOf({ ...field, path: field.home.path }, viewOf);
    return sample.kind === 'atom' && sample.isPlain;
  };
  const sent = required.length > 0 ? required : (optional.filter(isPlain).slice(0, 1) ?? []);
  return {
    kind: 'dict',
    entries: sent.map(({ key, field }) => {
      const wanted = { ...field, path: field.home.path };
      const sample = sampleOf({ ...wanted, isOther: isChange }, viewOf, 1);
      return [key, unique.has(field.name) ? madeUnique(sample) : sample] as const;
    }),
  };
}

/** The fields that may hold each value once, of the tables behind the bodies and the answer of an operation. */
export function uniqueFields({ parts, answer }: TestedOperation, viewOf: ViewOf): ReadonlySet<string> {
  const models = parts.filter((part) => part.in === 'body').map((part) => ({ name: classIn(part), path: part.path }));
  const named = answer ? [...models, { name: answer.name, path: answer.path }] : models;
  const fields = named.flatMap(({ name, path }) => {
    const view = viewOf(path);
    const resource = name === null ? null : (variantOf(lastName(name))?.resource ?? lastName(name));
    const tables = resource === null ? [] : findTables(view, resource);
    return tables.flatMap((table) => view.model(table.name, table.path)?.fields ?? []);
  });
  const isUnique = ({ value, annotation }: (typeof fields)[number]): boolean =>
    /\bunique\s*=\s*True\b/.test(`${value ?? ''} ${annotation ?? ''}`);
  return new Set(fields.filter(isUnique).map(({ name }) => name));
}

/** Tests that share a database must not create the same twice. */
function madeUnique(sample: Sample): Sample {
  if (sample.kind !== 'atom' || !/^"[^"\\{}]*"$/.test(sample.text)) return sample;
  const text = sample.text.slice(1, -1);
  const at = text.indexOf('@');
  const unique = '{uuid4().hex[:8]}';
  const written = at < 0 ? `${text.replace(/ /g, '-')}-${unique}` : `${text.slice(0, at)}-${unique}${text.slice(at)}`;
  if (at < 0 && /^(https?:|\+?\d)/.test(text)) return sample;
  return { kind: 'atom', text: `f"${written}"`, isPlain: true };
}

function pathArgument(project: Project, tested: TestedOperation, name: string, viewOf: ViewOf): PathArgument {
  const part = tested.parts.find((each) => each.in === 'path' && each.name === name) ?? null;
  const sample = sampleOf(part ?? { name, annotation: null, value: null, path: tested.file }, viewOf);
  return { name, sample, part, creator: creatorOf(project, tested, name) };
}

/** The operation that creates what a path parameter names: `POST` on the path in front of it. */
function creatorOf(project: Project, tested: TestedOperation, name: string): PathArgument['creator'] {
  const { operation, path } = tested;
  const before = path.slice(0, path.indexOf(`{${name}`)).replace(/\/$/, '');
  const isCreator = (each: Operation): boolean =>
    each.method === 'POST' &&
    each !== operation &&
    each.app === operation.app &&
    each.path.replace(/\/$/, '') === before;
  for (const creator of operationsWhere(project, isCreator)) {
    const { answer } = creator;
    if (!answer || answer.isList || answer.name === null) continue;
    const fields = bodyFields(answer.name, answer.path, (each) => project.view(each)) ?? [];
    const short = name.slice(name.lastIndexOf('_') + 1);
    const found = [name, short, 'id'].find((each) => fields.some(({ field }) => field.name === each));
    const key = fields.find(({ field }) => field.name === found)?.key;
    if (key !== undefined) return { operation: creator, field: key };
  }
  return null;
}
