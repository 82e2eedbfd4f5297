// What exception classes descend from: Python's own, and those of the libraries that a FastAPI backend meets.
// Must not know projects; `exceptions.ts` puts the two together.

/**
 * Bases of Python's exceptions (Library Reference, "Exception hierarchy") that do not descend from Exception directly.
 * Whatever else is in the list after it does.
 */
const BASES = new Map(
  Object.entries({
    BaseException: '',
    BaseExceptionGroup: 'BaseException',
    Exception: 'BaseException',
    GeneratorExit: 'BaseException',
    KeyboardInterrupt: 'BaseException',
    SystemExit: 'BaseException',
    'asyncio.CancelledError': 'BaseException',
    BlockingIOError: 'OSError',
    ChildProcessError: 'OSError',
    ConnectionError: 'OSError',
    FileExistsError: 'OSError',
    FileNotFoundError: 'OSError',
    InterruptedError: 'OSError',
    IsADirectoryError: 'OSError',
    NotADirectoryError: 'OSError',
    PermissionError: 'OSError',
    ProcessLookupError: 'OSError',
    TimeoutError: 'OSError',
    BrokenPipeError: 'ConnectionError',
    ConnectionAbortedError: 'ConnectionError',
    ConnectionRefusedError: 'ConnectionError',
    ConnectionResetError: 'ConnectionError',
    FloatingPointError: 'ArithmeticError',
    OverflowError: 'ArithmeticError',
    ZeroDivisionError: 'ArithmeticError',
    ExceptionGroup: 'BaseExceptionGroup Exception',
    IndexError: 'LookupError',
    KeyError: 'LookupError',
    ModuleNotFoundError: 'ImportError',
    NotImplementedError: 'RuntimeError',
    RecursionError: 'RuntimeError',
    IndentationError: 'SyntaxError',
    TabError: 'IndentationError',
    UnboundLocalError: 'NameError',
    UnicodeError: 'ValueError',
    UnicodeDecodeError: 'UnicodeError',
    UnicodeEncodeError: 'UnicodeError',
    UnicodeTranslateError: 'UnicodeError',
    BytesWarning: 'Warning',
    DeprecationWarning: 'Warning',
    EncodingWarning: 'Warning',
    FutureWarning: 'Warning',
    ImportWarning: 'Warning',
    PendingDeprecationWarning: 'Warning',
    ResourceWarning: 'Warning',
    RuntimeWarning: 'Warning',
    SyntaxWarning: 'Warning',
    UnicodeWarning: 'Warning',
    UserWarning: 'Warning',
    'json.JSONDecodeError': 'ValueError',
    'fastapi.HTTPException': 'starlette.exceptions.HTTPException',
    'fastapi.exceptions.HTTPException': 'starlette.exceptions.HTTPException',
    'starlette.exceptions.HTTPException': 'Exception',
    'fastapi.exceptions.RequestValidationError': 'Exception',
    'pydantic.ValidationError': 'ValueError',
  }),
);

const DIRECT = new Set(
  `ArithmeticError AssertionError AttributeError BufferError EOFError ImportError LookupError MemoryError NameError OSError
  ReferenceError RuntimeError StopAsyncIteration StopIteration SyntaxError SystemError TypeError ValueError Warning`.split(
    /\s+/,
  ),
);

/** Other names of the same class. */
const ALIASES = new Map(
  Object.entries({
    IOError: 'OSError',
    EnvironmentError: 'OSError',
    'socket.error': 'OSError',
    'os.error': 'OSError',
    'select.error': 'OSError',
    'socket.timeout': 'TimeoutError',
    'asyncio.TimeoutError': 'TimeoutError',
    'asyncio.exceptions.CancelledError': 'asyncio.CancelledError',
    'json.decoder.JSONDecodeError': 'json.JSONDecodeError',
  }),
);

/** The one name under which a class is known here. */
export function canonicalName(name: string): string {
  return ALIASES.get(name) ?? name;
}

/**
 * A class and all that it descends from.
 * @returns null for a class that is not known
 */
export function knownAncestors(name: string): readonly string[] | null {
  const canonical = canonicalName(name);
  if (DIRECT.has(canonical)) return [canonical, 'Exception', 'BaseException'];
  const bases = BASES.get(canonical);
  if (bases === undefined) return null;
  const found = [canonical];
  for (const base of bases.split(' ')) if (base !== '') found.push(...(knownAncestors(base) ?? []));
  return found;
}

/** Whether a name is one of Python's own exceptions. */
export function isBuiltinException(name: string): boolean {
  return !name.includes('.') && (DIRECT.has(canonicalName(name)) || BASES.has(canonicalName(name)));
}
