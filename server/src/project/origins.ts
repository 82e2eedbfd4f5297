// Where the values of a function's parameters come from: what its callers pass, and their callers.
// Must not know what the values are put into.
import type { FunctionSignature, ParameterSignature } from '../facts/bindings';
import { type RequestPart, requestPartOf } from '../facts/requestPart';
import type { ArgumentCode } from '../facts/sqlExports';
import {
  type Callee,
  type Caller,
  type CallSource,
  classAround,
  findCallers,
  isPathOperation,
  MAKES,
  signatureOfRegion,
} from './callers';
import { isConstantName } from './constants';
import { bindingsOf, callsOf, type ModuleFacts, methodsOf } from './module';
import { findTextFunction } from './textFunctions';

/** What one parameter may be given. */
export interface ParameterOrigin {
  /**
   * `constant`: a literal; `checked`: a number, or what a check has cleared; `text`: an SQL text that is judged where it
   * is built; `outside`: a parameter of a path operation, or a part of one; `result`: what a function of the project gives,
   * whatever it is given; `annotated`: a caller's parameter of which no more is known than its annotation; `keywords`: names
   * that are written in calls; `unknown`: anything.
   */
  readonly kind: 'constant' | 'checked' | 'text' | 'outside' | 'result' | 'annotated' | 'keywords' | 'unknown';
  /** Of `result`: the function, a method's class, and its file in `path`. */
  readonly function?: string;
  readonly owner?: string | null;
  /** Of `outside`: the operation's name, its file, the parameter's annotation and default, the part that is taken. */
  readonly operation?: string;
  readonly path?: string;
  readonly annotation?: string | null;
  readonly default?: string | null;
  readonly member?: string | null;
  /** Of `outside`: the part of the request, where the parameter's type need not be asked. */
  readonly part?: RequestPart | null;
}

/** The origins of each parameter, those that are the same once. */
export type ParameterOrigins = Readonly<Record<string, readonly ParameterOrigin[]>>;

/** So many parameters of callers, of their callers, … are looked at for one; who has more may be given anything. */
const MOST_PARAMETERS = 60;
const MOST_ORIGINS = 12;

/** What is kept for a state of the project. */
interface Memo {
  readonly origins: Map<string, ParameterOrigins | null>;
  readonly calls: Map<string, DirectCalls | null>;
}

/** What the calls of one function pass. */
interface DirectCalls {
  readonly parameters: readonly ParameterSignature[];
  /** Whether it is called from elsewhere too. */
  readonly isOpen: boolean;
  /** By the parameter's name. */
  readonly passed: ReadonlyMap<string, readonly (readonly [Caller, ArgumentCode])[]>;
}

const memos = new WeakMap<object, Memo>();

function memoOf(source: CallSource): Memo {
  let memo = memos.get(source.passing);
  if (!memo) {
    memo = { origins: new Map(), calls: new Map() };
    memos.set(source.passing, memo);
  }
  return memo;
}

function printCallee({ path, owner, name }: Callee): string {
  return `${path}\0${owner ?? ''}\0${name}`;
}

/** The origins of a function's parameters, kept for a state of the project; null when nothing calls it. */
export function findOrigins(
  source: CallSource,
  path: string,
  owner: string | null,
  name: string,
): ParameterOrigins | null {
  const callee: Callee = { path, owner, name };
  const { origins } = memoOf(source);
  const key = printCallee(callee);
  let found = origins.get(key);
  if (found === undefined) {
    const direct = callsTo(source, callee);
    found =
      direct && Object.fromEntries(direct.parameters.map((each) => [each.name, gather(source, callee, each.name)]));
    origins.set(key, found);
  }
  return found;
}

/** The calls of a function with what they pass; null when none is known. */
function callsTo(source: CallSource, callee: Callee): DirectCalls | null {
  const { calls } = memoOf(source);
  const key = printCallee(callee);
  let found = calls.get(key);
  if (found === undefined) {
    found = readCallsTo(source, callee);
    calls.set(key, found);
  }
  return found;
}

function readCallsTo(source: CallSource, callee: Callee): DirectCalls | null {
  const signature = signatureOf(source, callee);
  if (!signature) return null;
  const { decorators } = signature;
  const callers = findCallers(source, callee);
  if (callers !== null && !callers.some(({ certainty }) => certainty === 'yes')) return null;
  const isBound =
    callee.owner !== null && callee.name !== MAKES && !decorators.some((text) => /(^|\.)staticmethod$/.test(text));
  const parameters = isBound ? signature.parameters.slice(1) : signature.parameters;
  // What a decorator hands on is called from elsewhere too.
  const isOpen = callers === null || decorators.some((text) => !HARMLESS.test(text));
  const passed = parameters.map(
    (parameter, i) =>
      [parameter.name, (callers ?? []).map((caller) => [caller, passedTo(caller, i, parameter)] as const)] as const,
  );
  return { parameters, isOpen, passed: new Map(passed) };
}

/** The signature of a function; of a plain data class, whose name is `MAKES`, its fields as the parameters that make one. */
function signatureOf(
  source: CallSource,
  { path, owner, name }: Callee,
): Pick<FunctionSignature, 'parameters' | 'decorators'> | null {
  const module = source.module(path);
  if (!module) return null;
  if (name === MAKES && owner !== null) return makerOf(module, owner);
  const bindings = owner === null ? (bindingsOf(module).get(name) ?? []) : methodsOf(module, owner);
  const binding = bindings.findLast((each) => each.kind === 'function' && each.name === name);
  return binding?.kind === 'function' ? binding.signature : null;
}

/** What makes an object of a dataclass or a named tuple; null for other classes, and where its own methods make some. */
function makerOf(module: ModuleFacts, className: string): Pick<FunctionSignature, 'parameters' | 'decorators'> | null {
  const binding = bindingsOf(module)
    .get(className)
    ?.findLast((each) => each.kind === 'class');
  if (binding?.kind !== 'class') return null;
  const { bases, decorators, fields } = binding.signature;
  const isData = decorators.some((text) => /^([\w.]*\.)?(dataclass|define|frozen)\b/.test(text)) && bases.length === 0;
  if (!isData && !(bases.length === 1 && /(^|\.)NamedTuple$/.test(bases[0]!))) return null;
  const makesItself = ['cls', 'replace', '_replace'].some((name) =>
    (callsOf(module).get(name) ?? []).some(({ region }) => classAround(module, region) === className),
  );
  if (makesItself) return null;
  const parameters = fields
    .filter(({ annotation }) => annotation !== null && !/\bClassVar\b/.test(annotation))
    .map(({ name, annotation, value }) => ({ name, annotation, default: value, kind: 'ordinary' as const }));
  return { parameters, decorators: [] };
}

/** A parameter to look at, and the part of it that is taken. */
interface Sought {
  readonly callee: Callee;
  readonly name: string;
  readonly member: string | null;
}

/** The origins of one parameter: of what is passed as it came, those of the caller's parameter. */
function gather(source: CallSource, callee: Callee, name: string): ParameterOrigin[] {
  const found = new Map<string, ParameterOrigin>();
  const add = (origin: ParameterOrigin): void => {
    if (found.size < MOST_ORIGINS) found.set(JSON.stringify(origin), origin);
  };
  const queue: Sought[] = [{ callee, name, member: null }];
  const seen = new Set<string>();
  for (let at = 0; at < queue.length; at++) {
    if (at >= MOST_PARAMETERS) {
      add(UNKNOWN);
      break;
    }
    const sought = queue[at]!;
    const direct = callsTo(source, sought.callee);
    const passed = direct?.passed.get(sought.name);
    const parameter =
      direct?.parameters.find((each) => each.name === sought.name) ??
      signatureOf(source, sought.callee)?.parameters.find((each) => each.name === sought.name);
    // What nobody is seen to pass may be anything, but that its annotation says otherwise.
    const annotation = at > 0 && sought.member === null ? (parameter?.annotation ?? null) : null;
    const open: ParameterOrigin =
      annotation === null ? UNKNOWN : { kind: 'annotated', path: sought.callee.path, annotation };
    if (!direct || !passed || passed.length === 0) {
      add(open);
      continue;
    }
    if (parameter?.kind === 'var-keyword' && sought.member === null) {
      const isWritten = passed.every(([caller]) => caller.certainty === 'yes' && !caller.call.isOpen);
      add(!direct.isOpen && isWritten ? { kind: 'keywords' } : UNKNOWN);
      continue;
    }
    if (direct.isOpen || parameter?.kind.startsWith('var-')) add(parameter?.kind.startsWith('var-') ? UNKNOWN : open);
    for (const [caller, code] of passed) {
      const further = originOf(source, caller, code, sought.member, (origin) =>
        add(origin.kind === 'unknown' ? open : origin),
      );
      if (!further) continue;
      const key = `${printCallee(further.callee)}\0${further.name}\0${further.member ?? ''}`;
      if (seen.has(key)) continue;
      seen.add(key);
      queue.push(further);
    }
  }
  return [...found.values()];
}

const HARMLESS =
  /(^|\.)(staticmethod|classmethod|abstractmethod|override|overload|cache|cached|lru_cache|alru_cache|contextmanager|asynccontextmanager|retry|wraps|typechecked|validate_call|beartype|final|deprecated|inject|trace|traced|timed|log_\w+)\b/;

const UNKNOWN: ParameterOrigin = { kind: 'unknown' };
const CONSTANT: ParameterOrigin = { kind: 'constant' };

/** What a function of the project gives: SQL that it builds, which is judged there, or what its body says. */
function resultOf(source: CallSource, { path, regions }: ModuleFacts, region: number, name: string): ParameterOrigin {
  const segments = name.split('.');
  const isOwn = segments.length === 2 && /^(self|cls)$/.test(segments[0]!);
  const owner = isOwn ? classAround({ path, regions }, region) : null;
  const definition = isOwn ? null : source.resolve(path, name);
  const found = isOwn
    ? owner && findTextFunction(source, path, owner, segments[1]!)
    : definition?.path && definition.binding?.kind === 'function'
      ? findTextFunction(source, definition.path, null, definition.binding.name)
      : null;
  if (!found) return UNKNOWN;
  if (source.module(found.path)?.regions[found.region]?.exports.sql.hasSql === true) return { kind: 'text' };
  if (found.name === null) return UNKNOWN;
  return { kind: 'result', function: found.name, owner: found.owner, path: found.path };
}

function passedTo(
  { call }: Caller,
  position: number,
  { name, kind, default: value }: ParameterSignature,
): ArgumentCode {
  const keyword = Object.hasOwn(call.keywords, name) ? call.keywords[name] : undefined;
  if (keyword !== undefined) return keyword;
  const positional = kind === 'keyword-only' ? undefined : call.positional[position];
  if (positional !== undefined) return positional;
  if (call.isOpen || value === null) return 'U';
  if (/^(?:r?'[^']*'|r?"[^"]*"|[-\d.]+|None|True|False|\(\)|\[\]|\{\}|[\w.]*[A-Z][A-Z0-9_]+)$/.test(value)) return 'L';
  // What a dataclass's field is made of when nothing is passed.
  return /^(?:\w+\.)?field\(\s*default(?:=(?:None|True|False|[-\d.]+|'[^']*'|"[^"]*")|_factory=(?:list|dict|set))\s*\)$/.test(
    value,
  )
    ? 'L'
    : 'U';
}

/** Adds the origin that an argument has, or gives the caller's parameter whose origins it has. */
function originOf(
  source: CallSource,
  { module, region, certainty }: Caller,
  code: ArgumentCode,
  member: string | null,
  add: (origin: ParameterOrigin) => void,
): Sought | null {
  switch (code[0]) {
    case 'L':
      add(CONSTANT);
      return null;
    case 'N':
      add({ kind: 'checked' });
      return null;
    case 'S':
      add({ kind: 'text' });
      return null;
    case 'F':
      add(resultOf(source, module, region, code.slice(1)));
      return null;
    case 'C':
      add(
        code
          .slice(1)
          .split('&')
          .every((name) => isConstantName(source, module, region, name))
          ? CONSTANT
          : UNKNOWN,
      );
      return null;
    case 'P':
    case 'M':
      break;
    default:
      add(UNKNOWN);
      return null;
  }
  const signature = signatureOfRegion(module, region);
  const [name, ...members] = code.slice(1).split('.');
  const parameter = signature?.parameters.find((each) => each.name === name);
  // A call that may be to something else says nothing of clients.
  if (!signature || !parameter || certainty === 'maybe') {
    add(UNKNOWN);
    return null;
  }
  const owner = classAround(module, region);
  const { path } = module;
  const parts = [...(code.startsWith('M') ? [members.join('.')] : []), ...(member === null ? [] : [member])];
  const part = parts.length > 0 ? parts.filter((each) => each !== '').join('.') : null;
  if (isPathOperation(signature) || (owner === null && source.readsSignatureOf(path, signature.name))) {
    const { annotation, default: value } = parameter;
    const from = requestPartOf(signature.decorators, parameter.name, annotation, value);
    add({ kind: 'outside', operation: signature.name, path, annotation, default: value, member: part, part: from });
    return null;
  }
  return { callee: { path, owner, name: signature.name }, name: parameter.name, member: part };
}
