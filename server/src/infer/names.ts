// Says what names mean as types: builtins unless shadowed, classes of the project, what imports bring.
// Must not know expressions or fixes.
import type { Binding } from '../facts/bindings';
import type { Definition, ProjectView } from '../project/view';
import type { NameReader } from './readType';
import { builtinType } from './readType';
import { imported, local, type NamedType } from './typeExpression';

/** Reads names in annotations of the file at hand. Names in `hidden` (type parameters, say) are no types. */
export function namesOfFile(project: ProjectView, hidden: ReadonlySet<string> = new Set()): NameReader {
  return (dotted) => {
    const head = dotted.split('.')[0]!;
    if (hidden.has(head)) return null;
    const definition = project.resolve(dotted);
    if (!definition) return project.binding(head) ? null : builtinType(dotted);
    const type = typeOfDefinition(definition);
    if (!type) return null;
    return isLocal(definition, project, dotted) ? { ...local(dotted), written: dotted } : { ...type, written: dotted };
  };
}

/** Reads names in annotations of another file of the project. */
export function namesOfOtherFile(project: ProjectView, path: string): NameReader {
  return (dotted) => {
    const definition = project.resolveIn(path, dotted);
    if (definition) return typeOfDefinition(definition);
    return project.resolveIn(path, dotted.split('.')[0]!) ? null : builtinType(dotted);
  };
}

function isLocal(definition: Definition, project: ProjectView, dotted: string): boolean {
  return definition.binding !== null && project.binding(dotted) === definition.binding;
}

/** The type that a definition gives a name, or null where it gives none: modules, functions, type variables, values. */
export function typeOfDefinition(definition: Definition): NamedType | null {
  const { binding, qualifiedName, path } = definition;
  const dot = qualifiedName.lastIndexOf('.');
  const named = dot < 0 ? null : imported(qualifiedName.slice(0, dot), qualifiedName.slice(dot + 1));
  if (binding === null) return path === null ? named : null;
  if (binding.kind === 'class') return named;
  return binding.kind === 'variable' && isAlias(binding) ? named : null;
}

/** Whether a variable may stand as a type: `UserId = NewType(…)`, `Json = dict[str, Any]`, not `T = TypeVar("T")`. */
function isAlias(binding: Extract<Binding, { kind: 'variable' }>): boolean {
  const { value, annotation } = binding;
  if (annotation !== null) return /\bTypeAlias\b/.test(annotation);
  if (value === null) return false;
  return /^(\w+\.)*NewType\(/.test(value) || /^[A-Za-z_][\w.]*(\[[\s\S]*\])?(\s*\|[\s\S]*)?$/.test(value);
}
