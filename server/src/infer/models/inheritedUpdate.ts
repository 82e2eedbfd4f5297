// Gives an update model the fields of its base as optional fields of its own.
// Must not know rules.
import type { ClassFacts } from '../../facts/classes';
import type { UsedModel } from '../../project/view';
import type { Edit } from './edits';
import { isRequired } from './fields';
import { resourceOf } from './missingVariants';
import type { OfferPlace } from './offerVariants';
import { readVariantFields } from './readSource';
import { findVariantStyle } from './variantStyle';
import { writeFieldOf } from './writeVariants';

/** Edits in offsets of the region. */
export interface OwnFields {
  readonly title: string;
  readonly edits: readonly Edit[];
}

/**
 * The edits that write inherited fields as optional ones. A base that is nothing but fields is left for the root of the
 * project's models, with all its fields; from another one the class still descends, and declares the required ones anew.
 * @param isMeant whether a field is to be made optional
 */
export function ownUpdateFields(
  facts: ClassFacts,
  model: UsedModel,
  isMeant: (name: string, annotation: string | null) => boolean,
  context: OfferPlace,
): OwnFields | null {
  const { project, file, indentUnit, imports } = context;
  const resource = resourceOf(model, project);
  const style = findVariantStyle(resource, model, {
    ...{ project, path: file.path, python: file.python, indentUnit },
    pydantic: file.manifest.dependencies.pydantic,
  });
  const isReplaced = isPlainBase(facts, model, context);
  const inherited = model.fields.filter(({ home }) => home.name !== model.name || home.path !== model.path);
  const wanted = new Set(
    inherited
      .filter((field) => isReplaced || (isRequired(field) && isMeant(field.name, field.annotation)))
      .map(({ name }) => name),
  );
  const place = { project, path: file.path, python: file.python };
  const fields = readVariantFields(model, resource, place).filter(({ name }) => wanted.has(name));
  if (fields.length !== wanted.size || fields.length === 0) return null;
  const lines = fields.map((field) =>
    writeFieldOf(isMeant(field.name, field.annotation) ? 'update' : 'base', field, style, imports),
  );
  const body = bodyEdit(facts, lines, context);
  if (!body) return null;
  const { root } = style;
  const rootName = root.module === '' ? root.name : imports.use(root.module, root.name);
  const base = facts.bases[0]!.node;
  const edits = isReplaced ? [{ start: base.start, end: base.end, newText: rootName }, body] : [body];
  return { title: 'Declare the inherited fields as optional ones', edits };
}

/** Whether the one base is a model that has fields and nothing else: no methods, no configuration. */
function isPlainBase(facts: ClassFacts, model: UsedModel, { project }: OfferPlace): boolean {
  const [base, ...more] = facts.bases;
  const found = base?.name ? project.model(base.name) : null;
  if (!found || more.length > 0 || base!.node.type === 'subscript' || model.isPartial) return false;
  if (Object.keys(found.config).length > 0 && !model.isSqlModel) return false;
  return found.lineage.every((each) => project.methodsIn(each.path, each.name).length === 0);
}

function bodyEdit(
  { node, docstring }: ClassFacts,
  lines: readonly string[],
  { text, regionStart }: OfferPlace,
): Edit | null {
  const body = node.child('body');
  const first = body?.items[0];
  if (!body || !first) return null;
  const at = first.start + regionStart;
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const indent = text.slice(lineStart, at);
  if (indent.trim() !== '') return null;
  const block = lines.join('\n');
  if (docstring) return { start: docstring.end, end: docstring.end, newText: `\n\n${block}` };
  if (body.items.length === 1 && (first.type === 'pass_statement' || first.text === '...')) {
    return { start: first.start, end: first.end, newText: block.trimStart() };
  }
  return { start: lineStart - regionStart, end: lineStart - regionStart, newText: `${block}\n` };
}
