// Writes the handlers of a CRUD router from a plan: typed, paginated, documented in Google style.
// Must not know the project: plain data in, text out, with marks at what a person will look at first (`layout.ts`).
// (skill.md, "API Endpoint Design" and "Type Hints & Docstrings".)
import type { NameImporter } from '../models/edits';
import { withArticle } from '../sentences';
import {
  type CallParts,
  type Indents,
  layOutChain,
  layOutComprehension,
  layOutDictionary,
  layOutItems,
  stop,
  wrapProse,
} from './layout';
import type { CrudOperation, CrudPlan, GivenColumn, ImportedName, SessionPlan, StorePlan } from './plan';

/** What a list gives unless it is asked otherwise, and at most. */
const PAGE = { size: 20, most: 100 };

/** The definitions in order, to be put two blank lines apart. */
export function writeRouter(plan: CrudPlan, imports: NameImporter): string[] {
  const writer = new RouterWriter(plan, imports);
  const written = plan.operations.map((operation) => writer.write(operation));
  return [...writer.storeDefinitions(), ...written];
}

/** The statement that makes the router. */
export function writeRouterCall(
  variable: string,
  options: { readonly prefix: string; readonly tag: string | null; readonly dependency: ImportedName | null },
  indent: string,
  imports: NameImporter,
): string {
  const { prefix, tag, dependency } = options;
  const items: string[] = [];
  if (prefix !== '') items.push(`prefix=${quote(prefix)}`);
  if (tag !== null) items.push(`tags=[${quote(tag)}]`);
  if (dependency) {
    items.push(`dependencies=[${imports.use('fastapi', 'Depends')}(${nameOf(dependency, imports)})]`);
  }
  const head = `${variable} = ${imports.use('fastapi', 'APIRouter')}(`;
  return layOutItems(head, items, ')', { outer: '', step: indent }).join('\n');
}

/** How a name is written; a builtin as it is. */
export function nameOf({ module, name }: ImportedName, imports: NameImporter): string {
  return module === null ? name : imports.use(module, name);
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

interface Parameter {
  readonly name: string;
  readonly annotation: string;
  readonly default: string | null;
  readonly description: string;
}

interface Documentation {
  readonly summary: string;
  readonly returns: string | null;
  readonly raises: readonly string[];
}

class RouterWriter {
  private readonly step: string;
  private readonly body: Indents;
  private readonly wait: string;

  constructor(
    private readonly plan: CrudPlan,
    private readonly imports: NameImporter,
  ) {
    const { style, store } = plan;
    this.step = style.indent;
    this.body = { outer: this.step, step: this.step };
    this.wait = store.kind === 'table' && store.session.isAsync ? 'await ' : '';
  }

  write(operation: CrudOperation): string {
    switch (operation) {
      case 'list':
        return this.list();
      case 'create':
        return this.create();
      case 'get':
        return this.get();
      case 'replace':
        return this.change('replace');
      case 'update':
        return this.change('update');
      case 'delete':
        return this.delete();
    }
  }

  /** Where things are kept without a table: the dictionary and the dependency that gives it. */
  storeDefinitions(): string[] {
    const { store, nouns } = this.plan;
    if (store.kind === 'table') return [];
    const type = this.storeType();
    const name = `${nouns.variable}_store`;
    return [
      [
        '# Kept in memory: gone when the process ends, and not shared between processes.',
        ...layOutItems(`${name}: ${type} = {`, [], '}', { outer: '', step: this.step }),
      ].join('\n'),
      [
        `def get_${name}() -> ${type}:`,
        `${this.step}"""Give the ${nouns.manyWords} that are kept in memory, by what tells them apart."""`,
        `${this.step}return ${name}`,
      ].join('\n'),
    ];
  }

  private list(): string {
    const { nouns, models, key, store } = this.plan;
    const { manyWords, variable, variables } = nouns;
    const response = this.name(models.response);
    const lines =
      store.kind === 'memory'
        ? [`${this.step}return list(store.values())[offset : offset + limit]`]
        : [
            ...layOutChain(
              'statement = ',
              `${this.select(store)}(${this.name(store.table)})`,
              [`.order_by(${this.column(store, key.field)})`, '.offset(offset)', '.limit(limit)'],
              this.body,
            ),
            ...this.rows(store, variables),
            ...layOutComprehension('return ', this.answerParts(variable), `for ${variable} in ${variables}`, this.body),
          ];
    return this.handler('list', `list[${response}]`, [...this.ownParameters(), ...this.pageParameters()], lines, {
      summary: `List ${manyWords}, a page at a time.`,
      returns:
        store.kind === 'memory'
          ? `The ${manyWords} of the page.`
          : `The ${manyWords} of the page, in order of their key.`,
      raises: [],
    });
  }

  private create(): string {
    const { nouns, models, store } = this.plan;
    const { variable, words } = nouns;
    const body = `${variable}_in`;
    const parameters = [...this.ownParameters(), this.bodyParameter(models.create), ...this.givenParameters()];
    const lines =
      store.kind === 'memory'
        ? this.createInMemory(store, body)
        : [...this.construct(store, body), ...this.save(store, true), ...this.answer(variable)];
    return this.handler('create', this.name(models.response), parameters, lines, {
      summary: `Create ${withArticle(words)}.`,
      returns: `The new ${words}.`,
      raises: [],
    });
  }

  private get(): string {
    const { nouns, models, store } = this.plan;
    const { variable, words } = nouns;
    const lines = [
      ...this.find(),
      ...(store.kind === 'memory' ? [`${this.step}return ${variable}`] : this.answer(variable)),
    ];
    return this.handler('get', this.name(models.response), [...this.ownParameters(), this.keyParameter()], lines, {
      summary: `Get ${withArticle(words)}.`,
      returns: `The ${words}.`,
      raises: [this.missing()],
    });
  }

  private change(operation: 'replace' | 'update'): string {
    const { nouns, models, store } = this.plan;
    const { variable, words } = nouns;
    const isWhole = operation === 'replace';
    const body = `${variable}_in`;
    const parameters = [
      ...this.ownParameters(),
      this.keyParameter(),
      this.bodyParameter(isWhole ? models.create : models.update),
    ];
    const lines = [...this.find(), ...this.assign(store, body, isWhole)];
    return this.handler(operation, this.name(models.response), parameters, lines, {
      summary: isWhole ? `Replace all data of ${withArticle(words)}.` : `Change some data of ${withArticle(words)}.`,
      returns: `The ${words} as it is now.`,
      raises: [this.missing()],
    });
  }

  private delete(): string {
    const { nouns, store, key } = this.plan;
    const { words, variable } = nouns;
    const lines = this.find();
    if (store.kind === 'memory') lines.push(`${this.step}del store[${key.parameter}]`);
    else {
      const { parameter, ending } = store.session;
      lines.push(`${this.step}${this.wait}${parameter}.delete(${variable})`);
      lines.push(`${this.step}${this.wait}${parameter}.${ending}()`);
    }
    return this.handler('delete', 'None', [...this.ownParameters(), this.keyParameter()], lines, {
      summary: `Delete ${withArticle(words)}.`,
      returns: null,
      raises: [this.missing()],
    });
  }

  /** The decorator, the signature, the docstring and the body. */
  private handler(
    operation: CrudOperation,
    returns: string,
    parameters: readonly Parameter[],
    lines: readonly string[],
    documentation: Documentation,
  ): string {
    const { handlers, style } = this.plan;
    // What has a default comes last.
    const ordered = [
      ...parameters.filter((each) => each.default === null),
      ...parameters.filter((each) => each.default !== null),
    ];
    const written = ordered.map(({ name, annotation, default: value }) =>
      value === null ? `${name}: ${annotation}` : `${name}: ${annotation} = ${value}`,
    );
    const head = `${style.isAsync ? 'async ' : ''}def ${handlers[operation]}(`;
    return [
      ...this.decorator(operation),
      ...layOutItems(head, written, `) -> ${returns}:`, { outer: '', step: this.step }),
      ...this.docstring(ordered, documentation),
      ...lines,
    ].join('\n');
  }

  private decorator(operation: CrudOperation): string[] {
    const { router, paths } = this.plan;
    const isMany = operation === 'list' || operation === 'create';
    const items = [quote(isMany ? paths.collection : paths.item)];
    if (operation === 'create') items.push(`status_code=${this.status(201, 'HTTP_201_CREATED')}`);
    if (operation === 'delete') items.push(`status_code=${this.status(204, 'HTTP_204_NO_CONTENT')}`);
    return layOutItems(`@${router}.${METHODS[operation]}(`, items, ')', { outer: '', step: this.step });
  }

  private docstring(parameters: readonly Parameter[], { summary, returns, raises }: Documentation): string[] {
    const { step } = this;
    const entry = (text: string): string[] => wrapProse(text, step + step, step + step + step);
    const lines = [
      ...wrapProse(`"""${summary}`, step, step),
      '',
      `${step}Args:`,
      ...parameters.flatMap(({ name, description }) => entry(`${name}: ${description}`)),
    ];
    if (returns !== null) lines.push('', `${step}Returns:`, ...wrapProse(returns, step + step, step + step));
    if (raises.length > 0) lines.push('', `${step}Raises:`, ...raises.flatMap(entry));
    return [...lines, `${step}"""`];
  }

  /** The session or the store. */
  private ownParameters(): Parameter[] {
    const { store, nouns } = this.plan;
    if (store.kind === 'table') return [this.sessionParameter(store.session)];
    const depends = this.imports.use('fastapi', 'Depends');
    const annotated = this.imports.use('typing', 'Annotated');
    return [
      {
        name: 'store',
        annotation: `${annotated}[${this.storeType()}, ${depends}(get_${nouns.variable}_store)]`,
        default: null,
        description: `The ${nouns.manyWords} that are kept.`,
      },
    ];
  }

  private sessionParameter({ parameter: name, form }: SessionPlan): Parameter {
    const description = 'Database session.';
    if (form.kind === 'alias') return { name, annotation: this.name(form.alias), default: null, description };
    const depends = `${this.imports.use('fastapi', 'Depends')}(${this.name(form.dependency)})`;
    const type = this.name(form.type);
    if (form.kind === 'default') return { name, annotation: type, default: depends, description };
    const annotation = `${this.imports.use('typing', 'Annotated')}[${type}, ${depends}]`;
    return { name, annotation, default: null, description };
  }

  private pageParameters(): Parameter[] {
    const { manyWords } = this.plan.nouns;
    const size = stop(String(PAGE.size));
    const most = stop(String(PAGE.most));
    const query = this.imports.use('fastapi', 'Query');
    const write = (name: string, start: string, bounds: string, description: string): Parameter =>
      this.plan.style.usesAnnotated
        ? {
            ...{ name, default: start, description },
            annotation: `${this.imports.use('typing', 'Annotated')}[int, ${query}(${bounds})]`,
          }
        : { name, annotation: 'int', default: `${query}(${start}, ${bounds})`, description };
    return [
      write('offset', '0', 'ge=0', `How many ${manyWords} to skip.`),
      write('limit', size, `ge=1, le=${most}`, `How many ${manyWords} to return at most.`),
    ];
  }

  private keyParameter(): Parameter {
    const { key, nouns } = this.plan;
    const what = key.field === 'id' ? 'ID' : key.field.replace(/_/g, ' ');
    return {
      ...{ name: key.parameter, annotation: this.name(key.type), default: null },
      description: `The ${what} of the ${nouns.words}.`,
    };
  }

  private bodyParameter(model: ImportedName): Parameter {
    const { variable, words } = this.plan.nouns;
    const description = model === this.plan.models.create ? `The data of the ${words}.` : 'The data to change.';
    return { name: `${variable}_in`, annotation: this.name(model), default: null, description };
  }

  private givenParameters(): Parameter[] {
    const { store, nouns } = this.plan;
    if (store.kind === 'memory') return [];
    return store.given.flatMap(({ name, from }) =>
      from.kind !== 'query'
        ? []
        : {
            ...{ name, annotation: this.name(from.type), default: null },
            description: `The ${name.replace(/_/g, ' ').replace(/\bid$/, 'ID')} of the new ${nouns.words}.`,
          },
    );
  }

  /** The statements that find one, or answer that there is none. */
  private find(): string[] {
    const { nouns, key, store } = this.plan;
    const { variable, words } = nouns;
    const found: CallParts =
      store.kind === 'memory'
        ? { head: 'store.get(', items: [key.parameter], tail: ')' }
        : {
            head: `${this.wait}${store.session.parameter}.get(`,
            items: [this.name(store.table), key.parameter],
            tail: ')',
          };
    const sentence = `${words[0]!.toUpperCase()}${words.slice(1)} not found`;
    return [
      ...layOutItems(`${variable} = ${found.head}`, found.items, found.tail, this.body),
      `${this.step}if ${variable} is None:`,
      ...layOutItems(
        `raise ${this.imports.use('fastapi', 'HTTPException')}(`,
        [`status_code=${this.status(404, 'HTTP_404_NOT_FOUND')}`, `detail="${stop(sentence)}"`],
        ')',
        { outer: this.step + this.step, step: this.step },
      ),
    ];
  }

  private missing(): string {
    return `HTTPException: If there is no such ${this.plan.nouns.words}.`;
  }

  /** Makes the row of a request's data. */
  private construct(store: Table, body: string): string[] {
    const { variable } = this.plan.nouns;
    const table = this.name(store.table);
    const values = store.given.map(({ name, from }) => ({ name, value: this.givenValue(name, from, body) }));
    const before = store.given.some(({ from }) => from.kind === 'now') ? [this.now()] : [];
    if (store.isSqlModel) {
      const update = values.map(({ name, value }) => `"${name}": ${value}`).join(', ');
      const items = [body, ...(update === '' ? [] : [`update={${update}}`])];
      return [...before, ...layOutItems(`${variable} = ${table}.model_validate(`, items, ')', this.body)];
    }
    const data = `**${this.dump(body, [], store.leftOut.create)}`;
    const items = [data, ...values.map(({ name, value }) => `${name}=${value}`)];
    return [...before, ...layOutItems(`${variable} = ${table}(`, items, ')', this.body)];
  }

  private givenValue(name: string, from: GivenColumn['from'], body: string): string {
    if (from.kind === 'query') return name;
    if (from.kind === 'hash') return `${this.name(from.by)}(${body}.${from.of})`;
    return from.kind === 'now' ? 'now' : `${this.imports.use('uuid', 'uuid4')}()`;
  }

  private createInMemory({ stamps }: Memory, body: string): string[] {
    const { nouns, key } = this.plan;
    const { variable } = nouns;
    const fresh = this.freshKey();
    const all = [...stamps.created, ...stamps.changed];
    const items = [
      `**${body}.model_dump()`,
      `"${key.field}": ${key.parameter}`,
      ...all.map((name) => `"${name}": now`),
    ];
    return [
      `${this.step}${key.parameter} = ${fresh}`,
      ...(all.length > 0 ? [this.now()] : []),
      ...this.validate(items),
      `${this.step}store[${key.parameter}] = ${variable}`,
      `${this.step}return ${variable}`,
    ];
  }

  private freshKey(): string {
    const { name, module } = this.plan.key.type;
    if (module === null && name === 'int') return 'max(store, default=0) + 1';
    const made = `${this.imports.use('uuid', 'uuid4')}()`;
    return module === null ? `str(${made})` : made;
  }

  private now(): string {
    const time = this.imports.use('datetime', 'datetime');
    // `datetime.UTC` is new in Python 3.11.
    const zone = this.plan.style.hasUtc
      ? this.imports.use('datetime', 'UTC')
      : `${this.imports.use('datetime', 'timezone')}.utc`;
    return `${this.step}now = ${time}.now(${zone})`;
  }

  private validate(items: readonly string[]): string[] {
    const { nouns, models } = this.plan;
    return layOutDictionary(`${nouns.variable} = ${this.name(models.response)}.model_validate(`, items, ')', this.body);
  }

  /** Puts a request's data into what is kept, and answers with it. */
  private assign(store: StorePlan, body: string, isWhole: boolean): string[] {
    const { nouns, key } = this.plan;
    const { variable } = nouns;
    const options = isWhole ? [] : ['exclude_unset=True'];
    if (store.kind === 'memory') {
      const { changed } = store.stamps;
      const items = [
        `**${variable}.model_dump()`,
        `**${this.dump(body, options, [])}`,
        ...changed.map((name) => `"${name}": now`),
      ];
      return [
        ...(changed.length > 0 ? [this.now()] : []),
        ...this.validate(items),
        `${this.step}store[${key.parameter}] = ${variable}`,
        `${this.step}return ${variable}`,
      ];
    }
    const dumped = this.dumpParts(body, options, store.leftOut[isWhole ? 'replace' : 'update']);
    const hashes = store.given.flatMap(({ name, from }) => (from.kind === 'hash' ? this.hash(name, from) : []));
    const data = layOutItems(`data = ${dumped.head}`, dumped.items, dumped.tail, this.body);
    const written = !store.isSqlModel
      ? [
          ...data,
          ...hashes,
          `${this.step}for name, value in data.items():`,
          `${this.step}${this.step}setattr(${variable}, name, value)`,
        ]
      : hashes.length > 0
        ? [...data, ...hashes, `${this.step}${variable}.sqlmodel_update(data)`]
        : layOutItems(`${variable}.sqlmodel_update(`, [textOf(dumped)], ')', this.body);
    return [...written, ...this.save(store, false), ...this.answer(variable)];
  }

  /** Puts the hash of a password in its place. */
  private hash(column: string, { of, by }: Extract<GivenColumn['from'], { kind: 'hash' }>): string[] {
    return [
      `${this.step}password = data.pop("${of}", None)`,
      `${this.step}if password is not None:`,
      `${this.step}${this.step}data["${column}"] = ${this.name(by)}(password)`,
    ];
  }

  private dump(body: string, options: readonly string[], leftOut: readonly string[]): string {
    return textOf(this.dumpParts(body, options, leftOut));
  }

  private dumpParts(body: string, options: readonly string[], leftOut: readonly string[]): CallParts {
    const exclude = leftOut.length > 0 ? [`exclude={${leftOut.map((name) => `"${name}"`).join(', ')}}`] : [];
    return { head: `${body}.model_dump(`, items: [...options, ...exclude], tail: ')' };
  }

  /** Ends a change, and reads what the database made of it. */
  private save({ session }: Table, isNew: boolean): string[] {
    const { variable } = this.plan.nouns;
    const { parameter, ending } = session;
    return [
      ...(isNew ? [`${this.step}${parameter}.add(${variable})`] : []),
      `${this.step}${this.wait}${parameter}.${ending}()`,
      `${this.step}${this.wait}${parameter}.refresh(${variable})`,
    ];
  }

  private rows({ session, isSqlModel }: Table, variables: string): string[] {
    const { parameter } = session;
    const call = session.hasExec && isSqlModel ? 'exec' : 'scalars';
    const found = this.wait === '' ? `${parameter}.${call}(statement)` : `(await ${parameter}.${call}(statement))`;
    return [`${this.step}${variables} = ${found}.all()`];
  }

  private select({ session, isSqlModel }: Table): string {
    return this.imports.use(session.hasExec && isSqlModel ? 'sqlmodel' : 'sqlalchemy', 'select');
  }

  private column({ table, isSqlModel }: Table, field: string): string {
    const column = `${this.name(table)}.${field}`;
    return isSqlModel ? `${this.imports.use('sqlmodel', 'col')}(${column})` : column;
  }

  private answer(variable: string): string[] {
    const { head, items, tail } = this.answerParts(variable);
    return layOutItems(`return ${head}`, items, tail, this.body);
  }

  private answerParts(variable: string): CallParts {
    const { models } = this.plan;
    const items = models.readsAttributes ? [variable] : [variable, 'from_attributes=True'];
    return { head: `${this.name(models.response)}.model_validate(`, items, tail: ')' };
  }

  private storeType(): string {
    return `dict[${this.name(this.plan.key.type)}, ${this.name(this.plan.models.response)}]`;
  }

  private status(code: number, constant: string): string {
    return this.plan.style.statuses === 'numbers'
      ? String(code)
      : `${this.imports.use('fastapi', 'status')}.${constant}`;
  }

  private name(name: ImportedName): string {
    return nameOf(name, this.imports);
  }
}

function textOf({ head, items, tail }: CallParts): string {
  return head + items.join(', ') + tail;
}

type Table = Extract<StorePlan, { kind: 'table' }>;
type Memory = Extract<StorePlan, { kind: 'memory' }>;

const METHODS: Readonly<Record<CrudOperation, string>> = {
  list: 'get',
  create: 'post',
  get: 'get',
  replace: 'put',
  update: 'patch',
  delete: 'delete',
};
