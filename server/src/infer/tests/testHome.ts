// Which file the tests of a module belong into: the one that tests it already, else one beside its kin, else a new one.
// Must not know what is written there.
import { testCallsOf } from '../../project/clientCalls';
import type { Project } from '../../project/project';
import { routeListOf } from '../../project/routes';
import { folderOf, sharedEnd, sharedStart } from '../modulePaths';
import { importRootOf } from './importName';

/** A file for tests. */
export interface TestHome {
  readonly path: string;
  readonly isNew: boolean;
  /** Whether the project has no folder of tests yet: the file's folder needs an `__init__.py` to import the project. */
  readonly isFirst: boolean;
}

/** Where tests of the path operations of a file belong. */
export function findTestHome(project: Project, path: string): TestHome {
  // What lies above the project is no folder of tests, whatever it is called.
  const { top } = project.imports;
  const within = (each: string): string => (top === '' ? each : each.slice(top.length + 1));
  const whole = (each: string): string => (top === '' ? each : `${top}/${each}`);
  const layout: Layout = { paths: [...project.paths].map(within).sort(), tested: testsByModule(project, within) };
  const found = homeWithin(layout, within(path));
  if (found) return { ...found, path: whole(found.path), isFirst: false };
  const root = importRootOf(project, path).replace(/(^|\/)src$/, '');
  const folder = root === '' ? 'tests' : `${root}/tests`;
  return { path: `${folder}/test_${stemOf(path)}.py`, isNew: true, isFirst: true };
}

/** The project's files by their paths in it; by file of handlers how many calls each test module makes to them. */
interface Layout {
  readonly paths: readonly string[];
  readonly tested: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

function homeWithin({ paths, tested }: Layout, path: string): Omit<TestHome, 'isFirst'> | null {
  const tests = paths.filter(isTestModule);
  const own = mostOf(tested.get(path)) ?? namesake(path, tests);
  if (own !== null) return { path: own, isNew: false };
  const beside = besideKin(path, tests, tested) ?? inTestFolder(paths, path, tests);
  return beside === null ? null : { path: withoutTwin(beside, path, paths), isNew: true };
}

/** Whether a file is one that pytest collects. */
export function isTestModule(path: string): boolean {
  return /(^|\/)(test_[^/]*|[^/]*_test)\.py$/.test(path);
}

function testsByModule(project: Project, within: (path: string) => string): Layout['tested'] {
  const { operations } = routeListOf(project);
  const counts = new Map<string, Map<string, number>>();
  for (const { file, targets } of testCallsOf(project)) {
    if (!isTestModule(file)) continue;
    for (const { operation, isCertain } of targets) {
      const home = operations[operation]?.route.handler.place?.path;
      if (!home || !isCertain) continue;
      const own = counts.get(within(home)) ?? new Map<string, number>();
      counts.set(within(home), own);
      own.set(within(file), (own.get(within(file)) ?? 0) + 1);
    }
  }
  return counts;
}

function mostOf(counts: ReadonlyMap<string, number> | undefined): string | null {
  const sorted = [...(counts ?? [])].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
  return sorted[0]?.[0] ?? null;
}

/** Names of modules that say nothing of what they are about: their folder does. */
const GENERIC =
  /^(__init__|router|routers|routes|route|views|view|api|apis|endpoints?|handlers?|controllers?|resources?|web|rest|http)$/;

/** What tests of a module are named after: `items` of `app/api/items.py` and of `app/items/router.py`. */
function stemOf(path: string): string {
  const parts = path.replace(/\.pyi?$/, '').split('/');
  while (parts.length > 2 && GENERIC.test(parts.at(-1)!)) parts.pop();
  return parts.at(-1)!.replace(/_(router|routes?|views?|api|endpoints?|handlers?|controller)$/, '');
}

/** A test module named after a module: `test_items.py`, `items_test.py`, in the likeliest folder. */
function namesake(path: string, tests: readonly string[]): string | null {
  const stem = stemOf(path);
  const names = new Set([stem, `${stem}s`, stem.replace(/s$/, ''), `${stem}_api`, `${stem}_routes`, `${stem}_router`]);
  const found = tests.filter((each) => names.has(topicOf(each)));
  const near = (each: string): number => sharedEnd(folderOf(each), folderOf(path)) * 100 + sharedStart(each, path);
  const nearest = found.filter((each) => isNearby(each, path)).sort((one, other) => near(other) - near(one));
  return nearest[0] ?? null;
}

/** Whether a test and a module belong to the same part of a repository: to the same folder of several services. */
function isNearby(test: string, path: string): boolean {
  const folder = /^(.*?)(?:^|\/)tests?\//.exec(test)?.[1] ?? folderOf(test);
  return folder === '' || path.startsWith(`${folder}/`);
}

export function topicOf(test: string): string {
  return test
    .slice(test.lastIndexOf('/') + 1)
    .replace(/\.py$/, '')
    .replace(/^test_|_test$/, '');
}

/** Beside the tests of the module's neighbours, named as they are. */
function besideKin(path: string, tests: readonly string[], tested: Layout['tested']): string | null {
  const folder = folderOf(path);
  const siblings = [...tested].filter(([each]) => folderOf(each) === folder && each !== path);
  const cousins = [...tested].filter(([each]) => folderOf(folderOf(each)) === folderOf(folder) && each !== path);
  for (const [kin, counts] of [...siblings, ...cousins]) {
    const test = mostOf(counts);
    if (test === null || !isNearby(test, path)) continue;
    const topic = topicOf(test);
    const stem = stemOf(kin);
    // A test module of several routers says nothing of where one of its own would stand.
    if (topic !== stem && topic !== `${stem}s` && `${topic}s` !== stem && !topic.includes(stem)) continue;
    const name = test.slice(test.lastIndexOf('/') + 1);
    const renamed = /^test_/.test(name) ? `test_${stemOf(path)}.py` : `${stemOf(path)}_test.py`;
    const home = folderOf(test).replace(new RegExp(`(^|/)${stem}$`), `$1${stemOf(path)}`);
    const candidate = `${home}/${renamed}`;
    if (!tests.includes(candidate)) return candidate;
  }
  return null;
}

/** In the project's folder of tests: where it mirrors the module's folder, else at its top. */
function inTestFolder(paths: readonly string[], path: string, tests: readonly string[]): string | null {
  const all = paths.filter((each) => /(^|\/)tests?\//.test(each));
  const roots = new Map<string, number>();
  for (const each of [...all, ...tests]) {
    const root = /^(.*?(?:^|\/)tests?)\//.exec(each)?.[1];
    if (root !== undefined && isNearby(each, path)) roots.set(root, (roots.get(root) ?? 0) + 1);
  }
  const best = [...roots].sort(([a, one], [b, other]) => sharedStart(b, path) - sharedStart(a, path) || other - one);
  const root = best[0]?.[0];
  if (root === undefined) return null;
  const folders = new Set(all.filter((each) => each.startsWith(`${root}/`)).map(folderOf));
  const wanted = folderOf(path).split('/');
  const isUtility = /(^|\/)(utils?|helpers?|fixtures?|scripts?|data|factories|mocks?|crud|models?|schemas?)$/;
  let home = root;
  for (const each of folders) {
    if (each === root || isUtility.test(each)) continue;
    if (sharedEnd(each, wanted.join('/')) > sharedEnd(home, wanted.join('/'))) home = each;
  }
  if (home === root) {
    const kinds = ['integration', 'api', 'routes', 'endpoints', 'functional', 'e2e'];
    home = kinds.map((kind) => `${root}/${kind}`).find((each) => folders.has(each)) ?? root;
  }
  const suffixed = tests.filter((each) => each.startsWith(`${root}/`) && /_test\.py$/.test(each)).length;
  const prefixed = tests.filter((each) => each.startsWith(`${root}/`)).length - suffixed;
  return `${home}/${suffixed > prefixed ? `${stemOf(path)}_test` : `test_${stemOf(path)}`}.py`;
}

/** pytest cannot tell two test modules of one name apart where their folders are no packages. */
function withoutTwin(test: string, path: string, paths: readonly string[]): string {
  const name = test.slice(test.lastIndexOf('/') + 1);
  const isPackage = paths.includes(`${folderOf(test)}/__init__.py`);
  const hasTwin = paths.some((each) => each === test || (!isPackage && each.endsWith(`/${name}`)));
  if (!hasTwin) return test;
  const [parent] = folderOf(path).split('/').slice(-1);
  return `${folderOf(test)}/test_${parent}_${stemOf(path)}.py`;
}
