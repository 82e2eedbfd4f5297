// missing-parameter-type: a parameter without an annotation.
// Must not know how types are inferred; `infer/` does.
import { CHECK_OVERRIDES, unannotatedParameters } from '../../infer/annotationSubjects';
import type { FunctionRule } from '../../linter/rule';

export const missingParameterType: FunctionRule = {
  id: 'missing-parameter-type',
  family: 'types',
  severity: 'warning',
  preset: 'skill',
  codes: ['ANN001', 'ANN002', 'ANN003'],
  scope: 'function',
  summary: 'A parameter of a function or method has no type annotation',
  why: `Without an annotation nobody knows what a function takes: not the reader, not the editor's completion, not the
type checker, which treats the parameter as \`Any\` and stays silent about every mistake made with it. On a path operation
FastAPI then validates nothing and documents nothing.`,
  bad: 'def double(value) -> int:\n    """Double a value."""\n    return value * 2\n',
  good: 'def double(value: int) -> int:\n    """Double a value."""\n    return value * 2\n',
  fixText: 'There is no fix.',
  options: { 'types.checkOverrides': CHECK_OVERRIDES },
  *check({ facts, owner }, { region, project, file }) {
    if (facts.parameters.every((parameter) => parameter.annotation)) return;
    const site = { facts, owner, region, project, python: file.python };
    const options = { checkOverrides: file.option<boolean>('types.checkOverrides') };
    for (const parameter of unannotatedParameters(site, options)) {
      const stars = parameter.kind === 'var-positional' ? '*' : parameter.kind === 'var-keyword' ? '**' : '';
      yield {
        span: parameter.nameSpan,
        message: `Parameter "${stars}${parameter.name}" of "${facts.name}" has no type annotation.`,
        data: { name: parameter.name },
        about: facts,
      };
    }
  },
};
