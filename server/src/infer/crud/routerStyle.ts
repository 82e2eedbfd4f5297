// What new routers and handlers have in common with those beside them: prefixes, tags, statuses, names, what all depend on.
// Must not know models or sessions.
import type { Project } from '../../project/project';
import type { PlacedRouter } from '../../project/routerPlaces';
import { signatureOfRef } from '../../project/routes';
import type { RouteEntry } from '../../project/routing/things';
import { findDependencies } from '../dependencyText';
import type { PathSettings } from '../pathSettings';
import { isVersion, isVersioned, segmentsOf, versionInsertion } from '../paths';
import type { CrudOperation, ImportedName, Nouns } from './plan';

/**
 * The prefix of a new router, with a version where nothing in front of it has one.
 * @param front what is in front of it; null where that is not known
 */
export function prefixFor(
  collection: string,
  front: string | null,
  siblings: readonly PlacedRouter[],
  settings: PathSettings,
): string {
  const own = `/${collection}`;
  const version = siblings.flatMap(({ prefix }) => versionOf(prefix ?? '') ?? []).at(-1);
  if (front === null) return (version ?? '') + own;
  if (isVersioned(front + own, settings) || segmentsOf(front).some(({ text }) => isVersion(text))) return own;
  if (version !== undefined) return version + own;
  const { at, text } = versionInsertion(front + own, settings);
  return at < front.length ? own : own.slice(0, at - front.length) + text + own.slice(at - front.length);
}

/** The front of a prefix up to its version: `/api/v1` of `/api/v1/users`. */
function versionOf(prefix: string): string | null {
  const segments = segmentsOf(prefix);
  const version = segments.slice(0, 3).findIndex(({ text }) => isVersion(text));
  return version < 0 ? null : prefix.slice(0, segments[version]!.end);
}

/** How includes of siblings say prefixes: none, the same for all, or each its own. */
export type IncludeStyle = 'none' | 'same' | 'each';

/** The habit of those that one parent includes. */
export function includeStyleOf(siblings: readonly PlacedRouter[], parent: PlacedRouter['node']): IncludeStyle {
  const prefixes = siblings.flatMap(({ includes, prefix }) =>
    includes
      .filter((each) => each.parent === parent)
      .map(({ entry }) => ({ own: prefix, given: entry.prefix.kind === 'text' ? entry.prefix.value : null })),
  );
  const given = prefixes.filter((each) => each.given !== '');
  if (given.length * 2 <= prefixes.length) return 'none';
  const distinct = new Set(given.map((each) => each.given));
  const [only] = distinct;
  if (distinct.size === 1 && given.length === prefixes.length) {
    const isFront = given.length > 1 || segmentsOf(only ?? '').some(({ text }) => isVersion(text) || text === 'api');
    const isWhole = segmentsOf(only ?? '').every(({ text }) => isVersion(text) || text === 'api');
    if (isFront && (isWhole || given.length > 1)) return 'same';
  }
  return given.every((each) => each.own === '') ? 'each' : 'none';
}

/** The tag of a new router: as tags are written in some texts, `items` or `Items`. */
export function tagFor({ manyWords }: Nouns, texts: readonly string[]): string {
  const tags = texts.flatMap((text) =>
    [...text.matchAll(/\btags\s*=\s*\[\s*["']([^"']+)["']/g)].map(([, tag]) => tag!),
  );
  const capital = tags.filter((tag) => /^[A-Z]/.test(tag)).length;
  if (capital * 2 > tags.length) return manyWords.replace(/^./, (letter) => letter.toUpperCase());
  return manyWords.replaceAll(' ', '-');
}

/** What the handlers are called: `read_items` where those that read are called so, else `list_items` and `get_item`. */
export function handlerNames(
  { variable, variables }: Nouns,
  siblings: readonly PlacedRouter[],
  isTaken: (name: string) => boolean,
): Record<CrudOperation, string> {
  const readers = siblings.flatMap(routesOf).filter(({ methods }) => methods.includes('GET'));
  const reads = readers.filter(({ handler }) => /^read_/.test(handler.name)).length * 2 > readers.length;
  const many = variables.replace(/^all_/, '');
  const one = variable.replace(/_row$/, '');
  const wanted: Record<CrudOperation, readonly string[]> = {
    list: [`${reads ? 'read' : 'list'}_${many}`, `get_${many}`],
    create: [`create_${one}`, `add_${one}`],
    get: [`${reads ? 'read' : 'get'}_${one}`, `find_${one}`],
    replace: [`replace_${one}`, `put_${one}`],
    update: [`update_${one}`, `patch_${one}`],
    delete: [`delete_${one}`, `remove_${one}`],
  };
  const given = new Set<string>();
  const names = {} as Record<CrudOperation, string>;
  for (const [operation, [first, second]] of Object.entries(wanted) as [CrudOperation, readonly string[]][]) {
    const isFree = (name: string): boolean => !given.has(name) && !isTaken(name);
    let name = isFree(first!) ? first! : second!;
    for (let i = 2; !isFree(name); i++) name = `${first}_${i}`;
    given.add(name);
    names[operation] = name;
  }
  return names;
}

function routesOf({ node }: PlacedRouter): RouteEntry[] {
  return node.entries.filter((entry) => entry.kind === 'route');
}

/** Whether statuses are written as constants, as most are in some texts. */
export function statusStyleOf(texts: readonly string[]): 'constants' | 'numbers' {
  const count = (pattern: RegExp): number => texts.reduce((sum, text) => sum + (text.match(pattern)?.length ?? 0), 0);
  const numbers = count(/\bstatus_code\s*=\s*\d{3}\b/g);
  return numbers > count(/\bHTTP_\d{3}_|\bHTTPStatus\./g) ? 'numbers' : 'constants';
}

/** Names of what lets nobody in who may not. */
const AUTHENTICATION = /user|auth|token|api_?key|permission|security|admin|principal|account|login|credential/i;

/**
 * What every sibling asks of a request before its handlers run: in `dependencies=` of the router, or as a parameter of
 * each handler; null where there is none, or only one sibling that could tell.
 */
export function sharedDependency(project: Project, siblings: readonly PlacedRouter[]): ImportedName | null {
  if (siblings.length < 2) return null;
  const all = siblings.map((router) => dependenciesOfAll(project, router));
  const [first, ...others] = all;
  for (const qualified of first!) {
    const dot = qualified.lastIndexOf('.');
    const name = qualified.slice(dot + 1);
    if (dot < 0 || !AUTHENTICATION.test(name) || !others.every((each) => each.has(qualified))) continue;
    return { module: qualified.slice(0, dot), name };
  }
  return null;
}

/** The dependencies, by qualified name, that each handler of a router has. */
function dependenciesOfAll(project: Project, router: PlacedRouter): Set<string> {
  const shared = new Set<string>();
  const { dependencies } = router.node;
  if (dependencies?.text) for (const each of namesIn(project, dependencies.path, dependencies.text)) shared.add(each);
  const routes = routesOf(router).map(({ handler, options }) => {
    const own = new Set<string>();
    if (options.dependencies?.text) {
      for (const each of namesIn(project, options.dependencies.path, options.dependencies.text)) own.add(each);
    }
    const signature = handler.place && signatureOfRef(project, handler.place);
    for (const { annotation, default: value } of signature?.parameters ?? []) {
      const texts = [annotation ?? '', value ?? ''];
      const alias =
        annotation !== null && /^[\w.]+$/.test(annotation) ? project.resolve(handler.place!.path, annotation) : null;
      for (const text of texts) for (const each of namesIn(project, handler.place!.path, text)) own.add(each);
      if (alias?.path && alias.binding?.kind === 'variable') {
        for (const each of namesIn(project, alias.path, alias.binding.value ?? '')) own.add(each);
      }
    }
    return own;
  });
  const [first, ...others] = routes;
  for (const name of first ?? []) if (others.every((each) => each.has(name))) shared.add(name);
  return shared;
}

function namesIn(project: Project, path: string, text: string): string[] {
  return findDependencies(text).flatMap(({ name, isCalled }) => {
    const definition = name === null || isCalled ? null : project.resolve(path, name);
    return definition?.path && definition.binding?.kind === 'function' ? [definition.qualifiedName] : [];
  });
}
