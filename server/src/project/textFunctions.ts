// The functions through which SQL texts go, by name, class and file, and who calls them.
// Must not know what the texts are.

import type { RegionExports } from '../facts/exports';
import { type CallSource, classAround, findCallers, findRegion, isPathOperation, signatureOfRegion } from './callers';
import type { ModuleFacts } from './module';

/** A function, method or statement of the project whose source is followed. */
export interface TextFunction {
  readonly path: string;
  /** Its index in its module. */
  readonly region: number;
  /** The class around it, and its name; null for a statement. */
  readonly owner: string | null;
  readonly name: string | null;
  /** Offsets in it are places in the region by `RegionPlace`. */
  readonly source: string;
  readonly isPathOperation: boolean;
}

/** A region of a file, by its index in the module. */
export interface RegionRef {
  readonly path: string;
  readonly region: number;
}

const known = new WeakMap<RegionExports, TextFunction>();

/** The text function that a region of a module is; the same object as long as it says the same. */
export function textFunctionAt(module: ModuleFacts, region: number): TextFunction | null {
  const { exports } = module.regions[region]!;
  if (exports.sql.source === null) return null;
  const before = known.get(exports);
  const now = read(module, region, exports.sql.source);
  if (before && before.path === now.path && before.region === region && before.owner === now.owner) return before;
  known.set(exports, now);
  return now;
}

function read(module: ModuleFacts, region: number, source: string): TextFunction {
  const signature = signatureOfRegion(module, region);
  return {
    path: module.path,
    region,
    owner: classAround(module, region),
    name: signature?.name ?? null,
    source,
    isPathOperation: signature !== null && isPathOperation(signature),
  };
}

/** A function of a module, or a method of a class or the nearest of its bases that has it. */
export function findTextFunction(
  source: CallSource,
  path: string,
  owner: string | null,
  name: string,
): TextFunction | null {
  const found = findRegion(source, path, owner, name);
  return found && textFunctionAt(found.module, found.region);
}

/** More callers than these are not followed. */
const MOST_CALLERS = 12;

/** Who calls a function and runs or builds texts itself; tests are left out. */
export function findTextCallers(
  source: CallSource,
  path: string,
  owner: string | null,
  name: string,
): readonly RegionRef[] {
  let known = callers.get(source.passing);
  if (!known) {
    known = new Map();
    callers.set(source.passing, known);
  }
  const key = `${path}\0${owner ?? ''}\0${name}`;
  let refs = known.get(key);
  if (!refs) {
    const found = new Map<string, RegionRef>();
    for (const { module, region, certainty } of findCallers(source, { path, owner, name }) ?? []) {
      if (certainty !== 'yes' || module.regions[region]!.exports.sql.source === null) continue;
      found.set(`${module.path}\0${region}`, { path: module.path, region });
      if (found.size >= MOST_CALLERS) break;
    }
    refs = [...found.values()];
    known.set(key, refs);
  }
  return refs;
}

const callers = new WeakMap<object, Map<string, readonly RegionRef[]>>();
