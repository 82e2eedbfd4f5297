// The bases of a class, and theirs, followed through the project's files.
// Must not know classes that lie outside the project beyond their names.
import { type ModuleSource, resolveName } from './definitions';

/** What a class descends from, as far as the project tells. */
export interface Ancestry {
  /**
   * The class and its ancestors: dotted names of the project's modules (`app.errors.NotFound`), of what lies outside
   * (`starlette.exceptions.HTTPException`) and, for what the file does not bind, the name as written (`ValueError`).
   */
  readonly names: readonly string[];
  /** Those of them that lie outside the project: what they descend from is not known here. */
  readonly outside: readonly string[];
  /** Whether some base is no name or cannot be followed: there may be more ancestors. */
  readonly isPartial: boolean;
}

/**
 * The ancestors of a class that a file names.
 * @returns null when the name means something that is known to be no class, or cannot be followed
 */
export function findAncestors(source: ModuleSource, path: string, dottedName: string): Ancestry | null {
  const found = { names: [], outside: [], isPartial: false };
  return collect(source, path, dottedName, found) ? found : null;
}

interface Found {
  readonly names: string[];
  readonly outside: string[];
  isPartial: boolean;
}

/** Adds a class and its ancestors; false when the name is none, or not known to be one. */
function collect(source: ModuleSource, path: string, dottedName: string, found: Found): boolean {
  const definition = resolveName(source, path, dottedName);
  if (!definition) {
    if (dottedName.includes('.') || isBound(source, path, dottedName)) return false;
    return addOutside(found, dottedName);
  }
  const { binding, qualifiedName } = definition;
  // A module of the project is no class; what lies outside may be one.
  if (binding === null) return definition.path === null && addOutside(found, qualifiedName);
  // `TimeoutError = TimeoutError`, `Error = ValueError`: a builtin under a name of the module.
  if (binding.kind === 'variable' && definition.path !== null && /^[A-Za-z]\w*$/.test(binding.value ?? '')) {
    const value = binding.value!;
    const isBuiltin = value === binding.name || !isBound(source, definition.path, value);
    return isBuiltin && /^\p{Lu}/u.test(value) && addOutside(found, value);
  }
  if (binding.kind !== 'class' || definition.path === null) return false;
  if (found.names.includes(qualifiedName)) return true;
  found.names.push(qualifiedName);
  for (const base of binding.signature.bases) {
    const name = /^[\w.]+(?=\[|$)/.exec(base)?.[0];
    if (!name || !collect(source, definition.path, name, found)) found.isPartial = true;
  }
  return true;
}

function isBound(source: ModuleSource, path: string, name: string): boolean {
  const regions = source.module(path)?.regions ?? [];
  return regions.some(({ exports, owner }) => owner < 0 && exports.bindings.some((binding) => binding.name === name));
}

function addOutside(found: Found, name: string): boolean {
  if (!found.names.includes(name)) {
    found.names.push(name);
    found.outside.push(name);
  }
  return true;
}
