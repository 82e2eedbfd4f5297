// undocumented-exception: an exception that the body raises and lets escape is not in the docstring's Raises section.
import { section } from '../../infer/docstring/generate';
import { judgedDocstring } from '../../infer/docstring/judged';
import { insertEntries, insertSection } from '../../infer/docstring/merge';
import { asksForSections, sectionOf } from '../../infer/docstring/required';
import { mergeLayout, writtenEdits } from '../../infer/docstring/rewrite';
import { firstLineSpan, sourceSpan } from '../../infer/docstring/spans';
import { REQUIRE_SECTIONS, type RequireSections } from '../../infer/docstring/subject';
import { undocumentedExceptions } from '../../infer/docstring/undocumentedExceptions';
import type { Fix, FunctionRule } from '../../linter/rule';

export const undocumentedException: FunctionRule = {
  id: 'undocumented-exception',
  family: 'docstrings',
  severity: 'warning',
  preset: 'skill',
  codes: ['DOC501'],
  scope: 'function',
  summary: 'An exception that the body raises and lets escape is not in the `Raises` section of the docstring',
  why: `Python's signatures do not say what a function raises. Who calls it can handle an error only when the docstring
announces it.`,
  bad: `def lend(title: str, lent: set[str]) -> None:
    """Lend a book.

    Args:
        title: Its title.
        lent: What is lent already.
    """
    if title in lent:
        raise ValueError(title)
    lent.add(title)
`,
  good: `def lend(title: str, lent: set[str]) -> None:
    """Lend a book.

    Args:
        title: Its title.
        lent: What is lent already.

    Raises:
        ValueError: If somebody else has it.
    """
    if title in lent:
        raise ValueError(title)
    lent.add(title)
`,
  fixText: `Adds the entry, and the section at the docstring's end where there is none, as a snippet whose tab stop is the
description. As the description has to be written, no fix is applied by fix-all.`,
  notes: `Counted are \`raise X\`, \`raise X(...)\`, \`raise module.X\`, a local name bound to \`X(...)\`, and what a handler of \`X\` raises again.
What the same function catches, by the class or a base of it, or suppresses, does not escape. Dotted and undotted names
are the same; an entry for a base class (but \`Exception\`) announces its subclasses. An entry for something that the body does
not raise is fine: a callee may.

Silent: \`NotImplementedError\` and \`AssertionError\`; what is raised again under \`except Exception\`; exceptions made by a factory,
given as a parameter or looked up; docstrings of one line (see the option); tests, stubs, whatever needs no docstring (see
\`missing-docstring\`), docstrings in NumPy, reST or Epytext style, and those that say \`See base class.\``,
  options: { 'docstrings.requireSections': REQUIRE_SECTIONS },
  *check({ facts, owner }, { file, project }) {
    const doc = judgedDocstring({ facts, owner }, file);
    const raises = doc && sectionOf(doc, 'raises');
    if (!doc || !(raises || asksForSections(doc, file.option<RequireSections>('docstrings.requireSections')))) return;
    const { source } = facts.node;
    for (const { name, node } of undocumentedExceptions(doc, { facts, owner, project })) {
      yield {
        span: raises ? sourceSpan(doc, raises.titleSpan, source) : firstLineSpan(doc, source),
        message: raises
          ? `"${facts.name}" raises "${name}", which is missing from the ${raises.title} section of the docstring.`
          : `"${facts.name}" raises "${name}", and its docstring has no Raises section.`,
        about: facts,
        data: name,
        related: [{ message: `Where "${name}" is raised.`, span: { start: node.start, end: node.end } }],
      };
    }
  },
  fix({ data }, target, context) {
    const { facts, owner } = target;
    const doc = judgedDocstring(target, context.file);
    if (!doc) return [];
    const names = undocumentedExceptions(doc, { facts, owner, project: context.project }).map(({ name }) => name);
    const layout = mergeLayout(doc, facts, context);
    const raises = sectionOf(doc, 'raises');
    const offer = (title: string, wanted: readonly string[], preferred: boolean): Fix[] => {
      const added = raises
        ? insertEntries(doc, raises, wanted, [], layout)
        : [insertSection(doc, 'raises', section('Raises', wanted, layout.indentUnit), layout)];
      const edits = writtenEdits(doc, added, facts, layout, 'snippet');
      return edits.length === 0 ? [] : [{ title, safe: false, preferred, snippet: true, edits }];
    };
    const one = names.filter((name) => name === data);
    if (one.length === 0) return [];
    const fixes = offer(`Document "${data}" in Raises`, one, true);
    if (names.length > 1) fixes.push(...offer(`Document all ${names.length} missing exceptions`, names, false));
    return fixes;
  },
};
