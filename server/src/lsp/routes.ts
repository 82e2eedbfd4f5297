// `fastidious/routes`, `fastidious/routePlace`, `fastidious/routesAt`: the routes of the workspace's folders as trees, where
// one is handled and which ones are at a position; `fastidious/routesChanged` says that the trees are others now.
// Must not know how routes are found or shown.
import type { CancellationToken, Location, TextDocumentPositionParams } from 'vscode-languageserver';
import { describeOperation, locate } from '../project/routes';
import {
  findByTreeId,
  routeTreeOf,
  type TreeApp,
  type TreeRoute,
  type TreeRouter,
  treeIdsOf,
} from '../project/routeTree';
import type { Folder } from './folder';
import { uriOf } from './paths';
import { locationOf } from './places';
import type { Session } from './session';

/** An operation as the client is told of it: its file as a URI. */
export type RouteItem = Omit<TreeRoute, 'file'> & { readonly uri: string };
export type RouterItem = Omit<TreeRouter, 'routes'> & { readonly routes: readonly RouteItem[] };
export interface AppItem {
  readonly name: string | null;
  readonly uri: string | null;
  readonly children: readonly (RouteItem | RouterItem)[];
}

/** A workspace folder and its applications. */
export interface RouteFolder {
  readonly uri: string;
  readonly name: string;
  readonly apps: readonly AppItem[];
}

/** How long the routes must have rested before the client is told, in milliseconds. */
const DELAY = 200;

/** Answers the requests about routes, and says when the answers are others. */
export class Routes {
  private timer: ReturnType<typeof setTimeout> | null = null;
  /** What the client was told last, by folder; null for a client that never asked. */
  private told: ReadonlyMap<Folder, unknown> | null = null;

  constructor(private readonly session: Session) {}

  /** `fastidious/routes`: every route of the workspace's folders. */
  list(token: CancellationToken): RouteFolder[] {
    const { workspaceFolders } = this.session.workspace;
    const told = new Map<Folder, unknown>();
    const folders: RouteFolder[] = [];
    for (const folder of workspaceFolders) {
      if (token.isCancellationRequested) return [];
      told.set(folder, routeTreeOf(folder.project));
      folders.push({
        uri: uriOf(folder.root),
        name: folder.name ?? '',
        apps: routeTreeOf(folder.project).map(toAppItem),
      });
    }
    this.told = told;
    return folders;
  }

  /** `fastidious/routePlace`: where the handler's name stands now, else the registration; null when the route is gone. */
  async place(params: { uri?: unknown; id?: unknown } | null): Promise<Location | null> {
    const { workspace, others } = this.session;
    const folder = workspace.workspaceFolders.find(({ root }) => uriOf(root) === params?.uri);
    const operation = folder && typeof params?.id === 'string' ? findByTreeId(folder.project, params.id) : null;
    if (!folder || !operation) return null;
    const { handler, call } = operation.route;
    const ref = handler.place ?? call;
    await others.prepare([ref.path]);
    return locationOf(locate(folder.project, ref), this.session);
  }

  /** `fastidious/routesAt`: the routes whose handler or registration is at a position. */
  at({ textDocument, position }: TextDocumentPositionParams): { uri: string; ids: string[] } | null {
    const { workspace } = this.session;
    const document = workspace.document(textDocument.uri);
    if (!document) return null;
    const folder = workspace.homeOf(document);
    const offset = document.lines.offsetAt(position);
    const region = document.file.regions.findLast(({ start, end }) => start <= offset && offset <= end);
    const holds = (span: { path: string; start: number; end: number } | null): boolean =>
      span !== null && span.path === document.path && span.start <= offset && offset <= span.end;
    const isIn = (span: { path: string; start: number; end: number } | null): boolean =>
      span !== null && span.path === document.path && !!region && region.start <= span.start && span.end <= region.end;
    const ids = (test: typeof holds): string[] =>
      treeIdsOf(folder.project, (operation) => {
        const { route } = operation;
        if (route.handler.place?.path !== document.path && route.call.path !== document.path) return false;
        const { handlerPlace, steps } = describeOperation(folder.project, operation);
        return test(handlerPlace) || test(steps.at(-1)?.call ?? null);
      });
    const exact = ids(holds);
    const found = exact.length > 0 || region?.region.kind !== 'function' ? exact : ids(isIn);
    return { uri: uriOf(folder.root), ids: found };
  }

  /** Facts changed: a client that has asked for routes is told when they are others, soon and once. */
  refreshSoon(): void {
    if (!this.told) return;
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = null;
      const { connection, workspace } = this.session;
      const folders = workspace.workspaceFolders;
      const isSame =
        folders.length === this.told?.size &&
        folders.every((each) => this.told?.get(each) === routeTreeOf(each.project));
      if (!isSame) void connection.sendNotification('fastidious/routesChanged');
    }, DELAY);
  }

  dispose(): void {
    if (this.timer) clearTimeout(this.timer);
  }
}

function toAppItem({ name, file, children }: TreeApp): AppItem {
  return {
    name,
    uri: file === null ? null : uriOf(file),
    children: children.map((child) =>
      'routes' in child ? { ...child, routes: child.routes.map(toRouteItem) } : toRouteItem(child),
    ),
  };
}

function toRouteItem({ file, ...rest }: TreeRoute): RouteItem {
  return { ...rest, uri: uriOf(file) };
}
