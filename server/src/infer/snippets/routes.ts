// The snippets of path operations in a module with a router: with that router's name, a path that fits its prefix, the models of the
// resource, and the session and style that the project's handlers have.
// Must not know how handlers are written out, nor texts of other files.

import { pathFromTop } from '../../project/callers';
import { bindingsOf, signaturesOf } from '../../project/module';
import { type PlacedRouter, placedRoutersOf } from '../../project/routerPlaces';
import { locate, routeListOf } from '../../project/routes';
import { isTestPath } from '../../project/testFiles';
import type { UsedModel } from '../../project/view';
import { readStops } from '../crud/layout';
import { collectionOf, nounsOf } from '../crud/nouns';
import { CRUD_OPERATIONS, type CrudOperation, type CrudPlan, type ImportedName, type StorePlan } from '../crud/plan';
import { findGiven, isKnownTable, type Resource, readResource, resourceNameOf } from '../crud/resource';
import { handlerNames, prefixFor, statusStyleOf } from '../crud/routerStyle';
import { endingOf, findSession, type SessionHabit } from '../crud/sessions';
import { writeRouter } from '../crud/writeRouter';
import { toSnippet } from '../docstring/template';
import { planVariants } from '../models/planVariants';
import { isOnV1 } from '../models/pydanticVersion';
import { isResource } from '../models/variants';
import { pluralOf, singularOf } from '../nouns';
import type { PathSettings } from '../pathSettings';
import { kebabOf, resourceSegments, wordsOf } from '../paths';
import type { ImportNames } from '../printType';
import { isAtLeast } from '../version';
import { type OpenPlan, type SharedParameter, writeOpenHandler } from './openHandler';
import type { SnippetDraft, SnippetPlace, SnippetWriter } from './place';

/** The words that bring them, by operation. */
export const ROUTE_PREFIXES: Readonly<Record<CrudOperation, string>> = {
  list: 'fa-list',
  create: 'fa-create',
  get: 'fa-get',
  replace: 'fa-replace',
  update: 'fa-update',
  delete: 'fa-delete',
};

const METHODS: Readonly<Record<CrudOperation, string>> = {
  list: 'GET',
  create: 'POST',
  get: 'GET',
  replace: 'PUT',
  update: 'PATCH',
  delete: 'DELETE',
};

/** What handlers get to reach what is kept, by its name. */
const STORE_NAME =
  /^(db|database|session|store|uow|unit_of_work|conn|connection|cursor|pool|client_session)$|_(db|session|repo|repository|service|store|conn|connection|uow)$|^(repo|repository|service|crud)$/;

/** One operation of a resource. */
export const writeRoutes: SnippetWriter = (place, newImports) => {
  if (!place.isModule || place.isTest) return [];
  const router = routerAbove(place);
  const plan = router && planFor(place, router);
  if (!plan) return [];
  const wanted = CRUD_OPERATIONS.filter((operation) => !plan.existing.has(operation));
  return wanted.map((operation): SnippetDraft => {
    const imports = newImports();
    const names = namesIn(place, imports);
    const text = plan.crud
      ? writeRouter({ ...plan.crud, operations: [operation] }, names).join('\n\n\n')
      : writeOpenHandler(operation, plan.open, names);
    const { collection, item } = plan.open.paths;
    const path = plan.front + (operation === 'list' || operation === 'create' ? collection : item);
    return {
      prefix: ROUTE_PREFIXES[operation],
      detail: `${METHODS[operation]} ${path}: ${plan.open.handlers[operation]}`,
      text: toSnippet(readStops(text)),
      imports,
    };
  });
};

/** The router or application of the module that is made last before the place. */
function routerAbove({ file, offset, whole }: SnippetPlace): PlacedRouter | null {
  const own = placedRoutersOf(whole).filter(({ path, isModuleLevel }) => path === file.path && isModuleLevel);
  const placed = own.flatMap((router) => {
    const at = locate(whole, router.node.place)?.start;
    return at !== undefined && at < offset ? [{ router, at }] : [];
  });
  const [last] = placed.sort((one, other) => other.at - one.at);
  return last?.router ?? null;
}

interface RoutePlan {
  /** What stands in front of the path, as far as it is known. */
  readonly front: string;
  /** The operations of the resource that the router has already. */
  readonly existing: ReadonlySet<CrudOperation>;
  readonly open: OpenPlan;
  /** Where the table, the session and the models are known. */
  readonly crud: CrudPlan | null;
}

function planFor(place: SnippetPlace, router: PlacedRouter): RoutePlan | null {
  const { whole, file, project, python, pathSettings, pydantic } = place;
  const outer = router.outer[0] ?? (router.outer.length === 0 ? '' : null);
  const front = outer === null || router.prefix === null ? null : router.isApp ? outer : outer + router.prefix;
  const resourceModels = resourcesOf(place);
  const isNamed = (collection: string): boolean => [...resourceModels.keys()].some((name) => isOf(name, collection));
  const said = collectionOfRouter(place, router, front, isNamed);
  const found = resourceOf(place, said, resourceModels, !router.node.entries.some(({ kind }) => kind === 'route'));
  if (!found) return null;
  const { name, model } = found;
  const resource = model && readResource(project, model, python);
  const isKnown =
    resource && !('why' in resource) && isImportable(whole.imports.moduleName(resource.table?.path ?? file.path));
  const known = isKnown ? resource : null;
  const collection = said ?? collectionOf(name);
  const nouns = nounsOf(name, STORE_WORDS);
  const paths = pathsFor(router, collection, front, nouns.variable, known?.key.field ?? 'id', pathSettings);
  const taken = whole.module(file.path);
  const bound = new Set(taken ? bindingsOf(taken).keys() : []);
  const usesAnnotated = /\bAnnotated\[/.test(file.text) || !/=\s*(Depends|Query)\(/.test(file.text);
  const handlers = handlersOf(place, router);
  const asynchronous = handlers.filter(({ isAsync }) => isAsync).length;
  const habit = known?.table ? sessionOf(place) : null;
  const open: OpenPlan = {
    handlers: handlerNames(nouns, [router], (each) => bound.has(each)),
    nouns,
    router: router.name,
    paths: { collection: paths.collection, item: paths.item },
    key: {
      field: known?.key.field ?? 'id',
      parameter: paths.parameter,
      type: known?.key.type ?? keyTypeOf(place, paths),
    },
    models: modelsOf(place, name, known, model),
    style: {
      isAsync: handlers.length > 0 ? asynchronous * 2 > handlers.length : (habit?.isAsync ?? false),
      usesAnnotated,
      statuses: statusStyleOf([file.text]),
      hasUtc: isAtLeast({ python }, 11),
      indent: '    ',
    },
    shared: sharedParameters(place, handlers),
  };
  const store = known && habit && !isOnV1(pydantic) ? tableStore(place, known, open, habit) : null;
  const operations = CRUD_OPERATIONS;
  const isAsync = open.style.isAsync || (store?.kind === 'table' && store.session.isAsync);
  return {
    front: front ?? '…',
    existing: existingOn(place, router, front, paths),
    open,
    crud: store ? { ...open, operations, store, style: { ...open.style, isAsync } } : null,
  };
}

/** Names of parameters that a resource's variable must not take. */
const STORE_WORDS = ['db', 'session'];

/** The segment that a router's paths begin with, from its prefix, its routes or the name of its file; null where none says it. */
function collectionOfRouter(
  { file }: SnippetPlace,
  router: PlacedRouter,
  front: string | null,
  isNamed: (collection: string) => boolean,
): string | null {
  const fixed = (path: string): string[] =>
    resourceSegments(path)
      .map(({ text }) => text)
      .filter((text) => !text.startsWith('{'));
  const said = fixed(router.prefix ?? '').at(-1) ?? fixed(front ?? '').at(-1);
  if (said !== undefined && !NO_RESOURCE.test(said) && (isCollection(said) || isNamed(said))) return said;
  const routes = router.node.entries.filter((entry) => entry.kind === 'route');
  for (const { path } of routes) {
    const [first] = path.kind === 'text' ? fixed(path.value) : [];
    if (first !== undefined && isCollection(first)) return first;
  }
  const words = kebabOf(
    file.path
      .slice(file.path.lastIndexOf('/') + 1)
      .replace(/\.pyi?$/, '')
      .replace(/[-_](routers?|routes?|apis?|endpoints?|views?|controllers?|handlers?)$/, ''),
  ).split('-');
  const stem = words.join('-');
  // A module that is called in the singular tells by that only as long as no route tells better.
  if (NO_RESOURCE.test(stem) || (!isCollection(stem) && routes.length > 0)) return null;
  return [...words.slice(0, -1), pluralOf(words.at(-1)!)].join('-');
}

/** Names of modules that say nothing of a resource. */
const NO_RESOURCE =
  /^(-*init-*|main|app|api|server|core|common|base|utils?|deps|dependencies|routers?|routes?|endpoints?|views?|handlers?|controllers?|auth\w*|login|security|health\w*|admin|private|public|v\d+)$/;

/** Whether a segment names a collection as paths do: plural, in kebab case. */
function isCollection(segment: string): boolean {
  const last = segment.split('-').at(-1)!;
  return /^[a-z]+(-[a-z]+)*$/.test(segment) && singularOf(last) !== last;
}

/** What is read from all of a project, kept as long as its names and signatures stay. */
const sessions = new WeakMap<object, { readonly habit: SessionHabit | null }>();
const resources = new WeakMap<object, ReadonlyMap<string, UsedModel>>();

function sessionOf({ project, whole }: SnippetPlace): SessionHabit | null {
  let known = sessions.get(project.structure);
  if (!known) {
    known = { habit: findSession(whole, '') };
    sessions.set(project.structure, known);
  }
  return known.habit;
}

function resourcesOf(place: SnippetPlace): ReadonlyMap<string, UsedModel> {
  const { structure } = place.project;
  const known = resources.get(structure) ?? readResources(place);
  resources.set(structure, known);
  return known;
}

/** The resources of the project by their names, each with the class that says most of it. */
function readResources({ project, whole }: SnippetPlace): Map<string, UsedModel> {
  const models = new Map<string, UsedModel>();
  for (const key of project.modelKeys()) {
    const model = isImportable(whole.imports.moduleName(key.path)) ? project.model(key.name, key.path) : null;
    if (!model || model.kind === 'settings' || isTestPath(pathFromTop(whole, key.path))) continue;
    const name = resourceNameOf(model);
    // `ItemsPublic` is a page of items.
    const last = wordsOf(name).at(-1) ?? '';
    if (singularOf(last) !== last) continue;
    const known = models.get(name);
    // A table says most.
    if (!known || (known.kind !== 'table' && model.kind === 'table')) models.set(name, model);
  }
  return models;
}

/** Whether an import can name a module, and would: not a revision of a migration, `versions.2021_08_09_b73416`. */
function isImportable(module: string): boolean {
  return module
    .split('.')
    .every((part) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(part) && !/^(versions|migrations)$/.test(part));
}

function isOf(name: string, collection: string): boolean {
  const kebab = kebabOf(collection);
  return collectionOf(name) === kebab || kebabOf(name) === kebab;
}

/** The resource that a collection is of, with a class of it; by its name alone where the project has none. */
function resourceOf(
  { project, file, whole }: SnippetPlace,
  collection: string | null,
  models: ReadonlyMap<string, UsedModel>,
  isNew: boolean,
): { readonly name: string; readonly model: UsedModel | null } | null {
  if (collection !== null) {
    for (const [name, model] of models) if (isOf(name, collection)) return { name, model };
    const words = wordsOf(collection);
    const one = [...words.slice(0, -1), singularOf(words.at(-1) ?? '')];
    if (one.some((word) => !/^[a-z][a-z0-9]*$/i.test(word))) return null;
    return { name: one.map((word) => word[0]!.toUpperCase() + word.slice(1)).join(''), model: null };
  }
  // What a router with routes is about they would have told.
  const module = isNew ? whole.module(file.path) : undefined;
  for (const bound of module ? bindingsOf(module).keys() : []) {
    const model = project.model(bound);
    const name = model && model.kind !== 'settings' ? resourceNameOf(model) : null;
    if (model && name !== null && isResource(project, name)) return { name, model: models.get(name) ?? model };
  }
  return null;
}

interface Paths {
  readonly collection: string;
  readonly item: string;
  readonly parameter: string;
}

/** The paths of the collection and of one item, as the decorators of a router have to write them. */
function pathsFor(
  router: PlacedRouter,
  collection: string,
  front: string | null,
  variable: string,
  key: string,
  settings: PathSettings,
): Paths {
  const routes = router.node.entries.flatMap((entry) =>
    entry.kind === 'route' && entry.path.kind === 'text' ? [entry.path.value] : [],
  );
  const isSaid = resourceSegments(front ?? router.prefix ?? '').at(-1)?.text === collection;
  const begun = routes.find((path) => resourceSegments(path)[0]?.text === collection);
  const own = isSaid
    ? ''
    : begun !== undefined
      ? begun.slice(0, begun.indexOf(collection) + collection.length)
      : prefixFor(collection, front, [], settings);
  const ownKey = key.startsWith(`${variable}_`) ? key : `${variable.replace(/_row$/, '')}_${key}`;
  const written = routes.flatMap((path) => {
    const rest = path.startsWith(`${own}/{`) ? path.slice(own.length) : '';
    return /^\/\{(\w+)(?::\w+)?\}/.exec(rest)?.[1] ?? [];
  });
  const parameter = written[0] ?? ownKey;
  return { collection: own, item: `${own}/{${parameter}}`, parameter };
}

/** The operations that would never be reached on these paths: their requests go to routes that are there. */
function existingOn(
  { whole }: SnippetPlace,
  router: PlacedRouter,
  front: string | null,
  paths: Paths,
): Set<CrudOperation> {
  const found = new Set<CrudOperation>();
  for (const { router: node, method, path, unresolved, steps } of routeListOf(whole).operations) {
    const own = node === router.node ? (steps.at(-1)?.text ?? null) : null;
    for (const operation of CRUD_OPERATIONS) {
      if (METHODS[operation] !== method) continue;
      const wanted = operation === 'list' || operation === 'create' ? paths.collection : paths.item;
      const isTaken =
        own !== null ? takes(own, wanted) : front !== null && unresolved === null && takes(path, front + wanted);
      if (isTaken) found.add(operation);
    }
  }
  return found;
}

/** Whether a route's path takes all that another would, one segment as the other. */
function takes(path: string, other: string): boolean {
  const own = path.replace(/\/$/, '').split('/');
  const theirs = other.replace(/\/$/, '').split('/');
  return own.length === theirs.length && own.every((each, i) => each === theirs[i] || /^\{\w+\}$/.test(each));
}

/** The models of bodies and answers: those that the project has, else what the resource's would be called. */
function modelsOf(
  place: SnippetPlace,
  name: string,
  resource: Resource | null,
  model: UsedModel | null,
): CrudPlan['models'] {
  const { project, file, python, indentUnit, pydantic, whole } = place;
  const nothing = { use: (_module: string, each: string) => each };
  const source = resource?.table ?? model;
  const style = { project, path: file.path, python, indentUnit, pydantic, imports: nothing };
  const found = source && planVariants(name, [], style, source);
  const nameOf = (variant: 'create' | 'update' | 'response', fallback: string): ImportedName => {
    const known = found?.known[variant];
    const home = known?.module ?? whole.imports.moduleName(file.path);
    if (known && isImportable(home)) return { module: home, name: known.name };
    const plain = variant === 'response' && source?.name === name ? source : null;
    if (plain) return { module: whole.imports.moduleName(plain.path), name };
    return { module: null, name: found?.style.names[variant] ?? fallback };
  };
  const response = nameOf('response', `${name}Response`);
  const answer = project.modelsNamed(response.name).flatMap((key) => project.model(key.name, key.path) ?? [])[0];
  return {
    create: nameOf('create', `${name}Create`),
    update: nameOf('update', `${name}Update`),
    response,
    readsAttributes: !answer || answer.isSqlModel || answer.config.from_attributes === 'True',
  };
}

interface Handler {
  readonly isAsync: boolean;
  readonly parameters: readonly SharedParameter[];
}

/** The handlers of a router in the module, by their decorators. */
function handlersOf({ whole, file }: SnippetPlace, router: PlacedRouter): Handler[] {
  const module = whole.module(file.path);
  if (!module) return [];
  return signaturesOf(module)
    .filter(({ signature }) => signature.decorators.some((each) => each.startsWith(`${router.name}.`)))
    .map(({ signature: { isAsync, parameters } }) => ({
      isAsync,
      parameters: parameters.flatMap(({ name, annotation, default: value }) =>
        annotation === null ? [] : [{ name, annotation, default: value }],
      ),
    }));
}

/** What most handlers of the router are given to reach what is kept. */
function sharedParameters({ project }: SnippetPlace, handlers: readonly Handler[]): SharedParameter[] {
  const counts = new Map<string, { readonly parameter: SharedParameter; count: number }>();
  for (const parameter of handlers.flatMap(({ parameters }) => parameters)) {
    if (!STORE_NAME.test(parameter.name) || !isInjected(parameter)) continue;
    const key = JSON.stringify(parameter);
    const known = counts.get(key);
    if (known) known.count++;
    else counts.set(key, { parameter, count: 1 });
  }
  const most = [...counts.values()].filter(({ count }) => count * 2 >= handlers.length);
  return most.map(({ parameter }) => parameter);

  function isInjected({ annotation, default: value }: SharedParameter): boolean {
    if (/\bDepends\(/.test(`${annotation} ${value ?? ''}`)) return true;
    const definition = /^[\w.]+$/.test(annotation) ? project.resolve(annotation) : null;
    return definition?.binding?.kind === 'variable' && /\bDepends\(/.test(definition.binding.value ?? '');
  }
}

/** The type of the key where no model says it: that of the same parameter in the handlers beside it, else a UUID. */
function keyTypeOf({ whole, file }: SnippetPlace, { parameter }: Paths): ImportedName {
  const module = whole.module(file.path);
  for (const { signature } of module ? signaturesOf(module) : []) {
    const known = signature.parameters.find(({ name }) => name === parameter)?.annotation;
    if (known && /^(int|str)$/.test(known)) return { module: null, name: known };
  }
  return { module: 'uuid', name: 'UUID' };
}

/** The table of a resource with the session of the project; null where a row cannot be made of the request's body. */
function tableStore(
  { project, file, whole }: SnippetPlace,
  resource: Resource,
  { models }: OpenPlan,
  habit: SessionHabit,
): StorePlan | null {
  const { table, key } = resource;
  if (!table || !isKnownTable(table)) return null;
  const fieldsOf = ({ module, name }: ImportedName): readonly string[] | null =>
    module === null
      ? null
      : ((project.locate(`${module}.${name}`) &&
          project
            .modelsNamed(name)
            .flatMap((each) => project.model(each.name, each.path) ?? [])
            .find((each) => each.kind === 'model')
            ?.fields.map((field) => field.name)) ??
        null);
  const create = fieldsOf(models.create);
  const update = fieldsOf(models.update) ?? create;
  if (!create || !update || models.response.module === null) return null;
  const given = findGiven(project, resource, create, models.create.name);
  if ('why' in given) return null;
  const columns = new Set(resource.fields.map(({ name }) => name));
  const others = (names: readonly string[]): string[] =>
    table.isSqlModel ? [] : names.filter((name) => !columns.has(name));
  const source = habit.opener.path === file.path ? file.text : null;
  return {
    ...{ kind: 'table', isSqlModel: table.isSqlModel, given },
    session: { ...habit.session, ending: endingOf(source, habit.opener.name) },
    table: { module: whole.imports.moduleName(table.path), name: table.name },
    leftOut: {
      create: others(create),
      replace: [...others(create), ...create.filter((name) => name === key.field)],
      update: [...others(update), ...update.filter((name) => name === key.field)],
    },
  };
}

/** How names are had in the module: its own as they are, what it imports by the names that it gives, others imported. */
function namesIn({ whole, file }: SnippetPlace, imports: ImportNames): ImportNames {
  const own = whole.imports.moduleName(file.path);
  const facts = whole.module(file.path);
  const bindings = facts ? [...bindingsOf(facts)].flatMap(([local, all]) => ({ local, binding: all.at(-1)! })) : [];
  const use = (module: string, name: string): string => {
    if (module === own) return name;
    const known = bindings.find(({ local, binding }) => {
      return binding.kind === 'import' && whole.resolve(file.path, local)?.qualifiedName === `${module}.${name}`;
    });
    if (known) return known.local;
    const isOwn = whole.imports.locate(file.path, module, 0).some(({ path }) => path !== null);
    return imports.use(isOwn ? lead + module : module, name);
  };
  // From how far up the project's modules are named is seen by those that the module imports.
  const lead =
    bindings.flatMap(({ local, binding }) => {
      if (binding.kind !== 'import' || binding.level > 0) return [];
      const path = whole.resolve(file.path, local)?.path;
      const called = path ? whole.imports.moduleName(path) : null;
      return called !== null && binding.module.endsWith(`.${called}`) ? [binding.module.slice(0, -called.length)] : [];
    })[0] ?? '';
  return { use, useModule: (module) => imports.useModule(module), requested: imports.requested };
}
