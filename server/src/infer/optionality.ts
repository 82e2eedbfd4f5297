// Says whether an annotation leaves room for None, and where None is to be added.
// Must not know rules or how fixes are offered.
import type { AnnotationPart } from '../facts/annotation';
import type { Binding } from '../facts/bindings';
import { STANDARD_LIBRARY } from '../project/standardLibrary';
import { type AnnotationScope, annotationName } from './annotationNames';

/** Names of `typing` and its kin that have None among their values, or may have. */
const WITH_NONE = new Set(
  `typing.Any typing.Optional typing.Hashable collections.abc.Hashable typing.AnyStr typing.Union typing.Unpack
  types.NoneType`.split(/\s+/),
);

/** Functions that annotations name as if they were classes: `threading.Lock | None` would not even be evaluated. */
const FUNCTIONS =
  /^(threading\.R?Lock|multiprocessing\.\w+|tempfile\.(Named)?TemporaryFile|typing\.(NamedTuple|TypedDict|NewType)|collections\.namedtuple)$/;

/**
 * Whether None may be a value of an annotation's type. What is not known for sure may have it: names from outside
 * Python's own library may be aliases, a type variable may stand for anything.
 */
export function mayBeNone(part: AnnotationPart, text: string, scope: AnnotationScope): boolean {
  switch (part.kind) {
    case 'none':
    case 'other':
    case 'list':
      return true;
    case 'quoted':
      return mayBeNone(part.inner, text, scope);
    case 'union':
      return part.members.some((member) => mayBeNone(member, text, scope));
  }
  const name = annotationName(part.name, scope.project, scope.hidden);
  if (!name) return true;
  if (name.origin === 'builtin') return name.qualifiedName === 'object';
  if (name.origin === 'project') return isProtocol(name.definition?.binding ?? null);
  if (part.kind === 'generic') {
    const args = part.arguments;
    switch (name.qualifiedName) {
      case 'typing.Union':
        return args.some((argument) => mayBeNone(argument, text, scope));
      case 'typing.Annotated':
        return args.length === 0 || mayBeNone(args[0]!, text, scope);
      case 'typing.Literal':
        // A name or a nested Literal may stand for None; texts and numbers do not.
        return args.some(
          ({ start, end }) => !/^(-?\d|[bBuUrR]*["']|True$|False$|\w+\.\w+$)/.test(text.slice(start, end)),
        );
    }
  }
  const parts = name.qualifiedName.split('.');
  return (
    WITH_NONE.has(name.qualifiedName) ||
    FUNCTIONS.test(name.qualifiedName) ||
    !STANDARD_LIBRARY.has(parts[0]!) ||
    parts.at(-1)!.startsWith('_')
  );
}

/** None may be all that a protocol asks for. */
function isProtocol(binding: Binding | null): boolean {
  return binding?.kind === 'class' && binding.signature.bases.some((base) => /(^|\.)Protocol(\[|$)/.test(base));
}

/** How None is added to a type: behind it, as a last argument of `Union`, or by `Optional` around it. */
export type NonePlace =
  | { readonly how: 'append' | 'argument'; readonly at: number }
  | { readonly how: 'wrap'; readonly start: number; readonly end: number };

/**
 * Where None goes into an annotation that has no room for it: inside quotes and `Annotated`, as one more member of a
 * union that is written so, else as the target's Python wants it.
 * @param pipes whether `X | None` may be written where the author has written none
 */
export function placeForNone(part: AnnotationPart, pipes: boolean, scope: AnnotationScope): NonePlace | null {
  if (part.kind === 'quoted') return placeForNone(part.inner, pipes, scope);
  if (part.kind === 'generic') {
    const name = annotationName(part.name, scope.project, scope.hidden)?.qualifiedName;
    const [first] = part.arguments;
    if (name === 'typing.Annotated') return first ? placeForNone(first, pipes, scope) : null;
    if (name === 'typing.Union') return first ? { how: 'argument', at: part.arguments.at(-1)!.end } : null;
  }
  const { start, end } = part;
  if (pipes || (part.kind === 'union' && part.members.length > 1)) return { how: 'append', at: end };
  return { how: 'wrap', start, end };
}
