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
