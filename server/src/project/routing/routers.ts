// What FastAPI's and Starlette's applications and routers do when they are made and their methods are called.
// Must not know how arguments came about. Source: fastapi/applications.py and fastapi/routing.py, 0.142.
import { ROUTE_DECORATORS } from '../../facts/relevance';
import type { Value } from '../../facts/values';
import { type Arguments, argument, type Given, letGo } from './calls';
import { itemsOf } from './evaluate';
import type { Run } from './statements';
import { statusOf, statusOfName } from './statusCodes';
import {
  type ClassThing,
  type DependencyText,
  type Flags,
  type Frame,
  type HandlerRef,
  NOTHING,
  type PlaceRef,
  type Registration,
  type RouteEntry,
  type RouterNode,
  type Thing,
  textOf,
  unknown,
} from './things';
import { makeRouter } from './world';

const APPLICATION = /^(fastapi(\.applications)?\.FastAPI|starlette\.applications\.Starlette)$/;
const ROUTER =
  /^(fastapi(\.routing)?\.APIRouter|starlette\.routing\.Router|fastapi_(utils|restful)\.(\w+\.)?InferringRouter|fastapi_error_map\.(\w+\.)?ErrorAwareRouter|faststream\.\w+\.fastapi\.\w+Router)$/;

/** Whether something outside the project makes an application (true), a router (false), or neither (null). */
export function kindOfExternal(name: string): boolean | null {
  if (APPLICATION.test(name)) return true;
  return ROUTER.test(name) ? false : null;
}

/** The same of a class of the project, by its bases. */
export function kindOfClass(of: ClassThing, depth = 0): boolean | null {
  for (const base of of.bases) {
    const kind =
      base.kind === 'external'
        ? kindOfExternal(base.name)
        : base.kind === 'class' && depth < 20
          ? kindOfClass(base, depth + 1)
          : null;
    if (kind !== null) return kind;
  }
  return null;
}

/** `FastAPI.__init__`'s defaults of what programs read back. */
const APPLICATION_DEFAULTS: ReadonlyMap<string, string> = new Map([
  ['openapi_url', '/openapi.json'],
  ['docs_url', '/docs'],
  ['redoc_url', '/redoc'],
  ['swagger_ui_oauth2_redirect_url', '/docs/oauth2-redirect'],
  ['root_path', ''],
]);

/** An attribute of an application or router that its constructor sets; null for others. */
export function settingOf(node: RouterNode, name: string): Thing | null {
  if (name === 'prefix') return node.prefix;
  const fallback = node.isApp ? APPLICATION_DEFAULTS.get(name) : undefined;
  return fallback === undefined ? null : (node.settings.get(name) ?? textOf(fallback, null));
}

/** What the constructor's arguments say. */
export function configureRouter(node: RouterNode, given: Arguments): void {
  const prefix = argument(given, 'prefix');
  if (prefix && !node.isApp) {
    node.prefix = prefixOf(prefix.thing);
    node.prefixPlace = prefix.place;
  } else if (given.isOpen && !node.isApp) {
    node.prefix = unknown('the keyword arguments of a router are not known');
  }
  node.rootPath =
    argument(given, 'root_path')?.thing ??
    (given.isOpen ? unknown('the keyword arguments of an application are not known') : null);
  node.settings = new Map([...given.named].map(([name, each]) => [name, each.thing]));
  node.flags = flagsOf(given);
  node.responseClass = classOf(argument(given, 'default_response_class'));
  const routes = argument(given, 'routes');
  if (routes) addRoutes(node, routes.thing);
  node.dependencies = dependenciesOf(given);
}

/** The `dependencies=` of a route, router, include or application. */
function dependenciesOf(given: Arguments): DependencyText | null {
  const { path } = given.place;
  const own = argument(given, 'dependencies');
  if (own) return { path: own.place.path, text: own.source };
  return given.isOpen ? { path, text: null } : null;
}

const ROUTE_CLASS =
  /^(fastapi\.routing\.(APIRoute|APIWebSocketRoute|Mount)|starlette\.routing\.(Route|WebSocketRoute|Mount))$/;

/** `Route("/path", endpoint)` and its kin, for whatever gets it in `routes`; null for another class. */
export function routeSpec(run: Run, name: string, given: Arguments): Thing | null {
  const kind = ROUTE_CLASS.test(name) ? name.slice(name.lastIndexOf('.') + 1) : null;
  if (kind === null) return null;
  if (kind === 'Mount') {
    const routes = argument(given, 'routes');
    if (!routes) return { kind: 'spec', apply: (node) => void include(node, 'mount', given, run.frame, null) };
    const inner = makeRouter(run.world, given.place, false);
    addRoutes(inner, routes.thing);
    const app: Thing = { kind: 'router', node: inner, of: null, members: new Map() };
    const named = new Map([...given.named, ['app', { ...routes, thing: app }] as const]);
    return { kind: 'spec', apply: (node) => void include(node, 'mount', { ...given, named }, run.frame, null) };
  }
  const endpoint = argument(given, 'endpoint', 1);
  const method = kind.includes('WebSocket') ? 'websocket' : 'api_route';
  const isClass = endpoint?.thing.kind === 'class';
  return {
    kind: 'spec',
    apply: (node) => {
      // An endpoint that is a class answers the methods that it has.
      if (!endpoint || (isClass && !given.named.has('methods'))) return;
      registerUnder(node, method, given, run.frame)?.register(handlerOf(endpoint.thing, undefined), given.place);
    },
  };
}

/** Takes in what stands in a list of routes. */
export function addRoutes(node: RouterNode, routes: Thing): void {
  if (routes.kind === 'plain') return;
  const { items, isOpen } = itemsOf(routes);
  for (const item of items) if (item.kind === 'spec') item.apply(node);
  if (isOpen) node.includesUnknown = true;
}

function prefixOf(thing: Thing): Thing {
  return thing.kind === 'plain' && thing.value === null ? textOf('', null) : thing;
}

/** A response class as it is written; one of the project with the class of FastAPI's that it is: `Page(HTMLResponse)`. */
function classOf(given: Given | null): string | null {
  if (!given || given.source === null) return null;
  const base = given.thing.kind === 'class' ? responseBase(given.thing) : null;
  return base === null ? given.source : `${given.source}(${base})`;
}

function responseBase(of: ClassThing, depth = 0): string | null {
  for (const base of of.bases) {
    if (base.kind === 'external' && base.name.endsWith('Response'))
      return base.name.slice(base.name.lastIndexOf('.') + 1);
    const found = base.kind === 'class' && depth < 20 ? responseBase(base, depth + 1) : null;
    if (found !== null) return found;
  }
  return null;
}

function flagsOf(given: Arguments): Flags {
  const shown = argument(given, 'include_in_schema')?.thing;
  const old = argument(given, 'deprecated')?.thing;
  return {
    // A flag that depends on a setting may be set: rules that ask for it had better be silent.
    includeInSchema: !shown || (shown.kind === 'plain' && shown.value !== false),
    deprecated: old !== undefined && !(old.kind === 'plain' && !old.value),
  };
}

/** Calls a method of an application or router. */
export function callRouter(
  run: Run,
  node: RouterNode,
  name: string,
  given: Arguments,
  call: Extract<Value, { kind: 'call' }>,
): Thing {
  const { frame } = run;
  switch (name) {
    case 'include_router':
    case 'mount':
      return include(node, name === 'mount' ? 'mount' : 'include', given, frame, receiverOf(call.callee));
    case 'add_api_route':
    case 'add_route':
    case 'add_api_websocket_route':
    case 'add_websocket_route': {
      const endpoint = argument(given, 'endpoint', 1) ?? argument(given, 'route', 1);
      const method = name.includes('websocket') ? 'websocket' : 'api_route';
      const registration = registerUnder(node, method, given, frame, run.world.origin?.path);
      const value = call.arguments.find((each) => each.name === 'endpoint')?.value ?? call.arguments[1]?.value;
      if (endpoint) registration?.register(handlerOf(endpoint.thing, value), run.world.origin?.call ?? given.place);
      return NOTHING;
    }
  }
  const registration = ROUTE_DECORATORS.has(name) ? registerUnder(node, name, given, frame) : null;
  if (registration) return registration;
  letGo(given, `"${name}" gets the router`);
  return unknown(`what "${name}" gives is not known`);
}

function handlerOf(thing: Thing, value: Value | undefined): HandlerRef {
  if (thing.kind === 'function' || thing.kind === 'handler') return thing.handler;
  const name = value && (value.kind === 'name' || value.kind === 'member') ? value.name : '';
  return { name, place: null, returns: null };
}

/** `app` of `app.include_router`, when it is a dotted name. */
function receiverOf(callee: Value): string | null {
  const nameOf = (value: Value): string | null => {
    if (value.kind === 'name') return value.name;
    const of = value.kind === 'member' ? nameOf(value.of) : null;
    return of === null || value.kind !== 'member' ? null : `${of}.${value.name}`;
  };
  return callee.kind === 'member' ? nameOf(callee.of) : null;
}

function include(
  node: RouterNode,
  kind: 'include' | 'mount',
  given: Arguments,
  frame: Frame,
  receiver: string | null,
): Thing {
  const isMount = kind === 'mount';
  const target = isMount ? argument(given, 'app', 1) : argument(given, 'router', 0);
  if (target?.thing.kind === 'choice' && target.thing.options.some((each) => each.kind === 'router')) {
    // One of several routers: each as if in an arm of its own.
    for (const [i, thing] of target.thing.options.entries()) {
      const { path, region, at } = given.place;
      const guards = [...frame.guards, `${path}:${region}:${at}:${i}`];
      const positional = given.positional.map((each) => (each === target ? { ...each, thing } : each));
      const named = new Map(
        [...given.named].map(([name, each]) => [name, each === target ? { ...each, thing } : each]),
      );
      include(node, kind, { ...given, positional, named }, { ...frame, guards }, receiver);
    }
    return NOTHING;
  }
  if (target?.thing.kind !== 'router') {
    if (!isMount && target) node.includesUnknown = true;
    const path = isMount ? argument(given, 'path', 0) : null;
    if (path) node.entries.push({ kind: 'wall', prefix: path.thing, call: given.place, guards: frame.guards });
    return NOTHING;
  }
  const prefix = isMount ? argument(given, 'path', 0) : argument(given, 'prefix', 1);
  const open = given.isOpen ? unknown('the keyword arguments of an include are not known') : textOf('', null);
  node.entries.push({
    kind,
    router: target.thing.node,
    prefix: prefix ? prefixOf(prefix.thing) : open,
    place: prefix?.place ?? null,
    call: given.place,
    target: target.place,
    flags: isMount ? { includeInSchema: true, deprecated: false } : flagsOf(given),
    responseClass: classOf(argument(given, 'default_response_class')),
    dependencies: isMount ? null : dependenciesOf(given),
    receiver,
    guards: frame.guards,
  });
  return NOTHING;
}

/** A route as its decorator says it, to be completed by the handler; null for what is no route. */
export function registerUnder(
  node: RouterNode,
  method: string,
  given: Arguments,
  frame: Frame,
  written: PlaceRef | null = null,
): Registration | null {
  const path = argument(given, 'path', 0);
  const methods = methodsOf(method, given);
  const status = argument(given, 'status_code');
  const name = argument(given, 'name')?.thing;
  const entry = {
    kind: 'route' as const,
    methods,
    path: path?.thing ?? unknown('the path is not given'),
    place: written ?? path?.place ?? given.place,
    flags: flagsOf(given),
    options: {
      name: name?.kind === 'text' ? name.value : null,
      status: status ? (statusOf(status.thing) ?? (status.source === null ? null : statusOfName(status.source))) : null,
      hasStatus: status !== null && !(status.thing.kind === 'plain' && status.thing.value === null),
      responseModel: argument(given, 'response_model')?.source ?? null,
      isFiltered: ['response_model_exclude', 'response_model_include'].some((each) => argument(given, each) !== null),
      responseClass: classOf(argument(given, 'response_class')),
      dependencies: dependenciesOf(given),
      isOpen: given.isOpen,
    },
    guards: frame.guards,
  };
  return {
    kind: 'registration',
    register: (handler, call) => {
      const made: RouteEntry = { ...entry, handler, call };
      node.entries.push(made);
    },
  };
}

function methodsOf(method: string, given: Arguments): string[] {
  if (method === 'websocket' || method === 'websocket_route') return ['WEBSOCKET'];
  if (method !== 'api_route' && method !== 'route') return [method.toUpperCase()];
  const methods = argument(given, 'methods')?.thing;
  if (!methods || (methods.kind === 'plain' && methods.value === null)) return given.isOpen ? ['*'] : ['GET'];
  if (methods.kind !== 'sequence' || methods.isOpen) return ['*'];
  const known = methods.items.map((item) => (item.kind === 'text' ? item.value.toUpperCase() : '*'));
  return known.includes('*') ? ['*'] : known;
}
