// misplaced-docstring-section: a section of a docstring out of order, badly formed or empty.
import { type Fault, faultsOf, judgedSections, mendForm, orderSections, predecessor } from '../../infer/docstring/form';
import { argsSections, judgedDocstring } from '../../infer/docstring/judged';
import type { DocEdit } from '../../infer/docstring/merge';
import type { Docstring, Section } from '../../infer/docstring/model';
import { looksLikePathOperation } from '../../infer/docstring/pathOperation';
import { removeSection } from '../../infer/docstring/removal';
import { superfluousReturns } from '../../infer/docstring/required';
import { mergeLayout, writtenEdits } from '../../infer/docstring/rewrite';
import { sourceSpan } from '../../infer/docstring/spans';
import { returnToDocument, yieldToDocument } from '../../infer/docstring/subject';
import { DESCRIPTION } from '../../infer/docstring/template';
import { undocumentedExceptions } from '../../infer/docstring/undocumentedExceptions';
import { missingParameters } from '../../infer/docstring/unknown';
import { listed } from '../../infer/sentences';
import type { Context, Fix, FunctionRule, FunctionTarget } from '../../linter/rule';

export const misplacedDocstringSection: FunctionRule = {
  id: 'misplaced-docstring-section',
  family: 'docstrings',
  severity: 'warning',
  preset: 'skill',
  codes: ['D214', 'D405', 'D410', 'D411', 'D412', 'D414', 'D416'],
  scope: 'function',
  summary: 'A section of a docstring is out of order, badly formed or empty',
  why: `Editors and documentation tools find sections by their form: a capitalized title with a colon, a blank line before it and
none behind it. A section of another form is shown as prose. Readers find their way by the order: what goes in, what comes out,
what can go wrong.`,
  bad: `def price(title: str, discount: float) -> float:
    """Compute the price of a book.

    Args:
        title: Its title.
        discount: What is taken off, between 0 and 1.
    Returns:
        The price in euros.
    """
    return 20 * (1 - discount)
`,
  good: `def price(title: str, discount: float) -> float:
    """Compute the price of a book.

    Args:
        title: Its title.
        discount: What is taken off, between 0 and 1.

    Returns:
        The price in euros.
    """
    return 20 * (1 - discount)
`,
  fixText: `Mends the title's case, colon and indentation and the blank lines around it, puts \`Args\`, \`Returns\` or \`Yields\`, and
\`Raises\` in this order, removes an empty section or, where there is something to say, adds a place for it. Nobody's words are
touched, so all but the last are safe, except on a path operation, where the docstring is part of the OpenAPI text.`,
  notes: `Judged are \`Args\`, \`Returns\`, \`Yields\` and \`Raises\` under all their names; \`Note\`, \`Example\`, \`Attributes\` and others may
stand anywhere. The order is judged on each side of a \`\\f\`, behind which no blank line is asked for. An empty section for which
there is another rule (\`undocumented-parameter\`, \`undocumented-exception\`, \`superfluous-return-section\`) is left to it.

Silent: tests, stubs, whatever needs no docstring (see \`missing-docstring\`), docstrings in NumPy, reST or Epytext style.`,
  *check({ facts, owner }, context) {
    const doc = judgedDocstring({ facts, owner }, context.file);
    if (!doc) return;
    for (const section of judgedSections(doc)) {
      const faults = faultsOf(doc, section);
      if (faults.length === 0) continue;
      if (faults[0] === 'empty' && isForOthers(doc, section, { facts, owner }, context)) continue;
      const span = sourceSpan(doc, section.titleSpan, facts.node.source);
      const say = (some: readonly Fault[]): string =>
        `The section "${section.title}" ${listed(some.map((fault) => told(fault, doc, section)))}.`;
      const form = faults.filter((fault) => fault !== 'order');
      if (form.length > 0)
        yield { span, message: say(form), about: facts, data: { first: section.first, order: false } };
      if (form.length < faults.length) {
        yield { span, message: say(['order']), about: facts, data: { first: section.first, order: true } };
      }
    }
  },
  fix({ data }, target, context) {
    const { facts } = target;
    const doc = judgedDocstring(target, context.file);
    const { first, order } = data as { readonly first: number; readonly order: boolean };
    const section = doc && judgedSections(doc).find((each) => each.first === first);
    if (!doc || !section) return [];
    const faults = faultsOf(doc, section);
    const layout = mergeLayout(doc, facts, context);
    const isSafe = !looksLikePathOperation(facts);
    const offer = (title: string, wanted: readonly DocEdit[], as: 'snippet' | 'text' = 'text'): Fix[] => {
      const edits = writtenEdits(doc, wanted, facts, layout, as);
      const safe = isSafe && as === 'text';
      return edits.length === 0 ? [] : [{ title, safe, preferred: true, snippet: as === 'snippet', edits }];
    };
    if (faults[0] === 'empty') {
      const gives = section.kind === 'returns' ? returnToDocument(facts) : yieldToDocument(facts);
      if ((section.kind === 'returns' || section.kind === 'yields') && gives) {
        const at = section.titleSpan.end + (section.hasColon ? 1 : 0);
        const { white } = doc.lines[section.first]!;
        const margin = section.first === 0 ? layout.margin : white;
        const template = [section.hasColon ? '' : ':', `\n${margin}${layout.indentUnit}`, DESCRIPTION];
        return offer(`Describe it in "${section.title}"`, [{ start: at, end: at, template }], 'snippet');
      }
      const removal = removeSection(doc, section);
      return removal ? offer(`Remove the empty section "${section.title}"`, [removal]) : [];
    }
    if (!order) return offer(`Mend the form of "${section.title}"`, mendForm(doc, section));
    return offer('Put the sections in order', orderSections(doc, section) ?? []);
  },
};

/** Whether what an empty section lacks, or that it is there at all, is said by another rule. */
function isForOthers(doc: Docstring, section: Section, target: FunctionTarget, { project }: Context): boolean {
  if (section.kind === 'args') return argsSections(doc).length > 0 && missingParameters(doc, target).length > 0;
  if (section.kind === 'raises') return undocumentedExceptions(doc, { ...target, project }).length > 0;
  if (section.kind !== 'returns') return false;
  return superfluousReturns(doc, target.facts) === section || yieldToDocument(target.facts) !== null;
}

function told(fault: Fault, doc: Docstring, section: Section): string {
  switch (fault) {
    case 'case':
      return 'is not capitalized';
    case 'colon':
      return 'has no colon';
    case 'indentation':
      return 'is indented further than the text around it';
    case 'blank-before':
      return 'has no blank line before it';
    case 'blank-inside':
      return 'has a blank line behind its title';
    case 'order':
      return `stands behind "${predecessor(doc, section)!.title}"`;
    case 'empty':
      return 'is empty';
  }
}
