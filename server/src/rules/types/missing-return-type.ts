// missing-return-type: a function without a return annotation.
// Must not know how types are inferred; `infer/` does.
import { CHECK_OVERRIDES, lacksReturnAnnotation } from '../../infer/annotationSubjects';
import type { FunctionRule } from '../../linter/rule';

export const missingReturnType: FunctionRule = {
  id: 'missing-return-type',
  family: 'types',
  severity: 'warning',
  preset: 'skill',
  codes: ['ANN201', 'ANN202', 'ANN204', 'ANN205', 'ANN206'],
  scope: 'function',
  summary: 'A function or method has no return annotation',
  why: `The return annotation is the half of a signature that callers read first. Without it a type checker treats what
comes back as unknown, and whatever is computed from it; and most checkers leave the body of a function without any
annotation unchecked.`,
  bad: 'def greet(name: str):\n    """Greet somebody."""\n    print(f"Hello {name}")\n',
  good: 'def greet(name: str) -> None:\n    """Greet somebody."""\n    print(f"Hello {name}")\n',
  fixText: 'There is no fix.',
  options: { 'types.checkOverrides': CHECK_OVERRIDES },
  *check({ facts, owner }, { region, project, file }) {
    if (facts.returns) return;
    const site = { facts, owner, region, project, python: file.python };
    const options = { checkOverrides: file.option<boolean>('types.checkOverrides') };
    if (!lacksReturnAnnotation(site, options)) return;
    yield { span: facts.nameSpan, message: `"${facts.name}" has no return annotation.`, about: facts };
  },
};
