// Writes a whole Google docstring for a function: summary, Args, Returns or Yields, Raises, with places to fill in.
// Must not know where it goes; indentation and quotes are handed in. (Google Python Style Guide, 3.8.)
import type { FunctionFacts, ParameterFacts } from '../../facts/functions';
import { escapingExceptions } from '../exceptions';
import type { Site } from '../site';
import { documentedParameters, promisesReturn, returnToDocument, yieldToDocument } from './subject';
import { proposeSummary } from './summary';
import { DESCRIPTION, joinLines, type Template } from './template';

/** How the text is to look. */
export interface DocstringLayout {
  /** The white space in front of the body's statements. */
  readonly indent: string;
  /** One step of indentation. */
  readonly indentUnit: string;
  readonly quotes: string;
}

/** `full` has every section, `summary` one line, `cut` the sections behind a form feed, out of the OpenAPI text. */
export type DocstringShape = 'full' | 'summary' | 'cut';

/** The literal from its opening to its closing quotes; the first line without indentation. */
export function generateDocstring(
  site: Pick<Site, 'facts' | 'owner' | 'project'>,
  shape: DocstringShape,
  layout: DocstringLayout,
): Template {
  const { indent, indentUnit, quotes } = layout;
  const summary = { hint: proposeSummary(site.facts.name) };
  const sections = shape === 'summary' ? [] : sectionsFor(site, indentUnit);
  if (sections.length === 0) return [quotes, summary, quotes];
  const lines: Template[] = [[quotes, summary]];
  if (shape === 'cut') lines.push([], ['\\f']);
  for (const section of sections) lines.push([], ...section);
  lines.push([quotes]);
  return joinLines(lines.map((line, index) => (index === 0 || line.length === 0 ? line : [indent, ...line])));
}

/** Whether a full docstring would have more than its summary. */
export function hasSections(site: Pick<Site, 'facts' | 'owner' | 'project'>): boolean {
  return sectionsFor(site, '').length > 0;
}

function sectionsFor(site: Pick<Site, 'facts' | 'owner' | 'project'>, unit: string): Template[][] {
  const { facts } = site;
  const sections: Template[][] = [];
  const parameters = documentedParameters(site);
  if (parameters.length > 0) sections.push(argsSection(parameters, unit));
  const gives = givenBy(facts);
  if (gives !== null) sections.push([[`${gives}:`], [unit, DESCRIPTION]]);
  const exceptions = escapingExceptions(site);
  if (exceptions.length > 0)
    sections.push(
      section(
        'Raises',
        exceptions.map(({ name }) => name),
        unit,
      ),
    );
  return sections;
}

function givenBy(facts: FunctionFacts): 'Returns' | 'Yields' | null {
  if (yieldToDocument(facts)) return 'Yields';
  return returnToDocument(facts) || promisesReturn(facts) ? 'Returns' : null;
}

/** The lines of an `Args:` section, without the docstring's indentation. */
export function argsSection(parameters: readonly ParameterFacts[], unit: string): Template[] {
  return section('Args', parameters.map(entryName), unit);
}

/** A section of entries to be described. */
export function section(title: string, names: readonly string[], unit: string): Template[] {
  return [[`${title}:`], ...names.map((name): Template => [`${unit}${name}: `, DESCRIPTION])];
}

/** A parameter's name as its entry has it: with its stars. */
export function entryName({ name, kind }: Pick<ParameterFacts, 'name' | 'kind'>): string {
  return kind === 'var-positional' ? `*${name}` : kind === 'var-keyword' ? `**${name}` : name;
}

/** A docstring of one line for a class, its text to be overwritten. */
export function generateClassDocstring(name: string): Template {
  return ['"""', { hint: proposeSummary(name) }, '"""'];
}
