// Says what a name in an annotation is: a builtin class, a class of the project, something that lies outside.
// Must not know what is asked of it.
import type { Definition, ProjectView } from '../project/view';
import { builtinType } from './readType';

/** Where an annotation stands. */
export interface AnnotationScope {
  readonly project: ProjectView;
  /** Names that mean something else there than in the module. */
  readonly hidden: ReadonlySet<string>;
}

/** What a name in an annotation means. */
export interface AnnotationName {
  readonly origin: 'builtin' | 'project' | 'outside';
  /** The dotted name: `int`, `app.models.User`, `typing.Any`; `typing_extensions` and `typing` are one. */
  readonly qualifiedName: string;
  readonly definition: Definition | null;
}

/**
 * Reads a name in an annotation of the file at hand.
 * @param hidden names that mean something else where the annotation stands: type parameters, members of the class
 * @returns null for what is not known, and for what is no class: a type variable, an alias, a function
 */
export function annotationName(
  dotted: string,
  project: ProjectView,
  hidden: ReadonlySet<string>,
): AnnotationName | null {
  const head = dotted.split('.')[0]!;
  if (hidden.has(head)) return null;
  const definition = project.resolve(dotted);
  if (!definition) {
    if (project.binding(head) || !builtinType(dotted)) return null;
    return { origin: 'builtin', qualifiedName: dotted, definition };
  }
  const { binding, path, qualifiedName } = definition;
  if (binding?.kind === 'class') return { origin: 'project', qualifiedName, definition };
  if (binding !== null || path !== null) return null;
  return { origin: 'outside', qualifiedName: qualifiedName.replace(/^typing_extensions\./, 'typing.'), definition };
}
