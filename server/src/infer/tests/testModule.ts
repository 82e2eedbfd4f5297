// A module of tests as a whole: its docstring and its tests.
// Must not know what is asked of it.
import { readClassRegion } from '../../facts/classes';
import { type FunctionFacts, findDocstring, readFunctions } from '../../facts/functions';
import type { PlacedRegion } from '../../facts/sourceFile';
import type { SyntaxNode } from '../../syntax/node';
import { isTestFunction } from './testFunctions';

/** The module's docstring and where it stands; null where there is none. */
export function moduleDocstring(
  regions: readonly PlacedRegion[],
): { readonly placed: PlacedRegion; readonly node: SyntaxNode } | null {
  const placed = regions.find(({ region }) => region.node.type !== 'comment');
  if (placed?.region.kind !== 'statement') return null;
  const { node } = placed.region;
  const body = { items: [node] } as unknown as SyntaxNode;
  const found = findDocstring(body);
  return found && { placed, node: found };
}

/** The tests of a module, in source order. */
export function testsIn(regions: readonly PlacedRegion[]): FunctionFacts[] {
  return regions.flatMap((placed) => {
    const around = placed.owner ? readClassRegion(placed.owner.region) : null;
    return readFunctions(placed.region).filter((facts) => {
      const owner = facts.localClass ?? (facts.enclosing || placed.region.kind !== 'function' ? null : around);
      return isTestFunction(facts, owner);
    });
  });
}
