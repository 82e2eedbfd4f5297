// The handlers of an open document with the operations that each handles.
// Must not know what is shown at them.
import { readFunctions } from '../facts/functions';
import { type IndexedOperation, operationsHandledIn } from '../project/routeIndex';
import type { Span } from '../syntax/node';
import type { OpenDocument } from './document';
import type { Session } from './session';

/** A function and its operations; offsets (UTF-16) in the document. */
export interface RouteHandler {
  /** Its name in the `def` line. */
  readonly name: Span;
  /** Where the `def` or its first decorator begins. */
  readonly start: number;
  readonly operations: readonly IndexedOperation[];
}

/** The handlers in source order; cheap while no route changes, for positions alone are worked out. */
export function handlersIn(document: OpenDocument, { workspace }: Session): RouteHandler[] {
  const found = new Map<number, { name: Span; operations: IndexedOperation[] }>();
  for (const operation of operationsHandledIn(workspace.homeOf(document).project, document.path)) {
    const { handlerPlace } = operation;
    if (!handlerPlace) continue;
    const known = found.get(handlerPlace.start);
    if (known) known.operations.push(operation);
    else found.set(handlerPlace.start, { name: handlerPlace, operations: [operation] });
  }
  return [...found.values()]
    .sort((one, other) => one.name.start - other.name.start)
    .map(({ name, operations }) => ({ name, operations, start: startOf(name.start, document) }));
}

function startOf(name: number, { file }: OpenDocument): number {
  const placed = file.regions.findLast(({ start, end }) => start <= name && name < end);
  const facts = placed && readFunctions(placed.region).find((each) => each.nameSpan.start === name - placed.start);
  return placed && facts ? placed.start + facts.whole.start : name;
}

/** The operations of a handler without those that say the same. */
export function distinctPaths(operations: readonly IndexedOperation[]): IndexedOperation[] {
  const seen = new Set<string>();
  return operations.filter(({ method, path }) => !seen.has(`${method} ${path}`) && seen.add(`${method} ${path}`));
}

/** How an operation is titled at its handler. */
export function titleOf({ method, path, reason }: IndexedOperation): string {
  return `${method} ${path === '' ? '/' : path}${reason === null ? '' : ` (not resolved: ${reason})`}`;
}
