// unknown-documented-parameter: the docstring's Args section names what is no parameter.
import { entryName } from '../../infer/docstring/generate';
import { judgedDocstring } from '../../infer/docstring/judged';
import type { DocEdit } from '../../infer/docstring/merge';
import { looksLikePathOperation } from '../../infer/docstring/pathOperation';
import { removeName } from '../../infer/docstring/removal';
import { mergeLayout, writtenEdits } from '../../infer/docstring/rewrite';
import { sourceSpan } from '../../infer/docstring/spans';
import { type UnknownName, unknownNames } from '../../infer/docstring/unknown';
import type { Fix, FunctionRule } from '../../linter/rule';

export const unknownDocumentedParameter: FunctionRule = {
  id: 'unknown-documented-parameter',
  family: 'docstrings',
  severity: 'warning',
  preset: 'skill',
  codes: ['DOC102'],
  scope: 'function',
  summary: 'The `Args` section of the docstring names what is no parameter',
  why: `A parameter was renamed or removed and its description stayed behind. Who reads it passes an argument that does not
exist, and looks in vain for the one that does.`,
  bad: `def find(titles: list[str], limit: int) -> list[str]:
    """Find titles that are still to be had.

    Args:
        titles: What to look for.
        maximum: How many to give at most.

    Returns:
        The titles in the order of the catalogue.
    """
    return sorted(titles)[:limit]
`,
  good: `def find(titles: list[str], limit: int) -> list[str]:
    """Find titles that are still to be had.

    Args:
        titles: What to look for.
        limit: How many to give at most.

    Returns:
        The titles in the order of the catalogue.
    """
    return sorted(titles)[:limit]
`,
  fixText: `Renames the entry where one parameter is undocumented and its name is close or it stands in the same place; the
description stays. Otherwise removes the entry, and a section that had no other. A renaming that corrects case, underscores
or one letter is safe, except on a path operation, where the docstring is part of the OpenAPI text; a removal never is, for
it takes away what somebody wrote.`,
  notes: `Silent: functions with \`**kwargs\` (entries may be its keys) and those whose \`*args\` has no entry of its own (entries may
be its values), remarks like \`Note:\` among the entries, tests, stubs, whatever needs no docstring (see \`missing-docstring\`),
docstrings in NumPy, reST or Epytext style.`,
  *check({ facts, owner }, { file }) {
    const doc = judgedDocstring({ facts, owner }, file);
    if (!doc) return;
    for (const { name, renamedTo } of unknownNames(doc, { facts, owner })) {
      const instead = renamedTo ? `; "${renamedTo.name}" is not documented` : '';
      yield {
        span: sourceSpan(doc, name, facts.node.source),
        message: `"${name.name}" in the Args section is no parameter of "${facts.name}"${instead}.`,
        about: facts,
        data: name.start,
      };
    }
  },
  fix({ data }, target, context) {
    const doc = judgedDocstring(target, context.file);
    const found = doc && unknownNames(doc, target).find(({ name }) => name.start === data);
    if (!doc || !found) return [];
    const { facts } = target;
    const fixes: Fix[] = [];
    const offer = (title: string, edit: DocEdit | null, safe: boolean): void => {
      const layout = mergeLayout(doc, facts, context);
      const edits = edit ? writtenEdits(doc, [edit], facts, layout, 'text') : [];
      if (edits.length > 0) fixes.push({ title, safe, preferred: fixes.length === 0, edits });
    };
    const { section, entry, name, renamedTo, isTypo } = found;
    if (renamedTo) {
      const title = `Rename the entry "${name.name}" to "${renamedTo.name}"`;
      offer(title, rename(found, doc.text), isTypo && !looksLikePathOperation(facts));
    }
    offer(`Remove "${name.name}" from the Args section`, removeName(doc, section, entry, name), false);
    return fixes;
  },
};

function rename({ name, renamedTo }: UnknownName, text: string): DocEdit {
  const written = text.slice(name.start, name.end);
  const wanted = entryName(renamedTo!);
  const template = [written.includes('\\') ? wanted.replaceAll('*', '\\*') : wanted];
  return { start: name.start, end: name.end, template };
}
