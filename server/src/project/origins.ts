// Where the values of a function's parameters come from: what its callers pass, and their callers.
// Must not know what the values are put into.
import type { ArgumentCode } from '../facts/sqlExports';
import {
  type Callee,
  type Caller,
  type CallSource,
  classAround,
  findCallers,
  isPathOperation,
  signatureOfRegion,
} from './callers';
import { methodsOf } from './module';

/** What one parameter may be given. */
export interface ParameterOrigin {
  /**
   * `constant`: a literal; `checked`: a number, or what a check has cleared; `text`: an SQL text that is judged where it
   * is built; `outside`: a parameter of a path operation, or a part of one; `unknown`: anything.
   */
  readonly kind: 'constant' | 'checked' | 'text' | 'outside' | 'unknown';
  /** Of `outside`: the operation's name, its file, the parameter's annotation and default, the part that is taken. */
  readonly operation?: string;
  readonly path?: string;
  readonly annotation?: string | null;
  readonly default?: string | null;
  readonly member?: string | null;
}

/** The origins of each parameter, those that are the same once. */
export type ParameterOrigins = Readonly<Record<string, readonly ParameterOrigin[]>>;

/** Callers of callers of … are followed so far. */
const MAXIMUM_DEPTH = 6;
const MOST_ORIGINS = 12;

const known = new WeakMap<object, Map<string, ParameterOrigins | null>>();

/** The origins of a function's parameters, kept for a state of the project; null when nothing calls it. */
export function findOrigins(
  source: CallSource,
  path: string,
  owner: string | null,
  name: string,
): ParameterOrigins | null {
  return origins(source, { path, owner, name }, [], 0);
}

function origins(source: CallSource, callee: Callee, open: readonly string[], depth: number): ParameterOrigins | null {
  const key = `${callee.path}\0${callee.owner ?? ''}\0${callee.name}`;
  let memo = known.get(source.state);
  if (!memo) {
    memo = new Map();
    known.set(source.state, memo);
  }
  const before = memo.get(key);
  if (before !== undefined) return before;
  const found = readOrigins(source, callee, [...open, key], depth);
  // What was found inside a circle or far down lacks what lies around it.
  if (open.length === 0) memo.set(key, found);
  return found;
}

function readOrigins(
  source: CallSource,
  callee: Callee,
  open: readonly string[],
  depth: number,
): ParameterOrigins | null {
  const module = source.module(callee.path);
  if (!module) return null;
  const signature =
    callee.owner === null
      ? module.regions
          .filter((each) => each.owner < 0)
          .flatMap((each) => each.exports.bindings)
          .findLast((each) => each.kind === 'function' && each.name === callee.name)
      : methodsOf(module, callee.owner).findLast((each) => each.kind === 'function' && each.name === callee.name);
  if (signature?.kind !== 'function') return null;
  const { parameters, decorators } = signature.signature;
  const callers = findCallers(source, callee);
  if (callers !== null && !callers.some(({ certainty }) => certainty === 'yes')) return null;
  const isBound = callee.owner !== null && !decorators.some((text) => /(^|\.)staticmethod$/.test(text));
  // What a decorator hands on is called from elsewhere too.
  const isOpen = callers === null || decorators.some((text) => !HARMLESS.test(text));
  const found: Record<string, readonly ParameterOrigin[]> = {};
  for (const [i, parameter] of parameters.entries()) {
    if (isBound && i === 0) continue;
    const all = new Map<string, ParameterOrigin>();
    const add = (origin: ParameterOrigin): void => {
      if (all.size < MOST_ORIGINS) all.set(JSON.stringify(origin), origin);
    };
    if (isOpen || parameter.kind.startsWith('var-')) add(UNKNOWN);
    for (const caller of callers ?? []) {
      const code = passed(caller, i - (isBound ? 1 : 0), parameter);
      for (const origin of originsOfCode(source, caller, code, open, depth)) {
        // A call that may be to something else says nothing of clients.
        add(caller.certainty === 'maybe' && origin.kind === 'outside' ? UNKNOWN : origin);
      }
    }
    found[parameter.name] = [...all.values()];
  }
  return found;
}

const HARMLESS =
  /(^|\.)(staticmethod|classmethod|abstractmethod|override|overload|cache|cached|lru_cache|alru_cache|contextmanager|asynccontextmanager|retry|wraps|typechecked|validate_call|beartype|final|deprecated|inject|trace|traced|timed|log_\w+)\b/;

const UNKNOWN: ParameterOrigin = { kind: 'unknown' };
const CONSTANT: ParameterOrigin = { kind: 'constant' };

function passed(
  { call }: Caller,
  position: number,
  { name, kind, default: value }: { name: string; kind: string; default: string | null },
): ArgumentCode {
  const keyword = Object.hasOwn(call.keywords, name) ? call.keywords[name] : undefined;
  if (keyword !== undefined) return keyword;
  const positional = kind === 'keyword-only' ? undefined : call.positional[position];
  if (positional !== undefined) return positional;
  if (call.isOpen || value === null) return 'U';
  return /^(?:r?'[^']*'|r?"[^"]*"|[-\d.]+|None|True|False|\(\)|\[\]|\{\}|[\w.]*[A-Z][A-Z0-9_]+)$/.test(value)
    ? 'L'
    : 'U';
}

function originsOfCode(
  source: CallSource,
  caller: Caller,
  code: ArgumentCode,
  open: readonly string[],
  depth: number,
): readonly ParameterOrigin[] {
  switch (code[0]) {
    case 'L':
      return [CONSTANT];
    case 'N':
      return [{ kind: 'checked' }];
    case 'S':
      return [{ kind: 'text' }];
    case 'P':
    case 'M':
      return originsOfParameter(source, caller, code, open, depth);
    default:
      return [UNKNOWN];
  }
}

function originsOfParameter(
  source: CallSource,
  { module, region }: Caller,
  code: ArgumentCode,
  open: readonly string[],
  depth: number,
): readonly ParameterOrigin[] {
  const signature = signatureOfRegion(module, region);
  const [name, ...members] = code.slice(1).split('.');
  const parameter = signature?.parameters.find((each) => each.name === name);
  if (!signature || !parameter) return [UNKNOWN];
  const isPart = code.startsWith('M');
  const owner = classAround(module, region);
  const { path } = module;
  if (isPathOperation(signature) || (owner === null && source.readsSignatureOf(path, signature.name))) {
    const { annotation, default: value } = parameter;
    const member = isPart ? members.join('.') : null;
    return [{ kind: 'outside', operation: signature.name, path, annotation, default: value, member }];
  }
  const key = `${path}\0${owner ?? ''}\0${signature.name}`;
  // Round a circle nothing new comes in.
  if (open.includes(key)) return [];
  const typed: ParameterOrigin = { kind: 'unknown', path, annotation: isPart ? null : parameter.annotation };
  if (depth >= MAXIMUM_DEPTH) return [typed];
  const further = origins(source, { path, owner, name: signature.name }, open, depth + 1)?.[parameter.name];
  if (!further) return [typed];
  if (!isPart) return further;
  // A part of a number is nothing, of a text a text; of what comes from outside it comes from there too.
  return further.map((each) =>
    each.kind === 'outside' && each.member === null ? { ...each, member: members.join('.') } : each,
  );
}
