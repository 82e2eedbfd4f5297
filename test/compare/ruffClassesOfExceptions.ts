// Which exceptions count for our rules and not for Ruff's, on purpose, or the other way round. See ruffClasses.ts.
import { catchesItself, starImports } from './codeText';
import type { DisagreementClass } from './ruffClass';

/** In the order in which they are tried. */
export const EXCEPTIONS: readonly DisagreementClass[] = [
  {
    name: '`NotImplementedError` and `AssertionError`',
    rules: ['undocumented-exception'],
    side: 'ruff',
    holds: ({ name }) => name === 'NotImplementedError' || name === 'AssertionError',
    reason:
      'They tell programmers that something is missing or wrong in the program, not callers what may happen: they need no entry.',
    example:
      'def area(shape: object) -> None:\n    """Compute the area.\n\n    Args:\n        shape: Whose.\n    """\n    if shape:\n        raise AssertionError("not for all shapes")\n    print(shape)',
  },
  {
    name: 'an exception from a star import or under another name',
    rules: ['undocumented-exception'],
    side: 'ours',
    holds: ({ name, source }) =>
      name !== null && (starImports(source, name) || new RegExp(`^\\s*${name}\\s*=`, 'm').test(source)),
    reason:
      'An exception that `from errors import *` or `Error = OtherError` brings is raised like any other. Ruff passes over names that it cannot trace.',
    example:
      'from errors import *\n\n\ndef stop() -> None:\n    """Stop.\n\n    For good.\n    """\n    raise StopError',
  },
  {
    name: 'an exception that is caught and raised again, or raised by a local name',
    rules: ['undocumented-exception'],
    side: 'ours',
    holds: ({ at, name }) => {
      const text = at?.facts.node.text ?? '';
      const alias = new RegExp(`(\\w+)(?:\\s*:[^=\\n]+)? = (?:\\w+\\.)*${name}\\(`).exec(text)?.[1];
      const isCaught = new RegExp(`except\\b[^:]*\\b${name}\\b`).test(text);
      return (
        (isCaught && /\braise(\s+\w+)?\s*(#.*)?$/m.test(text)) ||
        (alias !== undefined && new RegExp(`raise ${alias}\\b`).test(text))
      );
    },
    reason: 'A bare `raise` in `except X`, `raise error` of a caught name and of a name bound to `X(…)` count as X.',
    example:
      'def stop(path: str) -> None:\n    """Stop.\n\n    For good.\n    """\n    error = ValueError(path)\n    raise error',
  },
  {
    name: 'an exception that a section announces in another form',
    rules: ['undocumented-exception'],
    side: 'ruff',
    holds: ({ at, name }) => {
      const [, ...behind] = (at?.facts.docstring?.text ?? '').split(/^\s*(?:\\f)?\s*raises?\b/im);
      return name !== null && behind.some((text) => new RegExp(`\\b${name}\\b`).test(text));
    },
    reason:
      'A badly formed section still counts as that section: `Raise:`, one that is indented further than the text, an entry without a colon.',
    example:
      'def area(side: int) -> int:\n    """Compute the area of a square.\n\n      Raises:\n          ValueError if it has no side.\n    """\n    if side < 0:\n        raise ValueError(side)\n    return side * side',
  },
  {
    name: 'an exception of the constructor that the class announces',
    rules: ['undocumented-exception'],
    side: 'ruff',
    holds: ({ at, name }) =>
      at?.facts.name === '__init__' &&
      new RegExp(`^\\s*(\\w+\\.)*${name}\\b`, 'm').test(at.owner?.docstring?.text ?? ''),
    reason: 'The docstring of a class speaks for its constructor.',
    example:
      'class Square:\n    """A square.\n\n    Raises:\n        ValueError: If it has no side.\n    """\n\n    def __init__(self, side: int) -> None:\n        """Make a square.\n\n        Args:\n            side: How long its sides are.\n        """\n        if side < 0:\n            raise ValueError(side)',
  },
  {
    name: 'an exception that the function catches itself',
    rules: ['undocumented-exception'],
    side: 'ruff',
    holds: ({ at, name }) => at !== null && name !== null && catchesItself(at.facts.node.text, name),
    reason:
      'What the same function catches, by the class or a base of it, does not escape. Ruff counts it all the same.',
    example:
      'def read(path: str) -> str | None:\n    """Read a file.\n\n    If there is one.\n    """\n    try:\n        raise ValueError(path)\n    except ValueError:\n        return None',
  },
  {
    name: 'an exception whose base class is announced',
    rules: ['undocumented-exception'],
    side: 'ruff',
    holds: ({ at, name }) => {
      const [, behind] = (at?.facts.docstring?.text ?? '').split(/^\s*raises?\s*:?\s*$/im);
      const announced = [...(behind ?? '').matchAll(/^\s*(?:\w+\.)*([A-Z]\w*)\s*:/gm)].map((match) => match[1]!);
      return announced.some(
        (each) => each !== name && !new RegExp(`raise\\s+(\\w+\\.)*${each}\\b`).test(at!.facts.body.text),
      );
    },
    reason: 'An entry for a base class (but `Exception`) announces what descends from it.',
    example:
      'class Missing(LookupError):\n    """Nothing there."""\n\n\ndef find(name: str) -> int:\n    """Find a number.\n\n    Args:\n        name: What it is called.\n\n    Returns:\n        The number.\n\n    Raises:\n        LookupError: If there is none.\n    """\n    raise Missing(name)',
  },
  {
    name: 'a handler of every exception that raises again',
    rules: ['undocumented-exception'],
    side: 'ruff',
    holds: ({ at, name }) =>
      /^(Base)?Exception(Group)?$/.test(name ?? '') &&
      /except\*?\s[^:]*Exception(Group)?\b/.test(at?.facts.body.text ?? ''),
    reason: 'What `except Exception` takes, or `except ExceptionGroup`, is not known: raised again it is silent.',
    example:
      'from exceptiongroup import ExceptionGroup\n\n\ndef stop(path: str) -> None:\n    """Stop.\n\n    Args:\n        path: Where.\n    """\n    try:\n        print(path)\n    except ExceptionGroup:\n        raise',
  },
  {
    name: 'an exception made by a factory or found in a class',
    rules: ['undocumented-exception'],
    side: 'ruff',
    holds: ({ at, name }) =>
      /^_*[a-z]/.test(name ?? '') && new RegExp(`\\braise\\s+[\\w.]*\\b${name}\\(`).test(at?.facts.body.text ?? ''),
    reason:
      'What `raise make_error(…)` raises is for `make_error` to say, which class `raise Client.error(…)` raises for the class: unknown, and silent. Ruff takes any name for that of an exception.',
    example:
      'from errors import make_error\n\n\ndef stop() -> None:\n    """Stop.\n\n    For good.\n    """\n    raise make_error("stopped")',
  },
];
