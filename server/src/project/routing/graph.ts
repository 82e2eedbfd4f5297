// Walks from each application through its includes and mounts to its routes, putting the paths together.
// Must not know files' texts or rules.
import type { DependencyText, IncludeEntry, PlaceRef, RouteEntry, RouterNode, Thing, WallEntry } from './things';

/** One part of a path and where it was put there. */
export interface Step {
  readonly kind: 'mount' | 'include' | 'router' | 'route';
  /** The part as text; null when it is not known. */
  readonly text: string | null;
  readonly thing: Thing;
  /** The argument that says it; null when it is the empty text of a missing argument. */
  readonly place: PlaceRef | null;
  /** The call that it belongs to. */
  readonly call: PlaceRef;
  /** In a mount or include, the argument that is the router. */
  readonly target: PlaceRef | null;
}

/** A route as an application has it. */
export interface Operation {
  readonly method: string;
  /** The whole path; `…` stands for parts that are not known. */
  readonly path: string;
  readonly route: RouteEntry;
  /** The router that the route was put on, and the application; null when no application includes the router. */
  readonly router: RouterNode;
  readonly app: RouterNode | null;
  readonly steps: readonly Step[];
  /** Why the path is not known; null when it is. */
  readonly unresolved: string | null;
  readonly includeInSchema: boolean;
  readonly deprecated: boolean;
  readonly responseClass: string | null;
  /** What is called before its handler: the application's, the includes', the routers' and its own, outermost first. */
  readonly dependencies: readonly DependencyText[];
  /** The version that a gateway puts in front: `root_path`; null when it is not known. */
  readonly rootPath: string | null;
  /** Its place in the order in which requests try routes. */
  readonly sequence: number;
  /** Arms of branches that lead here: of two operations in different arms of one branch only one exists. */
  readonly guards: readonly string[];
}

/** A mount: it takes every request under its path from what comes behind it. */
export interface Wall {
  readonly app: RouterNode;
  readonly path: string;
  readonly call: PlaceRef;
  readonly sequence: number;
  readonly guards: readonly string[];
}

/** What an application's routes are. */
export interface RouteList {
  readonly operations: readonly Operation[];
  readonly walls: readonly Wall[];
  readonly routers: readonly RouterNode[];
  /** Routers with routes that no application includes, the outermost alone; empty where that cannot be known. */
  readonly loose: readonly RouterNode[];
}

/** What is found while walking. */
interface Findings {
  readonly routers: readonly RouterNode[];
  readonly loose: RouterNode[];
  readonly operations: Operation[];
  readonly walls: Wall[];
  sequence: number;
}

interface Position {
  readonly steps: readonly Step[];
  readonly chain: readonly RouterNode[];
  readonly includeInSchema: boolean;
  readonly deprecated: boolean;
  readonly responseClass: string | null;
  readonly dependencies: readonly DependencyText[];
  readonly guards: readonly string[];
  readonly changed: string | null;
}

/** A router included in more ways than this is a mistake of ours or of the program. */
const MOST_OPERATIONS = 100_000;

/** All operations: of applications in the order in which requests try them, then of routers that no application includes. */
export function listOperations(routers: readonly RouterNode[]): RouteList {
  const found: Findings = { routers: [...routers], loose: [], operations: [], walls: [], sequence: 0 };
  const reached = new Set<RouterNode>();
  const inner = new Set<RouterNode>();
  const hasUnknown = routers.some((router) => router.includesUnknown);
  for (const router of routers) {
    for (const entry of router.entries) if (entry.kind === 'include' || entry.kind === 'mount') inner.add(entry.router);
  }
  for (const app of routers) {
    if (!app.isApp || inner.has(app)) continue;
    expand(app, app, start(app), null, found, reached);
  }
  // Applications that mount each other in a circle, or that only a router takes which nobody has.
  for (const app of routers) if (app.isApp && !reached.has(app)) expand(app, app, start(app), null, found, reached);
  // Routers that nobody includes, from the outermost inwards.
  for (const router of routers) {
    if (reached.has(router) || inner.has(router)) continue;
    const before = found.operations.length;
    expand(router, null, start(router), aloneBecause(router, hasUnknown), found, reached);
    if (found.operations.length > before && isLoose(router)) found.loose.push(router);
  }
  for (const router of routers) {
    if (reached.has(router)) continue;
    expand(router, null, start(router), aloneBecause(router, hasUnknown), found, reached);
  }
  const isKnown = routers.some((router) => router.isApp) && !routers.some((router) => router.includesUnknown);
  if (!isKnown) found.loose.length = 0;
  return found;
}

/** Whether a router that stands alone is known to be one that somebody forgot. */
function isLoose(router: RouterNode): boolean {
  return !router.isApp && router.phantom === null && router.escape === null && !router.isUncalled;
}

function aloneBecause(router: RouterNode, hasUnknown: boolean): string {
  const known = hasUnknown ? ', as far as its includes are known' : '';
  return router.phantom ?? router.escape ?? `no application includes the router${known}`;
}

function start(router: RouterNode): Position {
  const { includeInSchema, deprecated } = router.flags;
  const steps = router.isApp ? [] : [prefixStep(router)];
  return {
    steps,
    chain: [router],
    includeInSchema,
    deprecated,
    responseClass: router.responseClass,
    dependencies: listOf(router.dependencies),
    guards: [],
    changed: router.changed,
  };
}

function prefixStep(router: RouterNode): Step {
  return {
    kind: 'router',
    text: router.prefix.kind === 'text' ? router.prefix.value : null,
    thing: router.prefix,
    place: router.prefixPlace,
    call: router.place,
    target: null,
  };
}

function expand(
  router: RouterNode,
  app: RouterNode | null,
  position: Position,
  alone: string | null,
  found: Findings,
  reached: Set<RouterNode>,
): void {
  reached.add(router);
  for (const entry of router.entries) {
    if (found.operations.length > MOST_OPERATIONS) return;
    const sequence = found.sequence++;
    if (entry.kind === 'route') {
      for (const method of entry.methods) {
        found.operations.push(operationOf(method, entry, router, app, position, alone, sequence));
      }
    } else if (entry.kind === 'wall') {
      addWall(entry, app, position, sequence, found);
    } else if (!position.chain.includes(entry.router)) {
      expand(entry.router, app, enter(position, entry), alone, found, reached);
      if (entry.kind === 'mount') addWall(entry, app, position, found.sequence++, found);
    }
  }
}

function enter(position: Position, entry: IncludeEntry): Position {
  const { router } = entry;
  const step: Step = {
    kind: entry.kind,
    text: entry.prefix.kind === 'text' ? trimMount(entry) : null,
    thing: entry.prefix,
    place: entry.place,
    call: entry.call,
    target: entry.target,
  };
  const isMount = entry.kind === 'mount';
  return {
    steps: router.isApp ? [...position.steps, step] : [...position.steps, step, prefixStep(router)],
    chain: [...position.chain, router],
    includeInSchema: position.includeInSchema && entry.flags.includeInSchema && router.flags.includeInSchema,
    deprecated: position.deprecated || entry.flags.deprecated || router.flags.deprecated,
    responseClass: router.responseClass ?? entry.responseClass ?? (isMount ? null : position.responseClass),
    // A mounted application has its own alone.
    dependencies: [
      ...(isMount ? [] : position.dependencies),
      ...listOf(entry.dependencies),
      ...listOf(router.dependencies),
    ],
    guards: [...position.guards, ...entry.guards],
    changed: position.changed ?? router.changed,
  };
}

function listOf<T>(item: T | null): T[] {
  return item === null ? [] : [item];
}

function addWall(
  entry: IncludeEntry | WallEntry,
  app: RouterNode | null,
  position: Position,
  sequence: number,
  found: Findings,
): void {
  // A mount on a router that is included is not taken over by FastAPI.
  const isInApp = position.steps.every((step) => step.kind === 'mount');
  if (!app || !isInApp || entry.prefix.kind !== 'text' || position.steps.some((step) => step.text === null)) return;
  const path = position.steps.map((step) => step.text).join('') + entry.prefix.value.replace(/\/$/, '');
  found.walls.push({ app, path, call: entry.call, sequence, guards: [...position.guards, ...entry.guards] });
}

/** Starlette takes a mount's path without its last slash. */
function trimMount(entry: IncludeEntry): string | null {
  if (entry.prefix.kind !== 'text') return null;
  return entry.kind === 'mount' ? entry.prefix.value.replace(/\/$/, '') : entry.prefix.value;
}

/** Why a part of a path is not known. */
function reasonOf(gap: Thing): string {
  const unknown = gap.kind === 'choice' ? gap.options.find((option) => option.kind === 'unknown') : gap;
  return unknown?.kind === 'unknown' ? unknown.reason : 'a part of the path is not one known text';
}

function operationOf(
  method: string,
  route: RouteEntry,
  router: RouterNode,
  app: RouterNode | null,
  position: Position,
  alone: string | null,
  sequence: number,
): Operation {
  const own: Step = {
    kind: 'route',
    text: route.path.kind === 'text' ? route.path.value : null,
    thing: route.path,
    place: route.place,
    call: route.call,
    target: null,
  };
  const steps = [...position.steps, own];
  const gap = steps.find((step) => step.text === null)?.thing;
  const unresolved =
    alone ?? position.changed ?? (gap ? reasonOf(gap) : null) ?? (method === '*' ? 'its methods are not known' : null);
  const root = app?.rootPath ?? null;
  return {
    method,
    path: steps.map((step) => step.text ?? '…').join(''),
    route,
    router,
    app,
    steps,
    unresolved,
    includeInSchema: position.includeInSchema && route.flags.includeInSchema,
    deprecated: position.deprecated || route.flags.deprecated,
    responseClass: route.options.responseClass ?? position.responseClass,
    dependencies: [...position.dependencies, ...listOf(route.options.dependencies)],
    rootPath: root === null ? '' : root.kind === 'text' ? root.value : null,
    sequence,
    guards: [...position.guards, ...route.guards],
  };
}
