// The operations on one kind of thing, told by the last fixed segment of their paths: what each takes and answers.
// Must not know rules, nor how the things are called elsewhere.
import type { ClassKey } from './modelClasses';
import { bodiesOf, ELSEWHERE, responsesOf } from './modelUses';
import type { Project } from './project';
import { briefOf } from './regionRoutes';
import { routeListOf, signatureOfRef } from './routes';
import type { Operation } from './routing/graph';
import type { OperationBrief } from './view';

/** An operation on a collection, `/users`, or on one item of it, `/users/{user_id}`. */
export interface ResourceOperation extends OperationBrief {
  readonly isItem: boolean;
  /** The data classes of its body and of its answer, at any depth. */
  readonly bodies: readonly ClassKey[];
  readonly responses: readonly ClassKey[];
  /** Whether it takes an object that nothing describes: a `dict`, `Any`. */
  readonly takesAnything: boolean;
}

const known = new WeakMap<object, ReadonlyMap<string, readonly ResourceOperation[]>>();
const NONE: readonly ResourceOperation[] = [];

/**
 * The operations whose path ends in a segment, or in a parameter behind it; kept while the project's signatures stay.
 * @param segment in lower case, without hyphens and underscores
 */
export function operationsOn(project: Project, segment: string): readonly ResourceOperation[] {
  const state = project.structure;
  let index = known.get(state);
  if (!index) {
    index = readOperations(project);
    known.set(state, index);
  }
  return index.get(segment) ?? NONE;
}

function readOperations(project: Project): ReadonlyMap<string, readonly ResourceOperation[]> {
  const found = new Map<string, ResourceOperation[]>();
  for (const operation of routeListOf(project).operations) {
    const [, segment, item] = /(?:^|\/)([^/{}…]+)(\/\{[^/]*\})?\/?$/.exec(operation.path) ?? [];
    if (segment === undefined) continue;
    const key = segment.toLowerCase().replace(/[-_]/g, '');
    const keyed = (named: ReturnType<typeof bodiesOf>): ClassKey[] =>
      named.map(({ model: { path, name } }) => ({ path, name }));
    const told: ResourceOperation = {
      ...briefOf(operation),
      isItem: item !== undefined,
      bodies: keyed(bodiesOf(project, operation)),
      responses: keyed(responsesOf(project, operation)),
      takesAnything: takesAnything(project, operation),
    };
    const others = found.get(key);
    if (others) others.push(told);
    else found.set(key, [told]);
  }
  return found;
}

const ANYTHING =
  /^(?:[\w.]*\bAnnotated\s*\[\s*)?(?:typing\.|t\.|collections\.abc\.)?(?:dict|Dict|Mapping|MutableMapping|Any)(?:\s*\[\s*str\s*,\s*(?:typing\.)?(?:Any|object)\s*\])?\s*(?:,|$)/;

function takesAnything(project: Project, { method, route }: Operation): boolean {
  const { place } = route.handler;
  if (!place || !/^(POST|PUT|PATCH)$/.test(method)) return false;
  return (signatureOfRef(project, place)?.parameters ?? []).some(({ annotation, default: value }) => {
    if (ELSEWHERE.test(`${annotation ?? ''} ${value ?? ''}`)) return false;
    return annotation === null ? /^(fastapi\.)?Body\s*\(/.test(value ?? '') : ANYTHING.test(annotation);
  });
}
