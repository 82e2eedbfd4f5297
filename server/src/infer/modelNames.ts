// What the model of a response would be called: by the resource of the path, and by what the module knows already.
// Must not know rules. (rules.md, "models": the variants by name.)
import type { ProjectView } from '../project/view';
import { singularOf } from './nouns';
import { resourceSegments, wordsOf } from './paths';

const VARIANTS = ['Response', 'Read', 'Out', 'Public', 'Schema', ''];

/** The name of the response model for a path: one that the module binds, else `XResponse`. */
export function responseModelFor(path: string, project: ProjectView): string {
  const noun = nounOf(path);
  const known = VARIANTS.map((variant) => noun + variant).find((name) => project.binding(name) !== null);
  return known ?? `${noun}Response`;
}

/** `OrderLine` of `/orders/{id}/order-lines/{line_id}`. */
function nounOf(path: string): string {
  const segments = resourceSegments(path);
  const last = segments.findLast((segment) => !segment.isOpen && /^[A-Za-z][\w-]*$/.test(segment.text));
  const words = last ? wordsOf(last.text) : [];
  const singular = words.map((word, i) => (i === words.length - 1 ? singularOf(word) : word));
  return singular.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('') || 'Item';
}
