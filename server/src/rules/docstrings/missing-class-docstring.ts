// missing-class-docstring: a class without a docstring.
import { generateClassDocstring } from '../../infer/docstring/generate';
import { lineIndent, stepBetween } from '../../infer/docstring/place';
import { readDocstring } from '../../infer/docstring/read';
import { toSnippet } from '../../infer/docstring/template';
import type { ClassRule } from '../../linter/rule';

export const missingClassDocstring: ClassRule = {
  id: 'missing-class-docstring',
  family: 'docstrings',
  severity: 'warning',
  preset: 'strict',
  codes: ['D101'],
  scope: 'class',
  summary: 'A class has no docstring',
  why: `The name of a class says what it is called, its fields say what it holds; only the docstring says what it stands for and
when to use it. Of a Pydantic model it becomes the description in the OpenAPI schema.`,
  bad: 'class Shelf:\n    number: int\n',
  good: 'class Shelf:\n    """A shelf of the library, numbered from the door."""\n\n    number: int\n',
  fixText: `Inserts a summary proposed from the class's name as a snippet, with a blank line behind it. As it has to be
written, no fix is applied by fix-all.`,
  notes: `An empty docstring counts as none. These do not want one: an inner \`Config\` or \`Meta\`, a class in a function, classes in
tests, type stubs.`,
  *check({ facts }, { file, region, owner }) {
    if (file.isStub || file.isTest || (owner && /^(Config|Meta)$/.test(facts.name))) return;
    if (facts.docstring && readDocstring(facts.docstring).textLines > 0) return;
    const body = facts.node.child('body');
    if (!body) return;
    // What does not parse there may be a docstring being typed. (Methods are regions of their own, not items here.)
    const end = body.items[0]?.end ?? body.start;
    if (region.errors.some((error) => error.start <= end && error.end > facts.nameSpan.end)) return;
    yield { span: facts.nameSpan, message: `Class "${facts.name}" has no docstring.` };
  },
  fix(_problem, { facts }, context) {
    const body = facts.node.child('body');
    if (!body) return [];
    const { source } = facts.node;
    const docstring = generateClassDocstring(facts.name);
    const offer = (start: number, end: number, before: string, after: string) => [
      {
        title: 'Add a docstring',
        safe: false,
        preferred: true,
        snippet: true,
        edits: [{ start, end, newText: toSnippet([before, ...docstring, after]) }],
      },
    ];
    if (facts.docstring) return offer(facts.docstring.start, facts.docstring.end, '', '');
    const colon = source.lastIndexOf(':', body.start);
    const between = source.slice(colon + 1, body.start);
    const outer = lineIndent(source, facts.node.start, context.indent);
    const isInline = !between.includes('\n');
    const own = isInline ? outer + context.indentUnit : lineIndent(source, body.start, context.indent);
    if (isInline) return offer(colon + 1, body.start, `\n${own}`, `\n\n${own}`);
    if (stepBetween(outer, own) === null) return [];
    const line = source.indexOf('\n', colon) + 1;
    const blank = /^(?:[ \t\f]*\r?\n)*/.exec(source.slice(line, body.start))![0];
    return offer(line, line + blank.length, own, '\n\n');
  },
};
