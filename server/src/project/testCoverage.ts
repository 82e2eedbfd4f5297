// Which operations no test calls, told for the region that registers them.
// Must not know rules, nor how calls are matched.
import type { RegionExports } from '../facts/exports';
import { callsByOperation } from './clientCalls';
import { commonFolder } from './imports';
import { bindingsOf, indexOfRegion, type ModuleFacts } from './module';
import type { Project } from './project';
import { routeListOf } from './routes';
import type { Operation } from './routing/graph';
import { isTestPath } from './testFiles';
import type { OperationCoverage, UntestedApplication } from './view';

/** How far the tests reach the operations that a region registers, in the order of `ProjectView.operations`. */
export function coverageIn(
  project: Project,
  module: ModuleFacts,
  exports: RegionExports,
  occurrence: number,
): readonly OperationCoverage[] {
  if (exports.wiring.statements.length === 0 || testsOf(project).size === 0) return [];
  const region = indexOfRegion(module, exports, occurrence);
  const { operations } = routeListOf(project);
  const called = callsByOperation(project);
  const found: OperationCoverage[] = [];
  for (const [i, operation] of operations.entries()) {
    const { call } = operation.route;
    if (call.path !== module.path || call.region !== region) continue;
    const isCalled = called.has(i) || isCalledByName(project, operation);
    found.push({ method: operation.method, path: operation.path, isCalled });
  }
  return found;
}

/** The applications that a region makes, in a project that has no test at all. */
export function untestedApplicationsIn(
  project: Project,
  module: ModuleFacts,
  exports: RegionExports,
  occurrence: number,
): readonly UntestedApplication[] {
  if (exports.wiring.statements.length === 0 || testsOf(project).size > 0) return [];
  const region = indexOfRegion(module, exports, occurrence);
  const counts = new Map<number, number>();
  for (const { app, unresolved, includeInSchema } of routeListOf(project).operations) {
    const place = app?.place;
    if (!place || unresolved !== null || !includeInSchema) continue;
    if (place.path === module.path && place.region === region) counts.set(place.at, (counts.get(place.at) ?? 0) + 1);
  }
  const isAlone = [...project.paths].length === 1;
  return [...counts].flatMap(([at, operations]) => {
    const span = exports.wiring.places[at];
    return span ? [{ call: { start: span.start, end: span.end }, operations, isAlone }] : [];
  });
}

const tests = new WeakMap<object, ReadonlySet<string>>();

/** The project's files of tests; kept while its files are the same. */
function testsOf(project: Project): ReadonlySet<string> {
  const state = project.calls;
  let known = tests.get(state);
  if (!known) {
    const paths = [...project.paths];
    const top = commonFolder(paths);
    known = new Set(paths.filter((path) => isTestPath(path.slice(top === '' ? 0 : top.length + 1))));
    tests.set(state, known);
  }
  return known;
}

/** Whether a test calls the handler itself: by a name that it imports, or through the module that it imports. */
function isCalledByName(project: Project, { route }: Operation): boolean {
  const { name, place } = route.handler;
  if (!place || name === '') return false;
  const stem = stemOf(place.path);
  const all = testsOf(project);
  for (const path of project.filesCalling(name)) {
    const module = all.has(path) ? project.module(path) : undefined;
    if (!module) continue;
    for (const bindings of bindingsOf(module).values()) {
      for (const binding of bindings) {
        if (binding.kind !== 'import') continue;
        const last = binding.module.slice(binding.module.lastIndexOf('.') + 1);
        if (
          binding.imported === name
            ? last === stem || place.path.includes(`/${last}/`)
            : (binding.imported ?? last) === stem
        ) {
          return true;
        }
      }
    }
  }
  return false;
}

/** `app/api/users.py` → `users`, `app/users/__init__.py` → `users`. */
function stemOf(path: string): string {
  const parts = path.replace(/(\/__init__)?\.pyi?$/, '').split('/');
  return parts.at(-1) ?? '';
}
