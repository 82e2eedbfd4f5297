// Finds where a router that nobody includes should be included: beside its siblings, else in the only application.
// Must not know files' texts or rules.
import { resolveName } from './definitions';
import { bindingsOf, type ModuleFacts } from './module';
import type { Project } from './project';
import type { PlacedRouter } from './routerPlaces';
import { locate, routeListOf } from './routes';
import type { IncludeEntry, PlaceRef, RouterNode } from './routing/things';
import type { Inclusion } from './view';

/** How a router made at a place may be included; null where that is not clear. */
export function findInclusion(project: Project, place: PlaceRef): Inclusion | null {
  const { routers, loose } = routeListOf(project);
  const router = loose.find((each) => isSame(each.place, place));
  if (!router || router.name === '') return null;
  const sibling = siblingOf(router, routers);
  if (sibling) return besideSibling(project, router, sibling);
  const apps = routers.filter((each) => each.isApp && !each.isUncalled);
  return apps.length === 1 ? inApplication(project, router, apps[0]!) : null;
}

function isSame(one: PlaceRef, other: PlaceRef): boolean {
  return one.path === other.path && one.region === other.region && one.at === other.at;
}

/** The last include of a router of the same folder, where one router or application alone has such. */
function siblingOf(router: RouterNode, routers: readonly RouterNode[]): IncludeEntry | null {
  const folderOf = ({ path }: PlaceRef): string => path.slice(0, path.lastIndexOf('/') + 1);
  const parents = routers
    .map((each) =>
      each.entries.filter(
        (entry): entry is IncludeEntry =>
          entry.kind === 'include' &&
          entry.guards.length === 0 &&
          entry.receiver !== null &&
          folderOf(entry.router.place) === folderOf(router.place) &&
          // The package's own router is no sibling of those in its modules.
          isPackage(entry.router.place) === isPackage(router.place) &&
          // A loop includes several at one place.
          each.entries.filter((other) => other.kind === 'include' && isSame(other.call, entry.call)).length === 1,
      ),
    )
    .filter((entries) => entries.length > 0);
  return parents.length === 1 ? parents[0]!.at(-1)! : null;
}

function isPackage({ path }: PlaceRef): boolean {
  return /(^|\/)__init__\.py$/.test(path);
}

function besideSibling(project: Project, router: RouterNode, sibling: IncludeEntry): Inclusion | null {
  const home = project.module(sibling.call.path);
  const found = locate(project, sibling.call);
  const indent = home?.regions[sibling.call.region]?.exports.wiring.places[sibling.call.at]?.indent;
  if (!home || !found || indent === undefined || sibling.receiver === null) return null;
  const last = lastRoute(project, router);
  if (router.place.path === home.path && last !== null && found.start < last) {
    return indent === '' ? afterRoutes(router, sibling.receiver, last) : null;
  }
  const target = targetFor(project, router, home, sibling.router, found.start);
  if (!target) return null;
  const text = `${sibling.receiver}.include_router(${target.expression})\n${indent}`;
  return { path: home.path, receiver: sibling.receiver, call: { at: found.start, text }, import: target.import };
}

function inApplication(project: Project, router: RouterNode, app: RouterNode): Inclusion | null {
  const home = project.module(app.place.path);
  const region = home?.regions[app.place.region];
  const receiver = app.name.slice(app.name.lastIndexOf('.') + 1);
  const isBound =
    region?.owner === -1 && region.exports.bindings.some((each) => each.kind === 'variable' && each.name === receiver);
  if (!home || !region || !isBound) return null;
  if (router.place.path === home.path) {
    const last = lastRoute(project, router);
    return last === null ? null : afterRoutes(router, receiver, Math.max(last, region.end));
  }
  const target = targetFor(project, router, home, null, region.start);
  if (!target) return null;
  const text = `\n${receiver}.include_router(${target.expression})`;
  return { path: home.path, receiver, call: { at: region.end, text }, import: target.import };
}

/** An include copies the routes that the router has by then: it stands behind them. */
function afterRoutes(router: RouterNode, receiver: string, at: number): Inclusion {
  const name = router.name.slice(router.name.lastIndexOf('.') + 1);
  const text = `\n\n\n${receiver}.include_router(${name})`;
  return { path: router.place.path, receiver, call: { at, text }, import: null };
}

/** The end of the last region that puts something on a router; null where that is not at the module's own level. */
function lastRoute(project: Project, router: RouterNode): number | null {
  const regions = project.module(router.place.path)?.regions;
  let last: number | null = null;
  for (const { call } of router.entries) {
    const region = call.path === router.place.path ? regions?.[call.region] : undefined;
    if (!region || region.owner >= 0) return null;
    last = Math.max(last ?? 0, region.end);
  }
  return last;
}

interface Target {
  readonly expression: string;
  readonly import: Inclusion['import'];
}

/** How a module names a router, and the import for it, in the style of a sibling's where there is one. */
function targetFor(
  project: Project,
  router: RouterNode,
  home: ModuleFacts,
  sibling: RouterNode | null,
  before: number,
): Target | null {
  const module = project.imports.moduleName(router.place.path);
  const variable = router.name.slice(router.name.lastIndexOf('.') + 1);
  if (router.name !== `${module}.${variable}`) return null;
  if (router.place.path === home.path) return { expression: variable, import: null };
  const stem = module.slice(module.lastIndexOf('.') + 1);
  const at = importPlace(home, before);
  if (at === null) return null;
  const names = bindingsOf(home);
  const style = sibling && importOf(project, home, sibling);
  const from = (source: string, name: string, alias: string): Target => {
    const text = `from ${source} import ${name}${alias === name ? '' : ` as ${alias}`}\n`;
    return { expression: alias, import: { at, text } };
  };
  if (style?.isModule) {
    if (names.has(stem)) return null;
    const target = from(style.source, stem, stem);
    return { ...target, expression: `${stem}.${variable}` };
  }
  const alias = names.has(variable) || style?.isAliased ? `${stem}_${variable}` : variable;
  if (names.has(alias)) return null;
  if (style) return from(`${style.source.slice(0, style.source.lastIndexOf('.') + 1)}${stem}`, variable, alias);
  return from(module, variable, alias);
}

/** How a module imports another router: its module by name, or the router from its module. */
function importOf(
  project: Project,
  home: ModuleFacts,
  router: RouterNode,
): { readonly source: string; readonly isModule: boolean; readonly isAliased: boolean } | null {
  const module = project.imports.moduleName(router.place.path);
  const stem = module.slice(module.lastIndexOf('.') + 1);
  for (const bindings of bindingsOf(home).values()) {
    for (const binding of bindings) {
      if (binding.kind !== 'import' || binding.imported === null) continue;
      const definition = resolveName(project, home.path, binding.name);
      if (definition?.path !== router.place.path) continue;
      const source = '.'.repeat(binding.level) + binding.module;
      const isAliased = binding.name !== binding.imported;
      if (definition.binding === null && binding.imported === stem) return { source, isModule: true, isAliased };
      if (definition.binding !== null && source.endsWith(`.${stem}`)) return { source, isModule: false, isAliased };
    }
  }
  return null;
}

/** The start of the last import at the module's own level before a place, `__future__` left out. */
function importPlace({ regions }: ModuleFacts, before: number): number | null {
  const found = regions.findLast(
    ({ exports, start, owner, column }) =>
      owner < 0 &&
      column === 0 &&
      start < before &&
      exports.bindings.length > 0 &&
      exports.bindings.every(
        (each) => each.kind === 'import' && each.module !== '__future__' && !each.typeCheckingOnly,
      ),
  );
  return found?.start ?? null;
}

/** How a router that is yet to be made can be included: where the call goes, and how the router is named there. */
export interface PlannedInclusion {
  /** The file and the router or application that includes it. */
  readonly path: string;
  readonly parent: RouterNode;
  /** How the call names that. */
  readonly receiver: string;
  /** The place of the call (UTF-16 offset of the file), and what stands around its text there. */
  readonly at: number;
  readonly lead: string;
  readonly trail: string;
  /** The import of the router or its module; null where the file has the router itself. */
  readonly target: InclusionTarget | null;
  /** The call beside which it stands, for what else that says; null where there is none. */
  readonly beside: IncludeEntry | null;
}

/** `from module import name`, `as alias` where there is one; then `name` or `name.member`. */
export interface InclusionTarget {
  readonly module: string;
  readonly name: string;
  readonly member: string | null;
  /** With the line's place, sorted among its siblings. */
  readonly alias: { readonly name: string; readonly at: number; readonly lead: string; readonly trail: string } | null;
}

/** A router to be made: its file, the dotted name of its module, its variable. */
export interface RouterToCome {
  readonly path: string;
  readonly module: string;
  readonly name: string;
}

/**
 * How a router to be made can be included beside others of its kind, else in an application; null where that is not clear.
 * @param siblings routers that stand where it will
 */
export function planInclusion(
  project: Project,
  router: RouterToCome,
  siblings: readonly PlacedRouter[],
  app: PlacedRouter | null,
): PlannedInclusion | null {
  const byParent = new Map<RouterNode, { entry: IncludeEntry; sibling: PlacedRouter }[]>();
  for (const sibling of siblings) {
    for (const { parent, entry } of sibling.includes) {
      const isOne =
        parent.entries.filter((other) => other.kind === 'include' && isSame(other.call, entry.call)).length === 1;
      if (entry.kind !== 'include' || entry.guards.length > 0 || entry.receiver === null || !isOne) continue;
      const known = byParent.get(parent);
      if (known) known.push({ entry, sibling });
      else byParent.set(parent, [{ entry, sibling }]);
    }
  }
  const [most] = [...byParent].sort(([, one], [, other]) => other.length - one.length);
  if (most) {
    const [parent, entries] = most;
    const { entry, sibling } = entries.reduce((last, each) => (isLater(project, each.entry, last.entry) ? each : last));
    const home = project.module(entry.call.path);
    const call = locate(project, entry.call);
    const indent = home?.regions[entry.call.region]?.exports.wiring.places[entry.call.at]?.indent;
    if (home && call && indent !== undefined && router.path !== home.path) {
      const target = targetToCome(project, router, home, sibling.node, call.start);
      if (target) {
        const place = { at: call.end, lead: `\n${indent}`, trail: '' };
        return { path: home.path, parent, receiver: entry.receiver!, ...place, target, beside: entry };
      }
    }
    return null;
  }
  return app && inApplicationToCome(project, router, app);
}

function isLater(project: Project, one: IncludeEntry, other: IncludeEntry): boolean {
  if (one.call.path !== other.call.path) return false;
  return (locate(project, one.call)?.start ?? 0) > (locate(project, other.call)?.start ?? 0);
}

function inApplicationToCome(project: Project, router: RouterToCome, app: PlacedRouter): PlannedInclusion | null {
  const home = project.module(app.path);
  const region = home?.regions[app.node.place.region];
  const isBound =
    region?.owner === -1 && region.exports.bindings.some((each) => each.kind === 'variable' && each.name === app.name);
  if (!home || !region || !isBound || router.path === home.path) return null;
  const target = targetToCome(project, router, home, null, region.start);
  // Behind the includes that are there.
  const ends = app.node.entries.flatMap((entry) => {
    if (entry.kind !== 'include' || entry.guards.length > 0 || entry.call.path !== home.path) return [];
    const around = home.regions[entry.call.region];
    return around && around.owner < 0 && around.exports.wiring.places[entry.call.at]?.indent === '' ? [around.end] : [];
  });
  const at = Math.max(region.end, ...ends);
  return { path: home.path, parent: app.node, receiver: app.name, at, lead: '\n', trail: '', target, beside: null };
}

function targetToCome(
  project: Project,
  router: RouterToCome,
  home: ModuleFacts,
  sibling: RouterNode | null,
  before: number,
): InclusionTarget | null {
  const { module, name } = router;
  const stem = module.slice(module.lastIndexOf('.') + 1);
  const around = module.slice(0, Math.max(0, module.lastIndexOf('.')));
  const names = bindingsOf(home);
  const style = sibling && importOf(project, home, sibling);
  if (style?.isModule || (style === null && around !== '' && !names.has(stem))) {
    if (names.has(stem)) return null;
    return { module: style?.source ?? around, name: stem, member: name, alias: null };
  }
  const source = style ? moduleBeside(style.source, project.imports.moduleName(sibling!.place.path), module) : module;
  const own = /^(routers?|routes?|apis?|endpoints?|views?|controllers?|handlers?|resources?)$/.test(stem)
    ? around.slice(around.lastIndexOf('.') + 1)
    : stem.replace(/_?(router|routes)$/, '');
  const alias = names.has(name) || style?.isAliased ? `${own}_${name}` : name;
  if (names.has(alias)) return null;
  if (alias === name) return { module: source, name, member: null, alias: null };
  const place = aliasPlace(home, source, before);
  return place && { module: source, name, member: null, alias: { name: alias, ...place } };
}

/** The place of an import line, sorted among those of other routers; else in front of the last import. */
function aliasPlace(
  home: ModuleFacts,
  source: string,
  before: number,
): { at: number; lead: string; trail: string } | null {
  // Those of the same package; of packages alike where each has one.
  const pattern = new RegExp(`^${source.replace(/[.]/g, '\\.').replace(/\w+(?=(\\\.\w+)?$)/, '\\w+')}$`);
  const around = source.slice(0, source.lastIndexOf('.') + 1);
  const lines = home.regions.flatMap(({ exports, start, end, owner, column }) => {
    const [binding] = exports.bindings;
    if (owner >= 0 || column > 0 || start >= before || binding?.kind !== 'import') return [];
    const module = '.'.repeat(binding.level) + binding.module;
    const isBeside = module.startsWith(around) && !module.slice(around.length).includes('.');
    return isBeside || pattern.test(module) ? [{ module, start, end }] : [];
  });
  const next = lines.find(({ module }) => module > source);
  if (next) return { at: next.start, lead: '', trail: '\n' };
  const last = lines.at(-1);
  if (last) return { at: last.end, lead: '\n', trail: '' };
  const at = importPlace(home, before);
  return at === null ? null : { at, lead: '', trail: '\n' };
}

/** A module as it is imported where another one is: `.posts` is `app.api.posts`, and `app.api.items` is `.items`. */
function moduleBeside(source: string, sibling: string, module: string): string {
  const [other, own] = [sibling.split('.'), module.split('.')];
  let shared = 0;
  while (shared < own.length - 1 && own[shared] === other[shared]) shared++;
  const dots = /^\.*/.exec(source)![0];
  const parts = source.slice(dots.length).split('.');
  const kept = parts.slice(0, Math.max(0, parts.length - (other.length - shared)));
  return dots + [...kept, ...own.slice(shared)].join('.');
}
