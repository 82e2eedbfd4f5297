// What a handler and its dependencies take from a request: parameters by their place, and the body.
// Must not know paths beyond their parameters' names. Source of the rules: fastapi/dependencies/utils.py, `analyze_param`.
import type { FunctionSignature, ParameterSignature } from '../../facts/bindings';
import { withoutNone } from '../../infer/typeExpression';
import type { Project } from '../../project/project';
import type { Components, Schema } from './schemas';

/** A parameter as OpenAPI has it. */
export interface OpenApiParameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required: boolean;
  readonly schema: Schema;
}

/** A part of the body: the media type and what stands for it. */
interface BodyPart {
  readonly name: string;
  readonly media: string;
  readonly required: boolean;
  readonly schema: Schema;
}

/** What a request holds. */
export interface RequestParts {
  readonly parameters: OpenApiParameter[];
  readonly body: BodyPart[];
}

/** Reads what a handler takes, its dependencies included. */
export function readRequest(
  project: Project,
  components: Components,
  path: string,
  signature: FunctionSignature,
  pathNames: ReadonlySet<string>,
): RequestParts {
  const parts: RequestParts = { parameters: [], body: [] };
  collect({ project, components, pathNames, parts, seen: new Set() }, path, signature, false);
  return parts;
}

interface Reading {
  readonly project: Project;
  readonly components: Components;
  readonly pathNames: ReadonlySet<string>;
  readonly parts: RequestParts;
  readonly seen: Set<string>;
}

function collect(reading: Reading, path: string, signature: FunctionSignature, isMethod: boolean): void {
  for (const [i, parameter] of signature.parameters.entries()) {
    if (i === 0 && (isMethod || /^(self|cls)$/.test(parameter.name))) continue;
    if (parameter.kind.startsWith('var-')) continue;
    take(reading, path, parameter);
  }
}

/** `Query(…)` and its kin in a default or in `Annotated[…]`, and the name of what is depended on. */
function markerOf({ annotation, default: value }: ParameterSignature): { kind: string; text: string } | null {
  for (const text of [value ?? '', annotation ?? '']) {
    const found = /\b(Path|Query|Header|Cookie|Body|Form|File|Depends|Security)\s*\(([\s\S]*)/.exec(text);
    if (found && (text !== annotation || /^\W*(\w+\.)*Annotated\b/.test(text)))
      return { kind: found[1]!, text: found[2]! };
  }
  return null;
}

function take(reading: Reading, path: string, parameter: ParameterSignature): void {
  const { components, parts, pathNames } = reading;
  const { annotation } = parameter;
  const aliased =
    annotation !== null && parameter.default === null ? aliasedAnnotation(reading, path, annotation) : null;
  const written = aliased ? { ...parameter, annotation: aliased.annotation } : parameter;
  const home = aliased?.path ?? path;
  const marker = markerOf(written);
  if (marker?.kind === 'Depends' || marker?.kind === 'Security') {
    const name = /^\s*(?:dependency\s*=\s*)?([A-Za-z_][\w.]*)\s*[,)]/.exec(marker.text)?.[1];
    follow(reading, home, name ?? (/^\s*\)/.test(marker.text) ? className(written.annotation) : null));
    return;
  }
  const name = marker ? (/\balias\s*=\s*["']([^"']+)["']/.exec(marker.text)?.[1] ?? parameter.name) : parameter.name;
  const type = written.annotation === null ? null : components.typeOf(home, written.annotation);
  if (type?.kind === 'named' && SPECIAL.test(type.name)) return;
  const schema = type ? components.schema(home, type) : {};
  const required = isRequired(parameter, marker);
  if (pathNames.has(name)) {
    put(parts, { name, in: 'path', required: true, schema });
    return;
  }
  const isFile = type !== null && withoutNone(type).kind === 'named' && /UploadFile/.test(written.annotation ?? '');
  if (marker?.kind === 'Form' || marker?.kind === 'File' || isFile) {
    const media = marker?.kind === 'File' || isFile ? 'multipart/form-data' : 'application/x-www-form-urlencoded';
    parts.body.push({ name, media, required, schema });
  } else if (marker?.kind === 'Body' || (!marker && type && components.isModel(home, type))) {
    parts.body.push({ name, media: 'application/json', required, schema });
  } else if (marker?.kind === 'Header' || marker?.kind === 'Cookie') {
    const header = marker.kind === 'Header' ? name.replaceAll('_', '-') : name;
    put(parts, { name: header, in: marker.kind === 'Header' ? 'header' : 'cookie', required, schema });
  } else {
    put(parts, { name, in: 'query', required, schema });
  }
}

/** What FastAPI hands in by itself. */
const SPECIAL =
  /^(Request|Response|WebSocket|HTTPConnection|BackgroundTasks|SecurityScopes|JSONResponse|StreamingResponse)$/;

function put(parts: RequestParts, parameter: OpenApiParameter): void {
  if (parts.parameters.some((each) => each.name === parameter.name && each.in === parameter.in)) return;
  parts.parameters.push(parameter);
}

function isRequired(parameter: ParameterSignature, marker: { text: string } | null): boolean {
  if (parameter.default === null) return true;
  if (!marker || !parameter.default.includes('(')) return parameter.default === '...';
  return (
    /^\s*(\.\.\.|\)|(?!default)\w+\s*=)/.test(marker.text) && !/\bdefault(_factory)?\s*=\s*(?!\.\.\.)/.test(marker.text)
  );
}

function className(annotation: string | null): string | null {
  return /^(?:(?:\w+\.)*Annotated\s*\[\s*)?([A-Za-z_][\w.]*)/.exec(annotation ?? '')?.[1] ?? null;
}

/** `SessionDep = Annotated[Session, Depends(get_db)]`: what an alias stands for, and in which file. */
function aliasedAnnotation(
  reading: Reading,
  path: string,
  annotation: string,
): { annotation: string; path: string } | null {
  if (!/^[A-Za-z_][\w.]*$/.test(annotation)) return null;
  const found = reading.project.view(path).resolve(annotation);
  if (found?.binding?.kind !== 'variable' || found.path === null || found.binding.value === null) return null;
  return /^(\w+\.)*Annotated\s*\[/.test(found.binding.value)
    ? { annotation: found.binding.value, path: found.path }
    : null;
}

/** Takes what a dependency takes: a function's parameters, or those of a class's constructor. */
function follow(reading: Reading, path: string, name: string | null): void {
  if (name === null) return;
  const found = reading.project.view(path).resolve(name);
  if (!found?.binding || found.path === null) return;
  const key = `${found.path}\0${found.binding.name}`;
  if (reading.seen.has(key) || reading.seen.size > 200) return;
  reading.seen.add(key);
  const { binding } = found;
  if (binding.kind === 'function') collect(reading, found.path, binding.signature, false);
  if (binding.kind !== 'class') return;
  const init = reading.project
    .view(found.path)
    .methodsIn(found.path, binding.name)
    .find((each) => each.name === '__init__');
  if (init?.kind === 'function') collect(reading, found.path, init.signature, true);
}
