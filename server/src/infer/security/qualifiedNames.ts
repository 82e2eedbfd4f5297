// What a dotted name in a region means, the imports of its own functions included.
// Must not know what anybody wants to call.
import { dottedName } from '../../facts/expressions';
import { readImports } from '../../facts/imports';
import type { Region } from '../../facts/region';
import type { ProjectView } from '../../project/view';
import type { SyntaxNode } from '../../syntax/node';

/** Where a name is read. */
export interface NamePlace {
  readonly region: Region;
  readonly project: Pick<ProjectView, 'resolve'>;
}

/** The full dotted name of what an expression names, `hashlib.md5` of `md5`; null for what is no name or is not imported. */
export function qualifiedName(expression: SyntaxNode | null, { region, project }: NamePlace): string | null {
  const name = dottedName(expression);
  if (name === null) return null;
  const [head, ...rest] = name.split('.');
  const own = readImports(region).find((each) => each.inFunction && each.local === head);
  if (own) {
    if (own.level > 0) return null;
    const base = own.name !== null ? `${own.module}.${own.name}` : own.hasAlias ? own.module : head!;
    return [base, ...rest].join('.');
  }
  return project.resolve(name)?.qualifiedName ?? null;
}
