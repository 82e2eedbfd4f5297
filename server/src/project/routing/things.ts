// What values are while modules are run in the abstract: texts with their origins, routers, functions, classes, the unknown.
// Must not know how they come about.
import type { FunctionWiring } from '../../facts/wiring';
import type { Arguments } from './calls';

/** A place in some file: a region by its index in the module and a number in that region's places. */
export interface PlaceRef {
  readonly path: string;
  readonly region: number;
  readonly at: number;
}

/** A stretch of a known text and where it is written; null for what was computed. */
export interface Piece {
  readonly value: string;
  readonly place: PlaceRef | null;
}

export interface Text {
  readonly kind: 'text';
  readonly value: string;
  readonly pieces: readonly Piece[];
}

export interface Unknown {
  readonly kind: 'unknown';
  readonly reason: string;
}

export interface FunctionThing {
  readonly kind: 'function';
  readonly wiring: FunctionWiring;
  readonly scope: Scope;
  readonly frame: Frame;
  /** What the first parameter is bound to. */
  readonly self: Thing | null;
  readonly isProperty: boolean;
  readonly isStatic: boolean;
  /** The function that a wrapper stands for (`functools.wraps`); itself mostly. */
  handler: HandlerRef;
}

/** A function as a route names it. */
export interface HandlerRef {
  readonly name: string;
  /** Its name in the `def` line; null when it lies outside the project. */
  readonly place: PlaceRef | null;
  readonly returns: string | null;
}

export interface ClassThing {
  readonly kind: 'class';
  readonly name: string;
  readonly bases: readonly Thing[];
  readonly members: Map<string, Thing>;
}

export interface Instance {
  readonly kind: 'instance';
  readonly of: ClassThing;
  readonly members: Map<string, Thing>;
}

export interface RouterThing {
  readonly kind: 'router';
  readonly node: RouterNode;
  readonly of: ClassThing | null;
  readonly members: Map<string, Thing>;
}

/** What a route's decorator does once it gets its function. */
export interface Registration {
  readonly kind: 'registration';
  readonly register: (handler: HandlerRef, place: PlaceRef) => void;
}

export type Thing =
  | Text
  | Unknown
  /** `isSetting`: the default of a setting, which whoever runs the program may set otherwise. */
  | { readonly kind: 'plain'; readonly value: number | boolean | null; readonly isSetting?: boolean }
  | { readonly kind: 'sequence'; readonly items: Thing[]; isOpen: boolean }
  | { readonly kind: 'mapping'; readonly entries: [Thing, Thing][]; isOpen: boolean }
  | FunctionThing
  | ClassThing
  | Instance
  | RouterThing
  | Registration
  /** A method of a router or of a built-in collection or text, not yet called. */
  | { readonly kind: 'method'; readonly of: Thing; readonly name: string }
  | { readonly kind: 'module'; readonly path: string | null; readonly folder: string | null }
  /** Something outside the project by its dotted name. */
  | { readonly kind: 'external'; readonly name: string }
  | { readonly kind: 'wraps'; readonly handler: HandlerRef }
  /** `functools.partial(…)`. */
  | { readonly kind: 'partial'; readonly of: Thing; readonly given: Arguments }
  /** `Route(…)`, `APIRoute(…)`, `Mount(…)`: what it does to the application that gets it. */
  | { readonly kind: 'spec'; readonly apply: (node: RouterNode) => void }
  /** A handler on its way through a method that overrides FastAPI's. */
  | { readonly kind: 'handler'; readonly handler: HandlerRef }
  /** An object of `super()`. */
  | { readonly kind: 'super'; readonly self: Thing; readonly of: ClassThing }
  /** One of several; which one is not known. */
  | { readonly kind: 'choice'; readonly options: readonly Thing[] }
  /** A name of another module, looked up when it is used: modules may import each other. */
  | { readonly kind: 'lazy'; readonly look: () => Thing };

/** Names and what they are bound to. */
export interface Scope {
  readonly names: Map<string, Thing>;
  readonly parent: Scope | null;
  /** Modules whose names are all imported here. */
  readonly stars: Scope[];
  /** The class whose method runs here, for `super()`. */
  readonly owner: ClassThing | null;
  readonly self: Thing | null;
}

/** Where statements stand: the file, the region, and the arms of branches that lead there. */
export interface Frame {
  readonly path: string;
  readonly region: number;
  readonly guards: readonly string[];
  /** What the code is called: `app.main` or `app.main.create_app`. */
  readonly name: string;
}

/** What is called before a handler, as it is written: `[Depends(get_user)]`. */
export interface DependencyText {
  /** The file in which its names mean something. */
  readonly path: string;
  /** Null where `**options` may bring some. */
  readonly text: string | null;
}

/** Flags that FastAPI takes from routes, routers, includes and applications alike. */
export interface Flags {
  readonly includeInSchema: boolean;
  readonly deprecated: boolean;
}

export interface RouteEntry {
  readonly kind: 'route';
  readonly methods: readonly string[];
  readonly path: Thing;
  /** The path argument; the decorator when there is none. */
  readonly place: PlaceRef;
  /** The call that registers it: a decorator's expression, `add_api_route(…)`. */
  readonly call: PlaceRef;
  readonly handler: HandlerRef;
  readonly flags: Flags;
  readonly options: RouteOptions;
  readonly guards: readonly string[];
}

/** What a route's decorator says beside its path. */
export interface RouteOptions {
  /** The `name=` by which `url_path_for` finds it; null for the handler's. */
  readonly name: string | null;
  readonly status: number | null;
  /** Whether a status is given, known or not. */
  readonly hasStatus: boolean;
  readonly responseModel: string | null;
  /** Whether fields of the response are chosen or left out by name. */
  readonly isFiltered: boolean;
  readonly responseClass: string | null;
  readonly dependencies: DependencyText | null;
  /** Whether `**options` may say more. */
  readonly isOpen: boolean;
}

export interface IncludeEntry {
  readonly kind: 'include' | 'mount';
  readonly router: RouterNode;
  readonly prefix: Thing;
  /** The prefix argument; null where there is none. */
  readonly place: PlaceRef | null;
  readonly call: PlaceRef;
  /** The argument that is the router. */
  readonly target: PlaceRef | null;
  readonly flags: Flags;
  readonly responseClass: string | null;
  readonly dependencies: DependencyText | null;
  /** The router or application that includes it, as the call names it: `app` of `app.include_router(…)`. */
  readonly receiver: string | null;
  readonly guards: readonly string[];
}

/** A mount of something that is no known application: what comes behind it under its path is never reached. */
export interface WallEntry {
  readonly kind: 'wall';
  readonly prefix: Thing;
  readonly call: PlaceRef;
  readonly guards: readonly string[];
}

/** An application or router, built up while the modules run. */
export interface RouterNode {
  readonly isApp: boolean;
  /** Why its own place in the application is unknown; null when it is a plain one. */
  readonly phantom: string | null;
  /** Where it is made. */
  readonly place: PlaceRef;
  /** The dotted name of the variable that it was first bound to. */
  name: string;
  prefix: Thing;
  /** The `prefix=` argument. */
  prefixPlace: PlaceRef | null;
  rootPath: Thing | null;
  /** What the constructor was given, for those who read it back: `app.openapi_url`. */
  settings: ReadonlyMap<string, Thing>;
  flags: Flags;
  responseClass: string | null;
  dependencies: DependencyText | null;
  /** Whether it is made by a function that nobody in the project calls. */
  isUncalled: boolean;
  readonly entries: (RouteEntry | IncludeEntry | WallEntry)[];
  /** Why something that is not known may include it; null when nothing may. */
  escape: string | null;
  /** Why its paths may be others than they seem; null when they are not. */
  changed: string | null;
  /** Whether it includes something that is not known. */
  includesUnknown: boolean;
}

/** A text written at one place. */
export function textOf(value: string, place: PlaceRef | null): Text {
  return { kind: 'text', value, pieces: value === '' ? [] : [{ value, place }] };
}

export const NOTHING: Thing = { kind: 'plain', value: null };

export function unknown(reason: string): Unknown {
  return { kind: 'unknown', reason };
}

/** Whether two things are certainly the same. */
export function isSame(one: Thing, other: Thing): boolean {
  if (one === other) return true;
  if (one.kind === 'text') return other.kind === 'text' && one.value === other.value;
  if (one.kind === 'plain') return other.kind === 'plain' && one.value === other.value;
  if (one.kind === 'router') return other.kind === 'router' && one.node === other.node;
  if (one.kind === 'external') return other.kind === 'external' && one.name === other.name;
  return false;
}

/**
 * One thing out of several candidates: their common value, else a choice. Beside a router, None and what is not known
 * stand for one that was made before or not yet: the router is meant.
 */
export function join(options: readonly Thing[]): Thing {
  const distinct: Thing[] = [];
  const all = options.flatMap((each) => (each.kind === 'choice' ? each.options : [each]));
  const hasRouter = all.some((each) => each.kind === 'router');
  for (const option of all) {
    if (hasRouter && (option.kind === 'unknown' || (option.kind === 'plain' && option.value === null))) continue;
    if (!distinct.some((each) => isSame(each, option))) distinct.push(option);
  }
  return distinct.length === 1 ? distinct[0]! : { kind: 'choice', options: distinct };
}
