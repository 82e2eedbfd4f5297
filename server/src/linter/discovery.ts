// Finds the files of a folder that rules look at, and which of them are to be judged.
// Must not know Node: the file system is handed in. Nothing is kept between calls.
import picomatch from 'picomatch';
import { textLanguageOf } from '../facts/language';
import { type FileSystem, joinPath, pathFrom } from './fileSystem';
import { type IgnoreRules, isIgnored, rulesAbove, rulesIn } from './gitignore';
import { isRequirementsPath } from './requirements';
import type { Settings } from './settings';
import { isGenerated, isMigration, tooLarge } from './sourceText';

/** Something met on a walk. */
export type Found =
  | { readonly kind: 'python'; readonly path: string }
  /** A text beside the Python files in which rules look for commands: a script, a Dockerfile, Markdown … */
  | { readonly kind: 'text'; readonly path: string }
  /** A pyproject.toml, told before the files beside and below it. */
  | { readonly kind: 'pyproject'; readonly path: string }
  /** A file with pip's requirements, told before the Python files beside it. */
  | { readonly kind: 'requirements'; readonly path: string }
  /** What was passed over against expectation; the reason is the end of a sentence that begins with the path. */
  | { readonly kind: 'skipped'; readonly path: string; readonly reason: string };

/**
 * Walks a folder in the order of the names. Never enters what `.gitignore` names, virtual environments, installed
 * packages, caches and migrations; follows a link to a folder only where it leads out of the tree, and once.
 * Leave the loop, or abort the signal, to cancel.
 */
export async function* discover(fileSystem: FileSystem, root: string, signal?: AbortSignal): AsyncGenerator<Found> {
  const above = await rulesAbove(root, fileSystem);
  const realRoot = await fileSystem.realPath(root).catch(() => root);
  const seen = new Set([realRoot]);
  // A folder that the user names is walked even where its repository ignores it.
  yield* walk(root, isIgnored(root, true, above) ? null : above);

  async function* walk(folder: string, outer: IgnoreRules | null): AsyncGenerator<Found> {
    if (signal?.aborted) return;
    let entries: Awaited<ReturnType<FileSystem['list']>>;
    try {
      entries = await fileSystem.list(folder);
    } catch (error) {
      yield { kind: 'skipped', path: folder, reason: `cannot be read: ${messageOf(error)}` };
      return;
    }
    const names = new Set(entries.map(({ name }) => name));
    // The folder that the user named is walked whatever it is.
    if (folder !== root && (names.has('pyvenv.cfg') || names.has('conda-meta'))) return;
    const rules = names.has('.gitignore') ? await rulesIn(folder, outer, fileSystem) : outer;
    if (names.has('pyproject.toml')) yield { kind: 'pyproject', path: joinPath(folder, 'pyproject.toml') };
    for (const { name, kind } of entries) {
      const path = joinPath(folder, name);
      if (kind !== 'folder' && isRequirementsPath(path)) yield { kind: 'requirements', path };
    }
    const wanted = entries
      .filter(({ name, kind }) => kind !== 'other' && (kind !== 'file' || isSourcePath(name)))
      .sort((one, other) => (one.name < other.name ? -1 : 1));
    // All at once: asking for one size after the other is most of a walk's time.
    const sizes = new Map(
      await Promise.all(
        wanted
          .filter(({ name }) => isSourcePath(name))
          .map(async ({ name }) => [name, await sizeOf(joinPath(folder, name))] as const),
      ),
    );
    for (const { name, kind } of wanted) {
      if (signal?.aborted) return;
      const path = joinPath(folder, name);
      const target = kind === 'link' ? await followLink(path) : kind;
      if (target === 'file' && isSourcePath(name) && !isIgnored(path, false, rules)) {
        const reason = tooLarge(sizes.get(name) ?? 0);
        if (!isPythonPath(name)) {
          if (!reason) yield { kind: 'text', path };
        } else yield reason ? { kind: 'skipped', path, reason } : { kind: 'python', path };
      } else if (target === 'folder' && !isSkippedFolder(path, name) && !isIgnored(path, kind === 'folder', rules)) {
        yield* walk(path, rules);
      }
    }
  }

  async function sizeOf(path: string): Promise<number> {
    return (await fileSystem.stat(path).catch(() => null))?.size ?? 0;
  }

  /** What a link leads to, or null when that is met elsewhere, leads back up, or is not there. */
  async function followLink(path: string): Promise<'file' | 'folder' | null> {
    try {
      const real = await fileSystem.realPath(path);
      const leadsBack = pathFrom(realRoot, real) !== null || pathFrom(real, realRoot) !== null;
      if (leadsBack || [...seen].some((each) => pathFrom(each, real) !== null)) return null;
      const stat = await fileSystem.stat(path);
      if (stat?.kind === 'folder') seen.add(real);
      return stat?.kind === 'folder' || stat?.kind === 'file' ? stat.kind : null;
    } catch {
      return null;
    }
  }
}

/** Whether a walk of a folder would come upon a Python file: asked of a file that appears, or is opened, after the walk. */
export async function wouldDiscover(fileSystem: FileSystem, root: string, path: string): Promise<boolean> {
  const relative = pathFrom(root, path);
  if (!relative || isInSkippedFolder(relative)) return false;
  const above = await rulesAbove(root, fileSystem);
  let rules = isIgnored(root, true, above) ? null : above;
  let folder = root;
  for (const name of relative.split('/').slice(0, -1)) {
    rules = await rulesIn(folder, rules, fileSystem);
    folder = joinPath(folder, name);
    if (isIgnored(folder, true, rules)) return false;
    if (await fileSystem.stat(joinPath(folder, 'pyvenv.cfg')).catch(() => null)) return false;
  }
  return !isIgnored(path, false, await rulesIn(folder, rules, fileSystem));
}

/** Folders that hold no source of the project, by name. Virtual environments of other names show by their pyvenv.cfg. */
const SKIPPED_FOLDERS = new Set([
  '.direnv',
  '.eggs',
  '.git',
  '.hg',
  '.ipynb_checkpoints',
  '.mypy_cache',
  '.nox',
  '.pyenv',
  '.pytest_cache',
  '.ruff_cache',
  '.svn',
  '.tox',
  '.venv',
  '__pycache__',
  '__pypackages__',
  'node_modules',
  'site-packages',
]);

function isSkippedFolder(path: string, name: string): boolean {
  return SKIPPED_FOLDERS.has(name) || /\/(alembic|migrations)\/versions$/.test(path);
}

/** Whether a name is one of Python source: `.py`, `.pyi`, `.pyw`. */
export function isPythonPath(path: string): boolean {
  return /\.py[iw]?$/.test(path);
}

/** Whether rules look at files of a name: Python source, and the texts in which commands stand. */
export function isSourcePath(path: string): boolean {
  return isPythonPath(path) || textLanguageOf(path) !== null;
}

/** What decides whether a file is judged. */
export interface Judged {
  /** The path from the folder of the settings, with `/`: what `include` and `exclude` are matched against. */
  readonly relativePath: string;
  readonly text: string;
  readonly settings: Pick<Settings, 'include' | 'exclude'>;
}

/**
 * Whether a file met on a walk is judged. Others may still tell the project what they define.
 * Type stubs, generated files and Alembic's revisions are not; `include`, where set, names the only ones; `exclude` wins over it.
 */
export function isJudged({ relativePath, text, settings }: Judged): boolean {
  return isChosen(relativePath, settings) && !isLeftOut(relativePath, text);
}

/** Whether a file that is open in an editor is judged: what is left out by its kind only where `include` names it. */
export function isJudgedWhenOpen({ relativePath, text, settings }: Judged): boolean {
  if (!isChosen(relativePath, settings)) return false;
  return settings.include.length > 0 || !(isLeftOut(relativePath, text) || isInSkippedFolder(relativePath));
}

function isLeftOut(relativePath: string, text: string): boolean {
  return (
    relativePath.endsWith('.pyi') ||
    /(^|\/)[^/]*_pb2[^/]*\.py$/.test(relativePath) ||
    isGenerated(text) ||
    (/(^|\/)versions\//.test(relativePath) && isMigration(text))
  );
}

function isInSkippedFolder(relativePath: string): boolean {
  const folders = relativePath.split('/').slice(0, -1);
  return folders.some((name, i) => isSkippedFolder(`/${folders.slice(0, i + 1).join('/')}`, name));
}

function isChosen(relativePath: string, { include, exclude }: Pick<Settings, 'include' | 'exclude'>): boolean {
  if (include.length > 0 && !matchesAny(relativePath, include)) return false;
  return !matchesAny(relativePath, exclude);
}

const compiled = new WeakMap<readonly string[], (path: string) => boolean>();

/** A glob names files, or a folder for all that is in it; one without a `/` matches at any depth, as Ruff's do. */
function matchesAny(relativePath: string, globs: readonly string[]): boolean {
  if (globs.length === 0) return false;
  let matches = compiled.get(globs);
  if (!matches) {
    matches = compile(globs);
    compiled.set(globs, matches);
  }
  return matches(relativePath);
}

function compile(globs: readonly string[]): (path: string) => boolean {
  const patterns = globs.flatMap((glob) => {
    const pattern = glob.replace(/^(\.?\/)+/, '').replace(/\/+$/, '');
    // picomatch throws on an empty pattern and on one longer than it wants to compile.
    if (pattern === '' || pattern.length > 4096) return [];
    const anywhere = glob.replace(/\/+$/, '').includes('/') ? [pattern] : [pattern, `**/${pattern}`];
    return anywhere.flatMap((each) => [each, `${each}/**`]);
  });
  return patterns.length > 0 ? picomatch(patterns, { dot: true, windows: false }) : () => false;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
