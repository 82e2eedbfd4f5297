// Which functions and docstrings our rules judge otherwise than Ruff, on purpose. See ruffClasses.ts.
import { textLines } from './codeText';
import { type DisagreementClass, DOCSTRINGS, SECTIONS } from './ruffClass';
import type { Disagreement } from './ruffPairs';

/** In the order in which they are tried. */
export const SUBJECTS: readonly DisagreementClass[] = [
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
    name: 'a function nested in another',
    rules: DOCSTRINGS,
    side: 'ruff',
    holds: ({ at }) => at?.outer.some(({ kind }) => kind === 'function') === true,
    reason:
      'Nested functions, and what is in them, are details of the function around them: no rule about docstrings judges them.',
    example:
      'def outer() -> int:\n    """Answer."""\n\n    class Inner:\n        def method(self) -> int:\n            """Answer.\n\n            As ever.\n            """\n            return 42\n\n    return Inner().method()',
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
      /^[ \t]*(Args|Arguments|Parameters|Params|Keyword Arg(ument)?s|Other Parameters)\s*(:|\n\s*-{3,})|:param\s|@param\s/im.test(
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
    example:
      '@show.register\ndef _(value: int) -> int:\n    """Show a number.\n\n    In words.\n    """\n    return value',
  },
  {
    name: 'a method of a protocol',
    rules: DOCSTRINGS,
    side: 'ruff',
    holds: ({ at }) =>
      at?.owner?.bases.some(({ name }) => name !== null && /(^|\.)Protocol$/.test(name)) === true &&
      at.facts.body.items.every(
        ({ text }, index) => /^(\.\.\.|pass)$/.test(text) || (index === 0 && at.facts.docstring !== null),
      ),
    reason: 'Methods of a `Protocol` whose body is `...` or `pass` say by their names and types what they are.',
    example: 'class Closable(Protocol):\n    """Can be closed."""\n\n    def close(self) -> None: ...',
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
    holds: ({ at }) => textLines(at?.facts.docstring?.text ?? '').length <= 1,
    reason:
      'One line of text is enough: Returns, Yields and Raises are not asked for there (option `docstrings.requireSections`).',
    example: 'def area(side: int) -> int:\n    """\n    Compute the area of a square.\n    """\n    return side * side',
  },
  {
    name: 'another convention',
    rules: SECTIONS,
    side: 'ruff',
    holds: ({ at }) => {
      const text = at?.facts.docstring?.text ?? '';
      const underlined =
        /^\s*(args|arguments|parameters|other parameters|returns?|yields?|raises|attributes)\s*:?\s*\n\s*[-=~]{3,}\s*$/im;
      return /^\s*[:@](param|type|returns?|rtype|raises?)\b[^:\n]*:/m.test(text) || underlined.test(text);
    },
    reason:
      'A docstring in NumPy, reST or Epytext style is one `non-google-docstring`, and no other rule looks into its sections.',
    example:
      'def area(side: int) -> int:\n    """Compute the area of a square.\n\n    :param side: Its length.\n    """\n    return side * side',
  },
  {
    name: 'a stub',
    rules: SECTIONS.filter((rule) => rule !== 'undocumented-parameter'),
    side: 'ours',
    holds: ({ at }) =>
      at?.facts.body.items.every(
        ({ text }, index) =>
          /^(\.\.\.|pass|raise NotImplementedError\b.*)$/s.test(text) || (index === 0 && at.facts.docstring !== null),
      ) === true,
    reason:
      'Abstract methods and other stubs are what readers go by: their docstrings are judged like any other. Ruff runs none of its DOC rules on a body of `...`, `pass` or `raise NotImplementedError`.',
    example:
      'class Store:\n    """A store."""\n\n    def delete(self, name: str) -> None:\n        """Delete a project.\n\n        Args:\n            project: What it is called.\n        """\n        raise NotImplementedError',
  },
];

/** Visibility as Ruff sees it (crates/ruff_python_semantic/src/definition.rs). */
function isPrivateForRuff({ at, path, exported }: Disagreement): boolean {
  if (!at) return false;
  const isHidden = (name: string): boolean => name.startsWith('_') && !/^__\w+__$/.test(name);
  if (path.split('/').some((part) => isHidden(part.replace(/\.py$/, '')))) return true;
  const names = [at.facts.name, ...at.outer.map(({ name }) => name)];
  if (at.outer.length === 0 && at.facts.name.startsWith('_')) return true;
  return names.some(isHidden) || (exported !== null && !exported.has(names.at(-1)!));
}
