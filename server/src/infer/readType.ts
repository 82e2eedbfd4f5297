// Reads annotations, and types as docstrings write them, into type expressions.
// Must not know what a name means but by the function that it is handed.
import {
  ANY,
  builtin,
  imported,
  type NamedType,
  NONE,
  STR,
  type TypeExpression,
  UNKNOWN,
  unite,
} from './typeExpression';

/**
 * What a dotted name in an annotation stands for; null for a name that is no type here (unbound, a type variable).
 * A class is told without arguments.
 */
export type NameReader = (dottedName: string) => NamedType | null;

/**
 * Reads an annotation's text. What wraps a type without changing the value (`Annotated`, `Final`, `ClassVar`,
 * `Mapped`, …) is taken off; quoted parts are read like the rest.
 * @returns unknown when the text is no type that we can tell
 */
export function readType(text: string, name: NameReader): TypeExpression {
  const reader = new Reader(text, name);
  const type = reader.union();
  return type && reader.atEnd ? type : UNKNOWN;
}

/** Forms that say something about a name and leave its type to their first argument. */
const TRANSPARENT = new Set([
  'Annotated',
  'Final',
  'ClassVar',
  'Mapped',
  'Required',
  'NotRequired',
  'ReadOnly',
  'InitVar',
  'SkipValidation',
]); // prettier-ignore

const TOKEN = /\s*(?:([A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)*)|(\.\.\.)|([[\]|,()])|("""|'''|"|'))/y;

class Reader {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly name: NameReader,
  ) {}

  get atEnd(): boolean {
    return this.text.slice(this.at).trim() === '';
  }

  union(): TypeExpression | null {
    const members: TypeExpression[] = [];
    do {
      const member = this.single();
      if (!member) return null;
      members.push(member);
    } while (this.take('|'));
    // A hole inside is a hole of the whole: a union with what is not known is not known.
    return members.length === 1 ? members[0]! : unite(members);
  }

  private single(): TypeExpression | null {
    const start = this.at;
    const token = this.next();
    if (!token) return null;
    if (token === '(') {
      const inner = this.union();
      return inner && this.take(')') ? inner : null;
    }
    if (/^["']/.test(token)) return this.quoted(token);
    if (token === '...') return { kind: 'text', text: '...' };
    if (!/^[A-Za-z_]/.test(token)) {
      this.at = start;
      return null;
    }
    const dotted = token.replace(/\s+/g, '');
    if (!this.take('[')) return this.bare(dotted);
    return this.generic(dotted);
  }

  private bare(dotted: string): TypeExpression | null {
    if (dotted === 'None') return NONE;
    const type = this.name(dotted);
    if (type?.module === 'typing' && type.name === 'Any') return ANY;
    if (type && isTyping(type) && UNFIT_ALONE.has(type.name)) return null;
    return type && typingAlias(type);
  }

  private generic(dotted: string): TypeExpression | null {
    const base = this.name(dotted);
    if (!base) return null;
    if (isTyping(base) && (base.name === 'Literal' || base.name === 'Callable')) return this.verbatim(base);
    if (base.module === 'collections.abc' && base.name === 'Callable') return this.verbatim(base);
    const transparent = TRANSPARENT.has(base.name.slice(base.name.lastIndexOf('.') + 1));
    const args: TypeExpression[] = [];
    do {
      if (transparent && args.length > 0) {
        this.skipToClosing();
        return args[0]!;
      }
      if (this.peek() === ']') break;
      if (this.peek() === '(' && /^\s*\(\s*\)/.test(this.text.slice(this.at))) return null;
      const argument = this.union();
      if (!argument) return null;
      args.push(argument);
    } while (this.take(','));
    if (!this.take(']') || args.length === 0) return null;
    if (transparent) return args[0]!;
    if (isTyping(base) && base.name === 'Optional') return unite([args[0]!, NONE]);
    if (isTyping(base) && base.name === 'Union') return unite(args);
    if (isTyping(base) && /^Type(Guard|Is)$/.test(base.name)) return { ...base, arguments: args };
    return { ...typingAlias(base), arguments: args };
  }

  /** Arguments that are no types: taken as written up to the bracket. */
  private verbatim(base: NamedType): TypeExpression | null {
    const start = this.at;
    const end = this.skipToClosing();
    if (end === null) return null;
    const inside = this.text.slice(start, end).trim();
    return inside === '' ? null : { ...base, arguments: [{ kind: 'text', text: inside.replace(/\s*\n\s*/g, ' ') }] };
  }

  /** Passes over the bracket that closes the open one. Returns where it stood, or null. */
  private skipToClosing(): number | null {
    let depth = 1;
    let quote = '';
    for (; this.at < this.text.length; this.at++) {
      const character = this.text[this.at]!;
      if (quote) {
        if (character === '\\') this.at++;
        else if (character === quote) quote = '';
      } else if (character === '"' || character === "'") quote = character;
      else if ('[({'.includes(character)) depth++;
      else if ('])}'.includes(character) && --depth === 0) return this.at++;
    }
    return null;
  }

  private quoted(quote: string): TypeExpression | null {
    const end = this.text.indexOf(quote, this.at);
    if (end < 0) return null;
    const inner = new Reader(this.text.slice(this.at, end), this.name);
    this.at = end + quote.length;
    const type = inner.union();
    return type && inner.atEnd ? type : null;
  }

  private take(token: string): boolean {
    if (this.peek() !== token) return false;
    this.next();
    return true;
  }

  private peek(): string | null {
    const { at } = this;
    const token = this.next();
    this.at = at;
    return token;
  }

  private next(): string | null {
    TOKEN.lastIndex = this.at;
    const match = TOKEN.exec(this.text);
    if (!match) return null;
    this.at = TOKEN.lastIndex;
    return match[1] ?? match[2] ?? match[3] ?? match[4] ?? null;
  }
}

function isTyping(type: NamedType): boolean {
  return type.module === 'typing' || type.module === 'typing_extensions';
}

/** Special forms that mean nothing, or something else in each place, without arguments. */
const UNFIT_ALONE = new Set([
  'Self',
  'Optional',
  'Union',
  'Literal',
  'Annotated',
  'LiteralString',
  'TypeAlias',
  'Generic',
  'Protocol',
  'NoReturn',
  'Never',
]); // prettier-ignore

/** Names that `typing` gave to builtins and to `collections.abc`, as what they stand for. */
function typingAlias(type: NamedType): NamedType {
  if (!isTyping(type)) return type;
  const own = /^(List|Dict|Set|FrozenSet|Tuple|Type)$/.exec(type.name)?.[1];
  if (own) return builtin(own.toLowerCase(), ...type.arguments);
  if (type.name === 'Text') return STR;
  return COLLECTIONS_ABC.has(type.name) ? imported('collections.abc', type.name, ...type.arguments) : type;
}

const COLLECTIONS_ABC = new Set(
  `AsyncGenerator AsyncIterable AsyncIterator Awaitable Callable Collection Container Coroutine Generator Hashable
  ItemsView Iterable Iterator KeysView Mapping MappingView MutableMapping MutableSequence MutableSet Reversible Sequence
  Sized ValuesView`.split(/\s+/),
);

/** Python's builtin classes that annotations name. */
export const BUILTIN_TYPES = new Set(
  `bool bytearray bytes complex dict float frozenset int list memoryview object range set slice str tuple type
  ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError BrokenPipeError
  BufferError ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError ConnectionResetError
  EOFError Exception ExceptionGroup FileExistsError FileNotFoundError FloatingPointError GeneratorExit IOError
  ImportError IndexError InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError
  ModuleNotFoundError NameError NotADirectoryError NotImplementedError OSError OverflowError PermissionError
  ProcessLookupError RecursionError ReferenceError RuntimeError StopAsyncIteration StopIteration SyntaxError SystemError
  SystemExit TabError TimeoutError TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError
  ValueError ZeroDivisionError Warning DeprecationWarning RuntimeWarning UserWarning FutureWarning`.split(/\s+/),
);

/** A builtin class by its name, without regard to what a module may have made of the name. */
export function builtinType(name: string): NamedType | null {
  return BUILTIN_TYPES.has(name) ? builtin(name) : null;
}
