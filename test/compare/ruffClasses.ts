// The ways in which our rules differ from Ruff's on purpose, each with its reason: the source of docs/comparison.md.
// Must not know how the differences were found, nor ask the rules themselves: a class is judged by other means.
import type { Disagreement } from './ruffPairs';

/** A class of disagreements. */
export interface DisagreementClass {
  /** A short phrase that says which code is meant. */
  readonly name: string;
  /** The rules of ours that are concerned, and who speaks there. */
  readonly rules: readonly string[];
  readonly side: Disagreement['side'];
  readonly holds: (disagreement: Disagreement) => boolean;
  /** Why this is right: what our rules promise, or where Ruff is wrong; Markdown. */
  readonly reason: string;
  /** Python that shows it. */
  readonly example: string;
}

const ANNOTATIONS = ['missing-parameter-type', 'missing-return-type'];
const SECTIONS = [
  'undocumented-parameter',
  'unknown-documented-parameter',
  'undocumented-return',
  'superfluous-return-section',
  'undocumented-yield',
  'undocumented-exception',
];
const DOCSTRINGS = ['missing-docstring', ...SECTIONS];

/** The first class to which a disagreement belongs. */
export function classOf(disagreement: Disagreement): DisagreementClass | null {
  const { rule, side } = disagreement;
  return CLASSES.find((each) => each.rules.includes(rule) && each.side === side && each.holds(disagreement)) ?? null;
}

export const CLASSES: readonly DisagreementClass[] = [
  {
    name: 'a file that Ruff cannot read',
    rules: [...ANNOTATIONS, ...DOCSTRINGS],
    side: 'ours',
    holds: ({ ruffReads }) => !ruffReads,
    reason:
      'Ruff runs no rule on a file with a syntax error. We report what stands outside the error, as the editor wants it while somebody is typing.',
    example: 'def read(path):\n    return open(path)\n\n\nprint(',
  },
  {
    name: 'code that our grammar cannot read',
    rules: [...ANNOTATIONS, ...DOCSTRINGS],
    side: 'ruff',
    holds: ({ weRead, at }) => !weRead && (at === null || at.region.errors.length > 0),
    reason:
      'Nothing is reported inside the range of what we take for a syntax error. Some valid Python is among it: the known gaps of tree-sitter-python, listed in `grammars/README.md`.',
    example: 'def outer():\n    (bar.\nbaz)',
  },
  {
    name: 'a keyword-only parameter in front of a method',
    rules: ['missing-parameter-type'],
    side: 'ours',
    holds: ({ at, name }) =>
      at?.owner != null && at.facts.parameters[0]?.name === name && at.facts.parameters[0]?.kind === 'keyword-only',
    reason:
      'A keyword-only parameter cannot take the instance. Ruff passes over the first parameter of a method, whatever its kind.',
    example: 'class Task:\n    """A task."""\n\n    def __call__(*, name) -> None:\n        """Run."""',
  },
  {
    name: 'a dummy parameter',
    rules: ['missing-parameter-type', 'undocumented-parameter'],
    side: 'ruff',
    holds: ({ name }) => name?.startsWith('_') === true,
    reason:
      'Parameters that match the dummy pattern `_…` need no annotation and no entry. (Ruff has the setting `suppress-dummy-args`, off by default.)',
    example: 'def on_signal(_number, _frame) -> None:\n    stop()',
  },
  {
    name: 'a signature typed by a comment',
    rules: ANNOTATIONS,
    side: 'ruff',
    holds: ({ at }) => at !== null && /^[^\n]*\n?[^\n]*#\s*type:\s*\(.*\)\s*->/m.test(headOf(at.facts)),
    reason: 'Functions typed by a PEP 484 comment are typed: type checkers read it. Ruff does not.',
    example: 'def double(value):\n    # type: (int) -> int\n    return value * 2',
  },
  {
    name: 'a private function',
    rules: ['missing-docstring'],
    side: 'ours',
    holds: (each) => isPrivateForRuff(each),
    reason:
      'Every function and method needs a docstring, private ones too. Ruff asks for none where the function, a class around it or its module begins with `_`, or where the module has an `__all__` that does not name it.',
    example: 'def _parse(line: str) -> int:\n    return int(line)',
  },
  {
    name: 'an empty docstring',
    rules: ['missing-docstring'],
    side: 'ours',
    holds: ({ at }) => at?.facts.docstring != null && /^[a-zA-Z]*("""|'''|"|')[\s\\]*\1$/.test(at.facts.docstring.text),
    reason: 'An empty docstring is a missing one. Ruff has D419 for it.',
    example: 'def stop() -> None:\n    """"""',
  },
  {
    name: 'a docstring of one line',
    rules: ['undocumented-return', 'undocumented-yield', 'undocumented-exception'],
    side: 'ruff',
    holds: ({ at }) => linesOf(at?.facts.docstring?.text ?? '').length <= 1,
    reason:
      'One line of text is enough: Returns, Yields and Raises are not asked for there (option `docstrings.requireSections`).',
    example: 'def area(side: int) -> int:\n    """\n    Compute the area of a square.\n    """\n    return side * side',
  },
  {
    name: 'another convention',
    rules: SECTIONS,
    side: 'ruff',
    holds: ({ at }) =>
      /^\s*[:@](param|type|returns?|rtype|raises?)\b|^\s*-{3,}\s*$/m.test(at?.facts.docstring?.text ?? ''),
    reason:
      'A docstring in NumPy, reST or Epytext style is one `non-google-docstring`, and no other rule looks into its sections.',
    example:
      'def area(side: int) -> int:\n    """Compute the area of a square.\n\n    :param side: Its length.\n    """\n    return side * side',
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
    holds: ({ at, name }) =>
      at !== null &&
      (new RegExp(`except[^:\\n]*\\b${name}\\b`).test(at.facts.body.text) ||
        new RegExp(`\\w+ = ${name}\\(`).test(at.facts.body.text)),
    reason: 'A bare `raise` in `except X`, `raise error` of a caught name and of a name bound to `X(…)` count as X.',
    example:
      'def stop(path: str) -> None:\n    """Stop.\n\n    For good.\n    """\n    error = ValueError(path)\n    raise error',
  },
  {
    name: 'an exception that the function catches itself',
    rules: ['undocumented-exception'],
    side: 'ruff',
    holds: ({ at, name }) =>
      at !== null &&
      new RegExp(`except\\s*:|except\\b[^:]*\\b(${name}|Exception|BaseException|OSError)\\b`).test(at.facts.body.text),
    reason:
      'What the same function catches, by the class or a base of it, does not escape. Ruff counts it all the same.',
    example:
      'def read(path: str) -> str | None:\n    """Read a file.\n\n    If there is one.\n    """\n    try:\n        raise ValueError(path)\n    except ValueError:\n        return None',
  },
  {
    name: 'an exception that is looked up',
    rules: ['undocumented-exception'],
    side: 'ruff',
    holds: ({ at }) => at !== null && /\braise\s+(self|cls)\./.test(at.facts.body.text),
    reason: 'Which class `raise self.error(…)` raises is for subclasses and instances to say: unknown, and silent.',
    example:
      'class Client:\n    """A client."""\n\n    error = ValueError\n\n    def stop(self) -> None:\n        """Stop.\n\n        For good.\n        """\n        raise self.error()',
  },
  {
    name: 'an exception made by a factory',
    rules: ['undocumented-exception'],
    side: 'ruff',
    holds: ({ name }) => /^_*[a-z]/.test(name ?? ''),
    reason:
      'What `raise make_error(…)` raises is for `make_error` to say: unknown, and silent. Ruff takes its name for an exception.',
    example: 'def stop() -> None:\n    """Stop.\n\n    For good.\n    """\n    raise make_error("stopped")',
  },
  {
    name: 'a section in another form',
    rules: ['undocumented-return', 'undocumented-exception'],
    side: 'ruff',
    holds: ({ at, name, rule }) => {
      const text = at?.facts.docstring?.text ?? '';
      if (rule === 'undocumented-return') return /^\W*(returns?|yields?)\b/im.test(text);
      return /^\W*raises?\b/im.test(text) && name !== null && text.includes(name);
    },
    reason:
      'A badly formed section still counts as that section: `Returns a list.` on a line of its own, `Raises ValueError if …`, an entry without a colon.',
    example:
      'def area(side: int) -> int:\n    """Compute the area of a square.\n\n    Returns the product.\n    """\n    return side * side',
  },
  {
    name: 'a generator',
    rules: ['superfluous-return-section', 'undocumented-return'],
    side: 'ruff',
    holds: ({ at }) => at !== null && /\byield\b/.test(at.facts.body.text),
    reason:
      'A generator that documents Returns instead of Yields is one `undocumented-yield`; what ends up in `StopIteration` needs no Returns.',
    example: 'def count() -> Iterator[int]:\n    """Count.\n\n    Returns:\n        The numbers.\n    """\n    yield 1',
  },
  {
    name: 'words of prose or another section',
    rules: ['unknown-documented-parameter'],
    side: 'ruff',
    holds: ({ at, name }) => {
      const text = at?.facts.docstring?.text ?? '';
      const isOtherForm =
        at?.facts.parameters.some((each) => new RegExp(`^\\s*${each.name}\\s+--?\\s`, 'm').test(text)) === true;
      return /^[A-Z]/.test(name ?? '') || isOtherForm || /(variables|attributes)\s*:/i.test(text);
    },
    reason:
      'Ruff reads on behind the parameters and takes `Example:`, `Returns:` or the first word of a paragraph for a parameter.',
    example:
      'def goto(x: int, y: int) -> None:\n    """Move the turtle.\n\n    Arguments:\n    x -- a number\n    y -- a number\n\n    Example (for a turtle):\n    goto(1, 2)\n    """',
  },
  {
    name: 'a line that looks like a section',
    rules: ['undocumented-return', 'undocumented-yield'],
    side: 'ours',
    holds: ({ at }) => /^\s*(returns?|yields?)\s*:?\s*$/im.test(at?.facts.docstring?.text ?? ''),
    reason: 'A line `returns:` within an example or further in than the text is no section. Ruff takes it for one.',
    example:
      'def shape(pairs: dict[str, int]) -> str:\n    """Format the pairs.\n\n    E.g. (pairs):\n\n      returns:\n\n      "-a 1"\n    """\n    return str(pairs)',
  },
  {
    name: 'a test file',
    rules: SECTIONS,
    side: 'ruff',
    holds: ({ path }) => /(^|\/)(tests?\/|conftest\.py$|test_[^/]*\.py$|[^/]*_test\.py$)/.test(path),
    reason: 'In test files a summary is enough for every function.',
    example:
      '# tests/conftest.py\ndef user() -> str:\n    """Make a user.\n\n    It has no rights.\n    """\n    return "alice"',
  },
  {
    name: 'a summary that begins with Return or Yield',
    rules: ['undocumented-return', 'undocumented-yield'],
    side: 'ruff',
    holds: ({ at }) =>
      /^(re-?)?(return|yield|iterat|generat)\w*\b/i.test(linesOf(at?.facts.docstring?.text ?? '')[0] ?? ''),
    reason:
      "A summary that begins with Return(s) or Yield(s) stands for that section, as Google's guide says. Ruff knows the words too, but not in every form.",
    example:
      'def area(side: int) -> int:\n    """Return the area of a square.\n\n    It is never negative.\n    """\n    return side * side',
  },
  {
    name: '`NotImplementedError` and `AssertionError`',
    rules: ['undocumented-exception'],
    side: 'ruff',
    holds: ({ name }) => name === 'NotImplementedError' || name === 'AssertionError',
    reason:
      'They tell programmers that something is missing or wrong in the program, not callers what may happen: they need no entry.',
    example:
      'def area(shape: object) -> int:\n    """Compute the area.\n\n    Not for all shapes.\n    """\n    raise NotImplementedError',
  },
  {
    name: 'a function nested in another',
    rules: DOCSTRINGS,
    side: 'ruff',
    holds: ({ at }) => at?.outer.some(({ kind }) => kind === 'function') === true,
    reason:
      'Nested functions, and what is in them, are details of the function around them: no rule about docstrings judges them.',
    example:
      'def outer() -> int:\n    """Answer."""\n\n    class Inner:\n        def method(self) -> int:\n            return 42\n\n    return Inner().method()',
  },
  {
    name: 'a special method',
    rules: DOCSTRINGS,
    side: 'ruff',
    holds: ({ at }) => at !== null && /^__\w+__$/.test(at.facts.name) && !/^__(init|call)__$/.test(at.facts.name),
    reason: 'What a special method does is fixed by the data model: only `__init__` and `__call__` are judged.',
    example: 'class Page:\n    """A page."""\n\n    def __len__(self) -> int:\n        return 0',
  },
  {
    name: '`__init__` or `__call__` without parameters',
    rules: DOCSTRINGS,
    side: 'ruff',
    holds: ({ at }) => at !== null && /^__(init|call)__$/.test(at.facts.name) && at.facts.parameters.length <= 1,
    reason:
      '`__init__` and `__call__` are judged only where they have parameters of their own: without any there is nothing to tell.',
    example: 'class Counter:\n    """A counter."""\n\n    def __init__(self) -> None:\n        self.count = 0',
  },
  {
    name: '`__init__` whose class documents the arguments',
    rules: DOCSTRINGS,
    side: 'ruff',
    holds: ({ at }) =>
      at?.facts.name === '__init__' &&
      /^[ \t]*(Args|Arguments|Parameters|Params|Keyword Arg(ument)?s|Other Parameters)\s*:|:param\s|@param\s/im.test(
        at.owner?.docstring?.text ?? '',
      ),
    reason: 'Where the docstring of the class has the `Args:`, `__init__` needs none.',
    example:
      'class Point:\n    """A point.\n\n    Args:\n        x: Distance from the left.\n    """\n\n    def __init__(self, x: int) -> None:\n        self.x = x',
  },
  {
    name: 'a function that nobody calls by its name',
    rules: DOCSTRINGS,
    side: 'ruff',
    holds: ({ at }) => at !== null && /^_+$/.test(at.facts.name),
    reason: 'A function named `_` is a registration or a throw-away; nobody can read its docstring.',
    example: '@show.register\ndef _(value: int) -> None:\n    print(value)',
  },
  {
    name: 'a method of a protocol',
    rules: DOCSTRINGS,
    side: 'ruff',
    holds: ({ at }) => at?.owner?.bases.some(({ name }) => name !== null && /(^|\.)Protocol$/.test(name)) === true,
    reason: 'Methods of a `Protocol` whose body is `...` or `pass` say by their names and types what they are.',
    example: 'class Closable(Protocol):\n    """Can be closed."""\n\n    def close(self) -> None: ...',
  },
  {
    name: 'the parameter by which `@singledispatch` chooses',
    rules: ['missing-parameter-type'],
    side: 'ruff',
    holds: ({ at, name }) =>
      at?.facts.decorators.some((each) => each.name?.endsWith('.register')) === true &&
      at.facts.parameters.slice(0, 2).some((each) => each.name === name),
    reason: 'The dispatch parameter of a `@singledispatch` registration has its type in the decorator.',
    example: '@show.register(int)\ndef _(value) -> None:\n    print(value)',
  },
  {
    name: 'an entry in another form',
    rules: ['undocumented-parameter'],
    side: 'ruff',
    holds: ({ at, name }) => at?.facts.docstring != null && name !== null && beginsLine(at.facts.docstring.text, name),
    reason:
      'A badly formed section still counts as that section: `name -- text`, `name - text`, `- name: text` and several names on a line describe a parameter, if not in Google style. D417 calls such a parameter missing.',
    example:
      'def area(width: int, height: int) -> int:\n    """Compute the area.\n\n    Args:\n        width -- from left to right\n        height -- from top to bottom\n    """\n    return width * height',
  },
  {
    name: 'no `Args:` section at all',
    rules: ['undocumented-parameter'],
    side: 'ours',
    holds: ({ message }) => message.includes('has no Args section'),
    reason:
      'A docstring that documents no parameter gives one `undocumented-parameter` that names them all (pydoclint has DOC101 for it). D417 looks only into sections that are there.',
    example: 'def area(width: int, height: int) -> int:\n    """Compute the area."""\n    return width * height',
  },
];

/** The text of a function from `def` to behind the first line of its body. */
function headOf(facts: {
  readonly node: { readonly text: string; readonly start: number };
  readonly parametersSpan: { readonly start: number };
}): string {
  return facts.node.text.slice(
    facts.parametersSpan.start - facts.node.start,
    facts.parametersSpan.start - facts.node.start + 2000,
  );
}

/** Whether a name can only come from a star import of the module. */
function starImports(source: string, name: string): boolean {
  const isBound = new RegExp(
    `^\\s*(class\\s+${name}\\b|${name}\\s*=|(from\\s.*)?import\\s[^#\\n]*\\b${name}\\b)`,
    'm',
  ).test(source);
  return !isBound && /^from\s+[\w.]+\s+import\s+\*/m.test(source);
}

/** The lines of a docstring that have text. */
function linesOf(docstring: string): string[] {
  return docstring
    .replace(/^[a-zA-Z]*("""|'''|"|')|("""|'''|"|')$/g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && line !== '\\');
}

/** Whether a line of a docstring begins with a name, or with a list of names that has it. */
function beginsLine(docstring: string, name: string): boolean {
  const lists = docstring.matchAll(/^[\s*\-'"`]*((?:\w+['"`*]*(?:\s*(?:,|\/|\band\b|\bor\b)[\s*'"`]*)+)*\w+)/gm);
  return [...lists].some((match) => match[1]!.split(/\W+/).includes(name));
}

/** Visibility as Ruff sees it (crates/ruff_python_semantic/src/definition.rs). */
function isPrivateForRuff({ at, path, exported }: Disagreement): boolean {
  if (!at) return false;
  const isHidden = (name: string): boolean => name.startsWith('_') && !/^__\w+__$/.test(name);
  if (path.split('/').some((part) => isHidden(part.replace(/\.py$/, '')))) return true;
  const names = [at.facts.name, ...at.outer.map(({ name }) => name)];
  if (at.outer.length === 0 && at.facts.name.startsWith('_')) return true;
  return names.some(isHidden) || (exported !== null && !exported.has(names.at(-1)!));
}
