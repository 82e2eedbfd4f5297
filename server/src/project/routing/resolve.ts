// Runs a whole project in the abstract and lists the operations of its applications.
// Must not know what rules ask; the answer belongs to one state of the project.
import type { RegionExports } from '../../facts/exports';
import type { Body } from '../../facts/wiring';
import type { ModuleSource } from '../definitions';
import { commonFolder } from '../imports';
import { isTestPath } from '../testFiles';
import type { Arguments } from './calls';
import { callFunction } from './calls';
import { listOperations, type Operation, type RouteList } from './graph';
import { areExclusive } from './rivals';
import { runModule } from './statements';
import type { FunctionThing, RouterNode } from './things';
import { makeScope, makeWorld, placeIn, type World } from './world';

/** The operations of the project's applications and of the routers that none of them includes. */
export function runProject(source: ModuleSource, paths: Iterable<string>): RouteList {
  const world = makeWorld(source);
  const all = [...paths].sort();
  const top = commonFolder(all);
  const production = all.filter((path) => !isTestPath(path.slice(top === '' ? 0 : top.length + 1)));
  // As in Python, where the application is made is where the imports begin: `uvicorn app.main:app`.
  const starts = production.filter((path) => source.module(path)?.regions.some(({ exports }) => makesApp(exports)));
  for (const path of [...starts, ...production]) runModule(world, path);
  for (const each of world.later) each();
  runUncalled(world);
  const found = listOperations(world.routers);
  const { loose } = found;
  const kept = loose.length === 0 ? loose : notInTests(loose, world, all);
  return { ...found, operations: withoutTwins(found.operations), loose: kept };
}

/** Runs what nobody calls: it is called from outside, by `uvicorn app:create_app --factory`, a script, a plug-in loader. */
function runUncalled(world: World): void {
  world.isGuessing = true;
  // Those that others call by name come last: mostly their callers have run them by then.
  const callees = new Set<string>();
  for (const { wiring } of world.functions) collectCallees(wiring.body, callees);
  for (const isLast of [false, true]) {
    for (let i = 0; i < world.functions.length; i++) {
      const each = world.functions[i]!;
      if (callees.has(each.wiring.name) === isLast) runFromOutside(world, each);
    }
  }
}

/** Runs a function with arguments that nobody knows, unless somebody called it. */
function runFromOutside(world: World, each: FunctionThing): void {
  if (world.ran.has(each.wiring) || each.scope.owner !== null) return;
  const run = { world, scope: makeScope(each.scope), frame: each.frame, returned: null };
  const given: Arguments = {
    positional: [],
    named: new Map(),
    isOpen: false,
    place: placeIn(each.frame, each.wiring.at),
  };
  callFunction(run, each, given);
}

function makesApp({ wiring, wiringPrint }: RegionExports): boolean {
  return wiring.statements.length > 0 && /"name":"(FastAPI|Starlette)"\},"arguments"/.test(wiringPrint);
}

/** The names of the functions that some statements call. */
function collectCallees(body: Body, names: Set<string>): void {
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const each of value) visit(each);
    else if (value && typeof value === 'object') {
      const { kind, callee } = value as { kind?: string; callee?: { kind: string; name?: string } };
      if (kind === 'call' && callee?.name !== undefined) names.add(callee.name);
      for (const each of Object.values(value)) visit(each);
    }
  };
  visit(body);
}

/** Routers that not even an application of the tests includes; the world goes on to run those. */
function notInTests(loose: readonly RouterNode[], world: World, paths: readonly string[]): RouterNode[] {
  for (const path of paths) runModule(world, path);
  runUncalled(world);
  const included = new Set<RouterNode>();
  for (const { entries } of world.routers) {
    for (const entry of entries) if (entry.kind === 'include' || entry.kind === 'mount') included.add(entry.router);
  }
  return loose.filter((router) => !included.has(router) && router.escape === null);
}

/** A factory may run twice, by a guess of ours and by its caller; what it makes is told once, resolved if it ever is. */
function withoutTwins(operations: readonly Operation[]): Operation[] {
  const written = (operation: Operation): string => {
    const { path, region, at } = operation.route.call;
    return `${path}:${region}:${at} ${operation.method} ${operation.route.handler.name}`;
  };
  const resolved = new Set(operations.filter((each) => each.unresolved === null).map(written));
  const seen = new Set<string>();
  const variants = new Map<string, Operation[]>();
  return operations.filter((each) => {
    const key = written(each);
    if (each.unresolved !== null && resolved.has(key)) return false;
    const place = each.app?.place;
    const app = each.app?.name || (place ? `${place.path}:${place.region}:${place.at}` : '');
    // One path that is had in one way or another is one operation.
    const known = variants.get(`${key} ${app} ${each.path}`) ?? [];
    if (known.some((other) => areExclusive(other.guards, each.guards))) return false;
    variants.set(`${key} ${app} ${each.path}`, [...known, each]);
    // The same router included twice at one path is a mistake to report: only runs of one factory are twins.
    const steps = each.steps.map(({ call }) => `${call.path}:${call.region}:${call.at}`).join(' ');
    const whole = `${key} ${app} ${steps} ${each.path}`;
    if (seen.has(whole)) return false;
    seen.add(whole);
    return true;
  });
}
