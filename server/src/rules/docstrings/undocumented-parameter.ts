// undocumented-parameter: a parameter that the docstring's Args section does not name, or no such section.
import type { ParameterFacts } from '../../facts/functions';
import { argsSection, entryName } from '../../infer/docstring/generate';
import { argsSections, judgedDocstring } from '../../infer/docstring/judged';
import { type DocEdit, insertEntries, insertSection } from '../../infer/docstring/merge';
import type { Docstring } from '../../infer/docstring/model';
import { mergeLayout, writtenEdits } from '../../infer/docstring/rewrite';
import { firstLineSpan } from '../../infer/docstring/spans';
import { documentedParameters, REQUIRE_SECTIONS, type RequireSections } from '../../infer/docstring/subject';
import { missingParameters } from '../../infer/docstring/unknown';
import { listed } from '../../infer/sentences';
import type { Fix, FixContext, FunctionRule, FunctionTarget } from '../../linter/rule';

export const undocumentedParameter: FunctionRule = {
  id: 'undocumented-parameter',
  family: 'docstrings',
  severity: 'warning',
  preset: 'skill',
  codes: ['D417', 'DOC101'],
  scope: 'function',
  summary: 'A parameter is missing from the `Args` section of the docstring, or the section is missing',
  why: `The annotation says what type a parameter has; only the docstring says what it means, in which unit it is and what
happens when it is left out. A section that names some parameters and not others is worse than none: it looks complete.`,
  bad: `def resize(image: bytes, width: int) -> bytes:
    """Resize an image, keeping its proportions.

    Args:
        image: The encoded image.

    Returns:
        The image in its new size, encoded as before.
    """
    return encode(decode(image), width)
`,
  good: `def resize(image: bytes, width: int) -> bytes:
    """Resize an image, keeping its proportions.

    Args:
        image: The encoded image.
        width: The new width in pixels.

    Returns:
        The image in its new size, encoded as before.
    """
    return encode(decode(image), width)
`,
  fixText: `Adds the entry where the signature has the parameter, as a snippet whose tab stop is the description; what people
wrote stays as it is. Without an \`Args:\` section the whole section is added before \`Returns:\`, \`Yields:\` and \`Raises:\`.
As the description has to be written, no fix is applied by fix-all.`,
  notes: `A docstring of one line is enough for a function with one parameter; from two on, \`Args:\` is asked for.
\`Arguments:\`, \`Parameters:\` and \`Keyword Args:\` are read too; \`*args\` and \`**kwargs\` may be written with or without
stars, and entries for single keys stand for \`**kwargs\`. The order of the entries is not judged.

A parameter that \`Args:\` documents under another name, close to it or in its place, is left to
\`unknown-documented-parameter\`, whose fix renames the entry.

Silent: parameters like \`_unused\` and those that their annotation describes (\`Annotated[int, Doc("…")]\`), tests, stubs,
whatever needs no docstring (see \`missing-docstring\`), docstrings in NumPy, reST or Epytext style, and those that say
\`See base class.\``,
  options: { 'docstrings.requireSections': REQUIRE_SECTIONS },
  *check({ facts, owner }, { file }) {
    const site = { facts, owner };
    const doc = judgedDocstring(site, file);
    const missing = doc ? missingParameters(doc, site) : [];
    if (!doc || missing.length === 0) return;
    if (argsSections(doc).length > 0) {
      for (const { name, nameSpan } of missing) {
        const message = `Parameter "${name}" of "${facts.name}" is missing from the Args section of the docstring.`;
        yield { span: nameSpan, message, about: facts, data: name };
      }
      return;
    }
    const required = file.option<RequireSections>('docstrings.requireSections');
    const isShort = doc.textLines <= 1 && missing.length <= 1;
    if (required === 'never' || (required === 'multi-line' && isShort)) return;
    const names = listed(missing.map(({ name }) => `"${name}"`));
    const message = `The docstring of "${facts.name}" has no Args section; it should describe ${names}.`;
    yield { span: firstLineSpan(doc, facts.node.source), message, about: facts };
  },
  fix(problem, target, context) {
    const { facts } = target;
    const doc = judgedDocstring(target, context.file);
    const missing = doc ? missingParameters(doc, target) : [];
    if (!doc || missing.length === 0) return [];
    if (argsSections(doc).length === 0) return offer('Add an Args section', doc, missing, target, context, true);
    const one = missing.filter(({ name }) => name === problem.data);
    const fixes = offer(`Document "${problem.data}" of "${facts.name}"`, doc, one, target, context, true);
    if (missing.length > 1) {
      fixes.push(...offer(`Document all ${missing.length} missing parameters`, doc, missing, target, context, false));
    }
    return fixes;
  },
};

function offer(
  title: string,
  doc: Docstring,
  wanted: readonly ParameterFacts[],
  target: FunctionTarget,
  context: FixContext,
  preferred: boolean,
): Fix[] {
  const layout = mergeLayout(doc, target.facts, context);
  const edits = writtenEdits(doc, entriesFor(doc, wanted, target, layout), target.facts, layout, 'snippet');
  return edits.length === 0 ? [] : [{ title, safe: false, preferred, snippet: true, edits }];
}

function entriesFor(
  doc: Docstring,
  wanted: readonly ParameterFacts[],
  target: FunctionTarget,
  layout: ReturnType<typeof mergeLayout>,
): DocEdit[] {
  const sections = argsSections(doc);
  const [first] = sections;
  if (!first) return [insertSection(doc, 'args', argsSection(wanted, layout.indentUnit), layout)];
  const order = documentedParameters(target, 'all').map(({ name }) => name);
  const keywords = sections.find(({ title }) => /^keyword/i.test(title));
  const edits: DocEdit[] = [];
  for (const section of new Set(sections)) {
    const own = wanted.filter((each) => (keywords && each.kind === 'keyword-only' ? keywords : first) === section);
    if (own.length > 0) edits.push(...insertEntries(doc, section, own.map(entryName), order, layout));
  }
  return edits;
}
