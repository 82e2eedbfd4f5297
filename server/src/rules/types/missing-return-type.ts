// missing-return-type: a function without a return annotation.
// Must not know how types are inferred; `infer/` does.
import { annotateReturn } from '../../infer/annotationEdits';
import { CHECK_OVERRIDES, lacksReturnAnnotation } from '../../infer/annotationSubjects';
import { type Offer, offerAnnotation, offerPlaceholder, placeOf } from '../../infer/offerAnnotation';
import { suitsResponse } from '../../infer/responseType';
import { inferReturn } from '../../infer/returnType';
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
  fixText: `Writes the type that all paths through the function give together: literals, f-strings, comparisons, comprehensions,
constructors, calls of annotated functions and methods of the project and of Python's library, annotated parameters and
local variables.
Falling off the end adds \`None\`; a generator becomes \`Iterator[…]\` or \`AsyncIterator[…]\`; the special methods that
Python's data model fixes get their types; a function that always raises becomes \`NoReturn\`, outside classes.

The fix is safe where the type is beyond doubt and nothing reads it at run time. It is offered singly, and its title says
why, on path operations (FastAPI makes the response from it) and dependencies, Pydantic validators, \`@validate_call\`, dispatchers, commands,
where a decorator from elsewhere may read it, and where classes of the project override the method; \`None\` is not offered
where one of them returns a value. So is what only functions and attributes without annotations tell, some of the returns, or
a name that asks (\`is_open\`). A type from which FastAPI could not make a response is not offered.
Parts that nothing tells become placeholders.`,
  notes: `Silent are lambdas, the implementation behind \`@overload\`s, \`@override\`s, \`@no_type_check\` and functions with a
PEP 484 type comment.`,
  options: { 'types.checkOverrides': CHECK_OVERRIDES },
  *check({ facts, owner }, { region, project, file }) {
    if (facts.returns) return;
    const site = { facts, owner, region, project, python: file.python };
    const options = { checkOverrides: file.option<boolean>('types.checkOverrides') };
    if (!lacksReturnAnnotation(site, options)) return;
    yield { span: facts.nameSpan, message: `"${facts.name}" has no return annotation.`, about: facts };
  },
  fix(_problem, target, context) {
    const place = placeOf(target, context);
    const offer: Offer = {
      verb: 'Annotate return as',
      edit: (annotation) => annotateReturn(target.facts, annotation),
    };
    const evidence = inferReturn(place);
    const isFit = evidence !== null && suitsResponse(evidence.type, place);
    const fix = isFit ? offerAnnotation(evidence, offer, place) : null;
    return [fix ?? offerPlaceholder(offer, `Annotate what "${target.facts.name}" returns`, place)];
  },
};
