// Finds which of the six operations of a resource the project has already, and the router that has them.
// Must not know models or how operations are written.
import type { Project } from '../../project/project';
import { type PlacedRouter, placedRoutersOf } from '../../project/routerPlaces';
import { routeListOf } from '../../project/routes';
import type { Operation } from '../../project/routing/graph';
import { isTest } from '../../project/testFiles';
import { resourceSegments } from '../paths';
import type { CrudOperation } from './plan';

/** The operations of a collection that are there. */
export interface ExistingOperations {
  readonly operations: ReadonlySet<CrudOperation>;
  /** The router with most of them. */
  readonly router: PlacedRouter;
  /** The paths as its decorators write them; null for one that is not there. */
  readonly collection: string | null;
  readonly item: string | null;
}

const ON_COLLECTION: Readonly<Record<string, CrudOperation>> = { GET: 'list', POST: 'create' };
const ON_ITEM: Readonly<Record<string, CrudOperation>> = {
  GET: 'get',
  PUT: 'replace',
  PATCH: 'update',
  DELETE: 'delete',
};

/**
 * The operations on a collection below any version; null where there are none.
 * @param collection its segment of path
 */
export function findExisting(project: Project, collection: string): ExistingOperations | null {
  const found = new Map<Operation, CrudOperation>();
  for (const operation of routeListOf(project).operations) {
    const { path, method, unresolved, app, route } = operation;
    if (unresolved !== null || app === null || isTest(project, route.call.path)) continue;
    const segments = resourceSegments(path).map(({ text }) => text);
    if (segments[0] !== collection || segments.length > 2) continue;
    const isItem = segments.length === 2;
    if (isItem && !/^\{\w+(:\w+)?\}$/.test(segments[1]!)) continue;
    const known = (isItem ? ON_ITEM : ON_COLLECTION)[method];
    if (known) found.set(operation, known);
  }
  const counts = new Map<Operation['router'], number>();
  for (const { router } of found.keys()) counts.set(router, (counts.get(router) ?? 0) + 1);
  const [most] = [...counts].sort(([, one], [, other]) => other - one);
  const router = most && placedRoutersOf(project).find(({ node }) => node === most[0]);
  if (!router) return null;
  const ownPath = (isItem: boolean): string | null => {
    for (const [operation, kind] of found) {
      if (operation.router === router.node && Object.values(isItem ? ON_ITEM : ON_COLLECTION).includes(kind)) {
        return operation.steps.at(-1)!.text;
      }
    }
    return null;
  };
  return { operations: new Set(found.values()), router, collection: ownPath(false), item: ownPath(true) };
}
