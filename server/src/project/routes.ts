// The project's routes as others see them: whole paths with their origins, as plain data at their present places.
// Must not know rules, formats of output or files' texts.

import type { FunctionSignature } from '../facts/bindings';
import { callSpan, isCallPlace } from '../facts/clientCalls';
import type { RegionExports } from '../facts/exports';
import type { Span } from '../syntax/node';
import type { Project } from './project';
import type { Operation, RouteList, Step } from './routing/graph';
import { runProject } from './routing/resolve';
import type { HandlerRef, PlaceRef } from './routing/things';

/** A place in a file: UTF-16 offsets, zero-based line of the region it stands in, and the offset of that region. */
export interface FilePlace {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** One part of an operation's path. */
export interface PathStep {
  readonly kind: Step['kind'];
  /** Null when it is not known. */
  readonly text: string | null;
  /** The argument that says it; null where there is none. */
  readonly place: FilePlace | null;
  /** The call to which it belongs: `include_router(…)`, `APIRouter(…)`, the decorator. */
  readonly call: FilePlace | null;
}

/** An operation of an application. */
export interface ResolvedOperation {
  /** In capitals; `WEBSOCKET`; `*` when it is not known. */
  readonly method: string;
  /** The whole path; `…` stands for what is not known. */
  readonly path: string;
  readonly handler: string;
  /** The file of the handler; of the registration when the handler lies outside the project. */
  readonly file: string;
  /** The handler's name in its `def` line. */
  readonly handlerPlace: FilePlace | null;
  /** The path argument of the decorator, between its quotes. */
  readonly pathPlace: FilePlace | null;
  /** As declared; null for FastAPI's default or what is not known. */
  readonly status: number | null;
  /** Text of `response_model`, or of the return annotation where FastAPI takes it for the model. */
  readonly responseModel: string | null;
  readonly responseClass: string | null;
  /** The dotted name of the application's variable; null when no application has it. */
  readonly app: string | null;
  readonly resolved: boolean;
  /** Why it is not resolved. */
  readonly reason: string | null;
  /** How the path came about, outermost first. */
  readonly steps: readonly PathStep[];
  readonly includeInSchema: boolean;
  readonly deprecated: boolean;
}

const known = new WeakMap<object, RouteList>();

/** The routes of a project, kept as long as its wiring. */
export function routeListOf(project: Project): RouteList {
  const state = project.wiring;
  let routes = known.get(state);
  if (!routes) {
    routes = runProject(project, project.paths);
    known.set(state, routes);
  }
  return routes;
}

/** The operations of a project at their present places, those of applications first. */
export function resolveRoutes(project: Project): { operations: ResolvedOperation[] } {
  return { operations: routeListOf(project).operations.map((each) => describeOperation(project, each)) };
}

/** The signature of the function whose name in its `def` line stands at a place; null where it is nested in another. */
export function signatureOfRef(project: Project, { path, region, at }: PlaceRef): FunctionSignature | null {
  const exports = project.module(path)?.regions[region]?.exports;
  const start = exports?.wiring.places[at]?.start;
  for (const binding of exports?.bindings ?? []) {
    if (binding.kind === 'function' && binding.start === start) return binding.signature;
  }
  return null;
}

/** The signature of the function or method whose name stands at a place; null for one inside another function. */
export function signatureAt(project: Project, { path, start }: FilePlace): FunctionSignature | null {
  for (const region of project.module(path)?.regions ?? []) {
    const [binding] = region.exports.bindings;
    if (binding?.kind === 'function' && region.start + binding.start === start) return binding.signature;
  }
  return null;
}

/** Where a reference stands now; null when the region has no such place any more. */
export function locate(project: Project, ref: PlaceRef | null): FilePlace | null {
  if (!ref) return null;
  const region = project.module(ref.path)?.regions[ref.region];
  const span = region && spanAt(region.exports, ref.at);
  return region && span ? { path: ref.path, start: region.start + span.start, end: region.start + span.end } : null;
}

/** The span in its region that a place's number stands for: one of the wiring or of a client call. */
function spanAt({ wiring, clientCalls }: RegionExports, at: number): Span | null {
  return (isCallPlace(at) ? callSpan(clientCalls, at) : wiring.places[at]) ?? null;
}

/** FastAPI's and Starlette's own answers: no models. */
const RESPONSE =
  /^(\w+\.)*(Response|(JSON|ORJSON|UJSON|HTML|PlainText|Redirect|Streaming|File|EventSource|Template)Response)$/;
const STREAM = /^(\w+\.)*(Async)?(Iterable|Iterator|Generator)\b/;

/** The return annotation as a model; of a generator it says what is streamed (fastapi/routing.py, `APIRoute.__init__`). */
function annotatedModel(project: Project, { returns, place }: HandlerRef): string | null {
  if (returns === null || RESPONSE.test(returns)) return null;
  if (!STREAM.test(returns)) return returns;
  const at = locate(project, place);
  const signature = at && signatureAt(project, at);
  return signature && !signature.isGenerator ? returns : null;
}

/** An operation at its present place. */
export function describeOperation(project: Project, operation: Operation): ResolvedOperation {
  const { route } = operation;
  const { handler, options } = route;
  return {
    method: operation.method,
    path: operation.path,
    handler: handler.name,
    file: (handler.place ?? route.call).path,
    handlerPlace: locate(project, handler.place),
    pathPlace: locate(project, route.place),
    status: options.status,
    responseModel: options.responseModel ?? annotatedModel(project, handler),
    responseClass: operation.responseClass,
    app: operation.app ? operation.app.name || null : null,
    resolved: operation.unresolved === null,
    reason: operation.unresolved,
    steps: operation.steps.map((step) => ({
      kind: step.kind,
      text: step.text,
      place: locate(project, step.place),
      call: locate(project, step.call),
    })),
    includeInSchema: operation.includeInSchema,
    deprecated: operation.deprecated,
  };
}
