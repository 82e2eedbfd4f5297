// How our rules read sections of parameters and results otherwise than Ruff's, on purpose. See ruffClasses.ts.
import { argsLines, beginsLine, isEntryOf, textLines } from './codeText';
import type { DisagreementClass } from './ruffClass';
import type { Disagreement } from './ruffPairs';

/** In the order in which they are tried. */
export const CONTENTS: readonly DisagreementClass[] = [
  {
    name: 'a summary that begins with Return or Yield',
    rules: ['undocumented-return', 'undocumented-yield'],
    side: 'ruff',
    holds: ({ at }) => /^(returns?|yields?)\b/i.test(textLines(at?.facts.docstring?.text ?? '')[0] ?? ''),
    reason:
      "A summary that begins with Return(s) or Yield(s) stands for that section, as Google's guide says. Ruff knows the words too, but not in every form.",
    example:
      'from collections.abc import Iterator\n\n\ndef areas(sides: list[int]) -> Iterator[int]:\n    """Return the areas of squares.\n\n    Args:\n        sides: How long their sides are.\n    """\n    for side in sides:\n        yield side * side',
  },
  {
    name: 'a function that returns nothing but `None`',
    rules: ['superfluous-return-section'],
    side: 'ours',
    holds: (each) => returnsNoneAlone(each),
    reason: '`return None` gives callers nothing. Ruff takes it for a value.',
    example:
      'def stop() -> None:\n    """Stop.\n\n    Returns:\n        Whether it ran.\n    """\n    print("stopped")\n    return None',
  },
  {
    name: 'an optional result that is never there',
    rules: ['undocumented-return'],
    side: 'ruff',
    holds: (each) => returnsNoneAlone(each),
    reason: 'What the body returns counts: nothing but `None` needs no Returns. Ruff goes by the annotation there.',
    example: 'def limit() -> int | None:\n    """Compute the limit.\n\n    There is none.\n    """\n    return None',
  },
  {
    name: 'a generator that is annotated otherwise',
    rules: ['undocumented-yield'],
    side: 'ours',
    holds: ({ at }) =>
      /^["']?([\w.]*\.)?((Async)?(Generator|Iterator|Iterable)\[None\b|Iterable["']?$|Iterator["']?$)/.test(
        at?.facts.returns?.text ?? '',
      ),
    reason:
      'A generator whose body yields something needs Yields, whatever its annotation says. Ruff passes over those annotated to yield `None`, and over a bare `Iterable`.',
    example:
      'from collections.abc import Generator\n\n\ndef steps() -> Generator[None, None, int]:\n    """Take steps.\n\n    One after another.\n    """\n    yield 1\n    yield 2',
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
    name: '`Returns: None`',
    rules: ['superfluous-return-section'],
    side: 'ruff',
    holds: ({ at }) => /^\s*returns?\s*:\s*[`*]*(none|nothing|void)\b/im.test(at?.facts.docstring?.text ?? ''),
    reason: 'A `Returns` section that says that nothing is returned is harmless.',
    example: 'def stop() -> None:\n    """Stop.\n\n    Returns:\n        None\n    """\n    print("stopped")',
  },
  {
    name: 'a function that is still to be written',
    rules: ['superfluous-return-section'],
    side: 'ruff',
    holds: ({ at }) =>
      at !== null &&
      ((at.facts.returns !== null && !/^["']?None["']?$/.test(at.facts.returns.text)) ||
        at.facts.body.items.at(-1)?.type === 'raise_statement' ||
        at.facts.body.items.length <= 2),
    reason:
      'Where the annotation promises a value, where the body ends by raising and where it is empty, the section says what is to be returned: by a subclass, or later.',
    example:
      'def find(name: str) -> int:\n    """Find a number.\n\n    Returns:\n        The number.\n    """\n    raise KeyError(name)',
  },
  {
    name: 'a property',
    rules: ['superfluous-return-section', 'undocumented-return'],
    side: 'ruff',
    holds: ({ at }) => at?.facts.decorators.some(({ name }) => name !== null && /property$/.test(name)) === true,
    reason:
      'A property says what it is, not what it returns. Ruff knows `hybrid_property` and the like by its settings alone, and judges the sections of all.',
    example:
      'class Square:\n    """A square."""\n\n    @property\n    def name(self):\n        """What it is called.\n\n        Returns:\n            Its name.\n        """\n        print("it has none")\n        print("yet")',
  },
  {
    name: 'a section of results in another form',
    rules: ['undocumented-return', 'undocumented-yield'],
    side: 'ruff',
    holds: ({ at }) => /^\s*(returns?|yields?)\s*(:|$)/im.test(at?.facts.docstring?.text ?? ''),
    reason:
      'A badly formed section still counts as that section: `Return:`, one that is indented further than the text, or that has its text on the line of its title.',
    example:
      'def area(side: int) -> int:\n    """Compute the area of a square.\n\n    Return:\n        The product.\n    """\n    return side * side',
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
    name: 'a name that begins no entry',
    rules: ['unknown-documented-parameter'],
    side: 'ruff',
    holds: ({ at, name }) => {
      const entries = argsLines(at?.facts.docstring?.text ?? '');
      return name !== null && !entries.some((line) => isEntryOf(line, name));
    },
    reason:
      'Ruff reads on behind the parameters and takes `Example:`, `Returns:` or the first word of a line of prose for a parameter.',
    example:
      'def goto(x: int, y: int) -> None:\n    """Move the turtle.\n\n    Arguments:\n    x -- a number\n    y -- a number\n\n    Example (for a turtle):\n    goto(1, 2)\n    """\n    print(x, y)',
  },
  {
    name: 'parameters under another title',
    rules: ['undocumented-parameter', 'unknown-documented-parameter'],
    side: 'ours',
    holds: ({ at }) =>
      /^\s*(parameters|params|(keyword|other) (args|arguments|parameters))\s*:/im.test(at?.facts.docstring?.text ?? ''),
    reason: '`Keyword Args` and `Parameters` document parameters too. Ruff looks only into `Args`.',
    example:
      'def area(side: int) -> int:\n    """Compute the area of a square.\n\n    Args:\n        side: How long its sides are.\n\n    Keyword Args:\n        unit: Gone.\n\n    Returns:\n        The area.\n    """\n    return side * side',
  },
  {
    name: 'an entry in another form',
    rules: ['undocumented-parameter'],
    side: 'ruff',
    holds: ({ at, name }) =>
      name !== null && argsLines(at?.facts.docstring?.text ?? '', true).some((line) => beginsLine(line, name)),
    reason:
      'A badly formed section still counts as that section: `name -- text`, `name - text`, `- name: text` and several names on a line describe a parameter, if not in Google style. D417 calls such a parameter missing.',
    example:
      'def area(width: int, height: int) -> int:\n    """Compute the area.\n\n    Args:\n        width -- from left to right\n        height -- from top to bottom\n    """\n    return width * height',
  },
  {
    name: 'a parameter whose entry has another name',
    rules: ['undocumented-parameter'],
    side: 'ruff',
    holds: ({ at, said }) =>
      said.has('ours unknown-documented-parameter') &&
      argsLines(at?.facts.docstring?.text ?? '').some(
        (line) => /^\s*\w+\s*(\(.*\))?:/.test(line) && !at!.facts.parameters.some(({ name }) => isEntryOf(line, name)),
      ),
    reason:
      'One renamed parameter is one `unknown-documented-parameter`, whose fix renames the entry. Ruff reports the old name and the new one.',
    example:
      'def area(width: int, height: int) -> int:\n    """Compute the area.\n\n    Args:\n        width: From left to right.\n        heigth: From top to bottom.\n\n    Returns:\n        The product.\n    """\n    return width * height',
  },
  {
    name: 'keys of `**kwargs`',
    rules: ['undocumented-parameter'],
    side: 'ruff',
    holds: ({ at, name }) =>
      at?.facts.parameters.some((each) => each.kind === 'var-keyword' && each.name === name) === true &&
      argsLines(at.facts.docstring?.text ?? '').some(
        (line) => /^\s*\w+\s*(\(.*\))?:/.test(line) && !at.facts.parameters.some((each) => isEntryOf(line, each.name)),
      ),
    reason: 'Entries for single keys describe the `**kwargs` that take them.',
    example:
      'def fetch(url: str, **options: int) -> None:\n    """Fetch a page.\n\n    Args:\n        url: Where it is.\n        timeout: How many seconds to wait.\n    """\n    print(url, options)',
  },
  {
    name: 'a parameter that its annotation describes',
    rules: ['undocumented-parameter'],
    side: 'ruff',
    holds: ({ at, name }) =>
      at?.facts.parameters.some((each) => each.name === name && /\bDoc\(/.test(each.annotation?.text ?? '')) === true,
    reason: 'A parameter that is annotated as `Annotated[int, Doc("…")]` is described where it stands.',
    example:
      'from typing import Annotated\n\nfrom annotated_doc import Doc\n\n\ndef area(width: int, height: Annotated[int, Doc("From top to bottom.")]) -> int:\n    """Compute the area.\n\n    Args:\n        width: From left to right.\n\n    Returns:\n        The product.\n    """\n    return width * height',
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

/** Whether a function's `return`s, docstring left out, are all followed by nothing or by `None`, and one by `None`. */
function returnsNoneAlone({ at }: Disagreement): boolean {
  const code = (at?.facts.body.text ?? '').replace(at?.facts.docstring?.text ?? '', '');
  return /\breturn None\b/.test(code) && !/\breturn[ \t]+(?!None\b)\S/.test(code);
}
