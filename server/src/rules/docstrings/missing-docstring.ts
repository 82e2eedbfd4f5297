// missing-docstring: a function or method without a docstring.
import { generateDocstring, hasSections } from '../../infer/docstring/generate';
import { looksLikePathOperation } from '../../infer/docstring/pathOperation';
import { placeForDocstring } from '../../infer/docstring/place';
import { readDocstring } from '../../infer/docstring/read';
import { documentedParameters, isExempt, REQUIRE_SECTIONS } from '../../infer/docstring/subject';
import { toSnippet } from '../../infer/docstring/template';
import type { Fix, FunctionRule } from '../../linter/rule';

export const missingDocstring: FunctionRule = {
  id: 'missing-docstring',
  family: 'docstrings',
  severity: 'warning',
  preset: 'skill',
  codes: ['D102', 'D103', 'D105', 'D107'],
  scope: 'function',
  summary: 'A function or method has no docstring',
  why: `The docstring is the part of a function that its callers read: in the editor's hover, in generated documentation
and, for a path operation, on the OpenAPI page. Written in Google style it says in a fixed order what the function does,
what it takes, what it gives and what it raises, so that nobody has to read the body to use it.`,
  bad: 'def area(width: float, height: float) -> float:\n    return width * height\n',
  good: `def area(width: float, height: float) -> float:
    """Compute the area of a rectangle.

    Args:
        width: Length of the horizontal side.
        height: Length of the vertical side.

    Returns:
        The area in square units.
    """
    return width * height
`,
  fixText: `Inserts a Google docstring as a snippet: a summary proposed from the function's name, \`Args:\` in the order of the
signature with the types left to the annotations, \`Returns:\` or \`Yields:\` as the body says, and \`Raises:\` with the
exceptions that the body raises and lets escape. Every description is a tab stop. A function on one line is broken into lines.
In tests, the summary alone is inserted. For a path operation there is a second fix that puts the sections behind a \`\\f\`,
where FastAPI leaves them out of the OpenAPI text; and where a summary is enough, one that writes nothing else.
As the descriptions have to be written, no fix is applied by fix-all.`,
  notes: `Private functions want a docstring too; an empty docstring counts as none. These do not want one:

- nested functions and whatever is in them,
- \`@overload\` stubs, \`@override\`s, property setters and deleters, functions named \`_\`,
- dunder methods, except \`__init__\` and \`__call__\` that have parameters of their own,
- \`__init__\` where the docstring of the class has an \`Args:\` section,
- methods of a Protocol whose body is \`...\` or \`pass\`,
- type stubs.`,
  options: { 'docstrings.requireSections': REQUIRE_SECTIONS },
  *check({ facts, owner }, { file, region }) {
    if (file.isStub || isExempt({ facts, owner })) return;
    if (facts.docstring && readDocstring(facts.docstring).textLines > 0) return;
    const first = facts.body.items[0];
    if (!first) return;
    // What does not parse there may be a docstring being typed.
    if (region.errors.some((error) => error.start <= first.end && error.end > facts.parametersSpan.end)) return;
    const kind = owner ? 'Method' : 'Function';
    yield { span: facts.nameSpan, message: `${kind} "${facts.name}" has no docstring.`, about: facts };
  },
  fix(_problem, { facts, owner }, context) {
    const place = placeForDocstring(facts, context);
    if (!place) return [];
    const site = { facts, owner, project: context.project };
    const write = (title: string, shape: 'full' | 'summary' | 'cut'): Fix => ({
      title,
      safe: false,
      preferred: shape !== 'cut' && title === TITLE,
      snippet: true,
      edits: [{ ...place.span, newText: toSnippet(place.wrap(generateDocstring(site, shape, place.layout))) }],
    });
    if (context.file.isTest) return [write(TITLE, 'summary')];
    const fixes = [write(TITLE, 'full')];
    if (!hasSections(site)) return fixes;
    if (looksLikePathOperation(facts)) {
      fixes.push(write('Add a docstring, its sections kept out of the OpenAPI text', 'cut'));
    }
    if (
      documentedParameters(site).length <= 1 &&
      context.file.option<string>('docstrings.requireSections') !== 'always'
    ) {
      fixes.push(write('Add a docstring of one line', 'summary'));
    }
    return fixes;
  },
};

const TITLE = 'Add a docstring';
