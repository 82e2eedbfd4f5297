// Offers variants of a resource's models as a fix: in the file of the class, or where the other variants stand.
// Must not know rules.
import type { ClassKey } from '../../project/modelClasses';
import type { ProjectView, UsedModel } from '../../project/view';
import { type Template, toSnippet, toText } from '../docstring/template';
import type { Edit, NameImporter } from './edits';
import { planVariants } from './planVariants';
import { findVariants, type Variant } from './variants';
import { type WrittenVariant, writeVariants } from './writeVariants';

/** Imports that a text needs. */
type Requests = readonly { readonly module: string; readonly name: string | null }[];

/** Where the class at hand stands, and what is known of its file. */
export interface OfferPlace {
  readonly project: ProjectView;
  readonly file: {
    readonly path: string;
    readonly python: readonly [number, number];
    readonly manifest: { readonly dependencies: Readonly<Record<string, string>> };
  };
  readonly text: string;
  readonly regionStart: number;
  readonly indentUnit: string;
  readonly imports: NameImporter & { readonly requested: Requests };
}

/** A remedy: edits of the region at hand with the imports that they need, or of another file. */
export interface OfferedVariants {
  readonly title: string;
  readonly safe: false;
  readonly snippet?: boolean;
  readonly edits: readonly Edit[];
  readonly imports?: Requests;
  readonly otherFiles?: Readonly<Record<string, readonly Edit[]>>;
}

const KINDS: readonly Variant[] = ['base', 'create', 'update', 'response', 'indb'];

/**
 * The fix that writes variants; null where they cannot be written.
 * @param model the class at hand, which stands for the resource
 */
export function offerVariants(
  model: UsedModel,
  resource: string,
  variants: readonly Variant[],
  context: OfferPlace,
): OfferedVariants | null {
  const { project, file } = context;
  const known = KINDS.flatMap((variant) => findVariants(project, resource, variant));
  // A table's own file is no place for models that stand elsewhere.
  const path = known.some((each) => each.path === file.path) || !known[0] ? file.path : known[0].path;
  const place = {
    ...{ project, path, python: file.python, indentUnit: context.indentUnit },
    pydantic: file.manifest.dependencies.pydantic,
  };
  if (path === file.path) {
    const request = planVariants(resource, variants, { ...place, imports: context.imports }, model);
    if (!request) return null;
    const written = writeVariants(request);
    const at = endOf([model, ...known], path, context) - context.regionStart;
    const template = asBlock(written, '\n\n\n', '');
    return {
      title: titleOf(written, ''),
      safe: false,
      snippet: true,
      edits: [{ start: at, end: at, newText: toSnippet(template) }],
      imports: context.imports.requested,
    };
  }
  const imports = importerOf(path, context);
  const request = planVariants(resource, variants, { ...place, imports }, model);
  if (!request) return null;
  const written = writeVariants(request);
  const at = endOf(known, path, context);
  const before = Math.min(
    ...known.filter((each) => each.path === path).map((each) => project.classPlace(each)?.start ?? at),
  );
  const importEdits = project.importEdits(path, imports.requested, before);
  if (!importEdits) return null;
  const text = toText(asBlock(written, '\n\n\n', ''));
  return {
    title: titleOf(written, ` in "${path.slice(path.lastIndexOf('/') + 1)}"`),
    safe: false,
    edits: [],
    otherFiles: { [path]: [...importEdits, { start: at, end: at, newText: text }] },
  };
}

function asBlock(written: readonly WrittenVariant[], before: string, after: string): Template {
  return [...written.flatMap(({ template }) => [before, ...template]), after];
}

function titleOf(written: readonly WrittenVariant[], where: string): string {
  return `Write ${written.map(({ name }) => `"${name}"`).join(', ')}${where}`;
}

/** The end of the last of the classes in a file: behind all that a variant may inherit from (UTF-16 offset of the file). */
function endOf(classes: readonly ClassKey[], path: string, { project, text, file }: OfferPlace): number {
  const ends = classes.filter((each) => each.path === path).map((each) => project.classPlace(each)?.end ?? 0);
  const end = Math.max(...ends);
  if (path !== file.path) return end;
  // A comment behind the last statement belongs to it.
  const line = text.indexOf('\n', end);
  const rest = text.slice(end, line < 0 ? text.length : line);
  return /^[ \t]*#/.test(rest) ? end + rest.trimEnd().length : end;
}

/** How names are had in another file, of which only the facts are known. */
function importerOf(
  path: string,
  { project }: OfferPlace,
): NameImporter & { readonly requested: readonly { readonly module: string; readonly name: string }[] } {
  const requested: { module: string; name: string }[] = [];
  return {
    requested,
    use(module, name) {
      const known = project.localName(path, { module, name });
      if (known !== null) return known;
      if (
        project.bindingsIn(path, name).some((each) => each.kind === 'class') &&
        !requested.some((each) => each.name === name)
      )
        return name;
      if (!requested.some((each) => each.module === module && each.name === name)) requested.push({ module, name });
      return name;
    },
  };
}
