// The routes as the server tells them, fetched when somebody looks and again when they changed.
// It must not know how they are shown.
import { type Disposable, EventEmitter, type Location } from 'vscode';
import type { LanguageClient, Location as ProtocolLocation } from 'vscode-languageclient/node';
import type { ServerRunner } from '../server';

/** An operation. */
export interface RouteItem {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly handler: string;
  readonly uri: string;
  /** Why the path is not known, or that no application has it. */
  readonly reason: string | null;
}

/** A router as an application includes it. */
export interface RouterItem {
  readonly name: string;
  readonly prefix: string;
  readonly isMounted: boolean;
  readonly routes: readonly RouteItem[];
}

/** An application; null as name for what no application includes. */
export interface AppItem {
  readonly name: string | null;
  readonly uri: string | null;
  readonly children: readonly (RouteItem | RouterItem)[];
}

/** A workspace folder with its applications. */
export interface RouteFolder {
  readonly uri: string;
  readonly name: string;
  readonly apps: readonly AppItem[];
}

/** The routes of the window. */
export class RouteModel implements Disposable {
  private readonly changed = new EventEmitter<void>();
  /** Fires when the routes may be others. */
  readonly onDidChange = this.changed.event;
  private known: Promise<readonly RouteFolder[]> | null = null;
  private readonly listening: Disposable;

  constructor(private readonly runner: ServerRunner) {
    this.listening = runner.onDidChange(() => this.refresh());
  }

  /** Whether the server can say what the routes are: it runs and has read the workspace. */
  get isReady(): boolean {
    return this.runner.running !== undefined && !this.runner.isReading;
  }

  /** The folders' routes; none while the server is off or still reading. */
  folders(): Promise<readonly RouteFolder[]> {
    const client = this.runner.running;
    if (!client || !this.isReady) return Promise.resolve([]);
    if (!this.known) {
      const asked = client.sendRequest<RouteFolder[]>('fastidious/routes', {}).catch((error) => {
        // A server that is stopped meanwhile answers no more; its successor is asked again.
        if (this.known === asked) this.known = null;
        client.debug(String(error));
        return [];
      });
      this.known = asked;
    }
    return this.known;
  }

  /** Forgets what is known, so that it is asked for again. */
  refresh(): void {
    this.known = null;
    this.changed.fire();
  }

  /** Where a route's handler stands now; undefined when it is gone. */
  async place(folder: string, id: string): Promise<Location | undefined> {
    const client = this.runner.running;
    const found = await client?.sendRequest<ProtocolLocation | null>('fastidious/routePlace', { uri: folder, id });
    return found ? client?.protocol2CodeConverter.asLocation(found) : undefined;
  }

  /** The running client, for other requests. */
  get client(): LanguageClient | undefined {
    return this.runner.running;
  }

  dispose(): void {
    this.listening.dispose();
    this.changed.dispose();
  }
}

/** Every route with its folder, in the order of the tree. */
export function allRoutes(folders: readonly RouteFolder[]): { folder: RouteFolder; app: AppItem; route: RouteItem }[] {
  return folders.flatMap((folder) =>
    folder.apps.flatMap((app) =>
      app.children
        .flatMap((child) => ('routes' in child ? child.routes : [child]))
        .map((route) => ({ folder, app, route })),
    ),
  );
}
