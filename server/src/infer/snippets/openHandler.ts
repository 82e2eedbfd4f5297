// Writes one path operation of a resource whose store is not known: signature and docstring, the body left to be written.
// Must not know the project: plain data in, text out, with marks at what a person will look at first (`crud/layout.ts`).
import { layOutItems, stop, wrapProse } from '../crud/layout';

import type { CrudOperation, CrudPlan, ImportedName } from '../crud/plan';
import { nameOf } from '../crud/writeRouter';
import type { NameImporter } from '../models/edits';
import { withArticle } from '../sentences';

/** A parameter that the handlers beside it have too, as they write it. */
export interface SharedParameter {
  readonly name: string;
  readonly annotation: string;
  readonly default: string | null;
}

/** A plan without a store. */
export type OpenPlan = Omit<CrudPlan, 'store' | 'operations'> & { readonly shared: readonly SharedParameter[] };

const METHODS: Readonly<Record<CrudOperation, string>> = {
  list: 'get',
  create: 'post',
  get: 'get',
  replace: 'put',
  update: 'patch',
  delete: 'delete',
};

interface Parameter extends SharedParameter {
  readonly description: string;
}

/** The definition, its decorator included. */
export function writeOpenHandler(operation: CrudOperation, plan: OpenPlan, imports: NameImporter): string {
  const { style, router, paths, handlers, models, nouns } = plan;
  const step = style.indent;
  const isMany = operation === 'list' || operation === 'create';
  const route = [`"${isMany ? paths.collection : paths.item}"`];
  if (operation === 'create') route.push(`status_code=${statusOf(201, 'CREATED', plan, imports)}`);
  if (operation === 'delete') route.push(`status_code=${statusOf(204, 'NO_CONTENT', plan, imports)}`);
  const response = modelName(models.response, imports);
  const returns = operation === 'list' ? `list[${response}]` : operation === 'delete' ? 'None' : response;
  const parameters = parametersOf(operation, plan, imports);
  const ordered = [
    ...parameters.filter((each) => each.default === null),
    ...parameters.filter((each) => each.default !== null),
  ];
  const written = ordered.map(({ name, annotation, default: value }) =>
    value === null ? `${name}: ${annotation}` : `${name}: ${annotation} = ${value}`,
  );
  const answer = { list: `The ${nouns.manyWords} of the page.`, delete: null }[operation as 'list' | 'delete'];
  const result = answer === undefined ? `The ${nouns.words}.` : answer;
  return [
    ...layOutItems(`@${router}.${METHODS[operation]}(`, route, ')', { outer: '', step }),
    ...layOutItems(`${style.isAsync ? 'async ' : ''}def ${handlers[operation]}(`, written, `) -> ${returns}:`, {
      outer: '',
      step,
    }),
    ...wrapProse(`"""${summaryOf(operation, plan)}`, step, step),
    ...(ordered.length > 0 ? ['', `${step}Args:`] : []),
    ...ordered.flatMap(({ name, description }) =>
      wrapProse(`${name}: ${description}`, step + step, step + step + step),
    ),
    ...(result === null ? [] : ['', `${step}Returns:`, ...wrapProse(result, step + step, step + step)]),
    `${step}"""`,
    `${step}${stop('raise NotImplementedError')}`,
  ].join('\n');
}

function summaryOf(operation: CrudOperation, { nouns }: OpenPlan): string {
  const { words, manyWords } = nouns;
  switch (operation) {
    case 'list':
      return `List ${manyWords}, a page at a time.`;
    case 'create':
      return `Create ${withArticle(words)}.`;
    case 'get':
      return `Get ${withArticle(words)}.`;
    case 'replace':
      return `Replace all data of ${withArticle(words)}.`;
    case 'update':
      return `Change some data of ${withArticle(words)}.`;
    case 'delete':
      return `Delete ${withArticle(words)}.`;
  }
}

function parametersOf(operation: CrudOperation, plan: OpenPlan, imports: NameImporter): Parameter[] {
  const { nouns, key, models, shared } = plan;
  const plain = (name: string, type: ImportedName, description: string): Parameter => ({
    ...{ name, annotation: modelName(type, imports), default: null, description },
  });
  const parameters = shared.map((each) => ({ ...each, description: describeShared(each.name) }));
  if (operation !== 'list' && operation !== 'create') {
    const what = key.field === 'id' ? 'ID' : key.field.replace(/_/g, ' ');
    parameters.push(plain(key.parameter, key.type, `The ${what} of the ${nouns.words}.`));
  }
  if (operation === 'create' || operation === 'replace') {
    parameters.push(plain(`${nouns.variable}_in`, models.create, `The data of the ${nouns.words}.`));
  }
  if (operation === 'update') parameters.push(plain(`${nouns.variable}_in`, models.update, 'The data to change.'));
  if (operation === 'list') parameters.push(...pageParameters(plan, imports));
  return parameters;
}

/** A name; one that the project does not have is to be looked at. */
function modelName(name: ImportedName, imports: NameImporter): string {
  const isOpen = name.module === null && /^\p{Lu}/u.test(name.name);
  return isOpen ? stop(name.name) : nameOf(name, imports);
}

function pageParameters({ style, nouns }: OpenPlan, imports: NameImporter): Parameter[] {
  const query = imports.use('fastapi', 'Query');
  const write = (name: string, start: string, bounds: string, description: string): Parameter =>
    style.usesAnnotated
      ? {
          ...{ name, default: start, description },
          annotation: `${imports.use('typing', 'Annotated')}[int, ${query}(${bounds})]`,
        }
      : { name, annotation: 'int', default: `${query}(${start}, ${bounds})`, description };
  return [
    write('offset', '0', 'ge=0', `How many ${nouns.manyWords} to skip.`),
    write('limit', stop('20'), `ge=1, le=${stop('100')}`, `How many ${nouns.manyWords} to return at most.`),
  ];
}

function describeShared(name: string): string {
  if (/(^|_)(db|database)$/.test(name)) return 'The database.';
  if (/(^|_)session$/.test(name)) return 'Database session.';
  return `The ${name.replace(/_/g, ' ')}.`;
}

function statusOf(code: number, name: string, { style }: OpenPlan, imports: NameImporter): string {
  return style.statuses === 'numbers' ? String(code) : `${imports.use('fastapi', 'status')}.HTTP_${code}_${name}`;
}
