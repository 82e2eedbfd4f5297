// Whether an annotation lets anything through: `dict`, `Any`, `list[dict]`; and where in its text the loose part stands.
// Must not know where the annotation stands.
import { type AnnotationPart, readAnnotation } from '../../facts/annotation';
import { lastName } from '../../facts/expressions';
import type { ProjectView } from '../../project/view';
import type { Span } from '../../syntax/node';

/** What an annotation without checks takes. */
export interface LooseType {
  /** One object; a list of them; either; anything, for which FastAPI looks into the body only when `Body()` says so. */
  readonly kind: 'object' | 'list' | 'either' | 'anything';
  /** The part of the text that a model would replace: `dict[str, Any]` of `dict[str, Any] | None`. */
  readonly span: Span;
  readonly allowsNone: boolean;
}

const MAPPINGS = /^(dict|Dict|Mapping|MutableMapping|OrderedDict|DefaultDict|defaultdict)$/;
const LISTS = /^(list|List|Sequence|MutableSequence|Iterable|Collection|set|Set|tuple|Tuple|frozenset|FrozenSet)$/;
const DEEPEST = 4;

/** Reads an annotation; null for one that checks what comes, or that is not understood. */
export function looseType(text: string, project: ProjectView): LooseType | null {
  const part = readAnnotation(text);
  return part && read(part, project, 0);
}

function read(part: AnnotationPart, project: ProjectView, depth: number): LooseType | null {
  const span = { start: part.start, end: part.end };
  switch (part.kind) {
    case 'quoted':
      return read(part.inner, project, depth);
    case 'union': {
      const members = part.members.filter((member) => member.kind !== 'none');
      const found = members.map((member) => read(member, project, depth));
      const [first] = found;
      if (!first || found.includes(null)) return null;
      const kind = members.length > 1 ? 'either' : first.kind;
      const own = members.length > 1 ? span : first.span;
      return { kind, span: own, allowsNone: first.allowsNone || members.length < part.members.length };
    }
    case 'generic': {
      const name = lastName(part.name);
      if (name === 'Annotated') return part.arguments[0] ? read(part.arguments[0], project, depth) : null;
      if (name === 'Optional') {
        const inner = part.arguments[0] ? read(part.arguments[0], project, depth) : null;
        return inner && { ...inner, allowsNone: true };
      }
      if (name === 'Union') return read({ ...part, kind: 'union', members: part.arguments }, project, depth);
      if (!isBuiltin(part.name, project)) return null;
      if (MAPPINGS.test(name)) {
        const value = part.arguments[1];
        return value && isLoose(value, project, depth + 1) ? { kind: 'object', span, allowsNone: false } : null;
      }
      if (LISTS.test(name)) {
        const [element] = part.arguments;
        const inner = element ? read(element, project, depth + 1) : null;
        if (!inner) return null;
        // The element is what a model would replace.
        return inner.kind === 'object'
          ? { ...inner, kind: 'list', allowsNone: false }
          : { kind: 'list', span, allowsNone: false };
      }
      return null;
    }
    case 'name': {
      const name = lastName(part.name);
      if (/^(Any|object)$/.test(name) && isBuiltin(part.name, project))
        return { kind: 'anything', span, allowsNone: false };
      if (MAPPINGS.test(name) && isBuiltin(part.name, project)) return { kind: 'object', span, allowsNone: false };
      if (LISTS.test(name) && isBuiltin(part.name, project)) return { kind: 'list', span, allowsNone: false };
      return ofAlias(part.name, span, project, depth);
    }
    default:
      return null;
  }
}

function isLoose(part: AnnotationPart, project: ProjectView, depth: number): boolean {
  if (depth > DEEPEST) return false;
  if (part.kind === 'union') return part.members.some((member) => isLoose(member, project, depth + 1));
  return read(part, project, depth) !== null;
}

/** `Payload = dict[str, Any]` under a name of the project. */
function ofAlias(name: string, span: Span, project: ProjectView, depth: number): LooseType | null {
  const { binding, path } = project.resolve(name) ?? {};
  if (depth > 0 || binding?.kind !== 'variable' || binding.value === null || !path) return null;
  // `CommonsDep = Annotated[dict, Depends(commons)]` comes from elsewhere.
  if (/\(/.test(binding.value)) return null;
  const value = readAnnotation(binding.value);
  // Names in it are taken as they would be here: what another file means by `dict` is no other thing.
  const inner = value && value.kind !== 'other' ? read(value, project, depth + 1) : null;
  return inner && { ...inner, span };
}

/** Whether a name is Python's or typing's own and not one of the project. */
function isBuiltin(name: string, project: ProjectView): boolean {
  const definition = project.resolve(name);
  return definition === null ? project.binding(name.split('.')[0]!) === null : definition.path === null;
}
