// Which texts and handlers share a path parameter: what a renaming has to change together.
// Must not know files' texts or the new name; places are told as references.
import type { Project } from '../project/project';
import { routeListOf } from '../project/routes';
import type { Operation } from '../project/routing/graph';
import type { HandlerRef, PlaceRef } from '../project/routing/things';

/** A stretch of a path that holds the parameter. */
export interface ParameterText {
  readonly place: PlaceRef;
  readonly text: string;
}

/** Everything that a path parameter's name stands in. */
export interface ParameterGroup {
  readonly name: string;
  readonly texts: readonly ParameterText[];
  readonly handlers: readonly HandlerRef[];
  /** The paths that change. */
  readonly operations: readonly Operation[];
}

/** `{name}` and `{name:int}` in a text. */
export function parameterPattern(name: string): RegExp {
  return new RegExp(`\\{(${name})(?=[:}])`, 'g');
}

/**
 * Gathers what belongs together, from one text or handler on: other routes under the same prefix, other routes of the
 * same handler, and theirs.
 * @param from of the text, or of the handler's name
 * @returns null when no path there has the parameter; a sentence when it cannot be renamed
 */
export function gatherParameter(project: Project, name: string, from: PlaceRef): ParameterGroup | string | null {
  const { operations } = routeListOf(project);
  const concerned = operations.filter((each) => parameterPattern(name).test(each.path));
  const byPlace = new Map<string, Operation[]>();
  const add = (key: string, operation: Operation): void => {
    const list = byPlace.get(key);
    if (list) list.push(operation);
    else byPlace.set(key, [operation]);
  };
  for (const operation of concerned) {
    const { handler } = operation.route;
    if (handler.place) add(keyOf(handler.place), operation);
    for (const { place } of textsOf(operation, name)) if (place) add(keyOf(place), operation);
  }
  const texts = new Map<string, ParameterText>();
  const handlers = new Map<string, HandlerRef>();
  const reached = new Set<Operation>();
  const waiting = [...(byPlace.get(keyOf(from)) ?? [])];
  for (let operation = waiting.pop(); operation; operation = waiting.pop()) {
    if (reached.has(operation)) continue;
    reached.add(operation);
    const { method, path, route } = operation;
    const found = textsOf(operation, name);
    if (found.length === 0 || found.some(({ place }) => place === null)) {
      return `The part of "${method} ${path}" that holds {${name}} is put together by the program: it has no place to change.`;
    }
    const { handler } = route;
    if (!handler.place) return `"${handler.name}", which handles "${method} ${path}", lies outside the project.`;
    handlers.set(keyOf(handler.place), handler);
    waiting.push(...(byPlace.get(keyOf(handler.place)) ?? []));
    for (const { place, text } of found) {
      texts.set(keyOf(place!), { place: place!, text });
      waiting.push(...(byPlace.get(keyOf(place!)) ?? []));
    }
  }
  if (reached.size === 0) return null;
  return { name, texts: [...texts.values()], handlers: [...handlers.values()], operations: [...reached] };
}

function textsOf({ steps }: Operation, name: string): { readonly place: PlaceRef | null; readonly text: string }[] {
  return steps.flatMap(({ thing }) =>
    thing.kind !== 'text'
      ? []
      : thing.pieces
          .filter(({ value }) => parameterPattern(name).test(value))
          .map(({ value, place }) => ({ place, text: value })),
  );
}

function keyOf({ path, region, at }: PlaceRef): string {
  return `${path}:${region}:${at}`;
}
