// missing-parameter-type: a parameter without an annotation.
import type { FunctionRule } from '../../linter/rule';

export const missingParameterType: FunctionRule = {
  id: 'missing-parameter-type',
  family: 'types',
  severity: 'warning',
  preset: 'skill',
  codes: ['ANN001', 'ANN002', 'ANN003'],
  scope: 'function',
  summary: 'A parameter has no type annotation',
  why: 'Readers, editors and type checkers cannot know what a function takes.',
  bad: 'def double(value) -> int:\n    """Double a value."""\n    return value * 2\n',
  good: 'def double(value: int) -> int:\n    """Double a value."""\n    return value * 2\n',
  fixText: 'Writes the type.',
  *check({ facts, owner }) {
    for (const [index, parameter] of facts.parameters.entries()) {
      if (parameter.annotation || (owner && index === 0) || parameter.name.startsWith('_')) continue;
      yield {
        span: parameter.nameSpan,
        message: `Parameter "${parameter.name}" of "${facts.name}" has no type annotation.`,
        about: facts,
      };
    }
  },
  fix(_problem, _target, _context) {
    return [];
  },
};
