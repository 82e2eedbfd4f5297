// How the tests of a module get their client and the credentials of a user: by the project's fixtures, by a variable of the
// module, or by one that is still to be made. Must not know what the tests do with it.
import { bindingsOf } from '../../project/module';
import type { Project } from '../../project/project';
import type { RouterNode } from '../../project/routing/things';
import { type Fixture, fixturesFor } from './fixtures';
import { importNameOf } from './importName';
import type { Guard, TestedOperation } from './testedOperation';

/** A name and the module from which it is imported. */
export interface ImportedName {
  readonly module: string;
  readonly name: string;
}

/** How tests get their client. */
export interface ClientSetup {
  readonly isAsync: boolean;
  /** How tests call it. */
  readonly name: string;
  /** Set where it is a fixture: its class. */
  readonly fixture: ImportedName | null;
  /** Set where the module is to make it: the application, called where it is a factory. */
  readonly make: { readonly app: ImportedName; readonly isFactory: boolean; readonly hasLifespan: boolean } | null;
  /** The mark that asynchronous tests of the project have: `pytest.mark.anyio`. */
  readonly mark: string | null;
  /** Whether the client is somebody already. */
  readonly isSignedIn: boolean;
}

/** How a test says who it is. */
export interface Credentials {
  /** The fixture to ask for; null where the project has none. */
  readonly fixture: { readonly name: string; readonly annotation: string } | null;
  /** The headers as an expression; without a fixture a variable that the test is to make. */
  readonly headers: string;
}

/**
 * Finds the client for the tests of an operation in a module; null where no application is known by a name.
 * @param needsUser whether somebody must be signed in: a client that is somebody may do then, and no other time
 */
export function findClient(
  project: Project,
  testPath: string,
  tested: TestedOperation,
  needsUser: boolean,
): ClientSetup | null {
  const fixtures = fixturesFor(project, testPath);
  const own = variableClient(project, testPath);
  const fixture = own ? null : bestClient(fixtures, project, testPath, needsUser);
  if (fixture) {
    const isAsync = fixture.kind === 'async-client';
    return {
      isAsync,
      name: fixture.name,
      fixture: isAsync
        ? { module: 'httpx', name: 'AsyncClient' }
        : { module: 'fastapi.testclient', name: 'TestClient' },
      make: null,
      mark: isAsync ? asyncMark(project, testPath) : null,
      isSignedIn: SIGNED_IN.test(fixture.name),
    };
  }
  if (own) return { ...own, mark: own.isAsync ? asyncMark(project, testPath) : null };
  const made = applicationOf(project, tested.operation.app!);
  return (
    made && {
      isAsync: false,
      name: 'client',
      // What an application does when it starts, it does for a client in a `with` alone.
      fixture: made.hasLifespan ? { module: 'fastapi.testclient', name: 'TestClient' } : null,
      make: made,
      mark: null,
      isSignedIn: false,
    }
  );
}

const SIGNED_IN =
  /(^|_)(auth\w*|logged_in|signed_in|authorized|user|admin|superuser)_\w*client|client_\w*(auth|logged_in|with_(user|token))/;

/** The client that most tests of the module and its neighbours take; somebody's where that is needed and nothing else gives it. */
function bestClient(
  fixtures: readonly Fixture[],
  project: Project,
  testPath: string,
  needsUser: boolean,
): Fixture | null {
  const clients = fixtures.filter(({ kind }) => kind === 'client' || kind === 'async-client');
  const folder = testPath.slice(0, testPath.lastIndexOf('/'));
  const hasCredentials = fixtures.some(({ kind }) => kind === 'headers' || kind === 'token');
  const score = ({ name }: Fixture): number => {
    const used =
      (askedFor(project, testPath, name) > 0 ? 1000 : 0) +
      Math.min(500, askedFor(project, folder, name)) +
      (name === 'client' ? 3 : /^(test_|async_|api_)?client$/.test(name) ? 2 : 0);
    if (!SIGNED_IN.test(name)) return used;
    if (!needsUser) return used - 10_000;
    return hasCredentials ? used - 1 : used + 10_000;
  };
  return [...clients].sort((one, other) => score(other) - score(one))[0] ?? null;
}

/** How many functions of a test file, or of the files in a folder, take a parameter of a name. */
function askedFor(project: Project, at: string, name: string): number {
  let count = 0;
  for (const path of project.paths) {
    if (path !== at && !path.startsWith(`${at}/`)) continue;
    for (const { exports } of project.module(path)!.regions) {
      for (const binding of exports.bindings) {
        if (binding.kind === 'function' && binding.signature.parameters.some((each) => each.name === name)) count++;
      }
    }
  }
  return count;
}

/** A client that the test module itself binds to a name. */
function variableClient(project: Project, testPath: string): Omit<ClientSetup, 'mark'> | null {
  const module = project.module(testPath);
  for (const [name, bindings] of module ? bindingsOf(module) : []) {
    const binding = bindings.at(-1);
    if (binding?.kind !== 'variable' || !/^(\w+\.)*(TestClient|AsyncClient)\s*\(/.test(binding.value ?? '')) continue;
    const isAsync = /AsyncClient/.test(binding.value!);
    return { isAsync, name, fixture: null, make: null, isSignedIn: SIGNED_IN.test(name) };
  }
  return null;
}

/** The mark of the asynchronous tests around: in the module, in its folder, in the project; null where they need none. */
function asyncMark(project: Project, testPath: string): string | null {
  const folder = testPath.slice(0, testPath.lastIndexOf('/'));
  const own = project.module(testPath);
  if (own && /\bmark\b/.test(markVariable(own))) return null;
  const circles = [
    (path: string) => path === testPath,
    (path: string) => path.startsWith(`${folder}/`),
    (path: string) => /(^|\/)(test_[^/]*|[^/]*_test)\.py$/.test(path),
  ];
  for (const holds of circles) {
    let bare = 0;
    const marks = new Map<string, number>();
    for (const path of project.paths) {
      if (!holds(path)) continue;
      const module = project.module(path)!;
      const common = /\b(pytest\.mark\.\w+)/.exec(markVariable(module))?.[1];
      for (const { exports } of module.regions) {
        for (const binding of exports.bindings) {
          if (binding.kind !== 'function' || !binding.signature.isAsync || !/^test_/.test(binding.name)) continue;
          const mark =
            binding.signature.decorators.find((each) => /^(pytest\.)?mark\.(anyio|asyncio|trio)\b/.test(each)) ??
            common;
          if (mark) marks.set(mark, (marks.get(mark) ?? 0) + 1);
          else bare++;
        }
      }
    }
    const [most] = [...marks].sort(([, one], [, other]) => other - one);
    if (most && most[1] >= bare) return most[0];
    if (bare > 0) return null;
  }
  return 'pytest.mark.anyio';
}

function markVariable(module: NonNullable<ReturnType<Project['module']>>): string {
  const binding = bindingsOf(module).get('pytestmark')?.at(-1);
  return binding?.kind === 'variable' ? (binding.value ?? '') : '';
}

/** How an application is imported: its variable, or the factory that makes it. */
function applicationOf(project: Project, app: RouterNode): ClientSetup['make'] {
  const { path } = app.place;
  const home = project.imports.moduleName(path);
  const name = app.name.startsWith(`${home}.`) ? app.name.slice(home.length + 1) : app.name;
  const hasLifespan = app.settings.has('lifespan');
  const module = project.module(path);
  if (!module || name === '') return null;
  const known = bindingsOf(module);
  if (known.get(name)?.at(-1)?.kind === 'variable') {
    return { app: { module: importNameOf(project, path), name }, isFactory: false, hasLifespan };
  }
  const [factory] = name.split('.');
  const binding = known.get(factory!)?.at(-1);
  if (binding?.kind !== 'function' || binding.signature.isAsync) return null;
  // `app = create_app()` somewhere is what runs.
  for (const other of project.paths) {
    for (const [variable, bindings] of bindingsOf(project.module(other)!)) {
      const made = bindings.at(-1);
      if (made?.kind !== 'variable' || !made.value?.startsWith(`${factory}(`)) continue;
      if (project.resolve(other, factory!)?.path !== path || /(^|\/)tests?\//.test(other)) continue;
      return { app: { module: importNameOf(project, other), name: variable }, isFactory: false, hasLifespan };
    }
  }
  if (binding.signature.parameters.some((each) => each.default === null && !each.kind.startsWith('var-'))) return null;
  return { app: { module: importNameOf(project, path), name: factory! }, isFactory: true, hasLifespan };
}

/** How tests sign in: by the project's fixture for such a user, else with a token to be filled in. */
export function findCredentials(project: Project, testPath: string, guard: Guard): Credentials {
  const fixtures = fixturesFor(project, testPath).filter(({ kind }) => kind === 'headers' || kind === 'token');
  const isAdmin = ({ name }: Fixture): boolean => /super|admin|staff/.test(name);
  const score = (each: Fixture): number =>
    (isAdmin(each) === guard.isForAdmins ? 4 : guard.isForAdmins ? 0 : 1) +
    (each.kind === 'headers' ? 2 : 0) +
    (isAdmin(each) || !guard.isForAdmins ? Math.min(100, askedFor(project, testPath, each.name)) : 0);
  const [best] = fixtures
    .filter(({ name }) => !/invalid|expired|wrong|other/.test(name))
    .sort((a, b) => score(b) - score(a));
  if (!best) return { fixture: null, headers: 'headers' };
  if (best.kind === 'token') {
    return {
      fixture: { name: best.name, annotation: 'str' },
      headers: `{"Authorization": f"Bearer {${best.name}}"}`,
    };
  }
  return { fixture: { name: best.name, annotation: 'dict[str, str]' }, headers: best.name };
}
