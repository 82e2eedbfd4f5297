// missing-parameter-type: a parameter without an annotation.
// Must not know how types are inferred; `infer/` does.
import type { ParameterFacts } from '../../facts/functions';
import { annotateParameter, replaceDefault, type SignatureEdit } from '../../infer/annotationEdits';
import { CHECK_OVERRIDES, unannotatedParameters } from '../../infer/annotationSubjects';
import { canLoseDefault, dependencyCall, dependencyType } from '../../infer/dependency';
import { type Offer, offerAnnotation, offerPlaceholder, offerWritten, placeOf } from '../../infer/offerAnnotation';
import { ANYTHING, inferParameter, parameterCandidates } from '../../infer/parameterType';
import { type AnnotationPlace, writeType } from '../../infer/printType';
import { isAtLeast } from '../../infer/version';
import { escapeSnippet } from '../../linter/edits';
import type { Fix, FunctionRule } from '../../linter/rule';
import type { SyntaxNode } from '../../syntax/node';

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
  fixText: `Writes the type that the code gives evidence for, the best evidence first: the default's value, the route's path
converter, \`Depends(f)\` (which becomes \`Annotated[…, Depends(f)]\`), the docstring, the method that is overridden, functions
of the module that agree, what the body does with the parameter. Names that the type needs are imported; \`X | None\` becomes
\`Optional[X]\` before Python 3.10.

The fix is safe where the type is beyond doubt and nothing reads it at run time. It is offered singly, and its title says
why, on path operations and dependencies (FastAPI reads their signatures), Pydantic validators, \`@validate_call\`,
dispatchers, commands, and where a decorator from elsewhere may read it. Where two pieces of evidence differ, each is offered singly
with a word on where it comes from; where nothing tells the type, a placeholder is inserted.`,
  notes: `Silent are the first parameter of a method (unless it is a \`@staticmethod\`), parameters that begin with \`_\`, lambdas,
the implementation behind \`@overload\`s, the parameter by which \`@singledispatch\` chooses, \`@override\`s,
\`@no_type_check\` and functions with a PEP 484 type comment. \`*args\` and \`**kwargs\` want the type of one element.`,
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
        data: parameter.name,
        about: facts,
      };
    }
  },
  fix(problem, target, context) {
    const parameter = target.facts.parameters.find((each) => each.name === problem.data);
    if (!parameter) return [];
    const place = placeOf(target, context);
    const offer: Offer = { verb: 'Annotate as', edit: (annotation) => annotateParameter(parameter, annotation) };
    const dependency = dependencyCall(parameter);
    if (dependency) {
      const fix = offerDependency(parameter, dependency, place);
      if (fix) return [fix];
    }
    const evidence = inferParameter(parameter, place) ?? (parameter.kind.startsWith('var-') ? ANYTHING : null);
    const fix = evidence && offerAnnotation(evidence, offer, place);
    if (fix) return [fix];
    const candidates = evidence ? [] : parameterCandidates(parameter, place);
    return [
      ...candidates.flatMap(
        (each) => offerAnnotation(each, offer, { ...place, imports: context.imports.fork() }) ?? [],
      ),
      offerPlaceholder(offer, `Annotate "${parameter.name}"`, place),
    ];
  },
};

/** `db=Depends(get_db)` becomes `db: Annotated[Session, Depends(get_db)]`, where the signature can bear it. */
function offerDependency(parameter: ParameterFacts, call: SyntaxNode, place: AnnotationPlace): Fix | null {
  const given = dependencyType(call, place);
  const type = given.kind === 'unknown' ? null : writeType(given, place);
  if (!type) return null;
  if (!isAtLeast(place, 9) || !canLoseDefault(parameter, place.facts) || type.text.startsWith('"')) {
    const edit = (annotation: string): SignatureEdit => annotateParameter(parameter, annotation);
    return offerWritten(type, null, { verb: 'Annotate as', edit }, place);
  }
  const annotated = place.imports.use('typing', 'Annotated');
  const edit = (annotation: string): SignatureEdit => replaceDefault(parameter, annotation);
  const written = {
    text: `${annotated}[${type.text}, ${call.text}]`,
    snippet: `${annotated}[${type.snippet}, ${escapeSnippet(call.text)}]`,
    hasHole: type.hasHole,
    conditional: type.conditional,
  };
  return offerWritten(written, null, { verb: 'Annotate as', edit }, place);
}
