// Writes the docstring that a function lacks, or what the one that is there lacks: Args, Returns, Yields, Raises.
// Must not judge: somebody asked for it, so short docstrings and exempt functions get theirs too.
import type { Span } from '../../syntax/node';
import { escapingExceptions } from '../exceptions';
import type { Site } from '../site';
import { argsSection, type DocstringShape, entryName, generateDocstring, section } from './generate';
import { argsSections, undocumentedParameters } from './judged';
import { type DocEdit, insertEntries, insertSection, type MergeLayout } from './merge';
import type { Docstring, DocstringStyle } from './model';
import { placeForDocstring, type Surroundings } from './place';
import { readDocstring } from './read';
import { mergeLayout, rewriteDocstring, type SourceEdit } from './rewrite';
import { documentedParameters, promisesReturn, returnToDocument, yieldToDocument } from './subject';
import { DESCRIPTION, type Template } from './template';

/** A function that is to be documented, and how code around it looks. */
export interface Undocumented extends Surroundings {
  readonly site: Pick<Site, 'facts' | 'owner' | 'project'>;
  /** In tests a summary is enough. */
  readonly isTest: boolean;
}

/**
 * What came of it: one edit of the region, or why there is none: nothing is missing, the docstring follows another
 * convention, or it cannot be edited in place (joined literals, a body without a statement).
 */
export type Completion =
  | { readonly kind: 'edit'; readonly edit: SourceEdit }
  | { readonly kind: 'complete' | 'fixed' }
  | { readonly kind: 'foreign'; readonly style: DocstringStyle };

/** The docstring's shape where there is none. */
export function wantedShape(isTest: boolean): DocstringShape {
  return isTest ? 'summary' : 'full';
}

/** Writes a docstring, or adds to the one that is there; what people wrote stays as it is. */
export function completeDocstring(wanted: Undocumented): Completion {
  const { site, isTest } = wanted;
  const { facts } = site;
  const doc = facts.docstring ? readDocstring(facts.docstring) : null;
  if (!doc || doc.textLines === 0) {
    const place = placeForDocstring(facts, wanted);
    if (!place) return { kind: 'fixed' };
    const template = place.wrap(generateDocstring(site, wantedShape(isTest), place.layout));
    return { kind: 'edit', edit: { ...place.span, template } };
  }
  if (doc.style !== 'google' && doc.style !== 'plain') return { kind: 'foreign', style: doc.style };
  if (isTest) return { kind: 'complete' };
  const layout = mergeLayout(doc, facts, wanted);
  const edits = additions(doc, site, layout);
  if (edits.length === 0) return { kind: 'complete' };
  const written = rewriteDocstring(doc, edits, facts, layout);
  if (written.length === 0) return { kind: 'fixed' };
  return { kind: 'edit', edit: joinEdits(written, facts.node.source) };
}

function additions(doc: Docstring, site: Undocumented['site'], layout: MergeLayout): DocEdit[] {
  const edits: DocEdit[] = [];
  const sections: NewSection[] = [];
  const parameters = undocumentedParameters(doc, site);
  const args = argsSections(doc);
  const [first] = args;
  if (!first) {
    if (parameters.length > 0) sections.push({ kind: 'args', lines: argsSection(parameters, layout.indentUnit) });
  } else {
    const order = documentedParameters(site, 'all').map(({ name }) => name);
    const keywords = args.find(({ title }) => /^keyword/i.test(title));
    for (const each of new Set(args)) {
      const own = parameters.filter(({ kind }) => (keywords && kind === 'keyword-only' ? keywords : first) === each);
      if (own.length > 0) edits.push(...insertEntries(doc, each, own.map(entryName), order, layout));
    }
  }
  const gives = missingResult(doc, site);
  if (gives) {
    const lines: Template[] = [[`${gives}:`], [layout.indentUnit, DESCRIPTION]];
    sections.push({ kind: gives === 'Returns' ? 'returns' : 'yields', lines });
  }
  const raises = doc.sections.filter(({ kind }) => kind === 'raises');
  const exceptions = undocumentedExceptions(raises, site);
  const [firstRaises] = raises;
  // Without an order of their own they go behind those that are there.
  if (firstRaises && exceptions.length > 0) edits.push(...insertEntries(doc, firstRaises, exceptions, [], layout));
  else if (exceptions.length > 0)
    sections.push({ kind: 'raises', lines: section('Raises', exceptions, layout.indentUnit) });
  return [...edits, ...insertSections(doc, sections, layout)];
}

interface NewSection {
  readonly kind: 'args' | 'returns' | 'yields' | 'raises';
  readonly lines: readonly Template[];
}

/** Adds sections, given in their order; those that come to the same place go there as one. */
function insertSections(doc: Docstring, sections: readonly NewSection[], layout: MergeLayout): DocEdit[] {
  const groups = new Map<number, NewSection[]>();
  for (const each of sections) {
    const { start } = insertSection(doc, each.kind, each.lines, layout);
    groups.set(start, [...(groups.get(start) ?? []), each]);
  }
  return [...groups.values()].map((group) => {
    const lines = group.flatMap(({ lines }, index): Template[] => (index === 0 ? [...lines] : [[], ...lines]));
    return insertSection(doc, group[0]!.kind, lines, layout);
  });
}

/** The section about what the function gives that is wanted and not there. */
function missingResult(doc: Docstring, { facts }: Undocumented['site']): 'Returns' | 'Yields' | null {
  const has = (kind: 'returns' | 'yields'): boolean => doc.sections.some((each) => each.kind === kind);
  // A summary that begins so stands for the section. (Google Python Style Guide, 3.8.3.)
  if (/^(returns?|yields?)\b/i.test(doc.summary?.text ?? '')) return null;
  if (yieldToDocument(facts)) return has('yields') ? null : 'Yields';
  const isWanted = returnToDocument(facts) !== null || promisesReturn(facts);
  return isWanted && !has('returns') && !has('yields') ? 'Returns' : null;
}

function undocumentedExceptions(
  raises: readonly Docstring['sections'][number][],
  site: Undocumented['site'],
): readonly string[] {
  const last = (name: string): string => name.split('.').at(-1)!;
  const named = new Set(
    raises.flatMap(({ entries }) => entries.flatMap(({ names }) => names.map(({ name }) => last(name)))),
  );
  return escapingExceptions(site)
    .map(({ name }) => name)
    .filter((name) => !named.has(last(name)));
}

/** Edits as one, from the first to the last, with the text between them as it is: tab stops count through. */
function joinEdits(edits: readonly SourceEdit[], source: string): SourceEdit {
  const sorted = [...edits].sort((one, other) => one.start - other.start || one.end - other.end);
  const span: Span = { start: sorted[0]!.start, end: Math.max(...sorted.map(({ end }) => end)) };
  let at = span.start;
  const template = sorted.flatMap((edit): Template => {
    const between = source.slice(at, edit.start);
    at = edit.end;
    return [between, ...edit.template];
  });
  return { ...span, template };
}
