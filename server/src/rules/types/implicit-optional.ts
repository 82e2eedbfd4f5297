// implicit-optional: a parameter that defaults to None though its annotation does not allow it.
// Must not know what names in annotations mean; `infer/` does.
import { displayAnnotation, readAnnotation } from '../../facts/annotation';
import { unparenthesized } from '../../facts/expressions';
import type { ParameterFacts } from '../../facts/functions';
import { isUnchecked } from '../../infer/annotationSubjects';
import { failsOnNone } from '../../infer/noneGuards';
import { placeOf, reasonsAgainst, remarkOf } from '../../infer/offerAnnotation';
import { mayBeNone, type NonePlace, placeForNone } from '../../infer/optionality';
import { hiddenNames } from '../../infer/printType';
import { scopeOf } from '../../infer/scope';
import { isAtLeast } from '../../infer/version';
import type { Edit, FunctionRule } from '../../linter/rule';

export const implicitOptional: FunctionRule = {
  id: 'implicit-optional',
  family: 'types',
  severity: 'warning',
  preset: 'skill',
  codes: ['RUF013'],
  scope: 'function',
  summary: 'A parameter defaults to `None`, which its annotation does not allow',
  why: `\`x: int = None\` says two things that cannot both be true. Type checkers have stopped guessing that an optional
value was meant (PEP 484 forbids it since 2018), so they report the signature; who reads it, or the OpenAPI page that is
made from it, is told that the value is always there.`,
  bad: 'def page(size: int = None) -> int:\n    """Choose a page size."""\n    return size or 20\n',
  good: 'def page(size: int | None = None) -> int:\n    """Choose a page size."""\n    return size or 20\n',
  fixText: `Adds \`None\` to the annotation: \`int | None\` from Python 3.10 on, else \`Optional[int]\` with its import; one
member more where a \`Union\` or \`|\` is written already; inside quotes and inside \`Annotated[…]\`.

The fix is safe unless the running program reads the annotation, or the body uses the parameter and never asks whether it
is \`None\`: a type checker will then point to the uses. On path operations and dependencies, Pydantic
validators, \`@validate_call\`, dispatchers and commands it is offered singly, and its title says who reads it.`,
  notes: `Only parameters are judged, and only those whose default is a plain \`None\`: \`Query(None)\` and the like are
silent. So are annotations that may allow \`None\`: \`Any\`, \`object\`, aliases, type variables, protocols, and names from
outside the project and Python's own library, which may be aliases. \`@no_type_check\` is respected.`,
  *check(target, { project }) {
    const { facts } = target;
    for (const parameter of facts.parameters) {
      const { annotation, default: value } = parameter;
      if (!annotation || !value || unparenthesized(value).type !== 'none') continue;
      const part = readAnnotation(annotation.text);
      if (!part || mayBeNone(part, annotation.text, { project, hidden: NOTHING })) continue;
      // Asked last, since the answer leans on the class's other methods.
      const hidden = hiddenNames({ ...target, project });
      if (mayBeNone(part, annotation.text, { project, hidden }) || isUnchecked(target)) continue;
      yield {
        span: { start: annotation.start, end: annotation.end },
        message: `Parameter "${parameter.name}" of "${facts.name}" defaults to None, which "${displayAnnotation(annotation.text)}" does not allow.`,
        data: parameter.name,
        about: facts,
      };
    }
  },
  fix(problem, target, context) {
    const { facts } = target;
    const parameter = facts.parameters.find((each) => each.name === problem.data);
    const part = parameter?.annotation ? readAnnotation(parameter.annotation.text) : null;
    if (!parameter?.annotation || !part) return [];
    const place = placeOf(target, context);
    const scope = { project: context.project, hidden: hiddenNames(place) };
    const at = placeForNone(part, isAtLeast(place, 10), scope);
    if (!at) return [];
    const optional = at.how === 'wrap' ? place.imports.use('typing', 'Optional') : '';
    if (scope.hidden.has(optional.split('.')[0]!)) return [];
    const edits = insertNone(at, optional, parameter.annotation.start);
    const reasons = reasonsAgainst(
      failsOnNone(parameter.name, facts.body, scopeOf(place).never) ? 'the body does not ask for None' : null,
      place,
    );
    return [
      {
        title: `Annotate as "${displayAnnotation(preview(parameter, edits))}"${remarkOf(reasons)}`,
        safe: reasons.length === 0,
        edits,
        imports: [...place.imports.requested],
      },
    ];
  },
};

const NOTHING: ReadonlySet<string> = new Set();

function insertNone(at: NonePlace, optional: string, offset: number): Edit[] {
  const insert = (where: number, newText: string): Edit => ({ start: where + offset, end: where + offset, newText });
  if (at.how === 'wrap') return [insert(at.start, `${optional}[`), insert(at.end, ']')];
  return [insert(at.at, at.how === 'append' ? ' | None' : ', None')];
}

/** The annotation as it will be. */
function preview({ annotation }: ParameterFacts, edits: readonly Edit[]): string {
  let text = annotation!.text;
  for (const { start, newText } of edits.toReversed()) {
    const at = start - annotation!.start;
    text = text.slice(0, at) + newText + text.slice(at);
  }
  return text;
}
