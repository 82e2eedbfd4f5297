// Which path operations take a data class as their body, and which answer with it.
// Must not know rules, nor what classes are called.
import { type AnnotationPart, readAnnotation } from '../facts/annotation';
import { type ClassKey, keyOf, type ModelClass, modelClassesOf, resolveModel } from './modelClasses';
import type { Project } from './project';
import { routeListOf, signatureOfRef } from './routes';
import type { Operation } from './routing/graph';
import type { PlaceRef } from './routing/things';

/** A use of a class by a path operation. */
export interface ModelUse {
  readonly as: 'body' | 'response';
  readonly method: string;
  /** The whole path; `…` for what is not known. */
  readonly path: string;
  readonly handler: string;
  readonly handlerPlace: PlaceRef | null;
  /** Whether a collection of it is meant, or something that holds it. */
  readonly isInside: boolean;
  /** Whether fields are left out or chosen: `response_model_exclude` and its kin. */
  readonly isFiltered: boolean;
  /** Whether the operation is left out of the documentation, or deprecated. */
  readonly isHidden: boolean;
}

const known = new WeakMap<object, ReadonlyMap<string, readonly ModelUse[]>>();

/** The uses of each data class by `keyOf`, in the order of the operations; kept while the project's signatures stay. */
export function modelUsesOf(project: Project): ReadonlyMap<string, readonly ModelUse[]> {
  const state = project.structure;
  let uses = known.get(state);
  if (!uses) {
    uses = findUses(project);
    known.set(state, uses);
  }
  return uses;
}

function findUses(project: Project): ReadonlyMap<string, readonly ModelUse[]> {
  const found = new Map<string, ModelUse[]>();
  if (modelClassesOf(project).size === 0) return found;
  for (const operation of routeListOf(project).operations) {
    const { route, method, path } = operation;
    const { handler, options } = route;
    const seen = new Set<string>();
    const add = (as: ModelUse['as'], { model, isInside }: Named): void => {
      const key = keyOf(model);
      if (seen.has(`${as} ${key}`)) return;
      seen.add(`${as} ${key}`);
      const use: ModelUse = {
        ...{ as, method, path, handler: handler.name, handlerPlace: handler.place, isInside },
        isFiltered: options.isFiltered,
        isHidden: !operation.includeInSchema || operation.deprecated,
      };
      const others = found.get(key);
      if (others) others.push(use);
      else found.set(key, [use]);
    };
    for (const each of bodiesOf(project, operation)) add('body', each);
    for (const each of responsesOf(project, operation)) add('response', each);
  }
  return found;
}

/** A data class in an annotation, and whether something stands around it. */
export interface Named {
  readonly model: ModelClass;
  readonly isInside: boolean;
}

/** Markers of parameters that come from elsewhere than the body. */
export const ELSEWHERE = /\b(Depends|Security|Query|Path|Header|Cookie)\s*\(/;

/** The data classes that an operation takes as its body. */
export function bodiesOf(project: Project, { method, route }: Operation): Named[] {
  const { place } = route.handler;
  if (!place || !/^(POST|PUT|PATCH|DELETE)$/.test(method)) return [];
  const parameters = signatureOfRef(project, place)?.parameters ?? [];
  return parameters.flatMap(({ annotation, default: value }) =>
    annotation === null || ELSEWHERE.test(`${annotation} ${value ?? ''}`)
      ? []
      : namedIn(project, place.path, annotation),
  );
}

/** The data classes that an operation answers with, as far as it is declared. */
export function responsesOf(project: Project, { route }: Operation): Named[] {
  const { options, handler, call } = route;
  if (options.responseModel !== null) {
    return options.responseModel === 'None' ? [] : namedIn(project, call.path, options.responseModel);
  }
  return handler.place && handler.returns !== null ? namedIn(project, handler.place.path, handler.returns) : [];
}

/** The data classes that an annotation names, at any depth. */
export function namedIn(project: Project, path: string, annotation: string): Named[] {
  const part = readAnnotation(annotation);
  const found: Named[] = [];
  const visit = (each: AnnotationPart, isInside: boolean): void => {
    switch (each.kind) {
      case 'name':
        add(each.name, isInside);
        break;
      case 'generic': {
        add(each.name, isInside);
        const isTransparent = /(^|\.)(Optional|Union|Annotated|Awaitable|Coroutine)$/.test(each.name);
        for (const argument of each.arguments) visit(argument, isInside || !isTransparent);
        break;
      }
      case 'union':
        for (const member of each.members) visit(member, isInside);
        break;
      case 'list':
        for (const item of each.items) visit(item, true);
        break;
      case 'quoted':
        visit(each.inner, isInside);
        break;
    }
  };
  const add = (name: string, isInside: boolean): void => {
    const model = resolveModel(project, path, name.replace(/\s/g, ''));
    if (model) found.push({ model, isInside });
  };
  if (part) visit(part, false);
  return found;
}

/** How a data class gets into a response: what answers with it, and the fields on the way. */
export interface Exposure {
  readonly method: string;
  readonly path: string;
  /** From the response's model to the class: `Order.customer`; empty when it is the response's model. */
  readonly through: readonly string[];
}

const exposures = new WeakMap<object, ReadonlyMap<string, Exposure>>();

/** The classes that reach a response, as its model or by fields of it that are sent, each by one way. */
export function exposuresOf(project: Project): ReadonlyMap<string, Exposure> {
  const uses = modelUsesOf(project);
  let found = exposures.get(uses);
  if (!found) {
    found = findExposures(project, uses);
    exposures.set(uses, found);
  }
  return found;
}

function findExposures(
  project: Project,
  uses: ReadonlyMap<string, readonly ModelUse[]>,
): ReadonlyMap<string, Exposure> {
  const index = modelClassesOf(project);
  const found = new Map<string, Exposure>();
  for (const [key, all] of uses) {
    const use = all.find((each) => each.as === 'response' && !each.isFiltered);
    if (use) found.set(key, { method: use.method, path: use.path, through: [] });
  }
  const waiting = [...found.keys()];
  for (let at = 0; at < waiting.length; at++) {
    const key = waiting[at]!;
    const model = index.get(key);
    const exposure = found.get(key)!;
    for (const { name, annotation, value, home } of model?.fields ?? []) {
      // The relationships of a table are sent only where a model says so.
      if (annotation === null || model!.kind === 'table' || /\bexclude\s*=\s*True/.test(`${annotation} ${value}`))
        continue;
      for (const { model: inner } of namedIn(project, home.path, annotation)) {
        const innerKey = keyOf(inner);
        if (found.has(innerKey)) continue;
        found.set(innerKey, { ...exposure, through: [...exposure.through, `${model!.name}.${name}`] });
        waiting.push(innerKey);
      }
    }
  }
  return found;
}

const carriers = new WeakMap<object, ReadonlyMap<string, readonly string[]>>();

/** The methods of the operations in whose bodies a class is sent, as the body or by fields of it at any depth. */
export function sentByOf(project: Project): ReadonlyMap<string, readonly string[]> {
  const uses = modelUsesOf(project);
  let found = carriers.get(uses);
  if (!found) {
    found = findSent(project, uses);
    carriers.set(uses, found);
  }
  return found;
}

function findSent(
  project: Project,
  uses: ReadonlyMap<string, readonly ModelUse[]>,
): ReadonlyMap<string, readonly string[]> {
  const index = modelClassesOf(project);
  const found = new Map<string, Set<string>>();
  const waiting: string[] = [];
  const add = (key: string, methods: Iterable<string>): void => {
    const known = found.get(key) ?? new Set();
    const before = known.size;
    for (const method of methods) known.add(method);
    found.set(key, known);
    if (known.size > before) waiting.push(key);
  };
  for (const [key, all] of uses) {
    const methods = all.filter((use) => use.as === 'body').map(({ method }) => method);
    if (methods.length > 0) add(key, methods);
  }
  for (let at = 0; at < waiting.length; at++) {
    const key = waiting[at]!;
    for (const { annotation, home } of index.get(key)?.fields ?? []) {
      if (annotation === null) continue;
      for (const { model } of namedIn(project, home.path, annotation)) add(keyOf(model), found.get(key)!);
    }
  }
  return new Map([...found].map(([key, methods]) => [key, [...methods].sort()]));
}

/** The classes of the project with a name. */
export function classesNamed(project: Project, name: string): readonly ClassKey[] {
  return byName(project).get(name) ?? NO_CLASSES;
}

const NO_CLASSES: readonly ClassKey[] = [];

const names = new WeakMap<object, ReadonlyMap<string, readonly ClassKey[]>>();

function byName(project: Project): ReadonlyMap<string, readonly ClassKey[]> {
  const index = modelClassesOf(project);
  let found = names.get(index);
  if (!found) {
    const grouped = new Map<string, ClassKey[]>();
    for (const { path, name } of index.values()) {
      const others = grouped.get(name);
      if (others) others.push({ path, name });
      else grouped.set(name, [{ path, name }]);
    }
    found = grouped;
    names.set(index, found);
  }
  return found;
}
