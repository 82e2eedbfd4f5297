// A region: the smallest stretch of a file that is read by itself, so that its facts can be kept by its text alone.
// Must not know where the region stands; `sourceFile.ts` places it.
import type { Span, SyntaxNode } from '../syntax/node';
import { walk } from '../syntax/node';

/**
 * A function or method with all that is nested in it, a class without its methods, or one other statement of a module.
 * Every offset in `node` and in facts read from it counts UTF-16 units from the region's first character.
 */
export interface Region {
  readonly kind: 'function' | 'class' | 'statement';
  /** The region's own text; methods of a class are part of the text, though not of the node. */
  readonly text: string;
  readonly node: SyntaxNode;
  /** Where the text does not parse; nothing is reported there. */
  readonly errors: readonly Span[];
}

/** Makes a region out of a lowered statement. */
export function makeRegion(kind: Region['kind'], node: SyntaxNode, hasError: boolean): Region {
  return { kind, text: node.source, node, errors: hasError ? findErrors(node) : [] };
}

function findErrors(root: SyntaxNode): Span[] {
  const errors: Span[] = [];
  walk(root, (node) => {
    if (node.type !== 'ERROR' && node.type !== 'MISSING') return true;
    errors.push({ start: node.start, end: node.end });
    return false;
  });
  return errors;
}

/** Keeps what a pure function said of a region for as long as the region lives. */
export function perRegion<T>(read: (region: Region) => T): (region: Region) => T {
  const known = new WeakMap<Region, T>();
  return (region) => {
    let facts = known.get(region);
    if (facts === undefined) {
      facts = read(region);
      known.set(region, facts);
    }
    return facts;
  };
}
