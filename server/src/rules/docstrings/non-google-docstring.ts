// non-google-docstring: a docstring in NumPy, reST or Epytext style.
import { convertToGoogle, foreignLine } from '../../infer/docstring/convert';
import type { Docstring } from '../../infer/docstring/model';
import { looksLikePathOperation } from '../../infer/docstring/pathOperation';
import { readDocstring } from '../../infer/docstring/read';
import { mergeLayout, writtenEdits } from '../../infer/docstring/rewrite';
import { sourceSpan } from '../../infer/docstring/spans';
import { isExempt } from '../../infer/docstring/subject';
import type { Context, FunctionRule, FunctionTarget } from '../../linter/rule';

export const nonGoogleDocstring: FunctionRule = {
  id: 'non-google-docstring',
  family: 'docstrings',
  severity: 'warning',
  preset: 'skill',
  codes: ['D406', 'D407'],
  scope: 'function',
  summary: 'A docstring is written in NumPy, reST or Epytext style',
  why: `A project whose docstrings follow one convention is read faster, and its tools (hover, documentation, the other rules
about docstrings) understand all of it. The convention here is Google's.`,
  bad: `def lend(title: str, days: int) -> int:
    """Lend a book.

    :param title: Its title.
    :param days: For how long.
    :returns: The number of books lent.
    """
    return len(title) * days
`,
  good: `def lend(title: str, days: int) -> int:
    """Lend a book.

    Args:
        title: Its title.
        days: For how long.

    Returns:
        The number of books lent.
    """
    return len(title) * days
`,
  fixText: `Writes the fields or underlined sections as Google sections; prose, examples, lists, types, quotes and prefixes stay. It is
offered only where every word is kept, and is safe then, except on a path operation, where the docstring is part of the
OpenAPI text.`,
  notes: `One problem a docstring; the other rules about sections wait until it is converted. Headings that are underlined but are no
sections of parameters, results or exceptions make no NumPy docstring.

Silent: tests, stubs, whatever needs no docstring (see \`missing-docstring\`).`,
  *check({ facts, owner }, { file }) {
    const doc = foreignDocstring({ facts, owner }, file);
    if (!doc) return;
    const line = doc.lines[foreignLine(doc)]!;
    const start = line.start + line.white.length;
    yield {
      span: sourceSpan(doc, { start, end: start + line.text.length }, facts.node.source),
      message: `The docstring of "${facts.name}" is written in ${STYLES[doc.style]} style, not Google's.`,
      about: facts,
    };
  },
  fix(_problem, target, context) {
    const { facts } = target;
    const doc = foreignDocstring(target, context.file);
    if (!doc) return [];
    const layout = mergeLayout(doc, facts, context);
    const edit = convertToGoogle(doc, layout);
    const edits = edit ? writtenEdits(doc, [edit], facts, layout, 'text') : [];
    const safe = !looksLikePathOperation(facts);
    return edits.length === 0 ? [] : [{ title: 'Convert the docstring to Google style', safe, preferred: true, edits }];
  },
};

const STYLES: Readonly<Record<string, string>> = { numpy: 'NumPy', rest: 'reST', epytext: 'Epytext' };

function foreignDocstring({ facts, owner }: FunctionTarget, file: Context['file']): Docstring | null {
  if (!facts.docstring || file.isTest || file.isStub || isExempt({ facts, owner })) return null;
  const doc = readDocstring(facts.docstring);
  return foreignLine(doc) < 0 ? null : doc;
}
