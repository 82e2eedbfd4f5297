// Says whether something else takes a function's place, or it the place of something else: what the one says of its types
// is then held against the other. Must not know types.
import type { AnnotationPlace } from './printType';

/** Why what stands around a function speaks against an annotation, as words for a title; null where nothing does. */
export function replacementReason({ facts, owner, text, regionStart }: AnnotationPlace): string | null {
  const { name, enclosing, whole } = facts;
  if (enclosing) {
    // `mock.__eq__ = f`: the attribute has a type of its own.
    const isGiven = new RegExp(`\\.\\w+[ \\t]*=[ \\t]*${name}[ \\t]*$`, 'm').test(enclosing.body.text);
    return isGiven ? 'it is assigned to an attribute' : null;
  }
  if (owner) return null;
  // Python's way of replacing functions by faster ones: `from _operator import *` at the end.
  const isReplaced = /^[ \t]*from[ \t]+\S+[ \t]+import[ \t]*\*/m.test(text.slice(regionStart + whole.end));
  return isReplaced ? 'a later import * may replace it' : null;
}
