// How problems of the sql family are worded and weighed: shared by its rules.
// Must not know how interpolations are found.
import type { RegionPlace } from '../../project/view';
import type { Span } from '../../syntax/node';
import type { Interpolation } from './analyze';

/** The expression as a message names it: one line, not long. */
export function shownExpression({ hole }: Interpolation): string {
  const accessor = hole.place.how === 'format' ? hole.place.accessor : '';
  const text = hole.expression.text.replace(/\s+/g, ' ') + accessor;
  return text.length > 48 ? `${text.slice(0, 45)}…` : text;
}

/** Where the value comes from, as far as it is known: put behind the expression in a message. */
export function shownOrigin({ hole }: Interpolation): string {
  switch (hole.content.trust) {
    case 'request':
      return ` comes from the request${hole.content.part ? ` (${hole.content.part})` : ''} and`;
    case 'settings':
      return ' is known only when the program runs and';
    case 'typed':
      return ' (its annotation is not checked at run time)';
    default:
      return '';
  }
}

/** What an interpolation weighs: annotations and settings may lie, but seldom do. */
export function weightOf({ hole }: Interpolation): 'error' | 'warning' | 'information' {
  return hole.content.trust === 'typed' || hole.content.trust === 'settings' ? 'information' : 'error';
}

/** The way to the sink, for a problem's related information. */
export function relatedOf({ way }: Interpolation): { related?: RelatedPlace[] } {
  const related = way.map(({ message, at }) => ('region' in at ? { message, place: at } : { message, span: at }));
  return related.length > 0 ? { related } : {};
}

type RelatedPlace =
  | { readonly message: string; readonly span: Span }
  | { readonly message: string; readonly place: RegionPlace };
