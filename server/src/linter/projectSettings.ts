// Decides which settings hold for each file of a project: the nearest pyproject.toml's over the editor's, flags over both.
// Must not read files; entry points hand in what they read.
import { mergeSettings, type Pyproject, type SettingsLayer } from './configuration';
import { settingsForFile } from './fileSettings';
import { type FileSystem, folderOf, foldersUpwards, joinPath, pathFrom } from './fileSystem';
import { type Manifest, NO_MANIFEST } from './manifest';
import { type Requirements, requirementsIn } from './requirements';
import type { Rule } from './rule';
import { DEFAULT_PYTHON, type FileSettings, type Settings } from './settings';

/** Where settings come from. */
export interface SettingsSources {
  /** The project's root: a workspace folder, or what the command line works on. */
  readonly root: string;
  /** What was read, by the path of each pyproject.toml: those in the project and above its root. */
  readonly pyprojects: ReadonlyMap<string, Pyproject>;
  /** What the requirements files in the project and above its root ask for, by their paths. */
  readonly requirements?: ReadonlyMap<string, Requirements>;
  /** Below pyproject.toml: the editor's. */
  readonly base?: SettingsLayer;
  /** Above pyproject.toml: the flags'. */
  readonly flags?: SettingsLayer;
  /** A last word on the merged settings. */
  readonly adjust?: (settings: Settings) => Settings;
}

/** What holds for a file. */
export interface PlacedSettings {
  readonly file: FileSettings;
  /** The path from the folder whose pyproject.toml holds the settings: what its globs are matched against. */
  readonly globPath: string;
}

/**
 * The settings of files. Each call makes a new object, which means that the file is judged anew: keep the result while
 * the sources stay.
 */
export function createProjectSettings(
  sources: SettingsSources,
  rules: readonly Rule[],
): (path: string) => PlacedSettings {
  const {
    root,
    pyprojects,
    requirements = new Map(),
    base = {},
    flags = {},
    adjust = (settings) => settings,
  } = sources;
  const merged = new Map<Pyproject | null, Settings>();
  const settingsOf = (pyproject: Pyproject | null): Settings => {
    let settings = merged.get(pyproject);
    if (!settings) {
      settings = adjust(mergeSettings(base, pyproject?.layer ?? {}, flags));
      merged.set(pyproject, settings);
    }
    return settings;
  };
  return (path) => {
    let section: { folder: string; pyproject: Pyproject } | null = null;
    let python: Pyproject['python'] = null;
    let manifest: Manifest | null = null;
    let required: Requirements | null = null;
    for (const folder of foldersUpwards(folderOf(path))) {
      // Those above a manifest that says what its project depends on are another project's.
      if (Object.keys(manifest?.dependencies ?? {}).length === 0) required ??= requirementsIn(folder, requirements);
      const pyproject = pyprojects.get(joinPath(folder, 'pyproject.toml'));
      if (!pyproject) continue;
      python ??= pyproject.python;
      manifest ??= pyproject.manifest;
      // A member of a uv workspace is locked at the workspace's root.
      if (pyproject.manifest.usesUv && !manifest.usesUv) manifest = { ...manifest, usesUv: true };
      // As with Ruff, a pyproject.toml that says nothing to us leaves the word to those above.
      if (pyproject.hasSection) section ??= { folder, pyproject };
      if (section && python && manifest.usesUv) break;
    }
    manifest ??= NO_MANIFEST;
    if (required) manifest = { ...manifest, dependencies: { ...required, ...manifest.dependencies } };
    const relativePath = pathFrom(root, path) ?? path.slice(folderOf(path).length).replace(/^\//, '');
    return {
      file: settingsForFile(
        path,
        relativePath,
        settingsOf(section?.pyproject ?? null),
        rules,
        python ?? DEFAULT_PYTHON,
        manifest,
      ),
      globPath: section ? pathFrom(section.folder, path)! : relativePath,
    };
  };
}

/**
 * Paths of the pyproject.toml files above a folder that may speak for it, innermost first: up to the root of its
 * repository, or of the file system outside one.
 */
export function pyprojectsAbove(fileSystem: FileSystem, folder: string): Promise<string[]> {
  return findAbove(fileSystem, folder, 'pyproject.toml');
}

/** The same for files named `requirements.txt`. */
export function requirementsAbove(fileSystem: FileSystem, folder: string): Promise<string[]> {
  return findAbove(fileSystem, folder, 'requirements.txt');
}

async function findAbove(fileSystem: FileSystem, folder: string, name: string): Promise<string[]> {
  const paths: string[] = [];
  for (const each of foldersUpwards(folder)) {
    const path = joinPath(each, name);
    if (each !== folder && (await isThere(fileSystem, path))) paths.push(path);
    if (await isThere(fileSystem, joinPath(each, '.git'))) break;
  }
  return paths;
}

/**
 * The root of the project around a folder: the nearest folder upwards with a pyproject.toml, else the repository's
 * root.
 * @returns null where there is neither
 */
export async function projectRootOf(fileSystem: FileSystem, folder: string): Promise<string | null> {
  for (const each of foldersUpwards(folder)) {
    if (await isThere(fileSystem, joinPath(each, 'pyproject.toml'))) return each;
    if (await isThere(fileSystem, joinPath(each, '.git'))) return each;
  }
  return null;
}

async function isThere(fileSystem: FileSystem, path: string): Promise<boolean> {
  return (await fileSystem.stat(path).catch(() => null)) !== null;
}
