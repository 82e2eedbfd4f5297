// The ways in which our rules differ from Ruff's on purpose, each with its reason: the source of docs/comparison.md.
// Must not know how the differences were found, nor ask the rules themselves: a class is judged by other means.
import { ANNOTATIONS, type DisagreementClass, DOCSTRINGS } from './ruffClass';
import { EXCEPTIONS } from './ruffClassesOfExceptions';
import { CONTENTS } from './ruffClassesOfSections';
import { SUBJECTS } from './ruffClassesOfSubjects';
import { TYPES } from './ruffClassesOfTypes';
import type { Disagreement } from './ruffPairs';

/** The first class to which a disagreement belongs. */
export function classOf(disagreement: Disagreement): DisagreementClass | null {
  const { rule, side } = disagreement;
  return CLASSES.find((each) => each.rules.includes(rule) && each.side === side && each.holds(disagreement)) ?? null;
}

const GENERAL: readonly DisagreementClass[] = [
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
    name: 'an overriding method',
    rules: [...ANNOTATIONS, ...DOCSTRINGS],
    side: 'ruff',
    holds: ({ at }) => at?.facts.decorators.some(({ name }) => name !== null && /(^|\.)override$/.test(name)) === true,
    reason:
      "An `@override` has its types and its docstring from the base class, whatever package brings the decorator. Ruff knows that of `typing`'s alone.",
    example:
      'from overrides import override\n\n\nclass Square(Shape):\n    """A square."""\n\n    @override\n    def grow(self, by):\n        return self.side * by',
  },
];

/** All classes, those that are told exactly before those that are told by a look at the text. */
export const CLASSES: readonly DisagreementClass[] = [...GENERAL, ...TYPES, ...SUBJECTS, ...EXCEPTIONS, ...CONTENTS];
