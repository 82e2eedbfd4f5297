// Finds the function that a place of a file belongs to.
// Must not know what is done with it.
import { readClassRegion } from '../facts/classes';
import { type FunctionFacts, readFunctions } from '../facts/functions';
import type { PlacedRegion, SourceFile } from '../facts/sourceFile';
import { ownerOf } from './lint';
import type { FunctionTarget } from './rule';

/** A function and the region in which it stands. */
export interface PlacedFunction {
  readonly placed: PlacedRegion;
  readonly target: FunctionTarget;
}

/**
 * The innermost function around an offset (UTF-16): from the start of the line of its `def` or first decorator to the
 * end of its last line, and the empty, indented lines behind that.
 */
export function functionAt(file: SourceFile, offset: number): PlacedFunction | null {
  let best: { placed: PlacedRegion; facts: FunctionFacts } | null = null;
  for (const placed of file.regions) {
    if (lineStart(file.text, placed.start) > offset) break;
    for (const facts of readFunctions(placed.region)) {
      // Later ones are further inside, or further down.
      if (belongs(file.text, offset, placed, facts)) best = { placed, facts };
    }
  }
  if (!best) return null;
  const { placed, facts } = best;
  const around = placed.owner ? readClassRegion(placed.owner.region) : null;
  return { placed, target: { facts, owner: ownerOf(facts, placed.region, around) } };
}

function belongs(text: string, offset: number, placed: PlacedRegion, { whole, node }: FunctionFacts): boolean {
  const start = lineStart(text, placed.start + whole.start);
  const end = placed.start + whole.end;
  if (offset < start) return false;
  if (offset <= lineEnd(text, end)) return true;
  if (/\S/.test(text.slice(end, offset).replace(/^[ \t]*#[^\r\n]*/, ''))) return false;
  // A new line that is being written belongs to it when it is indented further than the `def`.
  const def = placed.start + node.start;
  return offset - lineStart(text, offset) > def - lineStart(text, def);
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end;
}
