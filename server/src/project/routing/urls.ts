// Gives the URLs of client calls their abstract values: known stretches with the places where they are written, and gaps.
// Must not know routes or which call is meant. Of a module only what a URL's names ask for is run.
import type { Value } from '../../facts/values';
import { evaluate, itemsOf } from './evaluate';
import type { Run } from './statements';
import { runBody } from './statements';
import { type PlaceRef, type Scope, type Thing, unknown } from './things';
import { makeScope, type World } from './world';

/** A stretch of a URL: known text, where it is written if it is; or a gap (`text` null). */
export interface UrlPart {
  readonly text: string | null;
  readonly place: PlaceRef | null;
  /** In a gap that `url_path_for("name")` fills, the route's name. */
  readonly route: string | null;
}

const GAP: UrlPart = { text: null, place: null, route: null };
/** A call in a loop over many URLs counts for these; more would be a fuzzer. */
const MOST_URLS = 200;
const ROUTE_LOOKUPS = /^(url_path_for|url_for)$/;

/** The URLs that an expression may be. */
export function urlsOf(run: Run, value: Value, depth = 0): UrlPart[][] {
  if (depth > 12) return [[GAP]];
  const inner = (each: Value): UrlPart[][] => urlsOf(run, each, depth + 1);
  switch (value.kind) {
    case 'join':
      return value.parts.map(inner).reduce(combine, [[]]);
    case 'either':
      return value.options.flatMap(inner).slice(0, MOST_URLS);
    case 'each': {
      const found = urlsOfThing(evaluate(run, value));
      return found.length > 0 ? found : [[GAP]];
    }
    case 'call':
      return urlsOfCall(run, value, depth);
    default: {
      const found = urlsOfThing(evaluate(run, value));
      return found.length > 0 ? found : [[GAP]];
    }
  }
}

function combine(heads: UrlPart[][], tails: UrlPart[][]): UrlPart[][] {
  return heads.flatMap((head) => tails.map((tail) => [...head, ...tail])).slice(0, MOST_URLS);
}

function urlsOfCall(run: Run, call: Extract<Value, { kind: 'call' }>, depth: number): UrlPart[][] {
  const { callee } = call;
  const first = call.arguments.find((each) => each.name === null)?.value;
  const name = callee.kind === 'name' || callee.kind === 'member' ? callee.name : '';
  if (ROUTE_LOOKUPS.test(name) && callee.kind === 'member') {
    const named = first ?? call.arguments.find((each) => each.name === 'name')?.value;
    const route = named && evaluate(run, named);
    return [[{ ...GAP, route: route?.kind === 'text' ? route.value : null }]];
  }
  if (/^(str|URL)$/.test(name) && first && call.arguments.length === 1) return urlsOf(run, first, depth + 1);
  if (name === 'urljoin') {
    const second = call.arguments[1]?.value;
    return second
      ? urlsOf(run, second, depth + 1).map((parts) => (beginsAtRoot(parts) ? parts : [GAP, ...parts]))
      : [[GAP]];
  }
  if (name === 'format' && callee.kind === 'member') {
    const { of } = callee;
    return urlsOf(run, of, depth + 1).map((parts) => parts.flatMap((part) => fillFormat(run, part, call.arguments)));
  }
  const found = urlsOfThing(evaluate(run, call));
  return found.length > 0 ? found : [[GAP]];
}

function beginsAtRoot([first]: readonly UrlPart[]): boolean {
  return first?.text?.startsWith('/') === true || /^\w+:\/\//.test(first?.text ?? '');
}

/** `"/users/{}".format(id)`: the fields become gaps or what they are given. */
function fillFormat(run: Run, part: UrlPart, given: Extract<Value, { kind: 'call' }>['arguments']): UrlPart[] {
  if (part.text === null) return [part];
  const positional = given.filter((each) => each.name === null);
  let next = 0;
  return part.text
    .split(/(\{[^{}]*\})/)
    .filter((piece) => piece !== '')
    .map((piece): UrlPart => {
      const field = /^\{(\w*)\}$/.exec(piece);
      if (!piece.startsWith('{')) return { text: piece, place: null, route: null };
      const key = field?.[1] ?? '';
      const value = /^\d*$/.test(key)
        ? positional[key === '' ? next++ : Number(key)]?.value
        : given.find((each) => each.name === key)?.value;
      const thing = field && value ? evaluate(run, value) : null;
      return thing?.kind === 'text' ? { text: thing.value, place: null, route: null } : GAP;
    });
}

function urlsOfThing(thing: Thing): UrlPart[][] {
  switch (thing.kind) {
    case 'text':
      return [thing.pieces.map(({ value, place }) => ({ text: value, place, route: null }))];
    case 'plain':
      return [[typeof thing.value === 'number' ? { text: String(thing.value), place: null, route: null } : GAP]];
    case 'choice':
      return thing.options.flatMap(urlsOfThing).slice(0, MOST_URLS);
    case 'sequence': {
      const { items, isOpen } = itemsOf(thing);
      const found = items.slice(0, MOST_URLS).flatMap(urlsOfThing);
      return isOpen ? [...found, [GAP]] : found;
    }
    default:
      return [[GAP]];
  }
}

/** Where expressions of a test's region are evaluated: in its module, `self` being an object of the class around. */
export function runFor(world: World, scopes: Map<string, Scope>, path: string, region: number): Run {
  const module = world.source.module(path);
  const home = scopeOf(world, scopes, path);
  const frame = { path, region, guards: [], name: world.source.imports.moduleName(path) };
  const owner = module?.regions[region]?.owner ?? -1;
  const around = owner >= 0 ? module?.regions[owner]?.exports.bindings[0]?.name : undefined;
  if (around === undefined) return { world, scope: home, frame, returned: null };
  const scope = makeScope(home);
  const self = (): Thing => {
    const found = home.names.get(around);
    const of = found?.kind === 'lazy' ? found.look() : found;
    return of?.kind === 'class' ? { kind: 'instance', of, members: new Map() } : unknown(`"${around}" is no class`);
  };
  scope.names.set('self', { kind: 'lazy', look: self });
  scope.names.set('cls', { kind: 'lazy', look: self });
  return { world, scope, frame, returned: null };
}

/** A module's names, each of which runs its own statement when it is asked for: tests import whole applications. */
function scopeOf(world: World, scopes: Map<string, Scope>, path: string): Scope {
  const known = scopes.get(path);
  if (known) return known;
  const scope = makeScope(null);
  scopes.set(path, scope);
  for (const [region, { exports, owner }] of (world.source.module(path)?.regions ?? []).entries()) {
    if (owner >= 0) continue;
    const { statements } = exports.wiring;
    let ran: Scope | null = null;
    const look = (name: string) => (): Thing => {
      if (!ran) {
        ran = makeScope(scope);
        const frame = { path, region, guards: [], name: world.source.imports.moduleName(path) };
        runBody({ world, scope: ran, frame, returned: null }, statements);
      }
      return ran.names.get(name) ?? unknown(`"${name}" is not known`);
    };
    for (const { name } of exports.bindings)
      if (name !== '*') scope.names.set(name, { kind: 'lazy', look: look(name) });
  }
  return scope;
}
