// Finds generic classes without their type arguments in an annotation, and says which arguments they take.
// Must not know rules or how fixes are offered.
import type { AnnotationPart } from '../facts/annotation';
import { type AnnotationScope, annotationName } from './annotationNames';
import { TYPING_NAMES } from './printType';

/** A generic class without type arguments. */
export interface BareGeneric {
  /** As it is written: `t.List`. */
  readonly name: string;
  /** Where, counted like the annotation's parts. */
  readonly start: number;
  readonly end: number;
  /** The dotted name that it means: `list`, `collections.abc.Sequence`. */
  readonly qualifiedName: string;
  /** What goes between the brackets: `*` for a type and `…` for parameters, both to be filled in, the rest as written. */
  readonly shape: string;
}

/**
 * Generics of the builtins and the standard library by what they take (typing documentation, "Specification for the typing
 * module"); those of `collections.abc`, which `typing` has too, by their bare names.
 */
const SHAPES: readonly (readonly [shape: string, names: string])[] = [
  [
    '*',
    `list set frozenset type typing.List typing.Set typing.FrozenSet typing.Type typing.Deque typing.Counter
    typing.AbstractSet typing.Pattern typing.Match typing.IO
    Iterable Iterator AsyncIterable AsyncIterator Collection Container Reversible Sequence MutableSequence Set MutableSet
    KeysView ValuesView Awaitable
    collections.deque collections.Counter queue.Queue queue.LifoQueue queue.PriorityQueue queue.SimpleQueue
    asyncio.Queue asyncio.Future asyncio.Task concurrent.futures.Future contextvars.ContextVar contextvars.Token
    weakref.ref weakref.WeakSet os.PathLike re.Pattern re.Match subprocess.Popen subprocess.CompletedProcess`,
  ],
  [
    '*, *',
    `dict typing.Dict typing.DefaultDict typing.OrderedDict typing.ChainMap Mapping MutableMapping ItemsView
    AsyncGenerator collections.defaultdict collections.OrderedDict collections.ChainMap weakref.WeakKeyDictionary
    weakref.WeakValueDictionary types.MappingProxyType`,
  ],
  ['*, ...', 'tuple typing.Tuple'],
  ['…, *', 'Callable'],
  ['*, *, *', 'Generator Coroutine'],
];

const SHAPE_OF: ReadonlyMap<string, string> = new Map(
  SHAPES.flatMap(([shape, names]) =>
    names
      .split(/\s+/)
      .flatMap((name) => (/^[A-Z]/.test(name) ? [`collections.abc.${name}`, `typing.${name}`] : [name]))
      .map((name): [string, string] => [name, shape]),
  ),
);

/** Forms whose arguments are classes as values, where bare ones are right: `type[dict]`. */
const TAKES_CLASSES = /^(type|typing\.Type)$/;

/** The generic classes that stand without type arguments in an annotation, nested and quoted parts included, in order. */
export function bareGenerics(part: AnnotationPart, scope: AnnotationScope): BareGeneric[] {
  switch (part.kind) {
    case 'quoted':
      return bareGenerics(part.inner, scope);
    case 'union':
      return part.members.flatMap((member) => bareGenerics(member, scope));
    case 'list':
      return part.items.flatMap((item) => bareGenerics(item, scope));
    case 'generic': {
      const name = annotationName(part.name, scope.project, scope.hidden)?.qualifiedName ?? '';
      if (TAKES_CLASSES.test(name)) return [];
      return part.arguments.flatMap((argument) => bareGenerics(argument, scope));
    }
    case 'name': {
      const { name, start, end } = part;
      const meant = annotationName(name, scope.project, scope.hidden);
      const shape = meant && meant.origin !== 'project' ? SHAPE_OF.get(meant.qualifiedName) : undefined;
      return meant && shape !== undefined ? [{ name, start, end, qualifiedName: meant.qualifiedName, shape }] : [];
    }
    default:
      return [];
  }
}

/**
 * The name under which a generic takes type arguments when the program runs: its own from Python 3.9 on, before that the
 * one of `typing`; null where there was none (PEP 585).
 */
export function subscriptableName(qualifiedName: string, sinceNine: boolean): string | null {
  if (sinceNine || qualifiedName.startsWith('typing.')) return qualifiedName;
  const name = /^collections\.abc\.(\w+)$/.exec(qualifiedName)?.[1];
  if (name) return name === 'Set' ? 'typing.AbstractSet' : `typing.${name}`;
  const capital = TYPING_NAMES[qualifiedName];
  return capital ? `typing.${capital}` : null;
}
