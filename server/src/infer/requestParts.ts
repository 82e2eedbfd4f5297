// What a handler and all that it depends on take from a request: each part by its place, with the type and constraints written for it.
// Must not know what the parts are wanted for. Source of the rules: fastapi/dependencies/utils.py, `analyze_param`.
import type { Binding, FunctionSignature, ParameterSignature } from '../facts/bindings';
import type { ProjectView } from '../project/view';
import { findDependencies } from './dependencyText';
import { namesOfOtherFile } from './names';
import { readType } from './readType';
import { type TypeExpression, withoutNone } from './typeExpression';

export type RequestPlace = 'path' | 'query' | 'header' | 'cookie' | 'body' | 'form' | 'file';

/** One thing that a request gives. */
export interface RequestPart {
  /** As the request calls it. */
  readonly name: string;
  readonly in: RequestPlace;
  readonly required: boolean;
  /** Text of its type, aliases of `Annotated` followed; null where none is written. */
  readonly annotation: string | null;
  /** The default as written: `Query(ge=1)`, `10`; null where there is none. */
  readonly value: string | null;
  /** The file in which the texts mean something. */
  readonly path: string;
  /** Whether a body is sent under its name although it is the only one: `Body(embed=True)`. */
  readonly isEmbedded: boolean;
}

/** Something that is called before a handler. */
export interface FollowedDependency {
  /** As it is written. */
  readonly name: string;
  /** What it is: `fastapi.security.OAuth2PasswordRequestForm`, `app.deps.get_current_user`; null when that is not known. */
  readonly qualifiedName: string | null;
  /** The file that defines it; null for what lies outside the project. */
  readonly path: string | null;
  readonly binding: Binding | null;
  /** Whether it is a `Security(…)`. */
  readonly isSecurity: boolean;
}

/** What a request holds, and what is called with it. */
export interface RequestParts {
  readonly parts: readonly RequestPart[];
  readonly dependencies: readonly FollowedDependency[];
}

/** The questions of any file of the project. */
export type ViewOf = (path: string) => ProjectView;

/**
 * Reads what a handler takes.
 * @param path the handler's file
 * @param pathNames the names of the path's `{parameters}`
 * @param lists texts of `dependencies=` of the route, its routers and applications
 */
export function readRequestParts(
  viewOf: ViewOf,
  path: string,
  signature: FunctionSignature,
  pathNames: ReadonlySet<string>,
  lists: readonly { readonly path: string; readonly text: string | null }[] = [],
): RequestParts {
  const reader = new Reader(viewOf, pathNames);
  for (const list of lists) reader.list(list.text ?? '', list.path);
  reader.signature(path, signature, false);
  return reader;
}

/** What FastAPI hands in by itself. */
const SPECIAL =
  /^(Request|Response|WebSocket|HTTPConnection|BackgroundTasks|SecurityScopes|JSONResponse|StreamingResponse)$/;
const MOST_DEPENDENCIES = 200;

class Reader implements RequestParts {
  readonly parts: RequestPart[] = [];
  readonly dependencies: FollowedDependency[] = [];
  private readonly seen = new Set<string>();

  constructor(
    private readonly viewOf: ViewOf,
    private readonly pathNames: ReadonlySet<string>,
  ) {}

  list(text: string, path: string): void {
    for (const { name, isCalled, start } of findDependencies(text)) {
      if (name !== null) this.follow(path, name, isCalled, /^\W*(\w+\.)*Security/.test(text.slice(start)));
    }
  }

  signature(path: string, { parameters }: FunctionSignature, isMethod: boolean): void {
    for (const [i, parameter] of parameters.entries()) {
      if (i === 0 && (isMethod || /^(self|cls)$/.test(parameter.name))) continue;
      if (!parameter.kind.startsWith('var-')) this.take(path, parameter);
    }
  }

  private take(path: string, parameter: ParameterSignature): void {
    const { annotation, default: value } = parameter;
    const aliased = annotation !== null && value === null ? this.aliasedAnnotation(path, annotation) : null;
    const written = aliased ? { ...parameter, annotation: aliased.annotation } : parameter;
    const home = aliased?.path ?? path;
    const marker = markerOf(written);
    if (marker?.kind === 'Depends' || marker?.kind === 'Security') {
      const [call] = findDependencies(`${marker.kind}(${marker.text}`);
      const name = call?.name ?? (call?.isEmpty ? className(written.annotation) : null);
      if (name !== null) this.follow(home, name, call?.isCalled ?? false, marker.kind === 'Security');
      return;
    }
    const name = marker ? (/\balias\s*=\s*["']([^"']+)["']/.exec(marker.text)?.[1] ?? parameter.name) : parameter.name;
    const type = written.annotation === null ? null : typeIn(this.viewOf, home, written.annotation);
    if (type?.kind === 'named' && SPECIAL.test(type.name)) return;
    const part = {
      annotation: written.annotation,
      value,
      path: home,
      required: isRequired(parameter, marker),
      isEmbedded: marker?.kind === 'Body' && /\bembed\s*=\s*True\b/.test(marker.text),
    };
    if (this.pathNames.has(name)) {
      this.put({ ...part, name, in: 'path', required: true });
      return;
    }
    const isFile = type !== null && withoutNone(type).kind === 'named' && /UploadFile/.test(written.annotation ?? '');
    if (marker?.kind === 'File' || isFile) this.put({ ...part, name, in: 'file' });
    else if (marker?.kind === 'Form') this.put({ ...part, name, in: 'form' });
    else if (marker?.kind === 'Header') this.put({ ...part, name: name.replaceAll('_', '-'), in: 'header' });
    else if (marker?.kind === 'Cookie') this.put({ ...part, name, in: 'cookie' });
    else if (marker?.kind === 'Body' || (!marker && type && isBodyType(this.viewOf, home, type))) {
      this.put({ ...part, name, in: 'body' });
    } else this.put({ ...part, name, in: 'query' });
  }

  private put(part: RequestPart): void {
    if (!this.parts.some((each) => each.name === part.name && each.in === part.in)) this.parts.push(part);
  }

  /** `SessionDep = Annotated[Session, Depends(get_db)]`: what an alias stands for, and in which file. */
  private aliasedAnnotation(path: string, annotation: string): { annotation: string; path: string } | null {
    if (!/^[A-Za-z_][\w.]*$/.test(annotation)) return null;
    const found = this.viewOf(path).resolve(annotation);
    if (found?.binding?.kind !== 'variable' || found.path === null || found.binding.value === null) return null;
    return /^(\w+\.)*Annotated\s*\[/.test(found.binding.value)
      ? { annotation: found.binding.value, path: found.path }
      : null;
  }

  /** Takes what a dependency takes: a function's parameters, those of a class's constructor, of what a factory returns. */
  private follow(path: string, name: string, isCalled: boolean, isSecurity: boolean): void {
    const found = this.viewOf(path).resolve(name);
    const key = found ? `${found.qualifiedName}${isCalled ? '()' : ''}` : `${path}\0${name}`;
    if (this.seen.has(key) || this.seen.size > MOST_DEPENDENCIES) return;
    this.seen.add(key);
    const { binding = null, path: home = null, qualifiedName = null } = found ?? {};
    this.dependencies.push({ name, qualifiedName, path: home, binding, isSecurity });
    if (
      qualifiedName !== null &&
      /^fastapi\.security\.(\w+\.)*OAuth2PasswordRequestForm(Strict)?$/.test(qualifiedName)
    ) {
      for (const field of ['username', 'password']) {
        const form = { name: field, in: 'form', annotation: 'str', value: null, required: true } as const;
        this.put({ ...form, path, isEmbedded: false });
      }
    }
    if (!binding || home === null) return;
    if (binding.kind === 'function') {
      const signature = isCalled ? binding.signature.inner : binding.signature;
      if (signature) this.signature(home, signature, false);
    }
    if (binding.kind !== 'class') return;
    const called = isCalled ? '__call__' : '__init__';
    const init = this.viewOf(home)
      .methodsIn(home, binding.name)
      .find((each) => each.name === called);
    if (init?.kind === 'function') this.signature(home, init.signature, true);
  }
}

/** `Query(…)` and its kin in a default or in `Annotated[…]`, and what stands behind its bracket. */
function markerOf({
  annotation,
  default: value,
}: Pick<ParameterSignature, 'annotation' | 'default'>): { kind: string; text: string } | null {
  for (const text of [value ?? '', annotation ?? '']) {
    const found = /\b(Path|Query|Header|Cookie|Body|Form|File|Depends|Security)\s*\(([\s\S]*)/.exec(text);
    if (found && (text !== annotation || /^\W*(\w+\.)*Annotated\b/.test(text))) {
      return { kind: found[1]!, text: found[2]! };
    }
  }
  return null;
}

function isRequired({ default: value }: ParameterSignature, marker: { text: string } | null): boolean {
  if (value === null) return true;
  if (!marker || !value.includes('(')) return value === '...';
  return (
    /^\s*(\.\.\.|\)|(?!default)\w+\s*=)/.test(marker.text) && !/\bdefault(_factory)?\s*=\s*(?!\.\.\.)/.test(marker.text)
  );
}

function className(annotation: string | null): string | null {
  return /^(?:(?:\w+\.)*Annotated\s*\[\s*)?([A-Za-z_][\w.]*)/.exec(annotation ?? '')?.[1] ?? null;
}

/** An annotation's type as a file reads it. */
export function typeIn(viewOf: ViewOf, path: string, annotation: string): TypeExpression {
  return readType(annotation, namesOfOtherFile(viewOf(path), path));
}

/** Whether a parameter of a type is the body: a model, a dictionary, a list of models. */
function isBodyType(viewOf: ViewOf, path: string, type: TypeExpression): boolean {
  const plain = withoutNone(type);
  if (plain.kind === 'union') return plain.members.some((each) => isBodyType(viewOf, path, each));
  if (plain.kind !== 'named') return false;
  if (/^(list|dict|set|tuple|List|Dict|Set|Tuple|Sequence|Mapping)$/.test(plain.name)) {
    return /^(dict|Dict|Mapping)$/.test(plain.name) || plain.arguments.some((each) => isBodyType(viewOf, path, each));
  }
  if (!plain.module) return false;
  const found = viewOf(path).locate(`${plain.module}.${plain.name}`);
  return found?.binding?.kind === 'class' && found.path !== null && !isEnum(viewOf, found.path, found.binding.name);
}

/** Whether a class of a file is an enumeration. */
export function isEnum(viewOf: ViewOf, path: string, name: string): boolean {
  return (
    viewOf(path)
      .ancestors(name)
      ?.names.some((each) => /(^|\.)(\w*Enum|Flag|IntFlag)$/.test(each)) ?? false
  );
}
