// undocumented-yield: a generator whose docstring has no Yields section, or has Returns in its place.
import { returnsOfValues } from '../../facts/flow';
import { judgedDocstring } from '../../infer/docstring/judged';
import { type DocEdit, insertSection } from '../../infer/docstring/merge';
import { looksLikePathOperation } from '../../infer/docstring/pathOperation';
import { asksForSections, sectionOf, summaryTellsResult } from '../../infer/docstring/required';
import { mergeLayout, writtenEdits } from '../../infer/docstring/rewrite';
import { firstLineSpan, sourceSpan } from '../../infer/docstring/spans';
import { REQUIRE_SECTIONS, type RequireSections, yieldToDocument } from '../../infer/docstring/subject';
import { DESCRIPTION } from '../../infer/docstring/template';
import type { FunctionRule } from '../../linter/rule';

export const undocumentedYield: FunctionRule = {
  id: 'undocumented-yield',
  family: 'docstrings',
  severity: 'warning',
  preset: 'skill',
  codes: ['DOC402'],
  scope: 'function',
  summary: 'A generator has no `Yields` section in its docstring, or has `Returns` in its place',
  why: `A generator gives many values, one after another and only when asked. \`Yields:\` says so and says what each of them is;
\`Returns:\` hides it.`,
  bad: `from collections.abc import Iterator


def overdue(days: dict[str, int], limit: int) -> Iterator[str]:
    """Find the books that are overdue.

    Args:
        days: For how long each book has been lent, by title.
        limit: For how long it may be.

    Returns:
        The titles.
    """
    for title, count in days.items():
        if count > limit:
            yield title
`,
  good: `from collections.abc import Iterator


def overdue(days: dict[str, int], limit: int) -> Iterator[str]:
    """Find the books that are overdue.

    Args:
        days: For how long each book has been lent, by title.
        limit: For how long it may be.

    Yields:
        The titles.
    """
    for title, count in days.items():
        if count > limit:
            yield title
`,
  fixText: `Makes \`Yields:\` of a \`Returns:\` section where the generator returns no value besides; that is safe, except on a path
operation, where the docstring is part of the OpenAPI text. Otherwise adds a \`Yields:\` section behind \`Args:\` and before
\`Raises:\`, as a snippet whose tab stop is the description, which fix-all does not apply.`,
  notes: `Silent: docstrings of one line (see the option), a summary that begins with "Yield", "Yields", "Return" or "Returns", context
managers, fixtures and lifespans with a bare \`yield\`, what nested functions yield, tests, stubs, whatever needs no docstring (see
\`missing-docstring\`), docstrings in NumPy, reST or Epytext style, and those that say \`See base class.\``,
  options: { 'docstrings.requireSections': REQUIRE_SECTIONS },
  *check({ facts, owner }, { file }) {
    const doc = judgedDocstring({ facts, owner }, file);
    if (!doc || sectionOf(doc, 'yields')) return;
    const returns = returnsOfValues(facts.body).length === 0 ? sectionOf(doc, 'returns') : null;
    if (!returns) {
      if (summaryTellsResult(doc)) return;
      if (!asksForSections(doc, file.option<RequireSections>('docstrings.requireSections'))) return;
    }
    const node = yieldToDocument(facts);
    if (!node) return;
    const { source } = facts.node;
    yield {
      span: returns ? sourceSpan(doc, returns.titleSpan, source) : firstLineSpan(doc, source),
      message: returns
        ? `"${facts.name}" is a generator: what it gives belongs into a Yields section, not ${returns.title}.`
        : `The docstring of "${facts.name}" has no Yields section; the function yields something.`,
      about: facts,
      related: [{ message: 'What is yielded.', span: { start: node.start, end: node.end } }],
    };
  },
  fix(_problem, target, context) {
    const { facts } = target;
    const doc = judgedDocstring(target, context.file);
    if (!doc) return [];
    const layout = mergeLayout(doc, facts, context);
    const write = (edit: DocEdit, as: 'snippet' | 'text') => writtenEdits(doc, [edit], facts, layout, as);
    const returns = returnsOfValues(facts.body).length === 0 ? sectionOf(doc, 'returns') : null;
    if (returns) {
      const edits = write({ ...returns.titleSpan, template: ['Yields'] }, 'text');
      const safe = !looksLikePathOperation(facts);
      return edits.length === 0 ? [] : [{ title: `Make it a Yields section`, safe, preferred: true, edits }];
    }
    const section = insertSection(doc, 'yields', [['Yields:'], [layout.indentUnit, DESCRIPTION]], layout);
    const edits = write(section, 'snippet');
    return edits.length === 0
      ? []
      : [{ title: 'Add a Yields section', safe: false, preferred: true, snippet: true, edits }];
  },
};
