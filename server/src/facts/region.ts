// A region: the smallest stretch of a file that is read by itself, so that its facts can be kept by its text alone.
// Must not know where the region stands; `sourceFile.ts` places it.
import { type Span, SyntaxNode, walk } from '../syntax/node';
import type { Language, TextLanguage } from './language';
import { commentsIn } from './textComments';

/**
 * A function or method with all that is nested in it, a class without its methods, or one other statement of a module;
 * or the whole of a text that is no Python (`kind: 'text'`), whose node holds nothing but its comments.
 * Every offset in `node` and in facts read from it counts UTF-16 units from the region's first character.
 */
export interface Region {
  readonly kind: 'function' | 'class' | 'statement' | 'text';
  readonly language: Language;
  /** The region's own text; methods of a class are part of the text, though not of the node. */
  readonly text: string;
  readonly node: SyntaxNode;
  /** Where the text does not parse; nothing is reported there. */
  readonly errors: readonly Span[];
}

/** Makes a region out of a lowered statement. */
export function makeRegion(kind: Exclude<Region['kind'], 'text'>, node: SyntaxNode, hasError: boolean): Region {
  return { kind, language: 'python', text: node.source, node, errors: hasError ? findErrors(node) : [] };
}

/** Makes the one region of a text that is no Python. */
export function makeTextRegion(text: string, language: TextLanguage): Region {
  const node = new SyntaxNode('text', '', 0, text.length, text);
  node.children = commentsIn(text, language).map(({ start, end }) => {
    const comment = new SyntaxNode('comment', '', start, end, text);
    comment.parent = node;
    return comment;
  });
  return { kind: 'text', language, text, node, errors: [] };
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
