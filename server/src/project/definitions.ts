// Follows a dotted name through imports, re-exports and aliases to what defines it.
// Must not know routes or rules, nor evaluate anything: bindings and the map of imports are all it reads.
import type { Binding } from '../facts/bindings';
import type { ImportMap, ModuleLocation } from './imports';
import { bindingsOf, type ModuleFacts } from './module';
import type { Definition } from './view';

/** What name resolution needs of a project. */
export interface ModuleSource {
  readonly imports: ImportMap;
  module(path: string): ModuleFacts | undefined;
}

/**
 * What a dotted name means in a file.
 * @returns null for a name that the file does not bind, for a member of a function or variable, and in an endless circle
 */
export function resolveName(source: ModuleSource, path: string, dottedName: string): Definition | null {
  return follow(source, path, dottedName.split('.'), new Set());
}

function follow(source: ModuleSource, path: string, parts: readonly string[], seen: Set<string>): Definition | null {
  const module = source.module(path);
  const [first, ...rest] = parts;
  if (!module || first === undefined) return null;
  const step = `${path}\0${parts.join('.')}`;
  if (seen.has(step)) return null;
  seen.add(step);
  const binding = lastRuntime(bindingsOf(module).get(first));
  if (!binding) return followStars(source, module, parts, seen);
  if (binding.kind === 'import') return followImport(source, module, binding, rest, seen);
  if (rest.length === 0) {
    const alias = aliasOf(binding);
    const aliased = alias && alias[0] !== first ? follow(source, path, alias, seen) : null;
    // `Base = declarative_base()` is a variable; `Users = models.User` is the class.
    if (aliased && (aliased.binding === null || aliased.binding.kind !== 'variable')) return aliased;
    return { path, qualifiedName: `${source.imports.moduleName(path)}.${first}`, binding };
  }
  const alias = aliasOf(binding);
  return alias && alias[0] !== first ? follow(source, path, [...alias, ...rest], seen) : null;
}

/** The last binding, those in `try: import … except ImportError: name = None` left out. */
function lastRuntime(bindings: readonly Binding[] | undefined): Binding | null {
  if (!bindings || bindings.length === 0) return null;
  const last = bindings.at(-1)!;
  if (last.kind !== 'variable' || last.value !== 'None') return last;
  return bindings.findLast((each) => each.kind === 'import' || each.kind === 'class') ?? last;
}

/** The dotted name that a variable is another name for, or null. */
function aliasOf(binding: Binding): string[] | null {
  if (binding.kind !== 'variable' || binding.value === null) return null;
  return /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(binding.value) && !/^(None|True|False)$/.test(binding.value)
    ? binding.value.split('.')
    : null;
}

function followImport(
  source: ModuleSource,
  module: ModuleFacts,
  binding: Extract<Binding, { kind: 'import' }>,
  rest: readonly string[],
  seen: Set<string>,
): Definition | null {
  const { module: name, level, imported } = binding;
  const locations = source.imports.locate(module.path, name, level);
  const members = imported === null ? rest : [imported, ...rest];
  for (const location of locations) {
    const found = followMember(source, location, members, seen);
    if (found) return found;
  }
  if (locations.length > 0 || level > 0) return null;
  if (imported === null && rest.length > 0) {
    // `import a.b` binds `a`, which may be no module of its own; the longest module of the project counts.
    for (let length = rest.length; length > 0; length--) {
      const inner = [name, ...rest.slice(0, length)].join('.');
      for (const location of source.imports.locate(module.path, inner, 0)) {
        const found = followMember(source, location, rest.slice(length), seen);
        if (found) return found;
      }
    }
  }
  return { path: null, qualifiedName: [name, ...members].filter(Boolean).join('.'), binding: null };
}

function followMember(
  source: ModuleSource,
  location: ModuleLocation,
  members: readonly string[],
  seen: Set<string>,
): Definition | null {
  const [first, ...rest] = members;
  if (first === undefined) {
    const at = location.path ?? location.folder!;
    return {
      path: location.path,
      qualifiedName: source.imports.moduleName(`${at.replace(/\.pyi?$/, '')}.py`),
      binding: null,
    };
  }
  if (location.path !== null) {
    const found = follow(source, location.path, members, seen);
    if (found) return found;
  }
  const inner = location.folder === null ? null : source.imports.submodule(location.folder, first);
  return inner ? followMember(source, inner, rest, seen) : null;
}

/** `from x import *`: the last one that has the name. */
function followStars(
  source: ModuleSource,
  module: ModuleFacts,
  parts: readonly string[],
  seen: Set<string>,
): Definition | null {
  if (parts[0]!.startsWith('_')) return null;
  const stars = bindingsOf(module).get('*') ?? [];
  for (const star of stars.toReversed()) {
    if (star.kind !== 'import') continue;
    for (const location of source.imports.locate(module.path, star.module, star.level)) {
      const found = location.path === null ? null : follow(source, location.path, parts, seen);
      if (found) return found;
    }
  }
  return null;
}
