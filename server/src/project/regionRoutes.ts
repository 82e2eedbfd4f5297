// The routes and prefixes that are written in one region, told in that region's own offsets.
// Must not know rules; answers are kept with the region's exports while the project's wiring stays.
import type { RegionExports } from '../facts/exports';
import type { Statement } from '../facts/wiring';
import type { Span } from '../syntax/node';
import { indexOfRegion, type ModuleFacts } from './module';
import type { Project } from './project';
import { routeListOf } from './routes';
import type { Operation, RouteList, Step } from './routing/graph';
import { findRivals, type Rival } from './routing/rivals';
import type { PlaceRef } from './routing/things';
import type { LooseRouter, OperationBrief, OperationRival, OperationStep, RegionOperation, RegionPrefix } from './view';

/** Operations by the region that registers them, prefixes by the region that gives them. */
interface RouteIndex {
  readonly operations: Map<string, Operation[]>;
  readonly prefixes: Map<string, Map<string, Prefix>>;
  readonly rivals: ReadonlyMap<Operation, Rival>;
  readonly answers: WeakMap<RegionExports, Map<string, RegionRoutes>>;
}

interface Prefix {
  readonly step: Step;
  /** The operations under it, and where in each one's path it stands. */
  readonly operations: { readonly operation: Operation; readonly at: number }[];
}

interface RegionRoutes {
  readonly operations: readonly RegionOperation[];
  readonly prefixes: readonly RegionPrefix[];
  readonly loose: readonly LooseRouter[];
}

const indexes = new WeakMap<RouteList, RouteIndex>();
const NONE: RegionRoutes = { operations: [], prefixes: [], loose: [] };

/** The operations that a region registers; see `ProjectView.operations`. */
export function operationsIn(
  project: Project,
  module: ModuleFacts,
  exports: RegionExports,
  occurrence: number,
): readonly RegionOperation[] {
  return routesIn(project, module, exports, occurrence).operations;
}

/** The prefixes written in a region; see `ProjectView.prefixes`. */
export function prefixesIn(
  project: Project,
  module: ModuleFacts,
  exports: RegionExports,
  occurrence: number,
): readonly RegionPrefix[] {
  return routesIn(project, module, exports, occurrence).prefixes;
}

/** The routers made in a region that nobody includes; see `ProjectView.looseRouters`. */
export function looseRoutersIn(
  project: Project,
  module: ModuleFacts,
  exports: RegionExports,
  occurrence: number,
): readonly LooseRouter[] {
  return routesIn(project, module, exports, occurrence).loose;
}

/** A function that nothing decorates and whose body wires nothing: nearly all of them. */
function isIdle(statement: Statement): boolean {
  return statement.kind === 'function' && statement.decorators.length === 0 && statement.body.length === 0;
}

function routesIn(project: Project, module: ModuleFacts, exports: RegionExports, occurrence: number): RegionRoutes {
  if (exports.wiring.statements.every(isIdle)) return NONE;
  const region = indexOfRegion(module, exports, occurrence);
  if (region < 0) return NONE;
  const index = indexOf(routeListOf(project));
  const key = `${module.path}:${region}`;
  let answers = index.answers.get(exports);
  if (!answers) {
    answers = new Map();
    index.answers.set(exports, answers);
  }
  let answer = answers.get(key);
  if (!answer) {
    const here = placer(module.path, region, exports);
    answer = {
      operations: (index.operations.get(key) ?? []).map((each) =>
        tellOperation(each, index.rivals.get(each) ?? null, here),
      ),
      prefixes: [...(index.prefixes.get(key)?.values() ?? [])].map(({ step, operations }) => ({
        step: tellStep(step, here),
        operations: operations.map(({ operation, at }) => ({
          ...briefOf(operation),
          callPlace: operation.route.call,
          at,
        })),
      })),
      loose: routeListOf(project).loose.flatMap(({ place, name }) => {
        const call = here(place);
        return call ? [{ call, place, name: name.slice(name.lastIndexOf('.') + 1) }] : [];
      }),
    };
    answers.set(key, answer);
  }
  return answer;
}

function indexOf(routes: RouteList): RouteIndex {
  let index = indexes.get(routes);
  if (index) return index;
  index = { operations: new Map(), prefixes: new Map(), rivals: findRivals(routes), answers: new WeakMap() };
  const texts = textsByPlace(routes);
  for (const operation of routes.operations) {
    const { call } = operation.route;
    const key = `${call.path}:${call.region}`;
    const known = index.operations.get(key);
    if (known) known.push(operation);
    else index.operations.set(key, [operation]);
    let at = 0;
    for (const whole of operation.steps) {
      const start = at;
      at += whole.text?.length ?? 1;
      if (whole.kind === 'route' || !whole.place || !whole.text) continue;
      const step = atLiteral(whole, texts);
      if (!step.place) continue;
      const home = `${step.place.path}:${step.place.region}`;
      const steps = index.prefixes.get(home) ?? new Map<string, Prefix>();
      index.prefixes.set(home, steps);
      const id = `${step.place.at} ${step.text}`;
      const entry = steps.get(id);
      if (entry) entry.operations.push({ operation, at: start });
      else steps.set(id, { step, operations: [{ operation, at: start }] });
    }
  }
  indexes.set(routes, index);
  return index;
}

/** What each argument says: a parameter of a subclass or factory says many things. */
function textsByPlace({ operations }: RouteList): ReadonlyMap<string, ReadonlySet<string>> {
  const texts = new Map<string, Set<string>>();
  for (const { steps } of operations) {
    for (const { place, text } of steps) {
      if (!place || text === null) continue;
      const key = `${place.path}:${place.region}:${place.at}`;
      const known = texts.get(key);
      if (known) known.add(text);
      else texts.set(key, new Set([text]));
    }
  }
  return texts;
}

/** A prefix stands where its argument does, unless that is handed several: then it stands where its text is written. */
function atLiteral(step: Step, texts: ReadonlyMap<string, ReadonlySet<string>>): Step {
  const { place, thing } = step;
  const said = texts.get(`${place!.path}:${place!.region}:${place!.at}`)!;
  const written = thing.kind === 'text' && thing.pieces.length === 1 ? thing.pieces[0]!.place : null;
  return said.size > 1 && written ? { ...step, place: written } : step;
}

type Placer = (place: PlaceRef | null) => Span | null;

function placer(path: string, region: number, exports: RegionExports): Placer {
  return (place) =>
    place?.path === path && place.region === region ? (exports.wiring.places[place.at] ?? null) : null;
}

/** What rules ask of any operation. */
export function briefOf(operation: Operation): OperationBrief {
  return {
    method: operation.method,
    path: operation.path,
    resolved: operation.unresolved === null,
    handler: operation.route.handler.name,
    includeInSchema: operation.includeInSchema,
    deprecated: operation.deprecated,
    responseClass: operation.responseClass,
    returns: operation.route.handler.returns,
    handlerPlace: operation.route.handler.place,
    dependencies: operation.dependencies,
    isOpen: operation.route.options.isOpen,
    responseModel: operation.route.options.responseModel,
  };
}

function tellOperation(operation: Operation, rival: Rival | null, here: Placer): RegionOperation {
  const { route } = operation;
  return {
    ...briefOf(operation),
    callPlace: route.call,
    call: here(route.call) ?? { start: 0, end: 0 },
    literal: here(route.place),
    handlerSpan: here(route.handler.place),
    status: route.options.status,
    hasStatus: route.options.hasStatus,
    rootPath: operation.rootPath,
    rival: rival && tellRival(rival),
    steps: operation.steps.map((step) => tellStep(step, here)),
  };
}

function tellRival({ isTwin, operation, wall }: Rival): OperationRival {
  if (wall) return { kind: 'mount', method: '', path: wall.path, handler: '', file: wall.call.path, place: wall.call };
  const { method, path, route } = operation!;
  const { call, handler } = route;
  return { kind: isTwin ? 'twin' : 'cover', method, path, handler: handler.name, file: call.path, place: call };
}

function tellStep(step: Step, here: Placer): OperationStep {
  const pieces = step.text !== null && step.thing.kind === 'text' ? step.thing.pieces : [];
  return {
    kind: step.kind,
    text: step.text,
    pieces: pieces.map((piece) => ({ text: piece.value, here: here(piece.place), place: piece.place })),
    place: step.place,
    here: here(step.place),
    target: step.target,
  };
}
