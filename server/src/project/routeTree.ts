// A project's operations as a tree: application, router, operation. Plain data without positions, for views of the routes.
// Must not know how it is shown; kept as long as the project's wiring.
import type { Project } from './project';
import { routeListOf } from './routes';
import type { Operation, RouteList } from './routing/graph';
import type { RouterNode } from './routing/things';

/** An operation in the tree. */
export interface TreeRoute {
  /** Tells it from all others of the project; the same as long as its application, file, handler, method and path are. */
  readonly id: string;
  /** In capitals; `WEBSOCKET`; `*` when it is not known. */
  readonly method: string;
  /** The whole path; `…` stands for what is not known. */
  readonly path: string;
  readonly handler: string;
  /** The file of the handler; of the registration when the handler lies outside the project. */
  readonly file: string;
  /** Why the path is not known, or that no application has it; null when all is well. */
  readonly reason: string | null;
}

/** A router as an application includes it, once for each way. */
export interface TreeRouter {
  /** The dotted name of its variable; empty when it has none. */
  readonly name: string;
  readonly prefix: string;
  readonly isMounted: boolean;
  readonly routes: readonly TreeRoute[];
}

/** An application, or what no application includes. */
export interface TreeApp {
  /** The dotted name of its variable, empty when it has none; null for the routers that no application includes. */
  readonly name: string | null;
  readonly file: string | null;
  /** In the order in which requests try them. */
  readonly children: readonly (TreeRoute | TreeRouter)[];
}

const trees = new WeakMap<RouteList, readonly TreeApp[]>();
const byId = new WeakMap<RouteList, ReadonlyMap<string, Operation>>();

/** The tree of a project: the same object as long as no route changes. */
export function routeTreeOf(project: Project): readonly TreeApp[] {
  const routes = routeListOf(project);
  let tree = trees.get(routes);
  if (!tree) {
    tree = buildTree(routes.operations);
    trees.set(routes, tree);
  }
  return tree;
}

/** The operation behind an id of the tree; null when it is gone. */
export function findByTreeId(project: Project, id: string): Operation | null {
  const routes = routeListOf(project);
  let known = byId.get(routes);
  if (!known) {
    const ids = makeIds();
    known = new Map(routes.operations.map((each) => [ids(each), each]));
    byId.set(routes, known);
  }
  return known.get(id) ?? null;
}

/** The ids of the operations that fit, in the tree's order. */
export function treeIdsOf(project: Project, fits: (operation: Operation) => boolean): string[] {
  const ids = makeIds();
  return routeListOf(project).operations.flatMap((each) => {
    const id = ids(each);
    return fits(each) ? [id] : [];
  });
}

function buildTree(operations: readonly Operation[]): TreeApp[] {
  const ids = makeIds();
  const apps = new Map<RouterNode | null, { app: TreeApp; routers: Map<string, TreeRoute[]> }>();
  for (const operation of operations) {
    const { app, router, route, steps } = operation;
    let known = apps.get(app);
    if (!known) {
      known = { app: { name: app ? app.name : null, file: app?.place.path ?? null, children: [] }, routers: new Map() };
      apps.set(app, known);
    }
    const leaf: TreeRoute = {
      id: ids(operation),
      method: operation.method,
      path: operation.path,
      handler: route.handler.name,
      file: (route.handler.place ?? route.call).path,
      reason: operation.unresolved,
    };
    const children = known.app.children as (TreeRoute | TreeRouter)[];
    if (router === app) {
      children.push(leaf);
      continue;
    }
    const above = steps.slice(0, -1);
    const key = [router.place, ...above.map((step) => step.call)]
      .map(({ path, region, at }) => `${path}:${region}:${at}`)
      .join(' ');
    let routes = known.routers.get(key);
    if (!routes) {
      routes = [];
      known.routers.set(key, routes);
      const prefix = above.map((step) => step.text ?? '…').join('');
      children.push({ name: router.name, prefix, isMounted: above.some(({ kind }) => kind === 'mount'), routes });
    }
    routes.push(leaf);
  }
  return [...apps.values()].map(({ app }) => app);
}

/** Ids in the order of the operations: twins are numbered. */
function makeIds(): (operation: Operation) => string {
  const seen = new Map<string, number>();
  return ({ app, method, path, route }) => {
    const file = (route.handler.place ?? route.call).path;
    const id = JSON.stringify([app?.name ?? null, app?.place.path ?? null, file, route.handler.name, method, path]);
    const count = seen.get(id) ?? 0;
    seen.set(id, count + 1);
    return count === 0 ? id : `${id}#${count}`;
  };
}
