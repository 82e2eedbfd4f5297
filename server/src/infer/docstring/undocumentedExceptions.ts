// The exceptions that leave a function and that its docstring does not announce.
// Must not know messages or fixes. (rules.md, "docstrings: Google style", "Raises".)
import { lastName } from '../../facts/expressions';
import { descendsFrom, type EscapingException, escapingExceptions } from '../exceptions';
import type { Site } from '../site';
import type { Docstring } from './model';
import { textOf } from './model';
import { readDocstring } from './read';

type Subject = Pick<Site, 'facts' | 'owner' | 'project'>;

/**
 * In the order of their first `raise`. An entry for a base class announces its subclasses, except for one that says no more
 * than `Exception`; an exception that a section names anywhere is announced.
 */
export function undocumentedExceptions(doc: Docstring, site: Subject): EscapingException[] {
  const escaping = escapingExceptions(site);
  if (escaping.length === 0) return [];
  const docs = [doc];
  // A class's docstring speaks for its constructor.
  if (site.facts.name === '__init__' && site.owner?.docstring) docs.push(readDocstring(site.owner.docstring));
  const sections = docs.flatMap((each) =>
    each.sections.flatMap((section) => (section.kind === 'raises' ? [{ doc: each, section }] : [])),
  );
  const words = new Set(
    sections.flatMap(({ doc, section }) => textOf(doc, section).match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []),
  );
  const bases = sections
    .flatMap(({ section }) => section.entries.flatMap((entry) => entry.names.map(({ name }) => name)))
    .filter((name) => !/^(Base)?Exception$/.test(lastName(name)));
  return escaping.filter(
    ({ name }) => !words.has(lastName(name)) && !bases.some((base) => descendsFrom(name, base, site.project)),
  );
}
