// Which operations the tests' client calls reach: `client.get("/api/v1/users/1")` → `GET /api/v1/users/{user_id}`.
// Must not know rules or the editor. One answer for the lens, the way from a URL to its handler, and fixes of paths.
import type { ClientMade } from '../facts/clientCalls';
import { lastName } from '../facts/expressions';
import type { Value } from '../facts/values';
import { resolveName } from './definitions';
import { commonFolder } from './imports';
import { bindingsOf, type ModuleFacts } from './module';
import type { Project } from './project';
import { type FilePlace, locate, routeListOf } from './routes';
import type { Operation } from './routing/graph';
import type { PlaceRef, Scope } from './routing/things';
import { runFor, type UrlPart, urlsOf } from './routing/urls';
import { makeWorld, type World } from './routing/world';
import { isTestPath } from './testFiles';
import { GAP, matchUrl } from './urlMatch';

/** A stretch of a call's path and where it is written. */
export interface CalledPart {
  /** `…` for what is not known. */
  readonly text: string;
  /** Between the quotes of a literal, in the test or wherever a constant stands; null for what is computed. */
  readonly place: PlaceRef | null;
  /** Offset of `text` in the stretch as it is written: a host in front of the path is not part of it. */
  readonly from: number;
  /** How long that is: a place that is longer holds escapes, so that offsets in it are not certain. */
  readonly length: number;
}

/** An operation that a call may reach. */
export interface CallTarget {
  /** Index in `routeListOf(project).operations` and in `resolveRoutes(project).operations`. */
  readonly operation: number;
  /** Whether it is known that the request goes there; otherwise a gap in the URL leaves it open. */
  readonly isCertain: boolean;
}

/** A request that test code makes of an application. A call in a loop over several URLs is one for each. */
export interface TestCall {
  /** The file. */
  readonly file: string;
  /** The region of the file's module in which it stands, by index: calls of one test share it. */
  readonly region: number;
  /** The function in which it stands: a test, a fixture, a helper; null at module level. */
  readonly caller: string | null;
  /** Whether that is a test by pytest's names. */
  readonly isTest: boolean;
  /** In capitals, `WEBSOCKET`; null when it is not known. */
  readonly method: string | null;
  /** The word that says the method, `get` or what stands in the quotes of `request("GET", …)`. */
  readonly methodPlace: PlaceRef;
  /** Whether that is a text: capitals then, lower case behind a dot. */
  readonly isMethodText: boolean;
  /** Whether the call sends a body. */
  readonly hasBody: boolean;
  /** The whole call. */
  readonly place: PlaceRef;
  /** The path that is asked for: no host, no query, what `base_url` adds in front; `…` for each gap. */
  readonly url: string;
  /** The same in stretches; empty when the route is asked for by its name (`url_path_for`). */
  readonly parts: readonly CalledPart[];
  readonly targets: readonly CallTarget[];
}

const known = new WeakMap<object, readonly TestCall[]>();

/**
 * All client calls in the project's tests that reach an operation or may, file by file in source order. Kept as long as
 * `project.calls`; places are told as references, so that a test that only moved needs nothing anew: `locate` says where they are now.
 */
export function testCallsOf(project: Project): readonly TestCall[] {
  const state = project.calls;
  let calls = known.get(state);
  if (!calls) {
    calls = new CallReader(project).readAll();
    known.set(state, calls);
  }
  return calls;
}

const byOperation = new WeakMap<readonly TestCall[], ReadonlyMap<number, readonly TestCall[]>>();

/** The calls that reach each operation, or may, by the operation's index (see `CallTarget`). */
export function callsByOperation(project: Project): ReadonlyMap<number, readonly TestCall[]> {
  const calls = testCallsOf(project);
  let index = byOperation.get(calls);
  if (!index) {
    const grouped = new Map<number, TestCall[]>();
    for (const call of calls) {
      for (const { operation } of call.targets) {
        const others = grouped.get(operation);
        if (others) others.push(call);
        else grouped.set(operation, [call]);
      }
    }
    index = grouped;
    byOperation.set(calls, index);
  }
  return index;
}

/**
 * The calls around an offset of a test file, innermost last: those whose URL's own text holds it are `isOnUrl`.
 * For definitions and references from the URL.
 */
export function callsAt(
  project: Project,
  path: string,
  offset: number,
): readonly { readonly call: TestCall; readonly isOnUrl: boolean }[] {
  const holds = (place: FilePlace | null): boolean =>
    place !== null && place.path === path && place.start <= offset && offset <= place.end;
  return testCallsOf(project)
    .filter((call) => call.file === path && holds(locate(project, call.place)))
    .map((call) => ({ call, isOnUrl: call.parts.some((part) => holds(locate(project, part.place))) }));
}

interface FoundClient {
  readonly made: ClientMade;
  readonly path: string;
  readonly region: number;
}

class CallReader {
  private readonly operations: readonly Operation[];
  private readonly matches = new Map<string, readonly CallTarget[]>();
  private readonly scopes = new Map<string, Scope>();
  private readonly world: World;
  private readonly byName = new Map<string, number[]>();
  private readonly appNames: ReadonlySet<string>;

  constructor(private readonly project: Project) {
    this.operations = routeListOf(project).operations;
    this.world = makeWorld(project);
    for (const [i, { route }] of this.operations.entries()) {
      for (const name of new Set([route.options.name, route.handler.name])) {
        if (name === null || name === '') continue;
        const others = this.byName.get(name);
        if (others) others.push(i);
        else this.byName.set(name, [i]);
      }
    }
    this.appNames = new Set(this.operations.flatMap(({ app }) => app?.name || []));
  }

  readAll(): TestCall[] {
    if (this.operations.length === 0) return [];
    const paths = [...this.project.paths].sort();
    const top = commonFolder(paths);
    const tests = paths.filter((path) => isTestPath(path.slice(top === '' ? 0 : top.length + 1)));
    return tests.flatMap((path) => this.readFile(this.project.module(path)!));
  }

  private readFile(module: ModuleFacts): TestCall[] {
    const { path } = module;
    const found: TestCall[] = [];
    for (const [region, { exports, owner }] of module.regions.entries()) {
      const { calls } = exports.clientCalls;
      if (calls.length === 0) continue;
      const run = runFor(this.world, this.scopes, path, region);
      for (const call of calls) {
        const client = call.made ? { made: call.made, path, region } : this.findClient(module, call.client, owner);
        if (!client && !call.isLikely) continue;
        const isNetwork = client !== null && client.made.app === null;
        const bases = client?.made.baseUrl ? this.evaluateIn(client, client.made.baseUrl) : [[]];
        const app = client?.made.app ? this.appOf(client, client.made.app) : null;
        const seen = new Set<string>();
        for (const url of urlsOf(run, call.url)) {
          for (const base of bases) {
            const asked = pathOf(url, base, isNetwork || client === null);
            if (!asked) continue;
            const targets =
              asked.route === null
                ? this.match(call.method, asked.url, app)
                : this.named(call.method, asked.route, app);
            const key = `${asked.url} ${asked.route}`;
            if (targets.length === 0 || seen.has(key)) continue;
            seen.add(key);
            const { caller, method } = call;
            found.push({
              file: path,
              region,
              caller,
              isTest: caller?.startsWith('test') === true,
              method,
              isMethodText: call.isMethodText,
              hasBody: call.hasBody,
              methodPlace: { path, region, at: call.methodAt },
              place: { path, region, at: call.at },
              url: asked.url,
              parts: asked.parts,
              targets,
            });
          }
        }
      }
    }
    return found;
  }

  /** Who makes a client that another region names: this module, `conftest.py` here or above, an imported module. */
  private findClient(module: ModuleFacts, name: string, owner: number): FoundClient | null {
    const own = clientIn(module, name, owner);
    if (own) return own;
    const plain = name.replace(/^(self|cls)\./, '');
    if (plain.includes('.')) return null;
    for (const path of conftestsAbove(module.path)) {
      const conftest = this.project.module(path);
      const found =
        conftest && (clientIn(conftest, plain, -1) ?? this.clientFrom(path, plain) ?? this.pluggedIn(conftest, plain));
      if (found) return found;
    }
    return this.clientFrom(module.path, plain);
  }

  /** A client that a module imports. */
  private clientFrom(path: string, name: string): FoundClient | null {
    const defined = resolveName(this.project, path, name);
    const home = defined?.path && defined.path !== path ? this.project.module(defined.path) : undefined;
    return home ? clientIn(home, lastName(defined!.qualifiedName), -1) : null;
  }

  /** `pytest_plugins = ["tests.fixtures.api"]`. */
  private pluggedIn(conftest: ModuleFacts, name: string): FoundClient | null {
    const plugins = bindingsOf(conftest).get('pytest_plugins')?.at(-1);
    if (plugins?.kind !== 'variable' || plugins.value === null) return null;
    for (const [, module] of plugins.value.matchAll(/["']([\w.]+)["']/g)) {
      for (const { path } of this.project.imports.locate(conftest.path, module!, 0)) {
        const plugin = path === null ? undefined : this.project.module(path);
        const found = plugin && clientIn(plugin, name, -1);
        if (found) return found;
      }
    }
    return null;
  }

  private evaluateIn({ path, region }: FoundClient, value: Value): UrlPart[][] {
    return urlsOf(runFor(this.world, this.scopes, path, region), value);
  }

  /** The name of the application that a client is made for, as operations name theirs; null when that is not known. */
  private appOf({ path }: FoundClient, app: Value): string | null {
    const name = dottedNameOf(app);
    const found = name === null ? null : resolveName(this.project, path, name);
    return found && this.appNames.has(found.qualifiedName) ? found.qualifiedName : null;
  }

  private named(method: string | null, name: string, app: string | null): readonly CallTarget[] {
    const indexes = this.byName.get(name) ?? this.byName.get(name.slice(name.lastIndexOf(':') + 1)) ?? [];
    return indexes
      .filter((i) => this.mayAnswer(this.operations[i]!, method, app))
      .map((operation) => ({ operation, isCertain: true }));
  }

  private mayAnswer(operation: Operation, method: string | null, app: string | null): boolean {
    // Who includes a router that no application is known to include is not known either.
    if (app !== null && operation.app !== null && operation.app.name !== app) return false;
    return (
      operation.method === '*' || (method === null ? operation.method !== 'WEBSOCKET' : operation.method === method)
    );
  }

  private match(method: string | null, url: string, app: string | null): readonly CallTarget[] {
    const key = `${method} ${app} ${url}`;
    let targets = this.matches.get(key);
    if (!targets) {
      targets = this.search(method, url, app);
      this.matches.set(key, targets);
    }
    return targets;
  }

  private search(method: string | null, url: string, app: string | null): CallTarget[] {
    /** The first that takes the request, by application and method: what comes behind it is never asked. */
    const exact = new Map<string, number>();
    const slashed = new Map<string, number>();
    const possible: number[] = [];
    for (const [i, operation] of this.operations.entries()) {
      if (!this.mayAnswer(operation, method, app)) continue;
      const isOpen = operation.app === null || operation.unresolved !== null;
      const rooted = matchUrl(url, isOpen ? openPath(operation) : operation.path) ?? matchUnderRoot(url, operation);
      if (!rooted) continue;
      const place = operation.app?.place;
      const key = `${place?.path}:${place?.region}:${place?.at} ${operation.method}`;
      if (rooted === 'possible' || isOpen || operation.method === '*') possible.push(i);
      else if (rooted === 'exact') exact.set(key, exact.get(key) ?? i);
      else slashed.set(key, slashed.get(key) ?? i);
    }
    const certain = new Set(exact.values());
    for (const [key, operation] of slashed) if (!exact.has(key)) certain.add(operation);
    return [
      ...[...certain].sort((one, other) => one - other).map((operation) => ({ operation, isCertain: true })),
      ...possible.filter((each) => !certain.has(each)).map((operation) => ({ operation, isCertain: false })),
    ];
  }
}

/** What is known of a path at its end; what an unknown prefix adds may be any number of segments. */
function openPath({ app, path }: Operation): string {
  const gap = path.lastIndexOf(GAP);
  return gap >= 0 || app === null ? GAP + path.slice(gap + 1) : path;
}

/** A URL may name the path that a gateway puts in front. */
function matchUnderRoot(url: string, { rootPath, path }: Operation): ReturnType<typeof matchUrl> {
  const root = rootPath?.replace(/\/$/, '') ?? '';
  return root !== '' && url.startsWith(`${root}/`) ? matchUrl(url.slice(root.length), path) : null;
}

function clientIn(module: ModuleFacts, name: string, owner: number): FoundClient | null {
  const { path, regions } = module;
  let found: FoundClient | null = null;
  for (const [region, { exports, owner: home }] of regions.entries()) {
    for (const made of exports.clientCalls.made) {
      if (!made.names.includes(name)) continue;
      // An attribute of the same class goes before one of another.
      if (!found || (owner >= 0 && home === owner)) found = { made, path, region };
    }
  }
  return found;
}

/** `tests/api/conftest.py`, `tests/conftest.py`, …, from the inside out, there or not. */
export function conftestsAbove(path: string): string[] {
  const found: string[] = [];
  let folder = path;
  do {
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
    found.push(folder === '' ? 'conftest.py' : `${folder}/conftest.py`);
  } while (folder !== '');
  return found;
}

function dottedNameOf(value: Value): string | null {
  if (value.kind === 'name') return value.name;
  const of = value.kind === 'member' ? dottedNameOf(value.of) : null;
  return of === null || value.kind !== 'member' ? null : `${of}.${value.name}`;
}

/** Hosts that a test means itself by; a host without a dot is one of a test as well. */
const OWN_HOST =
  /^([^./]*|.*\.(test|local|localhost|example)|(www\.)?example\.(com|org|net)|127\.0\.0\.1|0\.0\.0\.0|.*…)(:\S*)?$/;

/**
 * The path of a URL: host and query cut off, the base's path put in front, as httpx does.
 * @param isOpen whether the client may speak to anybody: then another host is no application of ours
 * @returns null for a request that goes elsewhere
 */
function pathOf(
  url: readonly UrlPart[],
  base: readonly UrlPart[],
  isOpen: boolean,
): { url: string; parts: readonly CalledPart[]; route: string | null } | null {
  const named = url.find((part) => part.route !== null);
  if (named) return { url: GAP, parts: [], route: named.route };
  let parts = url.map(toCalled);
  const host = hostOf(textOf(parts));
  if (host) {
    if (isOpen && !OWN_HOST.test(host.name)) return null;
    parts = cutFront(parts, host.length);
  } else if (base.length > 0) {
    let before = base.map(toCalled);
    const baseHost = hostOf(textOf(before));
    if (baseHost && isOpen && !OWN_HOST.test(baseHost.name)) return null;
    before = cutBack(cutFront(before, baseHost?.length ?? 0), /[?#]/);
    const isJoined = textOf(parts).startsWith('/') || textOf(before).endsWith('/');
    if (textOf(before).endsWith('/') && textOf(parts).startsWith('/')) before = dropLast(before);
    parts = [...before, ...(isJoined ? [] : [SLASH]), ...parts];
  }
  parts = cutBack(parts, /[?#]/);
  const text = textOf(parts);
  if (text === '' || !/^[/…]/.test(text)) parts = [SLASH, ...parts];
  return { url: textOf(parts), parts, route: null };
}

const SLASH: CalledPart = { text: '/', place: null, from: 0, length: 0 };

function toCalled({ text, place }: UrlPart): CalledPart {
  return { text: text ?? GAP, place: text === null ? null : place, from: 0, length: text?.length ?? 0 };
}

function textOf(parts: readonly CalledPart[]): string {
  return parts.map((part) => part.text).join('');
}

function hostOf(url: string): { name: string; length: number } | null {
  const found = /^(?:https?|wss?):\/\/([^/?#]*)/.exec(url);
  return found ? { name: found[1]!, length: found[0].length } : null;
}

function cutFront(parts: readonly CalledPart[], length: number): CalledPart[] {
  let left = length;
  return parts.flatMap((part) => {
    const cut = Math.min(left, part.text.length);
    left -= cut;
    const text = part.text.slice(cut);
    return text === '' ? [] : [{ ...part, text, from: part.from + cut }];
  });
}

function cutBack(parts: readonly CalledPart[], at: RegExp): CalledPart[] {
  const kept: CalledPart[] = [];
  for (const part of parts) {
    const found = part.text.search(at);
    const text = found < 0 ? part.text : part.text.slice(0, found);
    if (text !== '') kept.push({ ...part, text });
    if (found >= 0) break;
  }
  return kept;
}

function dropLast(parts: readonly CalledPart[]): CalledPart[] {
  const last = parts.at(-1)!;
  const text = last.text.slice(0, -1);
  return text === '' ? parts.slice(0, -1) : [...parts.slice(0, -1), { ...last, text }];
}
