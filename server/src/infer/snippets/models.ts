// The snippet of a resource's models in a module of models: named, rooted and configured as the others there.
// Must not know fields of any model that is there: the resource is a new one.
import { findVariantStyle } from '../models/variantStyle';
import type { Variant } from '../models/variants';
import { type VariantField, writeVariants } from '../models/writeVariants';
import { escapeSnippet } from '../snippet';
import type { SnippetPlace, SnippetWriter } from './place';

/** The name that stands in for the resource's until it is typed. */
const RESOURCE = 'Resource';

const DATETIME = { names: { datetime: { module: 'datetime', name: 'datetime' } } };
const UUID = { names: { UUID: { module: 'uuid', name: 'UUID' } } };

/** The models of a resource, as the skill has them; SQLModel's with the table. */
export const writeModels: SnippetWriter = (place, newImports) => {
  if (!place.isModule || place.isTest) return [];
  const { project, file, python, indentUnit, pydantic } = place;
  const source = modelsIn(place).at(-1);
  if (!source) return [];
  const imports = newImports();
  const style = findVariantStyle(RESOURCE, source, { project, path: file.path, python, indentUnit, pydantic });
  const field = { names: { Field: { module: style.fieldModule, name: 'Field' } } };
  const hasPipes = python[0] > 3 || python[1] >= 10;
  const optional: Pick<VariantField, 'annotation' | 'names'> = hasPipes
    ? { annotation: 'str | None' }
    : { annotation: 'Optional[str]', names: { Optional: { module: 'typing', name: 'Optional' } } };
  const times: VariantField[] = ['created_at', 'updated_at'].map((name) => ({
    ...{ name, annotation: 'datetime', value: null, role: 'server' },
    ...DATETIME,
  }));
  const fields: VariantField[] = [
    { name: 'id', annotation: 'UUID', value: null, role: 'key', ...UUID },
    { name: 'name', annotation: 'str', value: 'Field(min_length=1, max_length=255)', role: 'plain', ...field },
    { name: 'description', ...optional, value: 'None', role: 'plain' },
    ...(source.isSqlModel ? [] : times),
  ];
  const variants: Variant[] = [
    'base',
    'create',
    'update',
    'response',
    ...(source.isSqlModel ? [] : (['indb'] as const)),
  ];
  const classes = writeVariants({ resource: RESOURCE, fields, variants, known: {}, style, imports });
  const texts = classes.map(({ text }) => text);
  if (source.isSqlModel) {
    const table = [
      `class ${RESOURCE}(${style.names.base}, table=True):`,
      `${indentUnit}"""A resource as it is stored."""`,
      '',
      `${indentUnit}id: ${imports.use('uuid', 'UUID')} = ${imports.use('sqlmodel', 'Field')}` +
        `(default_factory=${imports.use('uuid', 'uuid4')}, primary_key=True)`,
    ];
    texts.push(table.join('\n'));
  }
  return [
    {
      prefix: 'fa-models',
      detail: `Models of a resource: ${[...classes.map(({ name }) => name), ...(source.isSqlModel ? [RESOURCE] : [])].join(', ')}`,
      text: texts.map(openNames).join('\n\n\n'),
      imports,
    },
  ];
};

/** The resource's name as the first tab stop, its word in sentences as the second. */
function openNames(text: string): string {
  return escapeSnippet(text)
    .replaceAll(RESOURCE, '${1:Resource}')
    .replace(/\bresource\b/g, '${2:resource}');
}

/** The models and tables of the module, as it has them. */
function modelsIn({ project, file }: SnippetPlace) {
  return project
    .modelKeys()
    .filter(({ path }) => path === file.path)
    .flatMap(({ name, path }) => project.model(name, path) ?? [])
    .filter(({ kind, isSqlModel }) => kind === 'model' || isSqlModel);
}
