// Says which stretches of a module a syntax error has swallowed, and where definitions in them begin again.
// Must not know web-tree-sitter: an outline goes in, the same outline with stretches to be read by themselves comes out.
import type { Span } from './node';
import type { OutlineNode } from './parser';

/**
 * tree-sitter gets over an unclosed bracket as it can, and often swallows the definitions behind it. Python's layout tells
 * better: a `def`, a `class` or a decorator in column 0 begins a statement, whatever was left open before.
 * @param statements the module's outline, with its errors
 * @param starts where definitions begin in column 0 (UTF-16 offsets, ascending)
 * @param end the length of the text
 * @returns the outline; stretches from an error on, as far as the outline is not to be trusted, are cut at the starts
 */
export function recover(
  statements: readonly OutlineNode[],
  starts: readonly number[],
  end: number,
): (OutlineNode | Span)[] {
  const found: (OutlineNode | Span)[] = [];
  const known = new Set(starts);
  for (let i = 0; i < statements.length; ) {
    const first = statements[i]!;
    if (isWhole(first)) {
      found.push(first);
      i++;
      continue;
    }
    // The definition that is broken begins before the first piece of it that the tree has kept.
    const before = i > 0 ? statements[i - 1]!.end : 0;
    const begin = starts.findLast((start) => start <= first.start && start >= before) ?? first.start;
    let next = i + 1;
    while (next < statements.length && !(isWhole(statements[next]!) && known.has(statements[next]!.start))) next++;
    const stop = statements[next]?.start ?? end;
    const cuts = starts.filter((start) => start > begin && start < stop);
    if (cuts.length === 0) {
      found.push(...statements.slice(i, next));
    } else {
      const bounds = [begin, ...cuts, stop];
      for (const [k, start] of bounds.slice(0, -1).entries()) found.push({ start, end: bounds[k + 1]! });
    }
    i = next;
  }
  return found;
}

function isWhole({ type, hasError }: OutlineNode): boolean {
  return !hasError && /_(statement|definition)$|^comment$/.test(type);
}
