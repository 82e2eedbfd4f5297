// Where a class or function goes that a fix puts above a function: above its decorators, its comments, its class.
// Must not know what is put there.
import type { FunctionFacts } from '../../facts/functions';

/** The function's place. */
export interface AbovePlace {
  readonly owner: { readonly name: string } | null;
  /** The whole file and where the region starts in it (UTF-16 offset). */
  readonly text: string;
  readonly regionStart: number;
}

/** The offset, counted from the region's start, of the line above the function; null where there is none. */
export function placeAbove(facts: FunctionFacts, { owner, text, regionStart }: AbovePlace): number | null {
  if (facts.localClass) return null;
  let at = regionStart;
  if (owner) {
    const classes = [...text.slice(0, regionStart).matchAll(new RegExp(`^class[ \\t]+${owner.name}\\b`, 'gm'))];
    const last = classes.at(-1);
    if (!last) return null;
    at = aboveLines(text, last.index, /^@/);
  }
  if (at > 0 && text[at - 1] !== '\n' && text[at - 1] !== '\ufeff') return null;
  return aboveLines(text, at, /^#/) - regionStart;
}

/** Goes up over lines that begin with something. */
function aboveLines(text: string, from: number, pattern: RegExp): number {
  let at = from;
  for (;;) {
    const before = text.lastIndexOf('\n', at - 2) + 1;
    if (at === 0 || before >= at || !pattern.test(text.slice(before, at))) return at;
    at = before;
  }
}
