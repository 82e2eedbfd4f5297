// The pytest fixtures that a test module may ask for, as far as generated tests use them: clients, headers, tokens.
// Must not know what is tested.
import type { FunctionSignature } from '../../facts/bindings';
import { conftestsAbove } from '../../project/clientCalls';
import { bindingsOf } from '../../project/module';
import type { Project } from '../../project/project';

/** What a fixture gives to tests. */
export type FixtureKind = 'client' | 'async-client' | 'headers' | 'token' | 'other';

/** A fixture that a test module sees. */
export interface Fixture {
  /** The name by which tests ask for it. */
  readonly name: string;
  readonly kind: FixtureKind;
  readonly path: string;
  readonly signature: FunctionSignature;
}

/** The fixtures that a test module sees: its own, those of the `conftest.py` files above, of plugins that these name. */
export function fixturesFor(project: Project, testPath: string): readonly Fixture[] {
  const found = new Map<string, Fixture>();
  const homes = [testPath, ...conftestsAbove(testPath)];
  for (const path of [...homes, ...homes.flatMap((each) => pluginsOf(project, each))]) {
    // The innermost of a name is the one that tests get.
    for (const fixture of fixturesIn(project, path)) {
      if (!found.has(fixture.name)) found.set(fixture.name, fixture);
    }
  }
  return [...found.values()];
}

function fixturesIn(project: Project, path: string): Fixture[] {
  const module = project.module(path);
  if (!module) return [];
  const clients = new Set(
    module.regions.flatMap(({ exports }) => exports.clientCalls.made.flatMap(({ names }) => names)),
  );
  const fixtures: Fixture[] = [];
  for (const [bound, bindings] of bindingsOf(module)) {
    const binding = bindings.findLast((each) => each.kind === 'function' || each.kind === 'import');
    if (binding?.kind === 'function') {
      const decorator = binding.signature.decorators.find((each) => /^(\w+\.)*\w*fixture\b/.test(each));
      if (decorator === undefined) continue;
      const name = /\bname\s*=\s*["'](\w+)["']/.exec(decorator)?.[1] ?? bound;
      fixtures.push({
        name,
        kind: kindOf(name, binding.signature, clients.has(bound)),
        path,
        signature: binding.signature,
      });
    } else if (binding?.kind === 'import' && /conftest\.py$/.test(path)) {
      // `from tests.fixtures import client` in a conftest.py.
      const found = project.resolve(path, bound);
      if (found?.binding?.kind !== 'function' || found.path === null || found.path === path) continue;
      const { signature } = found.binding;
      if (!signature.decorators.some((each) => /^(\w+\.)*\w*fixture\b/.test(each))) continue;
      fixtures.push({ name: bound, kind: kindOf(bound, signature, false), path: found.path, signature });
    }
  }
  return fixtures;
}

/** `pytest_plugins = ["tests.fixtures.api"]`. */
function pluginsOf(project: Project, path: string): string[] {
  const module = project.module(path);
  const plugins = module ? bindingsOf(module).get('pytest_plugins')?.at(-1) : undefined;
  if (plugins?.kind !== 'variable' || plugins.value === null) return [];
  return [...plugins.value.matchAll(/["']([\w.]+)["']/g)].flatMap(([, name]) =>
    project.imports.locate(path, name!, 0).flatMap((each) => each.path ?? []),
  );
}

function kindOf(name: string, { returns, isAsync }: FunctionSignature, makesClient: boolean): FixtureKind {
  const gives = returns ?? '';
  if (/\bAsync\w*Client\b/.test(gives)) return 'async-client';
  if (/\bTestClient\b/.test(gives)) return 'client';
  if (/(^|_)headers?$/.test(name) && (returns === null || /dict|Dict|Mapping|Headers/.test(gives))) return 'headers';
  if (/(^|_)token$/.test(name) && (returns === null || /\bstr\b/.test(gives))) return 'token';
  // Without an annotation, what it makes and its name tell.
  if (returns !== null && !/\b(Any|Client|Generator|Iterator|AsyncGenerator|AsyncIterator)\b/.test(gives))
    return 'other';
  if (makesClient || /^(async_|test_|api_|app_)?client$/.test(name)) {
    return isAsync || /^async_/.test(name) ? 'async-client' : 'client';
  }
  return 'other';
}
