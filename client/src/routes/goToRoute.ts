// *Go to Route…*: a quick pick of all routes, fuzzy over method, path, handler and file.
// It must not know how routes are found.
import { type QuickInputButton, type QuickPickItem, ThemeIcon, Uri, window, workspace } from 'vscode';
import { allRoutes, type RouteModel } from './model';
import { methodIcon } from './nodes';

interface RoutePick extends QuickPickItem {
  readonly folder: string;
  readonly id: string;
  readonly path: string;
}

const COPY: QuickInputButton = { iconPath: new ThemeIcon('copy'), tooltip: 'Copy Path' };
const SHOW: QuickInputButton = { iconPath: new ThemeIcon('list-tree'), tooltip: 'Reveal in Routes View' };

/** What is done with the route that is chosen. */
export interface RouteActions {
  open(folder: string, id: string): Thenable<unknown>;
  copy(path: string): Thenable<unknown>;
  reveal(folder: string, id: string): Thenable<unknown>;
}

/** Asks for a route and opens its handler. */
export function pickRoute(model: RouteModel, actions: RouteActions): void {
  const list = window.createQuickPick<RoutePick>();
  list.title = 'Go to Route';
  list.placeholder = 'Method, path, handler or file';
  list.matchOnDescription = true;
  list.matchOnDetail = true;
  list.busy = true;
  const load = async (): Promise<void> => {
    const routes = allRoutes(await model.folders());
    list.items = routes.map(({ folder, route }) => ({
      label: `${route.method} ${route.path === '' ? '/' : route.path}`,
      description: route.handler,
      detail: `${workspace.asRelativePath(Uri.parse(route.uri))}${route.reason ? ` · not resolved: ${route.reason}` : ''}`,
      iconPath: methodIcon(route.method),
      buttons: [COPY, SHOW],
      folder: folder.uri,
      id: route.id,
      path: route.path,
    }));
    list.busy = false;
    if (routes.length === 0) list.placeholder = 'No routes were found in the workspace.';
  };
  // Routes may change, or be read at last, while the list is open.
  const listening = model.onDidChange(() => void load());
  list.onDidAccept(() => {
    const [chosen] = list.activeItems;
    list.hide();
    if (chosen) void actions.open(chosen.folder, chosen.id);
  });
  list.onDidTriggerItemButton(({ button, item }) => {
    list.hide();
    void (button === COPY ? actions.copy(item.path) : actions.reveal(item.folder, item.id));
  });
  list.onDidHide(() => {
    listening.dispose();
    list.dispose();
  });
  list.show();
  void load();
}
