// Writes the models of a resource that its class has not: what creates one, what changes one, what is answered.
import { readClassRegion } from '../facts/classes';
import { nounsOf } from '../infer/crud/nouns';
import { isKept, resourceNameOf } from '../infer/crud/resource';
import { moduleNameFor } from '../infer/crud/routerLayout';
import { findVariantHome } from '../infer/crud/variantHome';
import { joinLines, toSnippet, toText } from '../infer/docstring/template';
import { planVariants, type VariantPlace } from '../infer/models/planVariants';
import { type Variant, variantOf } from '../infer/models/variants';
import { type VariantRequest, writeVariants } from '../infer/models/writeVariants';
import { draftFile } from '../linter/draftFile';
import { importInto } from '../linter/draftImports';
import type { Generator, Offer, Subject } from '../linter/generation';
import { modelAt } from '../linter/modelAt';
import type { UsedModel } from '../project/view';

/** What an offer remembers: the class, by its name in the file, and the variants. */
type Data = { readonly name: string; readonly variants: readonly Variant[] };

/** What path operations take and answer with. */
const USED = ['create', 'update', 'response'] as const;
const ALL = ['base', 'create', 'update', 'response', 'indb'] as const;

export const modelVariants: Generator = {
  id: 'model-variants',
  title: 'Generate Model Variants',
  summary:
    'The models of the multi-model pattern that a class lacks, with its fields and their constraints: `ItemCreate`, `ItemUpdate`, `ItemResponse`, or each by itself',

  offers(subject) {
    if (subject.settings.isTest || subject.settings.isStub) return [];
    const model = modelAt(subject.file, subject.offset, subject.project);
    if (!model || !isKept(subject.project, model)) return [];
    const found = requestFor(subject, model, [], subject.file.path);
    if (!found || found.fields.length === 0) return [];
    const missing = USED.filter((variant) => !found.known[variant]);
    // A plain model is the beginning of all five; a table is the stored form itself.
    const isBare = model.kind === 'model' && ALL.every((variant) => !found.known[variant]);
    const choices: readonly (readonly Variant[])[] = [
      ...(missing.length > 1 ? [missing] : []),
      ...(isBare ? [ALL] : []),
      ...missing.map((variant) => [variant]),
    ];
    return choices.map((variants): Offer => {
      const names = variants.map((variant) => found.style.names[variant]);
      const data: Data = { name: model.name, variants };
      return { title: `Generate ${names.join(', ')}`, data };
    });
  },

  write({ title, data }, subject, files) {
    const { name, variants } = data as Data;
    const { file, whole, project } = subject;
    const model = project.model(name);
    if (!model) return { why: `"${name}" is no model any more.` };
    const resource = resourceNameOf(model);
    const home = findVariantHome(whole, project, resource, model);
    const isHere = home.path === file.path;
    const text = isHere ? file.text : files.exists(home.path) ? files.read(home.path) : null;
    const draft = draftFile(home.path, text, subject.viewOf(home.path), { snippet: isHere });
    const module = moduleNameFor(whole, home.path, file.path);
    const request = requestFor(subject, model, variants, home.path, importInto(draft, { project: whole, module }));
    if (!request) return { why: `"${name}" has no fields that can be read.` };
    const taken = variants.map((variant) => request.style.names[variant]).find((each) => draft.has(each));
    if (taken !== undefined) return { why: `"${taken}" is there already.` };
    const written = writeVariants(request);
    const template = joinLines(
      written.flatMap((each, index) => (index === 0 ? [each.template] : [[''], [''], each.template])),
    );
    const code = isHere ? toSnippet(template) : toText(template);
    const behind = draft.file.regions.findLast(({ owner, region }) => {
      const own = owner ? null : (readClassRegion(region)?.name ?? null);
      return own !== null && (own === name || variantOf(own)?.resource === resource);
    });
    if (behind) draft.insertAfter(behind, code);
    else draft.append(code);
    if (draft.isNew) draft.describe(`"""Models of ${nounsOf(resource).manyWords}."""`);
    const packages = home.packages.map((path) => {
      const made = draftFile(path, null, subject.viewOf(path));
      made.describe('"""Models of requests and answers."""');
      return made.finish();
    });
    const where = isHere ? '' : ` in "${home.path.split('/').slice(-2).join('/')}"`;
    return { title: title + where, files: [draft.finish(), ...packages] };
  },
};

/** What is known of a resource's models, and what is needed to write some of them into a file. */
function requestFor(
  { project, settings, viewOf }: Subject,
  model: UsedModel,
  variants: readonly Variant[],
  path: string,
  imports: VariantPlace['imports'] = { use: (_module, name) => name },
): VariantRequest | null {
  const place = {
    ...{ project: path === model.path ? project : viewOf(path), path, python: settings.python },
    ...{ indentUnit: '    ', pydantic: settings.manifest.dependencies.pydantic, imports },
  };
  return planVariants(resourceNameOf(model), variants, place, sourceOf(model));
}

/** The class from which fields are taken: a table or a plain model itself, of variants all of them together. */
function sourceOf(model: UsedModel): UsedModel | undefined {
  return model.kind === 'table' || variantOf(model.name) === null ? model : undefined;
}
