// Where a project's routers are: their files, the prefixes that they are included under, who includes them.
// Must not know what new routers look like, nor files' texts.
import type { Project } from './project';
import { routeListOf } from './routes';
import type { IncludeEntry, RouterNode } from './routing/things';

/** A router or an application, and what is put in front of its paths. */
export interface PlacedRouter {
  readonly node: RouterNode;
  readonly path: string;
  /** The variable. */
  readonly name: string;
  /** Whether its module binds it, so that others can import it: what a function makes is had by nobody else. */
  readonly isModuleLevel: boolean;
  readonly isApp: boolean;
  /** Its own prefix; null when it is not known. */
  readonly prefix: string | null;
  /** What its includes put in front of that, for each way from an application; null where a part is not known. */
  readonly outer: readonly (string | null)[];
  readonly includes: readonly { readonly parent: RouterNode; readonly entry: IncludeEntry }[];
}

const known = new WeakMap<object, readonly PlacedRouter[]>();

/** The routers and applications of a project that have a name; kept while its wiring stays. */
export function placedRoutersOf(project: Project): readonly PlacedRouter[] {
  const state = project.wiring;
  let placed = known.get(state);
  if (!placed) {
    placed = placeRouters(project);
    known.set(state, placed);
  }
  return placed;
}

function placeRouters(project: Project): PlacedRouter[] {
  const { routers } = routeListOf(project);
  const includes = new Map<RouterNode, { parent: RouterNode; entry: IncludeEntry }[]>();
  for (const parent of routers) {
    for (const entry of parent.entries) {
      if (entry.kind !== 'include' && entry.kind !== 'mount') continue;
      const known = includes.get(entry.router);
      if (known) known.push({ parent, entry });
      else includes.set(entry.router, [{ parent, entry }]);
    }
  }
  /** The prefixes in front of a router's own, for each way from an application. */
  const outerOf = (node: RouterNode, below: readonly RouterNode[]): (string | null)[] => {
    if (below.length > 20 || below.includes(node)) return [];
    return (includes.get(node) ?? []).flatMap(({ parent, entry }) => {
      const own = entry.prefix.kind === 'text' ? entry.prefix.value : null;
      return wholeOf(parent, [...below, node]).map((front) => (front === null || own === null ? null : front + own));
    });
  };
  const wholeOf = (node: RouterNode, below: readonly RouterNode[]): (string | null)[] => {
    const outer = outerOf(node, below);
    if (node.isApp) return outer.length > 0 ? outer : [rootPathOf(node)];
    const own = prefixOf(node);
    return outer.map((front) => (front === null || own === null ? null : front + own));
  };
  return routers.flatMap((node) => {
    const { path } = node.place;
    const name = node.name.slice(node.name.lastIndexOf('.') + 1);
    if (name === '') return [];
    const isModuleLevel = node.name === `${project.imports.moduleName(path)}.${name}`;
    const outer = node.isApp ? wholeOf(node, []) : outerOf(node, []);
    const prefix = prefixOf(node);
    return [{ node, path, name, isModuleLevel, isApp: node.isApp, prefix, outer, includes: includes.get(node) ?? [] }];
  });
}

function prefixOf({ isApp, prefix }: RouterNode): string | null {
  if (isApp) return '';
  return prefix.kind === 'text' ? prefix.value : null;
}

/** What a gateway puts in front of an application's paths. */
function rootPathOf({ rootPath }: RouterNode): string | null {
  if (rootPath === null) return '';
  return rootPath.kind === 'text' ? rootPath.value : null;
}
