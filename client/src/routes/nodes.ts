// The nodes of the *Routes* view and how each is shown: label, icon, tooltip, what a screen reader says.
// It must not know where routes come from.
import { MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri, workspace } from 'vscode';
import type { AppItem, RouteFolder, RouteItem, RouterItem } from './model';

/** A node of the tree. */
export type RouteNode = { readonly parent: RouteNode | null; readonly folder: RouteFolder } & (
  | { readonly kind: 'folder' }
  | { readonly kind: 'app'; readonly app: AppItem }
  | { readonly kind: 'router'; readonly router: RouterItem; readonly index: number }
  | { readonly kind: 'route'; readonly route: RouteItem }
);

/** Codicons and colours that themes define, light, dark and high contrast. */
const BADGES: Readonly<Record<string, readonly [icon: string, color: string]>> = {
  GET: ['arrow-circle-down', 'charts.blue'],
  HEAD: ['eye', 'charts.blue'],
  POST: ['add', 'charts.green'],
  PUT: ['arrow-swap', 'charts.orange'],
  PATCH: ['edit', 'charts.yellow'],
  DELETE: ['trash', 'charts.red'],
  WEBSOCKET: ['plug', 'charts.purple'],
};
const PLAIN_BADGE = ['symbol-method', 'charts.foreground'] as const;

/** The icon of a method. */
export function methodIcon(method: string): ThemeIcon {
  const [icon, color] = BADGES[method] ?? PLAIN_BADGE;
  return new ThemeIcon(icon, new ThemeColor(color));
}

const WARNING = new ThemeIcon('warning', new ThemeColor('list.warningForeground'));

/** How a node is shown; `isOpen` says whether branches begin opened, `era` sets a filtered tree apart from the whole one. */
export function toTreeItem(node: RouteNode, isOpen: boolean, era: string): TreeItem {
  const branch = isOpen ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed;
  const id = (name: string): string => `${era}${node.folder.uri}|${name}`;
  if (node.kind === 'folder') {
    const item = new TreeItem(node.folder.name, TreeItemCollapsibleState.Expanded);
    item.id = id('');
    item.iconPath = ThemeIcon.Folder;
    item.contextValue = 'folder';
    item.accessibilityInformation = { label: `workspace folder ${node.folder.name}` };
    return item;
  }
  if (node.kind === 'app') return appItem(node.app, id);
  if (node.kind === 'router') {
    const { prefix, name, routes, isMounted } = node.router;
    const item = new TreeItem(prefix === '' ? '/' : prefix, branch);
    item.id = id(`${node.index} ${name} ${prefix}`);
    item.description = name === '' ? 'a router without a name' : name;
    item.iconPath = new ThemeIcon(isMounted ? 'package' : 'type-hierarchy-sub');
    item.tooltip = `${isMounted ? 'Mounted' : 'Router'} ${name} under "${prefix}", ${count(routes.length)}`;
    item.contextValue = 'router';
    item.accessibilityInformation = { label: `router ${name} under ${prefix || '/'}, ${count(routes.length)}` };
    return item;
  }
  return routeItem(node, id);
}

function appItem(app: AppItem, id: (name: string) => string): TreeItem {
  const isLoose = app.name === null;
  const name = isLoose ? 'In no application' : app.name === '' ? 'An application without a name' : app.name!;
  const item = new TreeItem(name, TreeItemCollapsibleState.Expanded);
  item.id = id(JSON.stringify([app.name, app.uri]));
  const total = app.children.reduce((sum, child) => sum + ('routes' in child ? child.routes.length : 1), 0);
  item.description = count(total);
  item.iconPath = isLoose ? new ThemeIcon('debug-disconnect') : new ThemeIcon('server-process');
  item.tooltip = isLoose
    ? 'Routers that no application includes, as far as can be known'
    : `FastAPI application ${name}`;
  item.contextValue = 'app';
  item.accessibilityInformation = { label: `${isLoose ? name : `application ${name}`}, ${count(total)}` };
  return item;
}

function routeItem(node: Extract<RouteNode, { kind: 'route' }>, id: (name: string) => string): TreeItem {
  const { route, folder } = node;
  const { method, path, handler, reason } = route;
  const shown = path === '' ? '/' : path;
  const item = new TreeItem(`${method} ${shown}`, TreeItemCollapsibleState.None);
  const file = workspace.asRelativePath(Uri.parse(route.uri), false);
  item.id = id(route.id);
  item.description = reason ? `${handler} · ${reason}` : handler;
  item.iconPath = reason ? WARNING : methodIcon(method);
  const tooltip = new MarkdownString('', true);
  tooltip.appendMarkdown(`**${method}** \`${shown}\`\n\n\`${handler}\` in ${file.replace(/[\\`*_[\]<]/g, '\\$&')}`);
  if (reason) tooltip.appendMarkdown(`\n\n$(warning) Not resolved: ${reason.replace(/[\\`*_[\]<]/g, '\\$&')}.`);
  item.tooltip = tooltip;
  item.contextValue = 'route';
  item.command = { title: 'Open Handler', command: 'fastidious.routes.open', arguments: [folder.uri, route.id] };
  const warning = reason ? `, warning: not resolved, ${reason}` : '';
  item.accessibilityInformation = { label: `${method} ${shown}, handled by ${handler} in ${file}${warning}` };
  return item;
}

function count(routes: number): string {
  return `${routes} ${routes === 1 ? 'route' : 'routes'}`;
}
