// The state of one abstract run over a project: its modules' scopes, the routers made so far, how much may still be done.
// Must not know how statements are run. A world lives as long as one resolution.
import type { FunctionWiring } from '../../facts/wiring';
import type { ModuleSource } from '../definitions';
import type { Frame, FunctionThing, PlaceRef, RouterNode, Scope, Thing } from './things';
import { textOf } from './things';

/** What a run works on and builds up. */
export interface World {
  readonly source: ModuleSource;
  readonly modules: Map<string, Scope>;
  readonly routers: RouterNode[];
  /** Every function met that has a body to run, and those that ran. */
  readonly functions: FunctionThing[];
  readonly ran: Set<FunctionWiring>;
  /** Functions being run, for recursion. */
  readonly stack: FunctionWiring[];
  /** How models and classes were written that functions hand on under names of their own. */
  readonly sources: WeakMap<Thing, string>;
  /** What runs once the modules have: lifespans of applications. */
  readonly later: (() => void)[];
  /** The call outside that an overriding method of a router serves: what it registers was written there. */
  origin: Origin | null;
  /** Statements and calls that may still be run: an endless loop of the program ends here. */
  budget: number;
  /** Whether functions run that nobody in the project calls. */
  isGuessing: boolean;
}

/** The call of a route's registration and its path argument. */
export interface Origin {
  readonly call: PlaceRef;
  readonly path: PlaceRef;
}

/** Enough for a project of some thousand modules; a run of so many steps takes under a second. */
const BUDGET = 2_000_000;

export function makeWorld(source: ModuleSource): World {
  return {
    source,
    modules: new Map(),
    routers: [],
    functions: [],
    ran: new Set(),
    stack: [],
    sources: new WeakMap(),
    later: [],
    origin: null,
    budget: BUDGET,
    isGuessing: false,
  };
}

export function makeScope(parent: Scope | null, self: Thing | null = null, owner: Scope['owner'] = null): Scope {
  return { names: new Map(), parent, stars: [], owner, self };
}

/** A new router; it belongs to nobody yet. */
export function makeRouter(world: World, place: PlaceRef, isApp: boolean, phantom: string | null = null): RouterNode {
  const node: RouterNode = {
    isApp,
    phantom,
    place,
    name: '',
    prefix: textOf('', null),
    prefixPlace: null,
    rootPath: null,
    settings: new Map(),
    flags: { includeInSchema: true, deprecated: false },
    responseClass: null,
    dependencies: null,
    isUncalled: world.isGuessing,
    entries: [],
    escape: null,
    changed: null,
    includesUnknown: false,
  };
  world.routers.push(node);
  return node;
}

/** A thing behind a lazy name. */
export function force(thing: Thing): Thing {
  let at = thing;
  for (let i = 0; at.kind === 'lazy'; i++) {
    if (i > 50) return { kind: 'unknown', reason: 'modules import each other in a circle' };
    at = at.look();
  }
  return at;
}

/** What a name is bound to, or null. */
export function lookUp(scope: Scope, name: string): Thing | null {
  for (let at: Scope | null = scope; at; at = at.parent) {
    const found = lookUpHere(at, name, 0);
    if (found) return found;
  }
  return null;
}

/** A scope's own name or one that a star import brings. */
export function lookUpHere(scope: Scope, name: string, depth: number): Thing | null {
  const own = scope.names.get(name);
  if (own) return force(own);
  if (depth > 20 || name.startsWith('_')) return null;
  for (const star of scope.stars.toReversed()) {
    const found = lookUpHere(star, name, depth + 1);
    if (found) return found;
  }
  return null;
}

export function placeIn(frame: Frame, at: number): PlaceRef {
  return { path: frame.path, region: frame.region, at };
}
