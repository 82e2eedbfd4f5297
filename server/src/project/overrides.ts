// Which classes of the project override a method: a type that holds for the method must hold for them too.
// Must not know types, nor classes that stand in functions.
import { type ModuleSource, resolveName } from './definitions';
import { bindingsOf, type ModuleFacts, methodsOf } from './module';
import type { OverridingMethod } from './view';

/** A class and one of its bases as written, type arguments left out. */
export interface Heir {
  readonly path: string;
  readonly name: string;
  readonly base: string;
}

/** The classes of a project by the last part of their bases' names. */
export function findHeirs(modules: Iterable<ModuleFacts>): ReadonlyMap<string, readonly Heir[]> {
  const found = new Map<string, Heir[]>();
  for (const module of modules) {
    for (const [name, bindings] of bindingsOf(module)) {
      for (const binding of bindings) {
        if (binding.kind !== 'class') continue;
        for (const written of binding.signature.bases) {
          const base = /^[\w.]+/.exec(written)?.[0];
          if (!base) continue;
          const last = base.slice(base.lastIndexOf('.') + 1);
          const heirs = found.get(last) ?? [];
          heirs.push({ path: module.path, name, base });
          found.set(last, heirs);
        }
      }
    }
  }
  return found;
}

/** More descendants than these are not followed. */
const MOST_DESCENDANTS = 200;

/** The methods of a name in the descendants of a class, near ones first. */
export function findOverrides(
  source: ModuleSource,
  heirs: ReadonlyMap<string, readonly Heir[]>,
  path: string,
  className: string,
  method: string,
): readonly OverridingMethod[] {
  const classes = [{ path, name: className }];
  const seen = new Set([`${path}\0${className}`]);
  const found: OverridingMethod[] = [];
  for (let at = 0; at < classes.length && at < MOST_DESCENDANTS; at++) {
    const parent = classes[at]!;
    for (const heir of heirs.get(parent.name) ?? []) {
      const key = `${heir.path}\0${heir.name}`;
      if (seen.has(key)) continue;
      const definition = resolveName(source, heir.path, heir.base);
      if (definition?.path !== parent.path || definition.binding?.name !== parent.name) continue;
      seen.add(key);
      classes.push({ path: heir.path, name: heir.name });
      const module = source.module(heir.path);
      for (const each of module ? methodsOf(module, heir.name) : []) {
        if (each.kind === 'function' && each.name === method)
          found.push({ path: heir.path, className: heir.name, signature: each.signature });
      }
    }
  }
  return found;
}
