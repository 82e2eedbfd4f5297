// Which operations concern a file: those that it handles, those of whose paths it writes a part.
// Must not know texts or positions beyond what `routes.ts` tells; kept as long as the project's wiring.
import type { Project } from './project';
import { describeOperation, type ResolvedOperation, routeListOf } from './routes';
import type { RouteList } from './routing/graph';

/** An operation at its present place, with its index in the project's list. */
export interface IndexedOperation extends ResolvedOperation {
  /** As `CallTarget.operation` counts. */
  readonly index: number;
}

/** Indexes of operations by file. */
interface FileIndex {
  readonly handled: ReadonlyMap<string, readonly number[]>;
  readonly written: ReadonlyMap<string, readonly number[]>;
}

const indexes = new WeakMap<RouteList, FileIndex>();

/** The operations whose handlers' `def` stands in a file, at their present places. */
export function operationsHandledIn(project: Project, path: string): IndexedOperation[] {
  return operationsAt(project, indexOf(project).handled.get(path) ?? []);
}

/** The operations of whose path a file writes a part, or that it registers, at their present places. */
export function operationsWrittenIn(project: Project, path: string): IndexedOperation[] {
  return operationsAt(project, indexOf(project).written.get(path) ?? []);
}

/** Operations by their indexes, at their present places. */
export function operationsAt(project: Project, indexes: readonly number[]): IndexedOperation[] {
  const { operations } = routeListOf(project);
  return indexes.map((index) => ({ index, ...describeOperation(project, operations[index]!) }));
}

function indexOf(project: Project): FileIndex {
  const routes = routeListOf(project);
  let index = indexes.get(routes);
  if (!index) {
    const handled = new Map<string, number[]>();
    const written = new Map<string, number[]>();
    for (const [i, operation] of routes.operations.entries()) {
      const { handler, call } = operation.route;
      if (handler.place) add(handled, handler.place.path, i);
      const files = new Set([call.path]);
      for (const step of operation.steps) if (step.place) files.add(step.place.path);
      for (const file of files) add(written, file, i);
    }
    index = { handled, written };
    indexes.set(routes, index);
  }
  return index;
}

function add(lists: Map<string, number[]>, path: string, operation: number): void {
  const list = lists.get(path);
  if (list) list.push(operation);
  else lists.set(path, [operation]);
}
