// Which calls of the project are to a function or method, by names, receivers and the classes around.
// Must not know what is passed, nor texts.
import type { FunctionSignature } from '../facts/bindings';
import { type CallFacts, readCall } from '../facts/sqlExports';
import { findAncestors } from './ancestors';
import type { ModuleSource } from './definitions';
import { attributesOf, callsOf, type ModuleFacts, methodsOf, regionNamed } from './module';
import type { Heir } from './overrides';
import { isTestPath } from './testFiles';
import type { Definition } from './view';

/** What can be asked about calls. */
export interface CallSource extends ModuleSource {
  /** Another object after every change of what calls pass, or of what names mean. */
  readonly passing: object;
  /** What a dotted name means in a file. */
  resolve(path: string, dottedName: string): Definition | null;
  filesCalling(name: string): Iterable<string>;
  heirsByBase(): ReadonlyMap<string, readonly Heir[]>;
  /** Whether something reads the signature of a file's function when the program runs. */
  readsSignatureOf(path: string, name: string): boolean;
}

/** A function by its name, its class and its file. */
export interface Callee {
  readonly path: string;
  readonly owner: string | null;
  readonly name: string;
}

/** A call that is, or may be, to a function. */
export interface Caller {
  readonly module: ModuleFacts;
  readonly region: number;
  readonly call: CallFacts;
  /** `maybe` where the receiver is not known. */
  readonly certainty: 'yes' | 'maybe';
}

/** More calls of one name than these are not looked at: such a name says nothing. */
const MOST_CALLS = 400;

/**
 * The calls to a function in the project; those in tests left out, unless it belongs to the tests itself.
 * @returns null when there are too many of the name to tell
 */
export function findCallers(source: CallSource, callee: Callee): Caller[] | null {
  if (callee.owner !== null && callee.name === MAKES) return callsNamed(source, callee, callee.owner);
  if (callee.owner === null || callee.name !== '__init__') return callsNamed(source, callee, callee.name);
  // An object is made by its class's name, or by that of a class that inherits `__init__`; others hand on to it.
  const all: Caller[] = callsNamed(source, callee, '__init__') ?? [];
  const makers = [callee, ...inheritors(source, callee)];
  for (const maker of makers) {
    const calls = callsNamed(source, { ...callee, ...maker, name: MAKES }, maker.owner!);
    if (!calls) return null;
    all.push(...calls);
  }
  return all;
}

/** As a callee's name: what makes an object of its class. */
export const MAKES = '()';

/** More descendants than these are not followed. */
const MOST_HEIRS = 50;

/** The classes that inherit a class's `__init__`. */
function inheritors(source: CallSource, { path, owner }: Callee): { path: string; owner: string }[] {
  const found: { path: string; owner: string }[] = [];
  const queue = [{ path, owner: owner! }];
  for (let at = 0; at < queue.length && at < MOST_HEIRS; at++) {
    const parent = queue[at]!;
    for (const heir of source.heirsByBase().get(parent.owner) ?? []) {
      const definition = source.resolve(heir.path, heir.base);
      if (definition?.path !== parent.path || definition.binding?.name !== parent.owner) continue;
      const module = source.module(heir.path);
      if (!module || methodsOf(module, heir.name).some((each) => each.name === '__init__')) continue;
      if ([...queue, ...found].some((each) => each.path === heir.path && each.owner === heir.name)) continue;
      found.push({ path: heir.path, owner: heir.name });
      queue.push({ path: heir.path, owner: heir.name });
    }
  }
  return found;
}

function callsNamed(source: CallSource, callee: Callee, name: string): Caller[] | null {
  const found: Caller[] = [];
  const relations = new Map<string, Caller['certainty'] | 'no'>();
  const isOfTests = isTestPath(pathFromTop(source, callee.path));
  const modules = [...source.filesCalling(name)].sort().flatMap((path) => {
    const module = source.module(path);
    return module && (isOfTests || !isTestPath(pathFromTop(source, path))) ? [module] : [];
  });
  const count = modules.reduce((sum, module) => sum + (callsOf(module).get(name)?.length ?? 0), 0);
  if (count > MOST_CALLS) return null;
  for (const module of modules) {
    const { path } = module;
    for (const { region, printed } of callsOf(module).get(name) ?? []) {
      const call = readCall(printed);
      const key = `${path}\0${module.regions[region]!.owner}\0${call.callee}\0${call.receiver ?? ''}`;
      let relation = relations.get(key);
      if (relation === undefined) {
        relation =
          callee.name === MAKES
            ? constructs(source, module, call, callee)
            : relate(source, module, region, call, callee);
        relations.set(key, relation);
      }
      if (relation !== 'no') found.push({ module, region, call, certainty: relation });
    }
  }
  return found;
}

/** A path from the project's uppermost folder: what lies above it says nothing about tests. */
export function pathFromTop(source: CallSource, path: string): string {
  const { top } = source.imports;
  return path.slice(top === '' ? 0 : top.length + 1);
}

function constructs(
  source: CallSource,
  module: ModuleFacts,
  call: CallFacts,
  callee: Callee,
): Caller['certainty'] | 'no' {
  const definition = source.resolve(module.path, call.callee);
  return definition?.path === callee.path && definition.binding?.name === callee.owner ? 'yes' : 'no';
}

function relate(
  source: CallSource,
  module: ModuleFacts,
  region: number,
  { callee: written, receiver }: CallFacts,
  callee: Callee,
): Caller['certainty'] | 'no' {
  const { path } = module;
  if (callee.owner === null) {
    if (receiver !== null || written.startsWith('?.')) return 'no';
    const definition = source.resolve(path, written);
    return definition?.path === callee.path && definition.binding?.name === callee.name ? 'yes' : 'no';
  }
  if (receiver !== null) return ofClass(source, path, receiver, callee);
  if (written.startsWith('?.')) return 'maybe';
  const segments = written.split('.');
  if (segments.length < 2) return 'no';
  const owner = module.regions[region]!.owner;
  const around = owner < 0 ? null : (module.regions[owner]!.exports.bindings[0]?.name ?? null);
  const [root] = segments;
  if (root === 'self' || root === 'cls' || root === 'super') {
    if (around === null) return 'maybe';
    // `super()` is never the class itself.
    if (root === 'super' && around === callee.owner && path === callee.path) return 'no';
    if (segments.length === 2) return ofClass(source, path, around, callee);
    if (segments.length > 3) return 'maybe';
    const writes = attributesOf(module, around).filter((each) => each.name === segments[1]);
    const type = writes.map((each) => each.constructed ?? each.annotation).find((each) => each !== null);
    const named = /^['"]?(?:Optional\[)?\s*([A-Za-z_][\w.]*)/.exec(type ?? '')?.[1];
    return named ? ofClass(source, path, named, callee) : 'maybe';
  }
  const object = segments.slice(0, -1).join('.');
  const definition = source.resolve(path, object);
  if (!definition) return 'maybe';
  if (definition.path === null || definition.binding === null) return 'no';
  const { binding } = definition;
  if (binding.kind === 'class') return ofClass(source, path, object, callee);
  if (binding.kind !== 'variable') return 'no';
  const made = /^([A-Za-z_][\w.]*)\(/.exec(binding.value ?? '')?.[1] ?? binding.annotation;
  return made ? ofClass(source, definition.path, made, callee) : 'maybe';
}

/** Whether a method of a class that a file names is the callee, or may be a call to it. */
function ofClass(source: CallSource, path: string, className: string, callee: Callee): Caller['certainty'] | 'no' {
  const definition = source.resolve(path, className);
  if (!definition) return 'maybe';
  if (definition.path === null) return 'no';
  if (definition.binding?.kind !== 'class') return 'maybe';
  if (definition.path === callee.path && definition.binding.name === callee.owner) return 'yes';
  const own = `${source.imports.moduleName(callee.path)}.${callee.owner}`;
  const up = findAncestors(source, path, className);
  if (up?.names.includes(own)) return 'yes';
  const down = findAncestors(source, callee.path, callee.owner!);
  return down?.names.includes(definition.qualifiedName) ? 'yes' : 'no';
}

/** Bases are followed so far. */
const MOST_CLASSES = 12;

/** The region of a function of a module, or of a method of a class or the nearest of its bases that has it. */
export function findRegion(
  source: CallSource,
  path: string,
  owner: string | null,
  name: string,
): { readonly module: ModuleFacts; readonly region: number } | null {
  const module = source.module(path);
  if (!module) return null;
  if (owner === null) {
    const region = regionNamed(module, name);
    return region < 0 ? null : { module, region };
  }
  const classes = [{ path, name: owner }];
  for (let i = 0; i < classes.length && i < MOST_CLASSES; i++) {
    const at = classes[i]!;
    const definition = source.resolve(at.path, at.name);
    if (definition?.path == null || definition.binding?.kind !== 'class') continue;
    const there = source.module(definition.path)!;
    const own = regionNamed(there, definition.binding.name);
    const region = own < 0 ? -1 : regionNamed(there, name, own);
    if (own >= 0 && region >= 0) return { module: there, region };
    for (const base of definition.binding.signature.bases) {
      const written = /^[\w.]+/.exec(base)?.[0];
      if (written) classes.push({ path: definition.path, name: written });
    }
  }
  return null;
}

/** The signature of the function that a region is, or null. */
export function signatureOfRegion(module: ModuleFacts, region: number): FunctionSignature | null {
  const [binding] = module.regions[region]?.exports.bindings ?? [];
  return binding?.kind === 'function' ? binding.signature : null;
}

/** The class around a region, or null. */
export function classAround(module: ModuleFacts, region: number): string | null {
  const owner = module.regions[region]?.owner ?? -1;
  return owner < 0 ? null : (module.regions[owner]!.exports.bindings[0]?.name ?? null);
}

const OPERATION =
  /^[\w.]+\.(get|post|put|patch|delete|head|options|trace|api_route|route|websocket|websocket_route)\s*\(/;

/** Whether a function's parameters come from clients: a path operation's. */
export function isPathOperation(signature: FunctionSignature): boolean {
  return signature.decorators.some(
    (text) => OPERATION.test(text) && !/^(mock|mocker|patch|respx|responses)\b/.test(text),
  );
}
