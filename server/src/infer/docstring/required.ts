// Whether a docstring must have a section for what its function returns, yields or raises, and whether it has one too many.
// Must not know messages or fixes. (rules.md, "docstrings: Google style", "One line of text", "Returns/Yields".)
import { ownYields } from '../../facts/bindings';
import { lastName } from '../../facts/expressions';
import { isStubBody, returnsOfValues } from '../../facts/flow';
import type { FunctionFacts } from '../../facts/functions';
import type { Docstring, Section, SectionKind } from './model';
import { textOf } from './model';
import { isProperty, type RequireSections } from './subject';

/** Whether sections for results and exceptions are asked for: not in one line of text unless always. */
export function asksForSections(doc: Docstring, required: RequireSections): boolean {
  return required === 'always' || (required === 'multi-line' && doc.textLines > 1);
}

/** The first section of a kind. */
export function sectionOf(doc: Docstring, kind: SectionKind): Section | null {
  return doc.sections.find((section) => section.kind === kind) ?? null;
}

/** Whether the summary says what is given: it begins with `Return(s)` or `Yield(s)`. (Google Python Style Guide, 3.8.3.) */
export function summaryTellsResult(doc: Docstring): boolean {
  return /^(returns?|yields?)\b/i.test(doc.summary?.text ?? '');
}

/** What a section says below or behind its header. */
export function bodyOf(doc: Docstring, section: Section): string {
  return `${section.inline}\n${textOf(doc, { first: section.first + 1, end: section.end })}`.trim();
}

/** The `Returns` section of a function that returns nothing; null for none, and where there is something to promise. */
export function superfluousReturns(doc: Docstring, facts: FunctionFacts): Section | null {
  const section = sectionOf(doc, 'returns');
  if (!section || isProperty(facts) || isToBeWritten(facts) || returnsOfValues(facts.body).length > 0) return null;
  if (facts.returns !== null && !/^["']?None["']?$/.test(facts.returns.text)) return null;
  // A generator that has nothing but Returns is to have Yields instead.
  if (ownYields(facts.body).length > 0 && !sectionOf(doc, 'yields')) return null;
  return /^[`*:]*(none|nothing|void)\b/i.test(bodyOf(doc, section)) ? null : section;
}

/** Whether the body is not the last word: abstract, a stub, an empty hook, or one that only raises. */
function isToBeWritten(facts: FunctionFacts): boolean {
  if (facts.decorators.some(({ name }) => name !== null && lastName(name).startsWith('abstract'))) return true;
  const statements = facts.body.items.filter(
    (node, index) =>
      !(index === 0 && facts.docstring) && node.type !== 'comment' && !/^return(\s+None)?$/.test(node.text),
  );
  return isStubBody(facts.body) || statements.length === 0 || statements.at(-1)!.type === 'raise_statement';
}
