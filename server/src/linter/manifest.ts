// What a project's pyproject.toml says of the project itself: its name, what it depends on, whether uv manages it.
// Must not read files, nor know what rules make of it.
import { type Located, type LocatedTable, valueAt } from './toml';

/** A project as its manifest describes it. */
export interface Manifest {
  /** Whether there is one: a file without is part of no project that is known. */
  readonly isThere: boolean;
  /** The distribution's name as pip compares names (PEP 503); null when there is none. */
  readonly name: string | null;
  /** Whether it is built to be installed by others: it has a build system and is not classified as private. */
  readonly isPackage: boolean;
  /** Whether uv manages it: a `uv.lock` beside the manifest, or a `[tool.uv]` in it. */
  readonly usesUv: boolean;
  /** What it depends on, groups and extras included, and what requirements files name: name (PEP 503) → the version specifier as written, maybe empty. */
  readonly dependencies: Readonly<Record<string, string>>;
}

export const NO_MANIFEST: Manifest = { isThere: false, name: null, isPackage: false, usesUv: false, dependencies: {} };

/** Reads the manifest out of a pyproject.toml. */
export function readManifest(table: LocatedTable, hasUvLock: boolean): Manifest {
  const project = valueAt(table, 'project');
  const poetry = valueAt(table, 'tool', 'poetry');
  const name = textOf(entry(project, 'name')) ?? textOf(entry(poetry, 'name'));
  const classifiers = [...textsIn(entry(project, 'classifiers')), ...textsIn(entry(poetry, 'classifiers'))];
  return {
    isThere: true,
    name: name === null ? null : normalizeName(name),
    isPackage:
      name !== null &&
      valueAt(table, 'build-system') !== null &&
      !classifiers.some((each) => each.startsWith('Private ::')),
    usesUv: hasUvLock || valueAt(table, 'tool', 'uv') !== null,
    dependencies: Object.fromEntries([
      ...textsIn(entry(project, 'dependencies')).map(readRequirement),
      ...textsIn(entry(project, 'optional-dependencies')).map(readRequirement),
      ...textsIn(valueAt(table, 'dependency-groups')).map(readRequirement),
      ...poetryDependencies(entry(poetry, 'dependencies')),
    ]),
  };
}

/** A distribution's name as pip compares names (PEP 503, "Normalized Names"). */
export function normalizeName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}

/** `fastapi[standard]>=0.100; python_version > "3.8"` → `fastapi`, `>=0.100` (PEP 508). */
export function readRequirement(requirement: string): [string, string] {
  const match = /^\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*\(?([^;)]*)/.exec(requirement);
  return [normalizeName(match?.[1] ?? ''), (match?.[2] ?? '').trim()];
}

/** `pydantic = "^1.10"` or `pydantic = { version = "^1.10" }`. */
function poetryDependencies(value: Located | null): [string, string][] {
  if (value?.kind !== 'table') return [];
  return [...value.entries].map(([name, { value: wanted }]) => {
    const version = textOf(wanted) ?? textOf(entry(wanted, 'version')) ?? '';
    return [normalizeName(name), version];
  });
}

function entry(value: Located | null, key: string): Located | null {
  return value?.kind === 'table' ? (value.entries.get(key)?.value ?? null) : null;
}

function textOf(value: Located | null): string | null {
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : null;
}

/** Every string in a value, however deep. */
function textsIn(value: Located | null): string[] {
  if (value === null) return [];
  if (value.kind === 'array') return value.items.flatMap(textsIn);
  if (value.kind === 'table') return [...value.entries.values()].flatMap((each) => textsIn(each.value));
  return typeof value.value === 'string' ? [value.value] : [];
}
