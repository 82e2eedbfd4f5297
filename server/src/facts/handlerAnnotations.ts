// Where the annotations of a decorated function stand: what a fix needs that renames a model in a handler of another file.
// Must not hold nodes; offsets count from the region's start.
import type { Span } from '../syntax/node';
import { readFunctions } from './functions';
import { perRegion } from './region';

/** An annotation of a parameter. */
export interface PlacedAnnotation extends Span {
  readonly parameter: string;
  readonly text: string;
}

const NONE: readonly PlacedAnnotation[] = [];

/** The annotations of the parameters of a function that is a region and has decorators; empty for all others. */
export const readHandlerAnnotations = perRegion((region): readonly PlacedAnnotation[] => {
  const facts = region.kind === 'function' ? readFunctions(region)[0] : undefined;
  if (!facts || facts.decorators.length === 0) return NONE;
  return facts.parameters.flatMap(({ name, annotation }) =>
    annotation ? [{ parameter: name, text: annotation.text, start: annotation.start, end: annotation.end }] : [],
  );
});
