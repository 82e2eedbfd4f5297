// Writes the six operations of a resource: a router in the project's own style, the models that it lacks, its include.
import { readClassRegion } from '../facts/classes';
import { type ExistingOperations, findExisting } from '../infer/crud/existing';
import { findHasher } from '../infer/crud/hasher';
import { readStops } from '../infer/crud/layout';
import { collectionOf, nounsOf } from '../infer/crud/nouns';
import {
  CRUD_OPERATIONS,
  type CrudOperation,
  type CrudPlan,
  type ImportedName,
  type ModelsPlan,
  type SessionPlan,
  type StorePlan,
} from '../infer/crud/plan';
import { findGiven, isKept, isKnownTable, type Resource, readResource, resourceNameOf } from '../infer/crud/resource';
import { findRouterHome, firstFound, moduleNameFor, type RouterHome } from '../infer/crud/routerLayout';
import {
  handlerNames,
  includeStyleOf,
  prefixFor,
  sharedDependency,
  statusStyleOf,
  tagFor,
} from '../infer/crud/routerStyle';
import { endingOf, findSession, type SessionHabit } from '../infer/crud/sessions';
import { findVariantHome } from '../infer/crud/variantHome';
import { writeRouter, writeRouterCall } from '../infer/crud/writeRouter';
import { toSnippet, toText } from '../infer/docstring/template';
import type { NameImporter } from '../infer/models/edits';
import { planVariants } from '../infer/models/planVariants';
import { isOnV1 } from '../infer/models/pydanticVersion';
import { findTables, variantOf } from '../infer/models/variants';
import { type VariantField, writeVariants } from '../infer/models/writeVariants';
import { folderOf } from '../infer/modulePaths';
import { readPathSettings } from '../infer/pathSettings';
import { isVersion, segmentsOf } from '../infer/paths';
import { isAtLeast } from '../infer/version';
import { draftFile, type FileDraft } from '../linter/draftFile';
import { importInto } from '../linter/draftImports';
import type { FileTexts, Generation, Generator, Offer, Subject } from '../linter/generation';
import { modelAt } from '../linter/modelAt';
import { type PlannedInclusion, planInclusion } from '../project/inclusion';
import { bindingsOf } from '../project/module';
import { type PlacedRouter, placedRoutersOf } from '../project/routerPlaces';
import { locate } from '../project/routes';
import type { UsedModel } from '../project/view';

/** What an offer remembers: the class, and the router of the file at hand where the operations go into that. */
type Data = { readonly name: string; readonly path: string; readonly router: string | null };

export const crudRouter: Generator = {
  id: 'crud-router',
  title: 'Generate CRUD Router',
  summary: 'A router with the six operations of a model: list with pagination, create, get, replace, update and delete',

  offers(subject) {
    if (subject.settings.isTest || subject.settings.isStub) return [];
    const model = modelAt(subject.file, subject.offset, subject.project);
    if (model) return isOffered(subject, model) ? [offerFor(subject, model, null)] : [];
    const router = emptyRouterOf(subject);
    if (!router) return [];
    return modelsIn(subject).map((each) => offerFor(subject, each, router.name));
  },

  write({ title, data }, subject, files) {
    const { name, path, router } = data as Data;
    const model = subject.project.model(name, path);
    if (!model) return { why: `"${name}" is no model any more.` };
    if (isOnV1(subject.settings.manifest.dependencies.pydantic)) {
      return { why: 'The project is on Pydantic 1: a router is written for Pydantic 2 only.' };
    }
    const resource = readResource(subject.viewOf(path), model, subject.settings.python);
    if ('why' in resource) return resource;
    return new CrudWriting(subject, files, model, resource, router).write(title);
  },
};

function isOffered({ project, whole }: Subject, model: UsedModel): boolean {
  if (!isKept(project, model) || (model.kind === 'table' && !isKnownTable(model))) return false;
  const resource = resourceNameOf(model);
  const existing = findExisting(whole, collectionOf(resource));
  if (!existing) return true;
  // Where things are kept without a table, only those who wrote the other operations know.
  const hasTable = model.kind === 'table' || findTables(project, resource).length > 0;
  return hasTable && existing.operations.size < CRUD_OPERATIONS.length;
}

function offerFor({ whole }: Subject, model: UsedModel, router: string | null): Offer {
  const resource = resourceNameOf(model);
  const existing = router === null ? findExisting(whole, collectionOf(resource)) : null;
  const what = existing ? 'the missing operations of' : router === null ? 'CRUD router for' : 'CRUD operations for';
  const data: Data = { name: model.name, path: model.path, router };
  return { title: `Generate ${what} "${resource}"`, data };
}

/** A router of the file that has no routes yet. */
function emptyRouterOf({ whole, file }: Subject): PlacedRouter | null {
  return (
    placedRoutersOf(whole).find(
      ({ path, isApp, isModuleLevel, node }) =>
        path === file.path && !isApp && isModuleLevel && node.entries.length === 0,
    ) ?? null
  );
}

/** The tables that a file names. */
function modelsIn(subject: Subject): UsedModel[] {
  const module = subject.whole.module(subject.file.path);
  if (!module) return [];
  return [...bindingsOf(module).keys()]
    .flatMap((name) => subject.project.model(name) ?? [])
    .filter((model) => model.kind === 'table' && isKnownTable(model));
}

/** One writing of a router; it lives as long as that. */
class CrudWriting {
  private readonly drafts = new Map<string, FileDraft>();
  /** Modules and packages that are made. */
  private readonly toCome = new Set<string>();
  private readonly collection: string;

  constructor(
    private readonly subject: Subject,
    private readonly files: FileTexts,
    private readonly model: UsedModel,
    private readonly resource: Resource,
    /** The router of the file at hand, where that is the place. */
    private readonly ownRouter: string | null,
  ) {
    this.collection = collectionOf(resource.name);
  }

  write(title: string): Generation | { readonly why: string } {
    const { whole } = this.subject;
    const { name } = this.resource;
    const existing = this.ownRouter === null ? findExisting(whole, this.collection) : null;
    const operations = CRUD_OPERATIONS.filter((each) => !existing?.operations.has(each));
    if (operations.length === 0) return { why: `"${name}" has all its operations already.` };
    if (existing && !existing.router.isModuleLevel) {
      return { why: `The operations of "${name}" that are there stand on a router that nothing else can reach.` };
    }
    const place = this.findPlace(existing);
    const habit = this.resource.table ? this.findHabit() : null;
    if (this.resource.table && !habit) {
      return {
        why: 'The project has no dependency that gives a database session: a function with "yield session", typed "Generator[Session]", would be one.',
      };
    }
    // The router comes first: the cursor goes there.
    const draft = this.draft(place.path);
    this.announce(draft, place.module);
    const models = this.writeModels();
    if ('why' in models) return models;
    const store = this.storePlan(habit, models);
    if ('why' in store) return store;
    const imports = this.importer(place.path, place.module);
    const isIncluded = place.router !== null && (place.router.isApp || place.router.includes.length > 0);
    const planned = isIncluded ? null : this.planInclude(place);
    const plan = this.plan(operations, existing, place, store, models.plan, habit, this.collectionPath(place, planned));
    this.writeInto(draft, plan, place, planned, imports);
    for (const path of place.packages) {
      const isOwn = /(^|\/)__init__\.py$/.test(path) && folderOf(path).endsWith(plan.nouns.variables);
      this.draft(path).describe(`"""${isOwn ? sentenceOf(plan.nouns.manyWords) : 'Routers of the application'}."""`);
    }
    const file = place.path.split('/').slice(-2).join('/');
    const left = existing ? `: ${operations.map((each) => plan.handlers[each]).join(', ')}` : '';
    return { title: `${title} in "${file}"${left}`, files: [...this.drafts.values()].map((each) => each.finish()) };
  }

  private findHabit(): SessionHabit | null {
    const { whole } = this.subject;
    const found = firstFound(whole, this.model.path, (folder) => {
      const habit = findSession(whole, folder);
      return habit ? [habit] : [];
    });
    return found?.[0] ?? null;
  }

  private findPlace(existing: ExistingOperations | null): Place {
    const { whole, file } = this.subject;
    const home = findRouterHome(whole, this.resource.name, this.model.path);
    const given = existing
      ? existing.router
      : placedRoutersOf(whole).find(({ path, name }) => path === file.path && name === this.ownRouter);
    if (given)
      return { ...home, path: given.path, module: whole.imports.moduleName(given.path), packages: [], router: given };
    // A file that is there may have a router that takes these paths too.
    const there = placedRoutersOf(whole).filter(
      ({ path, isApp, isModuleLevel }) => path === home.path && !isApp && isModuleLevel,
    );
    const waiting = there.find((each) => this.mayTake(each));
    if (waiting) return { ...home, router: waiting };
    const isTaken = there.length > 0 || subjectHas(this.subject, home.path, 'router');
    return isTaken ? { ...besideFile(home, this.files), router: null } : { ...home, router: null };
  }

  /** Whether the collection's path can stand on a router: nothing in front of it is about another thing. */
  private mayTake({ outer, prefix }: PlacedRouter): boolean {
    const front = (outer[0] ?? '') + (prefix ?? '');
    if (outer.some((each) => each === null) || prefix === null || front.includes('{')) return false;
    return (
      front.endsWith(`/${this.collection}`) || segmentsOf(front).every(({ text }) => isVersion(text) || text === 'api')
    );
  }

  /** Remembers a module that is made, and the packages around it. */
  private announce({ isNew }: FileDraft, module: string): void {
    if (!isNew) return;
    const parts = module.split('.');
    for (let i = 1; i <= parts.length; i++) this.toCome.add(parts.slice(0, i).join('.'));
  }

  private draft(path: string): FileDraft {
    let draft = this.drafts.get(path);
    if (!draft) {
      const { file } = this.subject;
      const isOwn = path === file.path;
      const text = isOwn ? file.text : this.files.exists(path) ? this.files.read(path) : null;
      draft = draftFile(path, text, this.subject.viewOf(path), {
        snippet: isOwn && this.ownRouter !== null,
        isToCome: (module) => this.toCome.has(module),
      });
      this.drafts.set(path, draft);
    }
    return draft;
  }

  /** Writes the models that are missing, and says which ones the handlers use. */
  private writeModels(): { readonly plan: ModelsPlan; readonly fields: ModelFields } | { readonly why: string } {
    const { subject, resource, model } = this;
    const { whole, settings } = subject;
    const source = resource.table ?? model;
    const home = findVariantHome(whole, subject.viewOf(source.path), resource.name, source);
    const view = subject.viewOf(home.path);
    const place = {
      ...{ project: view, path: home.path, python: settings.python, indentUnit: '    ' },
      pydantic: settings.manifest.dependencies.pydantic,
    };
    const wanted = ['create', 'update', 'response'] as const;
    const nothing: NameImporter = { use: (_module, name) => name };
    const found = planVariants(resource.name, [], { ...place, imports: nothing }, source);
    if (!found) return { why: `"${source.name}" has no fields that can be read.` };
    const missing = wanted.filter((variant) => !found.known[variant]);
    const known = { ...found.known };
    const key = resource.key.field;
    if (!resource.table && known.response && !known.response.fields.includes(key)) {
      return { why: `"${known.response.name}" has no "${key}", by which one of them could be told from another.` };
    }
    if (missing.length > 0) {
      const draft = this.draft(home.path);
      const module = moduleNameFor(whole, home.path, source.path);
      this.announce(draft, module);
      const request = planVariants(
        resource.name,
        missing,
        { ...place, indentUnit: '    ', imports: this.importer(home.path, module) },
        source,
      );
      if (!request) return { why: `"${source.name}" has no fields that can be read.` };
      const fields = request.fields.some(({ name }) => name === key)
        ? request.fields
        : [keyField(resource), ...request.fields];
      const written = writeVariants({ ...request, fields });
      const code = written.map(({ template }) => toText(template)).join('\n\n\n');
      const behind = draft.file.regions.findLast(
        ({ owner, region }) => !owner && this.isOfResource(readClassRegion(region)?.name ?? null),
      );
      if (behind) draft.insertAfter(behind, code);
      else draft.append(code);
      if (draft.isNew) draft.describe(`"""Models of ${nounsOf(resource.name).manyWords}."""`);
      for (const path of home.packages) this.draft(path).describe('"""Models of requests and answers."""');
      for (const each of written) known[each.variant] = { name: each.name, module, fields: each.fields };
    }
    const [create, update, response] = wanted.map((variant) => known[variant]!) as [Known, Known, Known];
    const nameOf = ({ name, module }: Known): ImportedName => ({
      module: module ?? whole.imports.moduleName(home.path),
      name,
    });
    const answer = subject.project.model(response.name, this.pathOf(response.name) ?? home.path);
    const readsAttributes =
      missing.includes('response') || !answer || answer.isSqlModel || answer.config.from_attributes === 'True';
    return {
      plan: { create: nameOf(create), update: nameOf(update), response: nameOf(response), readsAttributes },
      fields: { create: create.fields, update: update.fields, response: response.fields, request: found.fields },
    };
  }

  private pathOf(name: string): string | undefined {
    return this.subject.project.modelsNamed(name)[0]?.path;
  }

  /** Whether a class is the table or a variant of the resource. */
  private isOfResource(name: string | null): boolean {
    if (name === null) return false;
    return (
      name === this.model.name || name === this.resource.table?.name || variantOf(name)?.resource === this.resource.name
    );
  }

  private storePlan(
    habit: SessionHabit | null,
    { plan, fields }: { readonly plan: ModelsPlan; readonly fields: ModelFields },
  ): StorePlan | { readonly why: string } {
    const { resource, subject } = this;
    const { table, key } = resource;
    if (!table || !habit) {
      const stamps = fields.response.filter((name) => !fields.create.includes(name));
      const created = stamps.filter((name) => /^(date_)?(creat|insert|add)ed(_(at|on))?$/.test(name));
      const changed = stamps.filter((name) => /^(date_)?(updat|modifi|chang)ed(_(at|on))?$/.test(name));
      const open = stamps.find((name) => name !== key.field && !created.includes(name) && !changed.includes(name));
      const field = fields.request.find(({ name }) => name === open);
      if (open !== undefined && field?.value === null && !/\bNone\b|Optional/.test(field.annotation)) {
        return {
          why: `"${plan.response.name}" has "${open}" and "${plan.create.name}" has not: how it is made cannot be told.`,
        };
      }
      return { kind: 'memory', stamps: { created, changed } };
    }
    const view = subject.viewOf(table.path);
    const given = findGiven(view, resource, fields.create, plan.create.name, findHasher(subject.whole));
    if ('why' in given) return given;
    const columns = new Set(resource.fields.map(({ name }) => name));
    const others = (names: readonly string[]): string[] =>
      table.isSqlModel ? [] : names.filter((name) => !columns.has(name));
    // A password is taken out of the data when its hash is put in.
    const hashed = given.flatMap(({ from }) => (from.kind === 'hash' ? from.of : []));
    const withoutHashed = (names: readonly string[]): string[] => names.filter((name) => !hashed.includes(name));
    const opener = habit.opener.path === subject.file.path ? subject.file.text : this.files.read(habit.opener.path);
    const session: SessionPlan = { ...habit.session, ending: endingOf(opener, habit.opener.name) };
    return {
      ...{ kind: 'table', isSqlModel: table.isSqlModel, session, given },
      table: nameOfClass(subject, table),
      leftOut: {
        create: [
          ...others(fields.create),
          ...given.flatMap(({ name, from }) => (from.kind === 'hash' && from.of === name ? name : [])),
        ],
        replace: [...withoutHashed(others(fields.create)), ...fields.create.filter((name) => name === key.field)],
        update: [...withoutHashed(others(fields.update)), ...fields.update.filter((name) => name === key.field)],
      },
    };
  }

  private plan(
    operations: readonly CrudOperation[],
    existing: ExistingOperations | null,
    place: Place,
    store: StorePlan,
    models: ModelsPlan,
    habit: SessionHabit | null,
    ownCollection: string,
  ): CrudPlan {
    const { resource, subject } = this;
    const taken = store.kind === 'table' ? [store.session.parameter] : [];
    const nouns = nounsOf(resource.name, taken);
    const { field, type } = resource.key;
    const ownName = field.startsWith(`${nouns.variable}_`) ? field : `${nouns.variable}_${field}`;
    const written = existing?.item && /\{(\w+)(?::\w+)?\}/.exec(existing.item)?.[1];
    const parameter = written || ownName;
    const collection = existing
      ? (existing.collection ?? existing.item!.replace(/\/?\{[^}]*\}\/?$/, ''))
      : ownCollection;
    const item = existing?.item ?? `${collection.replace(/\/$/, '')}/{${parameter}}`;
    const draft = this.draft(place.path);
    return {
      operations,
      handlers: handlerNames(nouns, place.siblings, (name) => draft.has(name)),
      nouns,
      router: place.router?.name ?? 'router',
      paths: { collection, item },
      key: { field, parameter, type },
      store,
      models,
      style: {
        isAsync: habit?.isAsync ?? false,
        usesAnnotated: habit?.session.form.kind !== 'default',
        statuses: statusStyleOf(this.textsOf(place)),
        hasUtc: isAtLeast(subject.settings, 11),
        indent: '    ',
      },
    };
  }

  /** Some texts from which habits can be read. */
  private textsOf({ siblings, router, path }: Place): string[] {
    const paths = [...new Set([...(router ? [path] : []), ...siblings.map((each) => each.path)])].slice(0, 4);
    return paths.flatMap((each) =>
      each === this.subject.file.path ? this.subject.file.text : (this.files.read(each) ?? []),
    );
  }

  private planInclude(place: Place): PlannedInclusion | null {
    const router = { path: place.path, module: place.module, name: place.router?.name ?? 'router' };
    return planInclusion(this.subject.whole, router, place.siblings, place.app);
  }

  /** Writes the router, its handlers and its include. */
  private writeInto(
    draft: FileDraft,
    plan: CrudPlan,
    place: Place,
    planned: PlannedInclusion | null,
    imports: NameImporter,
  ): void {
    const { whole, settings } = this.subject;
    const parts = writeRouter(plan, imports);
    const code: string[] = [];
    let includeOptions: string[] = [];
    const style = planned ? includeStyleOf(place.siblings, planned.parent) : 'none';
    const shared = style === 'same' ? this.includePrefix(planned!) : null;
    if (shared) includeOptions = [`prefix=${shared.text}`];
    if (!place.router) {
      const front = planned ? this.frontOf(planned) : null;
      const before = front === null ? null : front + (shared?.value ?? '');
      const prefix = prefixFor(this.collection, before, place.siblings, readPathSettings(settings));
      const including = planned ? [this.draft(planned.path).file.text] : [];
      const tag = tagFor(plan.nouns, [...this.textsOf(place), ...including]);
      if (style === 'each') includeOptions = [`prefix="${prefix}"`, `tags=["${tag}"]`];
      const own = style === 'each' ? { prefix: '', tag: null } : { prefix, tag };
      const dependency = sharedDependency(whole, place.siblings);
      code.push(writeRouterCall(plan.router, { ...own, dependency }, '    ', imports));
      if (draft.isNew) draft.describe(`"""Routes of ${plan.nouns.manyWords}."""`);
    }
    const text = [...code, ...parts].join('\n\n\n');
    const template = readStops(text);
    const isSnippet = place.path === this.subject.file.path && this.ownRouter !== null;
    draft.append(isSnippet ? toSnippet(template) : toText(template));
    if (planned) this.writeInclude(planned, plan.router, includeOptions);
  }

  /** The collection's path on a router: nothing where a prefix says it already, as that of a new router does. */
  private collectionPath({ router, siblings }: Place, planned: PlannedInclusion | null): string {
    if (!router) return '';
    const [outer = planned ? this.frontOf(planned) : null] = router.outer;
    const front = outer === null || router.prefix === null ? router.prefix : outer + router.prefix;
    if (front?.endsWith(`/${this.collection}`)) return '';
    return prefixFor(this.collection, front, siblings, readPathSettings(this.subject.settings));
  }

  /** What is in front of the routers that a parent includes; null where it is not known, or not one. */
  private frontOf({ parent }: PlannedInclusion): string | null {
    const found = placedRoutersOf(this.subject.whole).find(({ node }) => node === parent);
    const [outer] = found?.outer ?? [];
    if (!found || outer === undefined || outer === null || found.prefix === null) return null;
    return outer + found.prefix;
  }

  /** The prefix that every include beside this one is given, and how it is written. */
  private includePrefix({ beside, path }: PlannedInclusion): { readonly value: string; readonly text: string } | null {
    if (beside?.prefix.kind !== 'text') return null;
    const { value } = beside.prefix;
    const place = locate(this.subject.whole, beside.place);
    const text = place && this.draft(path).file.text.slice(place.start, place.end);
    const isName = text !== null && /^[\w.]+$/.test(text);
    return { value, text: isName ? text : `"${value}"` };
  }

  private writeInclude(planned: PlannedInclusion, router: string, options: readonly string[]): void {
    const { path, target, receiver, lead, trail } = planned;
    const draft = this.draft(path);
    let expression = router;
    if (target) {
      const { module, name, member, alias } = target;
      if (alias) {
        draft.insert(alias.at, `${alias.lead}from ${module} import ${name} as ${alias.name}${alias.trail}`);
        expression = alias.name;
      } else {
        const local = draft.imports.use(module, name);
        expression = member === null ? local : `${local}.${member}`;
      }
    }
    const call = `${receiver}.include_router(${[expression, ...options].join(', ')})`;
    // A comment behind the sibling's call stays with it.
    const rest = /^[ \t]*#[^\r\n]*/.exec(draft.file.text.slice(planned.at))?.[0].length ?? 0;
    draft.insert(planned.at + rest, lead + call + trail);
  }

  private importer(path: string, module: string): NameImporter {
    const isToCome = (each: string): boolean => this.toCome.has(each);
    return importInto(this.draft(path), { project: this.subject.whole, module, isToCome });
  }
}

interface Place extends RouterHome {
  /** A router that is there already, into which the operations go. */
  readonly router: PlacedRouter | null;
}

interface Known {
  readonly name: string;
  readonly module?: string;
  readonly fields: readonly string[];
}

/** Whether a module binds a name. */
function subjectHas({ viewOf }: Subject, path: string, name: string): boolean {
  return viewOf(path).binding(name) !== null;
}

/** A module of its own beside one that has another router: `items_crud.py` beside `items.py`. */
function besideFile(home: RouterHome, { exists }: FileTexts): RouterHome {
  let ending = '_crud';
  for (let i = 2; exists(home.path.replace(/\.py$/, `${ending}.py`)); i++) ending = `_crud_${i}`;
  return { ...home, path: home.path.replace(/\.py$/, `${ending}.py`), module: home.module + ending };
}

/** The names of the fields of the models, and what is known of all of the resource's fields. */
interface ModelFields {
  readonly create: readonly string[];
  readonly update: readonly string[];
  readonly response: readonly string[];
  readonly request: readonly VariantField[];
}

/** The key of a resource whose model has none. */
function keyField({ key }: Resource): VariantField {
  return { name: key.field, annotation: key.type.name, value: null, role: 'key' };
}

function nameOfClass({ whole }: Subject, { name, path }: UsedModel): ImportedName {
  return { module: whole.imports.moduleName(path), name };
}

function sentenceOf(words: string): string {
  return words.replace(/^./, (letter) => letter.toUpperCase());
}
