// One file's exported facts, as the project keeps them when the file's tree and text are gone.
// Must not hold nodes or text.
import type { AttributeWrite } from '../facts/attributes';
import type { Binding } from '../facts/bindings';
import type { DraftedValues } from '../facts/drafts';
import { type RegionExports, readExports } from '../facts/exports';
import type { PlacedRegion } from '../facts/sourceFile';
import { calledName } from '../facts/sqlExports';
import type { OwnedSignature } from './view';

/** A region's exports at their place in the file. */
export interface PlacedExports {
  readonly exports: RegionExports;
  /** UTF-16 offset and zero-based line and column of the region's start. */
  readonly start: number;
  /** UTF-16 offset of its end. */
  readonly end: number;
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
    regions: telling.map(({ region, start, end, line, column, owner, occurrence }) => ({
      exports: readExports(region),
      start,
      end,
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
      return (
        each.owner === twin.owner &&
        (each.exports === twin.exports ||
          (each.exports.print === twin.exports.print &&
            each.exports.sql.print === twin.exports.sql.print &&
            each.exports.security.print === twin.exports.security.print))
      );
    })
  );
}

/** Whether two states of a module differ at most in the texts that they build, run and pass on. */
export function sameStructure(one: ModuleFacts, other: ModuleFacts): boolean {
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

/** Whether two states of a module do the same with HTTP clients. */
export function sameCalls(one: ModuleFacts, other: ModuleFacts): boolean {
  return (
    one.regions.length === other.regions.length &&
    one.regions.every((each, i) => {
      const twin = other.regions[i]!;
      return each.owner === twin.owner && each.exports.callsPrint === twin.exports.callsPrint;
    })
  );
}

/** Whether two states of a module pass the same to the functions that they call. */
export function samePassing(one: ModuleFacts, other: ModuleFacts): boolean {
  return (
    one.regions.length === other.regions.length &&
    one.regions.every((each, i) => each.exports.sql.callsPrint === other.regions[i]!.exports.sql.callsPrint)
  );
}

/** Whether two states of a module do the same about passwords and refusals. */
export function sameSecurity(one: ModuleFacts, other: ModuleFacts): boolean {
  return (
    one.regions.length === other.regions.length &&
    one.regions.every((each, i) => each.exports.security.print === other.regions[i]!.exports.security.print)
  );
}

/** What is found in a module's facts by name, each made when first asked for. */
interface Derived {
  byName?: ReadonlyMap<string, readonly Binding[]>;
  methods?: ReadonlyMap<string, readonly Binding[]>;
  attributes?: ReadonlyMap<string, readonly AttributeWrite[]>;
  signatures?: readonly OwnedSignature[];
  calls?: ReadonlyMap<string, readonly PlacedCall[]>;
  regionByName?: ReadonlyMap<string, number>;
  byPrint?: ReadonlyMap<string, ReadonlyMap<number, readonly number[]>>;
}

const derived = new WeakMap<ModuleFacts, Derived>();

function derivedOf(module: ModuleFacts): Derived {
  let known = derived.get(module);
  if (!known) {
    known = {};
    derived.set(module, known);
  }
  return known;
}

/** Keeps what was derived of a module for a later state of it with the same exports (`sameExports`). */
export function carryOver(before: ModuleFacts, after: ModuleFacts): void {
  derived.set(after, derivedOf(before));
}

/** The names that a module binds at its own level, each with its bindings in source order. */
export function bindingsOf(module: ModuleFacts): ReadonlyMap<string, readonly Binding[]> {
  const known = derivedOf(module);
  known.byName ??= group(
    module.regions.filter(({ owner }) => owner < 0).flatMap(({ exports }) => exports.bindings),
    ({ name }) => name,
  );
  return known.byName;
}

/** The methods of the last class of a name in a module, in source order. */
export function methodsOf(module: ModuleFacts, className: string): readonly Binding[] {
  const known = derivedOf(module);
  if (!known.methods) {
    const { regions } = module;
    const byOwner = group(regions, ({ owner }) => owner);
    const methods = new Map<string, readonly Binding[]>();
    for (const [i, { exports }] of regions.entries()) {
      for (const binding of exports.bindings) {
        if (binding.kind !== 'class') continue;
        methods.set(
          binding.name,
          (byOwner.get(i) ?? []).flatMap((each) => each.exports.bindings),
        );
      }
    }
    known.methods = methods;
  }
  return known.methods.get(className) ?? [];
}

/** What the last class of a name in a module writes to attributes of its instances, in source order. */
export function attributesOf(module: ModuleFacts, className: string): readonly AttributeWrite[] {
  const known = derivedOf(module);
  if (!known.attributes) {
    const { regions } = module;
    const attributes = new Map<string, readonly AttributeWrite[]>();
    const writers = regions.map((each, i) => ({ ...each, at: each.owner < 0 ? i : each.owner }));
    const byClass = group(
      writers.filter(({ exports }) => exports.attributes.length > 0),
      ({ at }) => at,
    );
    for (const [i, { exports }] of regions.entries()) {
      const [binding] = exports.bindings;
      if (binding?.kind !== 'class') continue;
      attributes.set(
        binding.name,
        (byClass.get(i) ?? []).flatMap((each) => each.exports.attributes),
      );
    }
    known.attributes = attributes;
  }
  return known.attributes.get(className) ?? [];
}

/**
 * The index of the region that binds a name last.
 * @param owner the index of the class in whose body it stands, or -1
 * @returns -1 when there is none
 */
export function regionNamed(module: ModuleFacts, name: string, owner = -1): number {
  const known = derivedOf(module);
  known.regionByName ??= new Map(
    module.regions.flatMap(({ exports, owner: within }, i) =>
      exports.bindings.map((binding) => [`${within}\0${binding.name}`, i] as const),
    ),
  );
  return known.regionByName.get(`${owner}\0${name}`) ?? -1;
}

/** A call and the region in which it stands. */
export interface PlacedCall {
  readonly region: number;
  /** As `SqlExports.calls` has it. */
  readonly printed: string;
}

/** The calls of a module by the name of what is called, aliases of imports undone. */
export function callsOf(module: ModuleFacts): ReadonlyMap<string, readonly PlacedCall[]> {
  const known = derivedOf(module);
  if (!known.calls) {
    const names = bindingsOf(module);
    const all = module.regions.flatMap(({ exports }, region) =>
      exports.sql.calls.map((printed) => ({ region, printed })),
    );
    known.calls = group(all, ({ printed }) => {
      const name = calledName(printed);
      if (!printed.startsWith(`${name}|`)) return name;
      const binding = names.get(name)?.at(-1);
      return binding?.kind === 'import' && binding.imported !== null ? binding.imported : name;
    });
  }
  return known.calls;
}

const drafts = new WeakMap<ModuleFacts, ReadonlyMap<string, readonly DraftedValues[]>>();

/**
 * What the functions of a module seem to return, or the methods of the last class of a name and its attributes to be. Kept
 * apart from what is carried over: drafts change while the exports stay.
 * @param className empty for the module's functions
 */
export function draftsOf(module: ModuleFacts, className: string): readonly DraftedValues[] {
  let known = drafts.get(module);
  if (!known) {
    const { regions } = module;
    const found = new Map<string, DraftedValues[]>();
    const classes = new Map(
      regions.flatMap(({ exports }, i) => {
        const [binding] = exports.bindings;
        return binding?.kind === 'class' ? [[binding.name, i] as const] : [];
      }),
    );
    for (const [i, { exports, owner }] of regions.entries()) {
      if (exports.drafts.length === 0) continue;
      const own = exports.bindings[0];
      const at = owner >= 0 ? owner : own?.kind === 'class' ? i : -1;
      const name = at < 0 ? '' : regions[at]!.exports.bindings[0]!.name;
      if (at >= 0 && classes.get(name) !== at) continue;
      const list = found.get(name) ?? [];
      list.push(...exports.drafts);
      found.set(name, list);
    }
    known = found;
    drafts.set(module, known);
  }
  return known.get(className) ?? NO_DRAFTS;
}

const NO_DRAFTS: readonly DraftedValues[] = [];

/** The functions and methods of a module, in source order. */
export function signaturesOf(module: ModuleFacts): readonly OwnedSignature[] {
  const { regions } = module;
  const known = derivedOf(module);
  known.signatures ??= regions.flatMap(({ exports, owner }) => {
    const within = owner < 0 ? undefined : regions[owner]!.exports.bindings[0];
    return exports.bindings.flatMap((binding) =>
      binding.kind === 'function' ? [{ owner: within?.name ?? null, signature: binding.signature }] : [],
    );
  });
  return known.signatures;
}

/**
 * The place of a region in its module's list, by identity, else by what it tells: the project may have read the file
 * in another pass.
 * @returns -1 when there is none
 */
export function indexOfRegion(module: ModuleFacts, exports: RegionExports, occurrence: number): number {
  const { regions } = module;
  const known = derivedOf(module);
  known.byPrint ??= groupByPrint(regions);
  const twins = known.byPrint.get(exports.print)?.get(occurrence) ?? [];
  return twins.find((i) => regions[i]!.exports === exports) ?? twins[0] ?? -1;
}

/** By print, then by occurrence: a file of one line repeated is one print with all the regions. */
function groupByPrint(regions: readonly PlacedExports[]): Map<string, Map<number, number[]>> {
  const byPrint = group([...regions.keys()], (i) => regions[i]!.exports.print);
  return new Map([...byPrint].map(([print, indexes]) => [print, group(indexes, (i) => regions[i]!.occurrence)]));
}

function group<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const known = groups.get(key);
    if (known) known.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
