// Where the parts of a whole path are written in the region at hand.
// Must not know rules.
import type { OperationStep } from '../project/view';
import type { Span } from '../syntax/node';

/** A `{parameter}` of a path. */
export interface PathParameter {
  readonly name: string;
  /** What stands behind the colon: `int` of `{id:int}`; null without one. */
  readonly converter: string | null;
  /** Offsets in the text, braces included. */
  readonly span: Span;
}

/** The parameters in a stretch of a path, in order. */
export function pathParameters(text: string): PathParameter[] {
  return [...text.matchAll(/\{([A-Za-z_]\w*)(?::(\w+))?\}/g)].map((match) => ({
    name: match[1]!,
    converter: match[2] ?? null,
    span: { start: match.index, end: match.index + match[0].length },
  }));
}

/**
 * A stretch of a step's text as it is written in the region; the whole argument where it is not written in one piece, or
 * with escapes; null where nothing of it stands here.
 */
export function spanInStep(step: OperationStep, { start, end }: Span): Span | null {
  let from = 0;
  for (const { text, here } of step.pieces) {
    const isWithin = start >= from && end <= from + text.length;
    if (isWithin && here && here.end - here.start === text.length) {
      return { start: here.start + start - from, end: here.start + end - from };
    }
    from += text.length;
  }
  return step.here;
}
