// superfluous-return-section: a Returns section in the docstring of a function that returns nothing.
import { judgedDocstring } from '../../infer/docstring/judged';
import { looksLikePathOperation } from '../../infer/docstring/pathOperation';
import { removeSection } from '../../infer/docstring/removal';
import { bodyOf, superfluousReturns } from '../../infer/docstring/required';
import { mergeLayout, writtenEdits } from '../../infer/docstring/rewrite';
import { sourceSpan } from '../../infer/docstring/spans';
import type { FunctionRule } from '../../linter/rule';

export const superfluousReturnSection: FunctionRule = {
  id: 'superfluous-return-section',
  family: 'docstrings',
  severity: 'warning',
  preset: 'skill',
  codes: ['DOC202'],
  scope: 'function',
  summary: 'The docstring has a `Returns` section, and the function returns nothing',
  why: `The description stayed behind when the function changed, or the \`return\` was forgotten. Who believes it works with
\`None\`.`,
  bad: `def lend(title: str, lent: set[str]) -> None:
    """Lend a book.

    Args:
        title: Its title.
        lent: Where to note it.

    Returns:
        Whether it could be lent.
    """
    lent.add(title)
`,
  good: `def lend(title: str, lent: set[str]) -> None:
    """Lend a book.

    Args:
        title: Its title.
        lent: Where to note it.
    """
    lent.add(title)
`,
  fixText: `Removes the section. That takes away what somebody wrote, and perhaps the \`return\` is what is missing: fix-all does not
apply it, unless the section is empty.`,
  notes: `Silent: \`Returns: None.\`, properties, abstract methods, stubs, empty hooks and functions that only raise, functions annotated
with a type other than \`None\`, generators without a \`Yields:\` section (see \`undocumented-yield\`), tests, whatever needs no
docstring (see \`missing-docstring\`), docstrings in NumPy, reST or Epytext style.`,
  *check({ facts, owner }, { file }) {
    const doc = judgedDocstring({ facts, owner }, file);
    const section = doc && superfluousReturns(doc, facts);
    if (!doc || !section) return;
    yield {
      span: sourceSpan(doc, section.titleSpan, facts.node.source),
      message: `The docstring of "${facts.name}" has a ${section.title} section; the function returns nothing.`,
      about: facts,
    };
  },
  fix(_problem, target, context) {
    const { facts } = target;
    const doc = judgedDocstring(target, context.file);
    const section = doc && superfluousReturns(doc, facts);
    const edit = section && removeSection(doc, section);
    if (!edit) return [];
    const edits = writtenEdits(doc, [edit], facts, mergeLayout(doc, facts, context), 'text');
    const safe = bodyOf(doc, section) === '' && !looksLikePathOperation(facts);
    return edits.length === 0 ? [] : [{ title: `Remove the ${section.title} section`, safe, preferred: true, edits }];
  },
};
