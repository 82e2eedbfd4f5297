// Calls in the abstract: functions and classes of the project, `super()`, and what is known of the world outside.
// Must not know routes: methods of routers are `routers.ts`.
import { ROUTE_DECORATORS } from '../../facts/relevance';
import type { Value } from '../../facts/values';
import { callCollection } from './collections';
import { classMember, describe, evaluate, itemsOf, memberOf } from './evaluate';
import { callRouter, configureRouter, kindOfClass, kindOfExternal, registerUnder, routeSpec } from './routers';
import type { Run } from './statements';
import { runBody } from './statements';
import {
  type ClassThing,
  type FunctionThing,
  join,
  NOTHING,
  type PlaceRef,
  type RouterThing,
  type Scope,
  type Thing,
  unknown,
} from './things';
import { makeRouter, makeScope, placeIn } from './world';

/** An argument and where it stands. */
export interface Given {
  readonly thing: Thing;
  readonly place: PlaceRef;
  readonly source: string | null;
}

/** The arguments of a call; `isOpen` when `*a` or `**b` may bring more. */
export interface Arguments {
  readonly positional: readonly Given[];
  readonly named: ReadonlyMap<string, Given>;
  readonly isOpen: boolean;
  /** The call. */
  readonly place: PlaceRef;
}

type Call = Extract<Value, { kind: 'call' }>;

/** Evaluates the arguments of a call. */
export function readArguments(run: Run, call: Call): Arguments {
  const positional: Given[] = [];
  const named = new Map<string, Given>();
  let isOpen = false;
  for (const { name, star, value, source: written } of call.arguments) {
    const { thing, source } = remember(run, evaluate(run, value), written ?? null, value);
    const given = { thing, place: placeIn(run.frame, value.at), source };
    if (star === '*') {
      const { items, isOpen: open } = itemsOf(thing);
      for (const item of items) positional.push({ ...given, thing: item, source: sourceOf(run, item) });
      isOpen ||= open;
    } else if (star === '**') {
      if (thing.kind !== 'mapping') isOpen = true;
      else {
        isOpen ||= thing.isOpen;
        for (const [key, item] of thing.entries)
          if (key.kind === 'text') named.set(key.value, { ...given, thing: item, source: sourceOf(run, item) });
      }
    } else if (name !== null) named.set(name, given);
    else positional.push(given);
  }
  return { positional, named, isOpen, place: placeIn(run.frame, call.at) };
}

/** A model or class is told as it was written first, not by the name of the parameter that hands it on. */
function remember(
  run: Run,
  thing: Thing,
  written: string | null,
  value: Value,
): { thing: Thing; source: string | null } {
  const { sources } = run.world;
  const first = value.kind === 'name' ? sources.get(thing) : undefined;
  if (first !== undefined || written === null) return { thing, source: first ?? written };
  const isOwn = value.kind === 'name' && run.returned !== null && run.scope.names.has(value.name);
  if (isOwn && thing.kind === 'class') return { thing, source: sourceOf(run, thing) };
  // A thing of its own, for a class stands in many places.
  const own = { ...thing };
  sources.set(own, written);
  return { thing: own, source: written };
}

function sourceOf(run: Run, thing: Thing): string | null {
  return run.world.sources.get(thing) ?? (thing.kind === 'class' ? thing.name : null);
}

/** An argument by its keyword or position. */
export function argument(given: Arguments, name: string, position: number | null = null): Given | null {
  return given.named.get(name) ?? (position === null ? null : (given.positional[position] ?? null));
}

/** What a call gives, its effects on routers done. */
export function callThing(run: Run, callee: Thing, given: Arguments, call: Call): Thing {
  switch (callee.kind) {
    case 'function':
      return callFunction(run, callee, given);
    case 'class':
      return instantiate(run, callee, given);
    case 'external':
      return callExternal(run, callee.name, given);
    case 'method':
      if (callee.of.kind === 'router') {
        return (
          registerThroughOverride(run, callee.of, callee.name, given) ??
          callRouter(run, callee.of.node, callee.name, given, call)
        );
      }
      if (callee.of.kind === 'super') {
        const { self } = callee.of;
        if (self.kind === 'router' && callee.name === '__init__') configureRouter(self.node, given);
        else if (self.kind === 'router') return callRouter(run, self.node, callee.name, given, call);
        return NOTHING;
      }
      return callCollection(callee.of, callee.name, given);
    case 'partial': {
      const named = new Map([...callee.given.named, ...given.named]);
      const positional = [...callee.given.positional, ...given.positional];
      const isOpen = callee.given.isOpen || given.isOpen;
      return callThing(run, callee.of, { positional, named, isOpen, place: given.place }, call);
    }
    case 'registration':
    case 'wraps': {
      const first = given.positional[0];
      return first ? decorate(run, callee, first.thing, given.place) : NOTHING;
    }
    case 'choice':
      return join(callee.options.map((option) => callThing(run, option, given, call)));
    case 'unknown':
      letGo(given, callee.reason);
      return callee;
  }
  letGo(given, `${describe(call.callee)} is not known`);
  return unknown(`${describe(call)} is not known`);
}

/** `@router.get(…)` of a class with an `add_api_route` of its own: FastAPI's decorators go through it. */
function registerThroughOverride(run: Run, router: RouterThing, name: string, given: Arguments): Thing | null {
  const override = router.of && classMember(router.of, 'add_api_route');
  const methods = DECORATED_METHODS.get(name);
  if (override?.kind !== 'function' || methods === undefined) return null;
  if (override.wiring.body.length === 0) {
    router.node.changed ??= `"${router.of!.name}.add_api_route" may change paths`;
    return null;
  }
  const path = argument(given, 'path', 0);
  return {
    kind: 'registration',
    register: (handler, place) => {
      const as = (thing: Thing): Given => ({ thing, place, source: null });
      const named = new Map(given.named);
      named.delete('path');
      if (methods) {
        const texts = methods.map((each): Thing => ({ kind: 'text', value: each, pieces: [] }));
        named.set('methods', as({ kind: 'sequence', items: texts, isOpen: false }));
      }
      const positional = [path ?? as(unknown('the path is not given')), as({ kind: 'handler', handler })];
      callFunction(run, { ...override, self: router }, { ...given, positional, named, place });
    },
  };
}

/** What `add_api_route` gets as `methods` from each decorator; null where the decorator's own argument is passed on. */
const DECORATED_METHODS: ReadonlyMap<string, readonly string[] | null> = new Map<string, readonly string[] | null>([
  ...['get', 'post', 'put', 'patch', 'delete', 'options', 'head', 'trace'].map((name): [string, string[]] => [
    name,
    [name.toUpperCase()],
  ]),
  ['api_route', null],
]);

/** Applies a decorator to what it decorates. */
export function applyDecorator(run: Run, decorator: Value, to: Thing): Thing {
  const thing = evaluate(run, decorator);
  if (thing.kind === 'function' && thing.wiring.body.length > 0) {
    const place = placeIn(run.frame, decorator.at);
    const given: Arguments = {
      positional: [{ thing: to, place, source: null }],
      named: new Map(),
      isOpen: false,
      place,
    };
    const result = callFunction(run, thing, given);
    return result.kind === 'function' ? result : to;
  }
  if (thing.kind === 'unknown' || thing.kind === 'external') registerUnknown(run, decorator, thing, to);
  return decorate(run, thing, to, placeIn(run.frame, decorator.at));
}

function decorate(run: Run, decorator: Thing, to: Thing, place: PlaceRef): Thing {
  if (decorator.kind === 'registration') {
    if (to.kind === 'function') decorator.register(to.handler, place);
    else if (to.kind === 'class') decorator.register({ name: to.name, place: null, returns: null }, place);
    else letGo({ positional: [{ thing: to, place, source: null }], named: new Map(), isOpen: false, place }, '');
  } else if (decorator.kind === 'wraps' && to.kind === 'function') {
    return { ...to, handler: decorator.handler };
  } else if (decorator.kind === 'choice') {
    for (const option of decorator.options) decorate(run, option, to, place);
  }
  return to;
}

/** A route on a router that is not known: listed, never judged by its whole path. */
function registerUnknown(run: Run, decorator: Value, thing: Thing, to: Thing): void {
  if (to.kind !== 'function' || decorator.kind !== 'call' || decorator.callee.kind !== 'member') return;
  const { of, name } = decorator.callee;
  const isMissing = thing.kind === 'unknown' && /^the module "|is not found in "/.test(thing.reason);
  const first = decorator.arguments[0]?.value;
  // No path of a route begins with anything else: some other library's decorator.
  if (first?.kind === 'text' && first.value !== '' && !first.value.startsWith('/')) return;
  if (!ROUTE_DECORATORS.has(name)) return;
  if (!isMissing && !ROUTER_NAME.test(of.kind === 'name' || of.kind === 'member' ? of.name : '')) return;
  const reason = thing.kind === 'unknown' ? thing.reason : `${describe(of)} comes from outside the project`;
  const node = makeRouter(run.world, placeIn(run.frame, of.at), false, reason);
  registerUnder(node, name, readArguments(run, decorator), run.frame)?.register(
    to.handler,
    placeIn(run.frame, decorator.at),
  );
}

const ROUTER_NAME = /(^|_)(router|app|api|application|routes)$/i;

/** Something unknown gets the routers among the arguments: who includes them where is not known either. */
export function letGo(given: Arguments, reason: string): void {
  const visit = (thing: Thing, depth: number): void => {
    if (thing.kind === 'router') thing.node.escape ??= reason;
    else if (thing.kind === 'sequence' && depth < 3) for (const item of thing.items) visit(item, depth + 1);
    else if (thing.kind === 'mapping' && depth < 3) for (const [, item] of thing.entries) visit(item, depth + 1);
  };
  for (const each of [...given.positional, ...given.named.values()]) visit(each.thing, 0);
}

/** A function of a class as a method of an object. */
export function bindMethod(method: FunctionThing, self: Thing, ofClass: boolean): FunctionThing {
  if (method.isStatic) return method;
  const isClassMethod = method.wiring.decorators.some((each) => each.kind === 'name' && each.name === 'classmethod');
  return ofClass && !isClassMethod ? method : { ...method, self };
}

/** The value of a property. */
export function runProperty(run: Run, method: FunctionThing, self: Thing): Thing {
  const { frame } = run;
  const place = placeIn(frame, -1);
  return callFunction(run, { ...method, self }, { positional: [], named: new Map(), isOpen: false, place });
}

/** Runs a function of the project. */
export function callFunction(run: Run, callee: FunctionThing, given: Arguments): Thing {
  const { world } = run;
  const { wiring } = callee;
  if (wiring.body.length === 0) return unknown(`what "${wiring.name}" gives is not known`);
  if (world.stack.length > 40 || world.stack.filter((each) => each === wiring).length > 2) {
    return unknown(`"${wiring.name}" calls itself`);
  }
  world.ran.add(wiring);
  world.stack.push(wiring);
  const { origin } = world;
  if (callee.self?.kind === 'router' && callee.scope.owner !== null && OVERRIDES.includes(wiring.name)) {
    world.origin ??= { call: given.place, path: argument(given, 'path', 0)?.place ?? given.place };
  }
  const scope = makeScope(callee.scope, callee.self);
  const guards = run.frame.path === callee.frame.path || run.frame.guards.length > 0 ? run.frame.guards : [];
  const inner: Run = { world, scope, frame: { ...callee.frame, guards }, returned: [] };
  bindParameters(inner, callee, given);
  runBody(inner, wiring.body);
  world.stack.pop();
  world.origin = origin;
  const results = inner.returned!.filter((each) => each.kind !== 'plain' || each.value !== null);
  return results.length === 0 ? NOTHING : join(results);
}

function bindParameters(run: Run, callee: FunctionThing, given: Arguments): void {
  const positional = callee.self
    ? [callee.self, ...given.positional.map((each) => each.thing)]
    : given.positional.map((each) => each.thing);
  const named = new Map([...given.named].map(([name, each]) => [name, each.thing]));
  const { names } = run.scope;
  let next = 0;
  for (const parameter of callee.wiring.parameters) {
    const { name, kind } = parameter;
    if (kind === 'var-positional') {
      names.set(name, { kind: 'sequence', items: positional.slice(next), isOpen: given.isOpen });
      next = positional.length;
    } else if (kind === 'var-keyword') {
      const entries = [...named].map(([key, thing]): [Thing, Thing] => [
        { kind: 'text', value: key, pieces: [] },
        thing,
      ]);
      names.set(name, { kind: 'mapping', entries, isOpen: given.isOpen });
    } else if (kind !== 'keyword-only' && next < positional.length) {
      names.set(name, positional[next++]!);
    } else if (named.has(name)) {
      names.set(name, named.get(name)!);
      named.delete(name);
    } else if (parameter.default && !given.isOpen) {
      names.set(name, evaluate({ ...run, scope: callee.scope }, parameter.default));
    } else {
      names.set(name, stranger(run, callee, parameter.name, parameter.annotation));
    }
  }
}

/** A parameter that nobody known gives: by its annotation a router of unknown place, or settings with their defaults. */
function stranger(run: Run, callee: FunctionThing, name: string, annotation: string | null): Thing {
  const reason = `who calls "${callee.wiring.name}" decides on "${name}"`;
  if (annotation === null) return unknown(reason);
  const [first, ...rest] = annotation.split('.');
  let type: Thing = evaluate({ ...run, scope: callee.scope }, { kind: 'name', at: -1, name: first! });
  for (const part of rest) type = memberOf(run, type, part);
  const isApp = type.kind === 'external' ? kindOfExternal(type.name) : type.kind === 'class' ? kindOfClass(type) : null;
  if (isApp !== null) {
    const node = makeRouter(run.world, placeIn(run.frame, callee.wiring.at), false, reason);
    node.name = `${run.frame.name}.${name}`;
    return { kind: 'router', node, of: null, members: new Map() };
  }
  if (type.kind === 'class' && isSettings(type)) return { kind: 'instance', of: type, members: new Map() };
  return unknown(reason);
}

/** What a router's decorators go through: a class that replaces it may change the paths. */
const OVERRIDES = ['add_api_route', 'api_route', 'add_route', 'include_router'];

function isSettings(of: ClassThing, depth = 0): boolean {
  return (
    depth < 20 &&
    of.bases.some((base) =>
      base.kind === 'class'
        ? isSettings(base, depth + 1)
        : base.kind === 'external' && /\.BaseSettings$/.test(base.name),
    )
  );
}

function instantiate(run: Run, of: ClassThing, given: Arguments): Thing {
  const isApp = kindOfClass(of);
  const init = classMember(of, '__init__');
  if (isApp !== null) {
    const node = makeRouter(run.world, given.place, isApp);
    const self: Thing = { kind: 'router', node, of, members: new Map() };
    const own = OVERRIDES.find((name) => {
      const override = classMember(of, name);
      return override !== null && (override.kind !== 'function' || override.wiring.body.length === 0);
    });
    if (own) node.changed = `"${of.name}.${own}" may change paths`;
    if (init?.kind === 'function') callFunction(run, { ...init, self }, given);
    else configureRouter(node, given);
    startLifespan(run, self, given);
    return self;
  }
  const self: Thing = { kind: 'instance', of, members: new Map() };
  if (init?.kind === 'function') callFunction(run, { ...init, self }, given);
  else for (const [name, each] of given.named) self.members.set(name, each.thing);
  return self;
}

/** `FastAPI(lifespan=…)`: the function runs with the application when that starts. */
function startLifespan(run: Run, app: Thing, given: Arguments): void {
  const lifespan = argument(given, 'lifespan');
  if (lifespan?.thing.kind !== 'function') return;
  const { thing, place } = lifespan;
  const positional = [{ thing: app, place, source: null }];
  run.world.ran.add(thing.wiring);
  run.world.later.push(() => callFunction(run, thing, { positional, named: new Map(), isOpen: false, place }));
}

/** What a field's `default_factory` makes. */
function madeBy(run: Run, factory: Given | null): Thing {
  if (!factory) return unknown('a field has no default');
  const given: Arguments = { positional: [], named: new Map(), isOpen: false, place: factory.place };
  if (factory.thing.kind === 'class') return instantiate(run, factory.thing, given);
  if (factory.thing.kind === 'function') return callFunction(run, factory.thing, given);
  return unknown('what makes the default of a field is not known');
}

/** Routers that some other library derives from FastAPI's. */
const FOREIGN_ROUTER = /^(fastapi\w*|starlette\w*|\w*fastapi|cadwyn)\.([\w.]+\.)?\w*Router$/;

function callExternal(run: Run, name: string, given: Arguments): Thing {
  const isApp = kindOfExternal(name);
  const isForeign = isApp === null && FOREIGN_ROUTER.test(name);
  if (isApp !== null || isForeign) {
    const reason = isForeign ? `"${name}" comes from outside the project and may change paths` : null;
    const node = makeRouter(run.world, given.place, isApp === true, reason);
    configureRouter(node, given);
    node.changed = reason;
    const made: Thing = { kind: 'router', node, of: null, members: new Map() };
    startLifespan(run, made, given);
    return made;
  }
  const spec = routeSpec(run, name, given);
  if (spec) return spec;
  const first = given.positional[0]?.thing;
  const last = name.slice(name.lastIndexOf('.') + 1);
  switch (name) {
    case 'builtins.super':
      return superOf(run.scope);
    case 'functools.partial':
      return first
        ? { kind: 'partial', of: first, given: { ...given, positional: given.positional.slice(1) } }
        : unknown('what a partial calls is not known');
    case 'functools.wraps':
      return first?.kind === 'function'
        ? { kind: 'wraps', handler: first.handler }
        : unknown('a wrapped function is not known');
    case 'pydantic.Field':
    case 'dataclasses.field':
    case 'sqlmodel.Field':
      return argument(given, 'default', 0)?.thing ?? madeBy(run, argument(given, 'default_factory'));
    case 'builtins.str':
      return first?.kind === 'text' ? first : unknown('a text is not known');
    case 'builtins.list':
    case 'builtins.tuple':
    case 'builtins.set':
    case 'builtins.sorted':
    case 'builtins.reversed': {
      const items = first ? itemsOf(first) : { items: [], isOpen: false };
      const kept = last === 'reversed' ? items.items.toReversed() : [...items.items];
      return { kind: 'sequence', items: kept, isOpen: items.isOpen };
    }
    case 'builtins.enumerate': {
      const { items, isOpen } = first ? itemsOf(first) : { items: [], isOpen: true };
      const pairs = items.map(
        (item, i): Thing => ({
          kind: 'sequence',
          items: [{ kind: 'plain', value: i }, item],
          isOpen: false,
        }),
      );
      return { kind: 'sequence', items: pairs, isOpen };
    }
    case 'builtins.zip': {
      const lists = given.positional.map((each) => itemsOf(each.thing));
      const length = Math.min(...lists.map((list) => list.items.length), 10_000);
      const rows = Array.from(
        { length: lists.length > 0 ? length : 0 },
        (_, i): Thing => ({
          kind: 'sequence',
          items: lists.map((list) => list.items[i]!),
          isOpen: false,
        }),
      );
      return { kind: 'sequence', items: rows, isOpen: lists.some((list) => list.isOpen) };
    }
    case 'builtins.getattr': {
      const key = given.positional[1]?.thing;
      return first && key?.kind === 'text' ? memberOf(run, first, key.value) : unknown('an attribute is not known');
    }
    case 'importlib.import_module': {
      const [location] = first?.kind === 'text' ? run.world.source.imports.locate(run.frame.path, first.value, 0) : [];
      return location ? { kind: 'module', ...location } : unknown('an imported module is not known');
    }
  }
  if (/version/i.test(last)) {
    for (const { thing } of [...given.positional, ...given.named.values()]) {
      if (thing.kind === 'router') thing.node.changed ??= `"${last}" changes its paths`;
    }
  }
  letGo(given, `"${last}" gets the router`);
  return unknown(`what "${name}" gives is not known`);
}

function superOf(scope: Scope): Thing {
  let self: Thing | null = null;
  for (let at: Scope | null = scope; at; at = at.parent) {
    self ??= at.self;
    if (at.owner && self) return { kind: 'super', self, of: at.owner };
  }
  return unknown('"super()" is not known');
}
