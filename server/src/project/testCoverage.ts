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

/** One for all who are told nothing: it is printed and compared once. */
const NONE: readonly never[] = [];

/** How far the tests reach the operations that a region registers, in the order of `ProjectView.operations`. */
export function coverageIn(
  project: Project,
  module: ModuleFacts,
  exports: RegionExports,
  occurrence: number,
): readonly OperationCoverage[] {
  if (exports.wiring.statements.length === 0 || testsOf(project).size === 0) return NONE;
  const region = indexOfRegion(module, exports, occurrence);
  const { operations } = routeListOf(project);
  const called = callsByOperation(project);
  return (regionsOf(project).registered.get(`${module.path}:${region}`) ?? []).map((i) => {
    const { method, path } = operations[i]!;
    return { method, path, isCalled: called.has(i) || isCalledByName(project, operations[i]!) };
  });
}

/** By region: the operations that it registers, and how many each application has that it makes, by its place. */
interface RegionIndex {
  readonly registered: ReadonlyMap<string, readonly number[]>;
  readonly applications: ReadonlyMap<string, ReadonlyMap<number, number>>;
}

const indexes = new WeakMap<object, RegionIndex>();

/** Every region asks: the operations are gone through once for a state of the routes. */
function regionsOf(project: Project): RegionIndex {
  const routes = routeListOf(project);
  let index = indexes.get(routes);
  if (index) return index;
  const registered = new Map<string, number[]>();
  const applications = new Map<string, Map<number, number>>();
  for (const [i, { route, app, unresolved, includeInSchema }] of routes.operations.entries()) {
    const key = `${route.call.path}:${route.call.region}`;
    const others = registered.get(key);
    if (others) others.push(i);
    else registered.set(key, [i]);
    const place = app?.place;
    if (!place || unresolved !== null || !includeInSchema) continue;
    const home = `${place.path}:${place.region}`;
    const counts = applications.get(home) ?? new Map<number, number>();
    applications.set(home, counts);
    counts.set(place.at, (counts.get(place.at) ?? 0) + 1);
  }
  index = { registered, applications };
  indexes.set(routes, index);
  return index;
}

/** The applications that a region makes, in a project that has no test at all. */
export function untestedApplicationsIn(
  project: Project,
  module: ModuleFacts,
  exports: RegionExports,
  occurrence: number,
): readonly UntestedApplication[] {
  if (exports.wiring.statements.length === 0 || testsOf(project).size > 0) return NONE;
  const region = indexOfRegion(module, exports, occurrence);
  const counts = regionsOf(project).applications.get(`${module.path}:${region}`);
  if (!counts) return NONE;
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
