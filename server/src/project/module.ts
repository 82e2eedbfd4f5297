// One file's exported facts, as the project keeps them when the file's tree and text are gone.
// Must not hold nodes or text.
import type { Binding } from '../facts/bindings';
import { type RegionExports, readExports } from '../facts/exports';
import type { PlacedRegion } from '../facts/sourceFile';
import type { OwnedSignature } from './view';

/** A region's exports at their place in the file. */
export interface PlacedExports {
  readonly exports: RegionExports;
  /** UTF-16 offset and zero-based line and column of the region's start. */
  readonly start: number;
  readonly line: number;
  readonly column: number;
  /** Index in the list of the class around it, or -1. */
  readonly owner: number;
  readonly occurrence: number;
}

/** What a module tells others. */
export interface ModuleFacts {
  readonly path: string;
  /** Those that tell something, in source order: comments come and go without anybody noticing. */
  readonly regions: readonly PlacedExports[];
}

/** Reads the exported facts of a file from its regions. */
export function readModule(path: string, regions: readonly PlacedRegion[]): ModuleFacts {
  const telling = regions.filter(({ region }) => !readExports(region).isSilent);
  const index = new Map(telling.map((placed, i) => [placed, i]));
  return {
    path,
    regions: telling.map(({ region, start, line, column, owner, occurrence }) => ({
      exports: readExports(region),
      start,
      line,
      column,
      owner: owner ? (index.get(owner) ?? -1) : -1,
      occurrence,
    })),
  };
}

/** Whether two states of a module are the same to every other file and to each region of its own. */
export function sameExports(one: ModuleFacts, other: ModuleFacts): boolean {
  return (
    one.regions.length === other.regions.length &&
    one.regions.every((each, i) => {
      const twin = other.regions[i]!;
      return each.owner === twin.owner && (each.exports === twin.exports || each.exports.print === twin.exports.print);
    })
  );
}

/** Whether two states of a module do the same with routers. */
export function sameWiring(one: ModuleFacts, other: ModuleFacts): boolean {
  return (
    one.regions.length === other.regions.length &&
    one.regions.every((each, i) => {
      const twin = other.regions[i]!;
      return each.owner === twin.owner && each.exports.wiringPrint === twin.exports.wiringPrint;
    })
  );
}

const bound = new WeakMap<ModuleFacts, ReadonlyMap<string, readonly Binding[]>>();

/** The names that a module binds at its own level, each with its bindings in source order. */
export function bindingsOf(module: ModuleFacts): ReadonlyMap<string, readonly Binding[]> {
  let byName = bound.get(module);
  if (!byName) {
    const names = new Map<string, Binding[]>();
    for (const { exports, owner } of module.regions) {
      if (owner >= 0) continue;
      for (const binding of exports.bindings) {
        const known = names.get(binding.name);
        if (known) known.push(binding);
        else names.set(binding.name, [binding]);
      }
    }
    byName = names;
    bound.set(module, byName);
  }
  return byName;
}

/** The methods of the last class of a name in a module, in source order. */
export function methodsOf({ regions }: ModuleFacts, className: string): readonly Binding[] {
  const at = regions.findLastIndex(({ exports }) =>
    exports.bindings.some((binding) => binding.kind === 'class' && binding.name === className),
  );
  if (at < 0) return [];
  return regions.filter(({ owner }) => owner === at).flatMap(({ exports }) => exports.bindings);
}

/** The functions and methods of a module, in source order. */
export function signaturesOf({ regions }: ModuleFacts): readonly OwnedSignature[] {
  return regions.flatMap(({ exports, owner }) => {
    const within = owner < 0 ? undefined : regions[owner]!.exports.bindings[0];
    return exports.bindings.flatMap((binding) =>
      binding.kind === 'function' ? [{ owner: within?.name ?? null, signature: binding.signature }] : [],
    );
  });
}
