// undocumented-return: a function that returns something, whose docstring has no Returns section.
import { judgedDocstring } from '../../infer/docstring/judged';
import { insertSection } from '../../infer/docstring/merge';
import { asksForSections, sectionOf, summaryTellsResult } from '../../infer/docstring/required';
import { mergeLayout, writtenEdits } from '../../infer/docstring/rewrite';
import { firstLineSpan } from '../../infer/docstring/spans';
import { REQUIRE_SECTIONS, type RequireSections, returnToDocument } from '../../infer/docstring/subject';
import { DESCRIPTION } from '../../infer/docstring/template';
import type { FunctionRule } from '../../linter/rule';

export const undocumentedReturn: FunctionRule = {
  id: 'undocumented-return',
  family: 'docstrings',
  severity: 'warning',
  preset: 'skill',
  codes: ['DOC201'],
  scope: 'function',
  summary: 'A function returns something, and its docstring has no `Returns` section',
  why: `The annotation says of what type the result is; only the docstring says what it means: in which order, in which unit,
what is given when there is nothing to give.`,
  bad: `def shelf_of(title: str, shelves: dict[str, int]) -> int | None:
    """Look up where a book stands.

    Args:
        title: The title as printed on the cover.
        shelves: The shelves' numbers by title.
    """
    return shelves.get(title)
`,
  good: `def shelf_of(title: str, shelves: dict[str, int]) -> int | None:
    """Look up where a book stands.

    Args:
        title: The title as printed on the cover.
        shelves: The shelves' numbers by title.

    Returns:
        The shelf's number, None for a book that is lent.
    """
    return shelves.get(title)
`,
  fixText: `Adds a \`Returns:\` section behind \`Args:\` and before \`Raises:\`, as a snippet whose tab stop is the description.
As the description has to be written, no fix is applied by fix-all.`,
  notes: `Silent: docstrings of one line (see the option), a summary that begins with "Return" or "Returns", properties, generators (see
\`undocumented-yield\`), functions that return nothing but \`None\`, what nested functions return, tests, stubs, whatever needs
no docstring (see \`missing-docstring\`), docstrings in NumPy, reST or Epytext style, and those that say \`See base class.\``,
  options: { 'docstrings.requireSections': REQUIRE_SECTIONS },
  *check({ facts, owner }, { file }) {
    const doc = judgedDocstring({ facts, owner }, file);
    if (!doc || sectionOf(doc, 'returns') || sectionOf(doc, 'yields') || summaryTellsResult(doc)) return;
    if (!asksForSections(doc, file.option<RequireSections>('docstrings.requireSections'))) return;
    const node = returnToDocument(facts);
    if (!node) return;
    yield {
      span: firstLineSpan(doc, facts.node.source),
      message: `The docstring of "${facts.name}" has no Returns section; the function returns something.`,
      about: facts,
      related: [{ message: 'What is returned.', span: { start: node.start, end: node.end } }],
    };
  },
  fix(_problem, target, context) {
    const doc = judgedDocstring(target, context.file);
    if (!doc) return [];
    const layout = mergeLayout(doc, target.facts, context);
    const section = insertSection(doc, 'returns', [['Returns:'], [layout.indentUnit, DESCRIPTION]], layout);
    const edits = writtenEdits(doc, [section], target.facts, layout, 'snippet');
    return edits.length === 0
      ? []
      : [{ title: 'Add a Returns section', safe: false, preferred: true, snippet: true, edits }];
  },
};
