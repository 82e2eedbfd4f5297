// The *Routes* view of the Explorer: a tree of applications, routers and operations with a filter.
// It must not know how routes are found; `model.ts` has them.
import {
  commands,
  Disposable,
  EventEmitter,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
  window,
} from 'vscode';
import { filterRoutes } from './filter';
import { allRoutes, type RouteFolder, type RouteModel } from './model';
import { type RouteNode, toTreeItem } from './nodes';

/** Beyond so many routes, routers begin closed. */
const MOST_OPEN = 60;

/** The view and what is done with it. */
export class RoutesView implements TreeDataProvider<RouteNode>, Disposable {
  private readonly changed = new EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly tree: TreeView<RouteNode>;
  private readonly listening: Disposable;
  private filter = '';
  private roots: Promise<readonly RouteNode[]> | null = null;
  private readonly children = new WeakMap<RouteNode, readonly RouteNode[]>();
  private isOpen = true;
  private era = 0;

  constructor(private readonly model: RouteModel) {
    this.tree = window.createTreeView('fastidious.routes', { treeDataProvider: this, showCollapseAll: true });
    this.listening = Disposable.from(
      this.tree,
      model.onDidChange(() => this.rebuild()),
    );
    this.tellState();
  }

  getTreeItem(node: RouteNode): TreeItem {
    return toTreeItem(node, this.isOpen, this.filter === '' ? '' : `${this.era}|`);
  }

  async getChildren(node?: RouteNode): Promise<RouteNode[]> {
    return [...(node ? this.childrenOf(node) : await this.rootNodes())];
  }

  getParent(node: RouteNode): RouteNode | null {
    return node.parent;
  }

  /** Shows the routes that hold every word of a text; all of them for an empty one. */
  setFilter(filter: string): void {
    if (filter === this.filter) return;
    this.filter = filter;
    this.era++;
    void commands.executeCommand('setContext', 'fastidious.routes.isFiltered', filter !== '');
    this.rebuild();
  }

  /** The filter's present text. */
  get filterText(): string {
    return this.filter;
  }

  /** Selects a route in the tree, whatever the filter hides; of several, the one behind that which is selected. */
  async reveal(folder: string, ids: readonly string[]): Promise<boolean> {
    let found = await this.find(folder, ids);
    if (found.length === 0 && this.filter !== '') {
      this.setFilter('');
      found = await this.find(folder, ids);
    }
    const selected = this.tree.selection[0];
    const next = found[(selected ? found.indexOf(selected) + 1 : 0) % found.length];
    if (!next) return false;
    await this.tree.reveal(next, { select: true, focus: true, expand: true });
    return true;
  }

  /** What the view shows at the moment, a line a node, for tests. */
  async print(): Promise<string[]> {
    const lines: string[] = [];
    const print = (node: RouteNode, depth: number): void => {
      const { label, description } = this.getTreeItem(node);
      lines.push(`${'  '.repeat(depth)}${String(label)} (${String(description ?? '')})`);
      for (const child of this.childrenOf(node)) print(child, depth + 1);
    };
    for (const root of await this.rootNodes()) print(root, 0);
    return lines;
  }

  dispose(): void {
    this.listening.dispose();
    this.changed.dispose();
  }

  private rebuild(): void {
    this.roots = null;
    this.tellState();
    this.changed.fire();
  }

  /** What the view says when it is empty depends on it. */
  private tellState(): void {
    void commands.executeCommand('setContext', 'fastidious.routes.isReady', this.model.isReady);
  }

  private rootNodes(): Promise<readonly RouteNode[]> {
    this.roots ??= this.model.folders().then((folders) => this.build(folders));
    return this.roots;
  }

  private build(all: readonly RouteFolder[]): readonly RouteNode[] {
    const folders = filterRoutes(all, this.filter);
    const shown = allRoutes(folders).length;
    this.isOpen = shown <= MOST_OPEN || this.filter !== '';
    const total = allRoutes(all).length;
    this.tree.message = this.filter === '' ? '' : `Filter "${this.filter}": ${shown} of ${total} routes`;
    const filled = folders.filter(({ apps }) => apps.length > 0);
    // One folder alone needs no node of its own.
    if (all.length > 1) return filled.map((folder) => ({ kind: 'folder', folder, parent: null }));
    return filled.flatMap((folder) => folder.apps.map((app) => ({ kind: 'app', folder, app, parent: null }) as const));
  }

  private childrenOf(node: RouteNode): readonly RouteNode[] {
    let known = this.children.get(node);
    if (!known) {
      known = expand(node);
      this.children.set(node, known);
    }
    return known;
  }

  private async find(folder: string, ids: readonly string[]): Promise<RouteNode[]> {
    const found: RouteNode[] = [];
    const search = (node: RouteNode): void => {
      if (node.kind === 'route' && node.folder.uri === folder && ids.includes(node.route.id)) found.push(node);
      for (const child of this.childrenOf(node)) search(child);
    };
    for (const root of await this.rootNodes()) search(root);
    return found;
  }
}

function expand(node: RouteNode): RouteNode[] {
  const { folder } = node;
  switch (node.kind) {
    case 'folder':
      return folder.apps.map((app) => ({ kind: 'app', folder, app, parent: node }));
    case 'app':
      return node.app.children.map((child, index) =>
        'routes' in child
          ? { kind: 'router', folder, router: child, index, parent: node }
          : { kind: 'route', folder, route: child, parent: node },
      );
    case 'router':
      return node.router.routes.map((route) => ({ kind: 'route', folder, route, parent: node }));
    case 'route':
      return [];
  }
}
