// Which operations concern a file: those that it handles, those of whose paths it writes a part.
// Must not know texts or positions beyond what `routes.ts` tells; kept as long as the project's wiring.
import type { Project } from './project';
import { describeOperation, type ResolvedOperation, routeListOf } from './routes';
import type { Operation, RouteList } from './routing/graph';

interface FileIndex {
  readonly handled: ReadonlyMap<string, readonly Operation[]>;
  readonly written: ReadonlyMap<string, readonly Operation[]>;
}

const indexes = new WeakMap<RouteList, FileIndex>();

/** The operations whose handlers' `def` stands in a file, at their present places. */
export function operationsHandledIn(project: Project, path: string): ResolvedOperation[] {
  return (indexOf(project).handled.get(path) ?? []).map((each) => describeOperation(project, each));
}

/** The operations of whose path a file writes a part, or that it registers, at their present places. */
export function operationsWrittenIn(project: Project, path: string): ResolvedOperation[] {
  return (indexOf(project).written.get(path) ?? []).map((each) => describeOperation(project, each));
}

function indexOf(project: Project): FileIndex {
  const routes = routeListOf(project);
  let index = indexes.get(routes);
  if (!index) {
    const handled = new Map<string, Operation[]>();
    const written = new Map<string, Operation[]>();
    for (const operation of routes.operations) {
      const { handler, call } = operation.route;
      if (handler.place) add(handled, handler.place.path, operation);
      const files = new Set([call.path]);
      for (const step of operation.steps) if (step.place) files.add(step.place.path);
      for (const file of files) add(written, file, operation);
    }
    index = { handled, written };
    indexes.set(routes, index);
  }
  return index;
}

function add(lists: Map<string, Operation[]>, path: string, operation: Operation): void {
  const list = lists.get(path);
  if (list) list.push(operation);
  else lists.set(path, [operation]);
}
