// The docstrings that rules about sections may judge, and what one of them says of the signature.
// Must not know fixes.
import { dottedName, lastName } from '../../facts/expressions';
import type { ParameterFacts } from '../../facts/functions';
import { walk } from '../../syntax/node';
import type { Site } from '../site';
import { namesAtLineStarts } from './entries';
import type { Docstring, Section } from './model';
import { readDocstring } from './read';
import { documentedParameters, isExempt } from './subject';

/**
 * The docstring of a function, when its sections are to be judged: it has one with text, in Google style or without
 * sections, that does not point at the base class's. Tests and stubs are left alone.
 */
export function judgedDocstring(
  site: Pick<Site, 'facts' | 'owner'>,
  file: { readonly isTest: boolean; readonly isStub: boolean },
): Docstring | null {
  const { docstring } = site.facts;
  if (!docstring || file.isTest || file.isStub || isExempt(site)) return null;
  const doc = readDocstring(docstring);
  if (!doc.summary || (doc.style !== 'google' && doc.style !== 'plain')) return null;
  return /^see (the )?(base|parent|super) ?class\b|\{@inherit_?doc\}/i.test(doc.summary.text) ? null : doc;
}

/** The sections that document parameters. */
export function argsSections(doc: Docstring): readonly Section[] {
  return doc.sections.filter(({ kind }) => kind === 'args');
}

/** The parameters that the docstring says nothing of, in the order of the signature. */
export function undocumentedParameters(doc: Docstring, site: Pick<Site, 'facts' | 'owner'>): ParameterFacts[] {
  const sections = argsSections(doc);
  const named = new Set(
    sections.flatMap((section) => [
      ...section.entries.flatMap((entry) => entry.names.map(({ name }) => name)),
      ...namesAtLineStarts(doc.lines, { first: section.first + 1, end: section.end }, 'args'),
    ]),
  );
  const own = new Set(site.facts.parameters.map(({ name }) => name));
  // Single keys stand for the `**kwargs` that takes them.
  const hasKeys = [...named].some((name) => !own.has(name)) || sections.some(({ title }) => /^keyword/i.test(title));
  return documentedParameters(site).filter(
    (each) => !named.has(each.name) && !(each.kind === 'var-keyword' && hasKeys) && !isDocumentedInPlace(each),
  );
}

/** Whether the annotation itself describes the parameter: `Annotated[int, Doc("…")]`, as FastAPI documents its own. */
function isDocumentedInPlace({ annotation }: ParameterFacts): boolean {
  let found = false;
  if (annotation?.text.includes('Doc')) {
    walk(annotation, (node) => {
      if (node.type === 'call') found ||= lastName(dottedName(node.child('function')) ?? '') === 'Doc';
      return !found;
    });
  }
  return found;
}
