// What the project does about passwords and refusals: its own functions for hashing, which functions log, who logs a 401 or 403
// for all routes. Must not know rules or library functions.
import type { DenialLog } from '../facts/denialLogs';
import type { DigestFunction, PasswordFunction } from '../facts/securityExports';
import { readCall } from '../facts/sqlExports';
import { statusOfName } from '../facts/statusNames';
import { type CallSource, classAround, findCallers, findRegion, pathFromTop } from './callers';
import type { ModuleFacts } from './module';
import { isTestPath } from './testFiles';

/** What can be asked about security. */
export interface SecuritySource extends CallSource {
  readonly paths: Iterable<string>;
  /** Another object after every change of what functions do about passwords and refusals, or of what names mean. */
  readonly security: object;
}

/** A password function and where it stands. */
export interface FoundPasswordFunction extends PasswordFunction {
  readonly path: string;
  /** The dotted name of its module. */
  readonly module: string;
  /** The class around it, or null. */
  readonly owner: string | null;
}

/** The refusals that the project logs for all its routes. */
export interface CentralLogs {
  /** Whether a middleware logs the status of every answer. */
  readonly all: boolean;
  /** Dotted names of exceptions and numbers of statuses whose handlers log. */
  readonly handled: readonly string[];
}

interface Summary {
  readonly functions: readonly FoundPasswordFunction[];
  readonly feeds: ReadonlySet<string>;
  readonly central: CentralLogs;
  readonly hooked: readonly string[];
  /** Names of functions and methods that write a log. */
  readonly logging: ReadonlySet<string>;
}

const summaries = new WeakMap<object, Summary>();

/** Gone through once for a state of what the files tell. */
function summaryOf(source: SecuritySource): Summary {
  let summary = summaries.get(source.security);
  if (summary) return summary;
  const functions: FoundPasswordFunction[] = [];
  const feeds = new Set<string>();
  const logging = new Set<string>();
  const hooked = new Set<string>();
  const handled = new Set<string>();
  let all = false;
  const handlers: { module: ModuleFacts; region: number; denialLog: DenialLog }[] = [];
  const registered = new Map<string, string[]>();
  for (const path of [...source.paths].sort()) {
    const module = source.module(path);
    if (!module || isTestPath(pathFromTop(source, path))) continue;
    for (const [region, { exports }] of module.regions.entries()) {
      const { security } = exports;
      if (security.print === '') continue;
      const name = exports.bindings[0]?.name ?? '';
      for (const each of security.feeds) feeds.add(each);
      for (const each of security.hooks) hooked.add(each === '.' ? (classAround(module, region) ?? '') : each);
      if (security.logs) logging.add(name);
      if (security.guard)
        functions.push({
          ...security.guard,
          path,
          module: source.imports.moduleName(path),
          owner: classAround(module, region),
        });
      for (const denialLog of security.denialLogs) {
        if (denialLog.kind === 'middleware') all = true;
        else handlers.push({ module, region, denialLog });
      }
      for (const [exception, handler] of security.registrations) {
        const definition = source.resolve(path, handler);
        const key = definition?.path ? `${definition.path}\0${definition.binding?.name}` : `\0${handler}`;
        registered.set(key, [...(registered.get(key) ?? []), ...meaningOf(source, path, exception)]);
      }
    }
  }
  for (const { module, region, denialLog } of handlers) {
    const owner = classAround(module, region);
    const leads = (callee: string): boolean => leadsToLog(source, module.path, callee, null, owner, 0);
    if (!denialLog.isDirect && !denialLog.calls.some(leads)) continue;
    const { name } = denialLog;
    const own = denialLog.handles.flatMap((each) => meaningOf(source, module.path, each));
    const others = registered.get(`${module.path}\0${name}`) ?? registered.get(`\0${name}`) ?? [];
    for (const each of [...own, ...others]) handled.add(each);
  }
  summary = { functions, feeds, logging, hooked: [...hooked].sort(), central: { all, handled: [...handled].sort() } };
  summaries.set(source.security, summary);
  return summary;
}

/** What an exception or status that a handler is for means: a dotted name, a number as text. */
function meaningOf(source: SecuritySource, path: string, written: string): string[] {
  if (/^\d+$/.test(written)) return [written];
  if (!/^[\w.]+$/.test(written)) return [];
  const status = statusOfName(written);
  if (status !== null) return [String(status)];
  return [source.resolve(path, written)?.qualifiedName ?? written];
}

/** The functions by which the project hashes and verifies passwords. */
export function passwordFunctionsOf(source: SecuritySource): readonly FoundPasswordFunction[] {
  return summaryOf(source).functions;
}

/** Whether results of functions of a name are handed to a slow hash. */
export function feedsSlowHashOf(source: SecuritySource, name: string): boolean {
  return summaryOf(source).feeds.has(name);
}

/** The classes that listeners watch, by name. */
export function hookedClassesOf(source: SecuritySource): readonly string[] {
  return summaryOf(source).hooked;
}

/** What is logged for all routes. */
export function centralLogsOf(source: SecuritySource): CentralLogs {
  return summaryOf(source).central;
}

/** A function of a module, or a method of a class and its bases, that hashes a parameter. */
export function findDigestFunction(
  source: SecuritySource,
  path: string,
  owner: string | null,
  name: string,
): DigestFunction | null {
  const found = findRegion(source, path, owner, name);
  return found ? found.module.regions[found.region]!.exports.security.digest : null;
}

/** Calls are followed so far. */
const DEEPEST = 3;

/** Names that many classes have: a method of an unknown object is not told by them. */
const COMMON =
  /^(get|set|add|update|delete|create|execute|commit|rollback|query|first|all|one|decode|encode|find|save|load|run|call|close|open|send|read|write|start|stop|scalar|scalars|exec|refresh|flush|connect|filter|remove|insert|list|init|setup|process|handle|post|put|patch|request|fetch|__init__|__call__)$/;

/** Whether a call, as it is written in a file, leads to a function that writes a log. */
export function callLogsOf(source: SecuritySource, path: string, callee: string, owner: string | null): boolean {
  return leadsToLog(source, path, callee, null, owner, 0);
}

function leadsToLog(
  source: SecuritySource,
  path: string,
  callee: string,
  receiver: string | null,
  owner: string | null,
  depth: number,
): boolean {
  if (depth > DEEPEST) return false;
  const dot = callee.lastIndexOf('.');
  const last = callee.slice(dot + 1);
  const look = (at: string, className: string | null, name: string): boolean | null => {
    const found = findRegion(source, at, className, name);
    return found && regionLogs(source, found.module, found.region, depth + 1);
  };
  if (receiver !== null) return look(path, receiver, last) ?? false;
  const object = callee.slice(0, Math.max(dot, 0));
  if (/^(self|cls|super)$/.test(object) && owner !== null) return look(path, owner, last) ?? false;
  const definition = source.resolve(path, callee);
  if (definition) {
    if (definition.path === null) return false;
    if (definition.binding?.kind === 'function') return look(definition.path, null, definition.binding.name) ?? false;
    // A class: what its constructor does.
    if (definition.binding?.kind === 'class')
      return look(definition.path, definition.binding.name, '__init__') ?? false;
    return false;
  }
  if (dot < 0) return false;
  const holder = source.resolve(path, object);
  if (holder?.path && holder.binding?.kind === 'class') return look(holder.path, holder.binding.name, last) ?? false;
  if (holder?.path === null && holder.binding === null) return false;
  return !COMMON.test(last) && summaryOf(source).logging.has(last);
}

const memos = new WeakMap<object, WeakMap<object, Map<string, boolean>>>();

function memoOf(source: SecuritySource): Map<string, boolean> {
  let inner = memos.get(source.security);
  if (!inner) {
    inner = new WeakMap();
    memos.set(source.security, inner);
  }
  let memo = inner.get(source.passing);
  if (!memo) {
    memo = new Map();
    inner.set(source.passing, memo);
  }
  return memo;
}

/** Whether a region writes a log, or calls something that does. */
function regionLogs(source: SecuritySource, module: ModuleFacts, region: number, depth: number): boolean {
  const { exports } = module.regions[region]!;
  if (exports.security.logs) return true;
  if (depth >= DEEPEST) return false;
  const memo = memoOf(source);
  const key = `${module.path}\0${region}`;
  const known = memo.get(key);
  if (known !== undefined) return known;
  memo.set(key, false);
  const owner = classAround(module, region);
  const logs = exports.sql.calls.some((printed) => {
    const { callee, receiver } = readCall(printed);
    if (callee.startsWith('?.')) return false;
    return leadsToLog(source, module.path, callee, receiver, owner, depth);
  });
  memo.set(key, logs);
  return logs;
}

/** Whether somebody who calls a function or method writes a log. */
export function callersLogOf(source: SecuritySource, path: string, owner: string | null, name: string): boolean {
  const callers = findCallers(source, { path, owner, name }) ?? [];
  return callers.some(
    ({ module, region, certainty }) =>
      module.regions[region]!.exports.security.logs && (certainty === 'yes' || !COMMON.test(name)),
  );
}

/** Classes of libraries that stand for a status by their names. */
const NAMED: Readonly<Record<string, number>> = {
  UnauthorizedException: 401,
  UnauthorizedError: 401,
  NotAuthorizedException: 401,
  HTTPUnauthorized: 401,
  Unauthorized: 401,
  InvalidCredentialsException: 401,
  ForbiddenException: 403,
  ForbiddenError: 403,
  PermissionDeniedException: 403,
  HTTPForbidden: 403,
  Forbidden: 403,
};

const FIELD = /^(status|status_code|http_status|http_status_code|code)$/;

/** The status of the answer that an exception class stands for: by its constructor, its attributes, its bases. */
export function statusOfException(source: SecuritySource, path: string, dottedName: string): number | null {
  return statusOfClass(source, path, dottedName, 0);
}

function statusOfClass(source: SecuritySource, path: string, dottedName: string, depth: number): number | null {
  if (depth > 6) return null;
  const definition = source.resolve(path, dottedName);
  if (!definition) return null;
  const { binding, qualifiedName } = definition;
  if (definition.path === null) {
    const last = qualifiedName.slice(qualifiedName.lastIndexOf('.') + 1);
    return /exception|error|http/i.test(qualifiedName.slice(0, -last.length)) ? (NAMED[last] ?? null) : null;
  }
  if (binding?.kind !== 'class') return null;
  const module = source.module(definition.path)!;
  const own = findRegion(source, definition.path, binding.name, '__init__');
  const field = binding.signature.fields.findLast(({ name, value }) => FIELD.test(name) && value !== null);
  if (field) {
    const status = /^\d{3}$/.test(field.value!) ? Number(field.value) : statusOfName(field.value!);
    if (status !== null) return status;
  }
  if (own && own.module === module && classAround(module, own.region) === binding.name) {
    const { status } = own.module.regions[own.region]!.exports.security;
    if (status !== null) return status;
  }
  for (const base of binding.signature.bases) {
    const written = /^[\w.]+/.exec(base)?.[0];
    const status = written ? statusOfClass(source, definition.path, written, depth + 1) : null;
    if (status !== null) return status;
  }
  return null;
}
