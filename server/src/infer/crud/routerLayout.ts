// Decides where a new router goes: beside the project's other routers, by their folders and the names of their files.
// Must not know what the router holds, nor files' texts.
import type { Project } from '../../project/project';
import { type PlacedRouter, placedRoutersOf } from '../../project/routerPlaces';
import { isTest } from '../../project/testFiles';
import { commonParts, folderOf, joinPath } from '../modulePaths';
import { pluralOf, singularOf } from '../nouns';
import { wordsOf } from '../paths';

/** A module for a router, there or to be made. */
export interface RouterHome {
  readonly path: string;
  /** Its dotted name. */
  readonly module: string;
  /** Packages that it needs and that are not there: their `__init__.py`. */
  readonly packages: readonly string[];
  /** Routers of the same kind, from which habits are taken. */
  readonly siblings: readonly PlacedRouter[];
  /** The application that is nearest; null where the project has none. */
  readonly app: PlacedRouter | null;
}

/** What ends names of router modules and says nothing of the resource. */
const ENDING = /[-_](routers?|routes?|apis?|endpoints?|views?|controllers?|handlers?|resources?|schemas?|dtos?)$/;
/** Folders of routers. */
const ROUTER_FOLDER = /^(routers?|routes?|apis?|endpoints?|views?|controllers?|handlers?|resources?|v\d+)$/;
/** Modules that are called the same in every package of a resource. */
const FEATURE = /^(routers?|routes?|apis?|endpoints?|views?|controllers?|handlers?|resources?)$/;

/** The application that is nearest to a file, those of tests left out. */
export function nearestApp(project: Project, path: string): PlacedRouter | null {
  const apps = placedRoutersOf(project).filter(
    (each) => each.isApp && !each.node.isUncalled && !isTest(project, each.path),
  );
  const [best] = apps.sort(
    (one, other) =>
      sharedDepth(other.path, path) - sharedDepth(one.path, path) ||
      other.node.entries.length - one.node.entries.length,
  );
  return best ?? null;
}

/**
 * What is found below the folder that a file has in common with its application, else below the folders around that:
 * what lies further away may be another program.
 */
export function firstFound<T>(
  project: Project,
  origin: string,
  find: (folder: string) => readonly T[],
): readonly T[] | null {
  const app = nearestApp(project, origin);
  for (let folder = app ? commonParts(folderOf(app.path), folderOf(origin)) : ''; ; folder = folderOf(folder)) {
    const found = find(folder);
    if (found.length > 0) return found;
    if (folder === '') return null;
  }
}

/**
 * Where the router of a resource goes.
 * @param origin the file of its model
 */
export function findRouterHome(project: Project, resource: string, origin: string): RouterHome {
  const app = nearestApp(project, origin);
  const all = placedRoutersOf(project).filter(
    (each) =>
      !each.isApp &&
      each.isModuleLevel &&
      !isTest(project, each.path) &&
      !isPackage(each.path) &&
      each.node.entries.some(({ kind }) => kind === 'route'),
  );
  const siblings = firstFound(project, origin, (folder) => all.filter(({ path }) => isBelow(path, folder))) ?? [];
  const groups = groupSiblings(siblings, origin, project.imports.top);
  const words = wordsOf(resource);
  if (groups.length === 0) return { ...homeWithoutSiblings(project, words, app, origin), siblings: [], app };
  const [first] = groups;
  const path = first!.kind === 'flat' ? flatPath(words, first!.routers) : featurePath(words, first!.routers, origin);
  const packages = packagesFor(project, path, first!.routers[0]!.path);
  const module = moduleNameFor(project, path, first!.routers[0]!.path);
  return { path, module, packages, siblings: first!.routers, app };
}

interface Group {
  readonly kind: 'flat' | 'feature';
  readonly routers: readonly PlacedRouter[];
  /** Whether folders or files say that routers are there. */
  readonly isNamed: boolean;
  readonly nearness: number;
}

/** Routers side by side in one folder, or alike in folders of their own; the likeliest group first. */
function groupSiblings(siblings: readonly PlacedRouter[], origin: string, top: string): Group[] {
  const flat = new Map<string, PlacedRouter[]>();
  const feature = new Map<string, PlacedRouter[]>();
  for (const router of siblings) {
    const folder = folderOf(router.path);
    const isFeature = FEATURE.test(stemOf(router.path)) && !ROUTER_FOLDER.test(stemOf(folder));
    const key = isFeature ? `${folderOf(folder)}\0${stemOf(router.path)}` : folder;
    const groups = isFeature ? feature : flat;
    groups.set(key, [...(groups.get(key) ?? []), router]);
  }
  const group = (kind: Group['kind'], routers: readonly PlacedRouter[], isNamed: boolean): Group => ({
    ...{ kind, routers, isNamed },
    nearness: Math.max(...routers.map(({ path }) => sharedDepth(path, origin))),
  });
  const all = [
    ...[...flat].map(([folder, routers]) => group('flat', routers, isRouterFolder(folder.slice(top.length)))),
    ...[...feature.values()].map((routers) => group('feature', routers, routers.length > 1)),
  ];
  return all.sort(
    (one, other) =>
      Number(other.isNamed) - Number(one.isNamed) || other.nearness - one.nearness || filesOf(other) - filesOf(one),
  );
}

function isRouterFolder(folder: string): boolean {
  return folder.split('/').some((each) => ROUTER_FOLDER.test(each));
}

function filesOf({ routers }: Group): number {
  return new Set(routers.map(({ path }) => path)).size;
}

/** `routes/items.py` beside `routes/users.py`, `routes/item_router.py` beside `routes/user_router.py`. */
function flatPath(words: readonly string[], routers: readonly PlacedRouter[]): string {
  const paths = routers.map(({ path }) => path);
  return joinPath(folderOf(paths[0]!), fileNameBeside(words, paths));
}

/** What a file about something is called beside others of its kind: in the plural as most are, with their ending. */
export function fileNameBeside(words: readonly string[], paths: readonly string[]): string {
  const stems = [...new Set(paths.map(stemOf))];
  const endings = stems.map((stem) => ENDING.exec(stem)?.[0] ?? '');
  const ending = mostOften(endings.filter((each) => each !== '')) ?? '';
  const isEnded = endings.filter((each) => each === ending).length * 2 > stems.length;
  const nouns = stems.map((stem) => wordsOf(stem.replace(ENDING, '')).at(-1) ?? '');
  const singular = nouns.filter((noun) => noun !== '' && pluralOf(noun) !== noun).length;
  const plural = nouns.filter((noun) => noun !== '' && singularOf(noun) !== noun).length;
  return `${nameOf(words, singular <= plural)}${isEnded ? ending : ''}.py`;
}

/** `items/router.py` beside `users/router.py`; in the model's own package where that is one of them. */
function featurePath(words: readonly string[], routers: readonly PlacedRouter[], origin: string): string {
  const around = folderOf(folderOf(routers[0]!.path));
  const file = routers[0]!.path.slice(routers[0]!.path.lastIndexOf('/') + 1);
  const own = folderOf(origin);
  const isFeature = folderOf(own) === around && !routers.some(({ path }) => folderOf(path) === own);
  if (
    isFeature &&
    !/^(core|common|shared|models?|db|database|schemas?|utils)$/.test(own.slice(own.lastIndexOf('/') + 1))
  )
    return joinPath(own, file);
  const folders = routers.map(({ path }) => folderOf(path).split('/').at(-1) ?? '');
  const singular = folders.filter((noun) => pluralOf(noun) !== noun).length;
  return joinPath(joinPath(around, nameOf(words, singular * 2 <= folders.length)), file);
}

/** The first router of a project: in `routers/` beside the application, or beside the model. */
function homeWithoutSiblings(
  project: Project,
  words: readonly string[],
  app: PlacedRouter | null,
  origin: string,
): Pick<RouterHome, 'path' | 'module' | 'packages'> {
  const near = app?.path ?? origin;
  const folder = joinPath(folderOf(near), 'routers');
  const path = joinPath(folder, `${nameOf(words, true)}.py`);
  const around = project.imports.moduleName(near);
  const module = [...around.split('.').slice(0, isPackage(near) ? undefined : -1), 'routers', nameOf(words, true)].join(
    '.',
  );
  const hasInit = project.module(joinPath(folderOf(near), '__init__.py')) !== undefined;
  return { path, module, packages: hasInit ? missingPackages(project, folder) : [] };
}

/** The dotted name of a module, of one to be made by that of another whose folder it shares or is alike. */
export function moduleNameFor(project: Project, path: string, sibling: string): string {
  if (project.module(path)) return project.imports.moduleName(path);
  const own = path.replace(/\.py$/, '').split('/');
  const other = sibling.replace(/\.py$/, '').split('/');
  const name = project.imports.moduleName(sibling).split('.');
  let shared = 0;
  while (shared < own.length - 1 && own[shared] === other[shared]) shared++;
  return [...name.slice(0, name.length - (other.length - shared)), ...own.slice(shared)].join('.');
}

function packagesFor(project: Project, path: string, sibling: string): string[] {
  const hasInit = project.module(joinPath(folderOf(sibling), '__init__.py')) !== undefined;
  return hasInit ? missingPackages(project, folderOf(path)) : [];
}

/** The `__init__.py` of a folder, where it is not there. */
export function missingPackages(project: Project, folder: string): string[] {
  const path = joinPath(folder, '__init__.py');
  return project.module(path) ? [] : [path];
}

function nameOf(words: readonly string[], isPlural: boolean): string {
  const last = words.at(-1)!;
  return [...words.slice(0, -1), isPlural ? pluralOf(last) : last].join('_');
}

function mostOften(texts: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0] ?? null;
}

function isPackage(path: string): boolean {
  return /(^|\/)__init__\.py$/.test(path);
}

function isBelow(path: string, folder: string): boolean {
  return folder === '' || path.startsWith(`${folder}/`);
}

function stemOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.py$/, '');
}

function sharedDepth(one: string, other: string): number {
  const common = commonParts(folderOf(one), folderOf(other));
  return common === '' ? 0 : common.split('/').length;
}
