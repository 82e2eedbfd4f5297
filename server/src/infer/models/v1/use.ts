// What the finders of Pydantic 1's forms tell of each: where, what Pydantic 2 has instead, how to write it.
// Must not know rules.
import type { ProjectView, UsedModel } from '../../../project/view';
import type { Span } from '../../../syntax/node';
import type { Edit, NameImporter } from '../edits';

/** A use of something of Pydantic 1. */
export interface V1Use {
  readonly span: Span;
  readonly message: string;
  /** Writes the v2 form; null where no rewriting is known that would keep what it does. */
  readonly remedy: (imports: NameImporter) => Remedy | null;
}

/** The v2 form. */
export interface Remedy {
  readonly title: string;
  readonly safe: boolean;
  /** Whether it is the one to take all the same. */
  readonly preferred?: boolean;
  readonly edits: readonly Edit[];
}

/** Whether a data class comes from Pydantic 2's root, as far as the project's classes tell: not from `pydantic.v1`. */
export function isOfPydantic(model: UsedModel, project: ProjectView): boolean {
  if (model.kind === 'table' && !model.isSqlModel) return false;
  return !model.lineage.some(({ path, name }) =>
    project.model(name, path)?.signature.bases.some((base) => {
      const dotted = /^[\w.]+/.exec(base)?.[0];
      return dotted !== undefined && /^pydantic\.v1\b/.test(project.resolveIn(path, dotted)?.qualifiedName ?? '');
    }),
  );
}
