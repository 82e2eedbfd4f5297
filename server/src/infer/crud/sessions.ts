// Finds how a project's handlers get their database session: the dependency, the form in which it is written, the name.
// Must not know models, routers or texts.
import { readAnnotation } from '../../facts/annotation';
import type { FunctionSignature, ParameterSignature } from '../../facts/bindings';
import { findAncestors } from '../../project/ancestors';
import { bindingsOf, type ModuleFacts, signaturesOf } from '../../project/module';
import type { Project } from '../../project/project';
import { isTest } from '../../project/testFiles';
import { findDependencies } from '../dependencyText';
import type { ImportedName, SessionPlan } from './plan';

/** A session as the project's handlers take it. */
export interface SessionHabit {
  readonly session: Omit<SessionPlan, 'ending'>;
  /** The function that opens the session, and its file. */
  readonly opener: { readonly path: string; readonly name: string };
  /** Whether most handlers that take it are `async`. */
  readonly isAsync: boolean;
}

const SYNC =
  /^(sqlmodel(\.orm\.session)?\.Session|sqlalchemy\.orm(\.session)?\.Session|sqlalchemy\.orm(\.scoping)?\.scoped_session)$/;
const ASYNC = /^(sqlalchemy\.ext\.asyncio(\.session)?|sqlmodel\.ext\.asyncio\.session)\.AsyncSession$/;
const STREAM = /(^|\.)(Async)?(Generator|Iterator|Iterable)$/;
const ROUTE = /\.(get|post|put|patch|delete|api_route)\s*\(/;

/** One way in which a session is had; the same key is the same way. */
interface Candidate {
  readonly session: Omit<SessionPlan, 'ending'>;
  readonly opener: { readonly path: string; readonly name: string };
  handlers: number;
  asyncHandlers: number;
  others: number;
}

/**
 * The session that handlers below a folder take most often; null where none is found.
 * @param folder of the application; empty for the whole project
 */
export function findSession(project: Project, folder: string): SessionHabit | null {
  const candidates = new Map<string, Candidate>();
  const modules = [...project.paths]
    .filter((path) => !isTest(project, path) && (folder === '' || path.startsWith(`${folder}/`)))
    .flatMap((path) => project.module(path) ?? []);
  for (const module of modules) {
    for (const { signature } of signaturesOf(module)) {
      for (const parameter of signature.parameters) {
        const found = sessionOf(project, module.path, parameter);
        if (found) count(candidates, found, signature);
      }
    }
  }
  if (candidates.size === 0) for (const module of modules) collectUnused(project, module, candidates);
  const [best] = [...candidates.values()].sort(
    (one, other) => other.handlers - one.handlers || rankForm(one) - rankForm(other) || other.others - one.others,
  );
  if (!best) return null;
  const { session, opener, handlers, asyncHandlers } = best;
  return { session, opener, isAsync: session.isAsync || asyncHandlers * 2 > handlers };
}

function rankForm({ session }: Candidate): number {
  return { alias: 0, annotated: 1, default: 2 }[session.form.kind];
}

function count(candidates: Map<string, Candidate>, found: Found, { isAsync, decorators }: FunctionSignature): void {
  const key = JSON.stringify(found.session);
  let candidate = candidates.get(key);
  if (!candidate) {
    candidate = { ...found, handlers: 0, asyncHandlers: 0, others: 0 };
    candidates.set(key, candidate);
  }
  if (!decorators.some((each) => ROUTE.test(each))) candidate.others++;
  else {
    candidate.handlers++;
    if (isAsync) candidate.asyncHandlers++;
  }
}

type Found = Pick<Candidate, 'session' | 'opener'>;

/** The session that a parameter is given; null when it is given something else. */
function sessionOf(
  project: Project,
  path: string,
  { name, annotation, default: value }: ParameterSignature,
): Found | null {
  if (annotation === null) return null;
  if (value !== null) {
    const opener = dependencyIn(value);
    const type = opener && typeOf(project, path, annotation);
    return opener && type ? found(project, path, 'default', name, type, opener) : null;
  }
  const written = annotatedIn(annotation);
  if (written) {
    const type = typeOf(project, path, written.type);
    return type && found(project, path, 'annotated', name, type, written.opener);
  }
  return /^[\w.]+$/.test(annotation) ? aliasOf(project, path, annotation, name) : null;
}

/** `SessionDep = Annotated[Session, Depends(get_db)]`, by a name in a file. */
function aliasOf(project: Project, path: string, dotted: string, parameter: string): Found | null {
  const definition = project.resolve(path, dotted);
  if (definition?.binding?.kind !== 'variable' || definition.path === null) return null;
  const written = annotatedIn(definition.binding.value ?? '');
  const type = written && typeOf(project, definition.path, written.type);
  const opened = type && found(project, definition.path, 'annotated', parameter, type, written.opener);
  if (!opened) return null;
  return {
    ...opened,
    session: { ...opened.session, form: { kind: 'alias', alias: importOf(definition.qualifiedName) } },
  };
}

function found(
  project: Project,
  path: string,
  kind: 'annotated' | 'default',
  parameter: string,
  type: SessionType,
  opener: string,
): Found | null {
  const definition = project.resolve(path, opener);
  if (!definition || definition.path === null || definition.binding === null) return null;
  const dependency = importOf(definition.qualifiedName);
  return {
    session: {
      parameter,
      form: { kind, type: type.name, dependency },
      isAsync: ASYNC.test(type.library),
      hasExec: type.library.startsWith('sqlmodel'),
    },
    opener: { path: definition.path, name: definition.binding.name },
  };
}

/** A session's class: how it is imported, and the library's class that it is or descends from. */
interface SessionType {
  readonly name: ImportedName;
  readonly library: string;
}

/** The session class that a text names in a file; null when it names something else. */
function typeOf(project: Project, path: string, text: string, depth = 0): SessionType | null {
  if (!/^[\w.]+$/.test(text) || depth > 5) return null;
  const definition = project.resolve(path, text);
  if (!definition) return null;
  const { qualifiedName, binding } = definition;
  if (isSession(qualifiedName)) return { name: typeImport(qualifiedName), library: qualifiedName };
  if (definition.path === null || binding === null) return null;
  if (binding.kind === 'class') {
    const library = findAncestors(project, definition.path, binding.name)?.outside.find(isSession);
    return library ? { name: importOf(qualifiedName), library } : null;
  }
  // `AsyncSession = NewType("AsyncSession", sqlalchemy.ext.asyncio.AsyncSession)`
  const base =
    binding.kind === 'variable'
      ? /^(?:\w+\.)?NewType\(\s*["']\w+["'],\s*([\w.]+)\s*\)$/.exec(binding.value ?? '')
      : null;
  const type = base && typeOf(project, definition.path, base[1]!, depth + 1);
  return type ? { name: importOf(qualifiedName), library: type.library } : null;
}

function isSession(name: string): boolean {
  return SYNC.test(name) || ASYNC.test(name);
}

/** A session class is imported from where its library documents it. */
function typeImport(qualified: string): ImportedName {
  if (SYNC.test(qualified) && qualified.startsWith('sqlmodel')) return { module: 'sqlmodel', name: 'Session' };
  if (SYNC.test(qualified)) return { module: 'sqlalchemy.orm', name: qualified.slice(qualified.lastIndexOf('.') + 1) };
  const module = qualified.startsWith('sqlmodel') ? 'sqlmodel.ext.asyncio.session' : 'sqlalchemy.ext.asyncio';
  return { module, name: 'AsyncSession' };
}

/** `app.db.get_session` as a name and its module. */
export function importOf(qualifiedName: string): ImportedName {
  const dot = qualifiedName.lastIndexOf('.');
  return { module: dot < 0 ? null : qualifiedName.slice(0, dot), name: qualifiedName.slice(dot + 1) };
}

/** The type and the dependency in `Annotated[Session, Depends(get_db)]`. */
function annotatedIn(text: string): { readonly type: string; readonly opener: string } | null {
  const part = /\bAnnotated\s*\[/.test(text) ? readAnnotation(text) : null;
  if (part?.kind !== 'generic' || !/(^|\.)Annotated$/.test(part.name)) return null;
  const [first] = part.arguments;
  const opener = dependencyIn(text);
  return first && opener ? { type: text.slice(first.start, first.end), opener } : null;
}

/** The name in the only `Depends(…)` of a text. */
function dependencyIn(text: string): string | null {
  const all = findDependencies(text);
  return all.length === 1 && !all[0]!.isCalled ? all[0]!.name : null;
}

/** What a module has for sessions that no function takes yet: aliases, and generators that give one. */
function collectUnused(project: Project, module: ModuleFacts, candidates: Map<string, Candidate>): void {
  const add = (each: Found | null): void => {
    if (!each) return;
    candidates.set(JSON.stringify(each.session), { ...each, handlers: 0, asyncHandlers: 0, others: 0 });
  };
  for (const [name, bindings] of bindingsOf(module)) {
    const binding = bindings.at(-1);
    if (binding?.kind === 'variable') add(aliasOf(project, module.path, name, 'session'));
    // `@contextmanager` makes what it decorates something else than a dependency.
    if (binding?.kind !== 'function' || !binding.signature.isGenerator || binding.signature.decorators.length > 0)
      continue;
    const part = binding.signature.returns === null ? null : readAnnotation(binding.signature.returns);
    if (part?.kind !== 'generic' || !STREAM.test(part.name) || !part.arguments[0]) continue;
    const { start, end } = part.arguments[0];
    const type = typeOf(project, module.path, binding.signature.returns!.slice(start, end));
    if (type) add(found(project, module.path, 'annotated', /db$/.test(name) ? 'db' : 'session', type, name));
  }
}

/**
 * What ends a change in a session that a function of this source opens: where it holds a transaction open around the
 * handler (`with session.begin()`), a `commit` in the handler would close that.
 */
export function endingOf(source: string | null, opener: string): SessionPlan['ending'] {
  const start = source?.search(new RegExp(`^[ \\t]*(async[ \\t]+)?def[ \\t]+${opener}\\b`, 'm')) ?? -1;
  if (source === null || start < 0) return 'commit';
  const rest = source.slice(start);
  const next = rest.slice(1).search(/^(@|(async[ \t]+)?def\b|class\b)/m);
  const body = next < 0 ? rest : rest.slice(0, next + 1);
  return /\bwith\b[^\n]*\.begin\(\)/.test(body) ? 'flush' : 'commit';
}
