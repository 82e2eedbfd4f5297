// The names in a docstring's Args that the signature has not, each with the parameter that it may have been renamed to.
// Must not know messages or fixes.
import type { ParameterFacts } from '../../facts/functions';
import type { Site } from '../site';
import { closeness } from './closeness';
import { isTitle } from './headers';
import { argsSections, undocumentedParameters } from './judged';
import type { Docstring, Entry, EntryName, Section } from './model';
import { documentedParameters } from './subject';

/** A name that `Args` documents and the signature has not. */
export interface UnknownName {
  readonly section: Section;
  readonly entry: Entry;
  readonly name: EntryName;
  /** The undocumented parameter that it stands for, most likely. */
  readonly renamedTo: ParameterFacts | null;
  /** Whether the two names are the same but for case, underscores or a letter. */
  readonly isTypo: boolean;
}

type Subject = Pick<Site, 'facts' | 'owner'>;

/** In the order of the docstring. Empty where single keys or values may stand for `**kwargs` or `*args`. */
export function unknownNames(doc: Docstring, site: Subject): UnknownName[] {
  const { parameters } = site.facts;
  const sections = argsSections(doc);
  const entries = sections.flatMap((section) => section.entries.map((entry) => ({ section, entry })));
  const named = new Set(entries.flatMap(({ entry }) => entry.names.map(({ name }) => name)));
  if (parameters.some(({ kind }) => kind === 'var-keyword')) return [];
  const hasValues = parameters.some(({ kind, name }) => kind === 'var-positional' && !named.has(name));
  const own = new Set(parameters.map(({ name }) => name));
  const isUnknown = ({ name, start }: EntryName): boolean =>
    !own.has(name) && !isRemark(name) && (!hasValues || /[\\*]/.test(doc.text[start]!));
  const unknown = entries.flatMap(({ section, entry }) =>
    isCertain(entry, section, doc)
      ? entry.names.filter((name) => isUnknown(name)).map((name) => ({ section, entry, name }))
      : [],
  );
  if (unknown.length === 0) return [];
  const renames = pair(unknown, doc, site);
  return unknown.map((each) => {
    const renamedTo = renames.get(each.name) ?? null;
    const isTypo = renamedTo !== null && closeness(each.name.name, renamedTo.name) === 'same';
    return { ...each, renamedTo, isTypo };
  });
}

/** The parameters that the docstring says nothing of, not even under an old name. */
export function missingParameters(doc: Docstring, site: Subject): ParameterFacts[] {
  const renamed = new Set(unknownNames(doc, site).map(({ renamedTo }) => renamedTo?.name));
  return undocumentedParameters(doc, site).filter(({ name }) => !renamed.has(name));
}

/** Whether an entry cannot be prose: not one of a later paragraph that is indented like the section's header either. */
function isCertain(entry: Entry, section: Section, doc: Docstring): boolean {
  const isFlush = doc.lines[entry.first]!.indent <= section.indent;
  if (isFlush && doc.lines.slice(section.first + 2, entry.first).some(({ text }) => text === '')) return false;
  return entry.hasColon || (entry.hasDescription && entry.names.length === 1);
}

/** `Note:`, `Default:`, `Example:` in a list of parameters speak of the parameters. */
function isRemark(name: string): boolean {
  return (
    isTitle(name) || /^(defaults?|optional|required|default_value|notes?|where|either|or|if|none|https?)$/i.test(name)
  );
}

function pair(
  unknown: readonly { readonly name: EntryName }[],
  doc: Docstring,
  site: Subject,
): Map<EntryName, ParameterFacts> {
  const missing = undocumentedParameters(doc, site);
  const pairs = new Map<EntryName, ParameterFacts>();
  for (const wanted of ['same', 'close'] as const) {
    for (const { name } of unknown) {
      if (pairs.has(name)) continue;
      const taken = new Set(pairs.values());
      const found = missing.find((each) => !taken.has(each) && closeness(name.name, each.name) === wanted);
      if (found) pairs.set(name, found);
    }
  }
  const [name] = unknown;
  const [parameter] = missing;
  if (pairs.size === 0 && unknown.length === 1 && missing.length === 1 && inOnePlace(name!.name, parameter!, doc, site))
    pairs.set(name!.name, parameter!);
  return pairs;
}

/** Whether a name has the same neighbours in the docstring as a parameter has in the signature. */
function inOnePlace(name: EntryName, parameter: ParameterFacts, doc: Docstring, site: Subject): boolean {
  const listed = argsSections(doc).flatMap(({ entries }) => entries.flatMap((entry) => entry.names));
  const wanted = documentedParameters(site);
  if (listed.length !== wanted.length) return false;
  const at = listed.indexOf(name);
  return wanted.every((each, index) =>
    index === at ? each.name === parameter.name : each.name === listed[index]!.name,
  );
}
