// How our rules about annotations differ from Ruff's on purpose. See ruffClasses.ts.
import { ANNOTATIONS, type DisagreementClass } from './ruffClass';

/** In the order in which they are tried. */
export const TYPES: readonly DisagreementClass[] = [
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
    holds: ({ name, at }) =>
      name?.startsWith('_') === true && at?.facts.parameters.some((each) => each.name === name) === true,
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
    name: 'a function without type checks',
    rules: ANNOTATIONS,
    side: 'ruff',
    holds: ({ at }) =>
      at?.facts.decorators.some(({ name }) => name !== null && /(^|\.)no_type_check$/.test(name)) === true,
    reason: '`@no_type_check` says that the annotations, if any, are no types.',
    example: 'from typing import no_type_check\n\n\n@no_type_check\ndef double(value):\n    return value * 2',
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
