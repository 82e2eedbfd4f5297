// Works out from the paths of the command line which projects are meant, which of their files are judged and which
// only inform. Must not parse or judge.
import { isNotePath } from '../facts/perspectives';
import { discover, isSourcePath } from '../linter/discovery';
import { type FileSystem, folderOf, pathFrom } from '../linter/fileSystem';
import { projectRootOf, pyprojectsAbove, requirementsAbove } from '../linter/projectSettings';
import type { Skipped } from './findings';

/** One project and what is wanted of it. */
export interface ProjectScope {
  readonly root: string;
  /** Files to read, in order. */
  readonly files: readonly string[];
  /** Those of them that lie below a folder of the command line: judged unless the settings leave them out. */
  readonly met: ReadonlySet<string>;
  /** Those that the command line names: always judged. */
  readonly named: ReadonlySet<string>;
  /** pyproject.toml files in the project and above it. */
  readonly pyprojects: readonly string[];
  /** Requirements files in the project and above it. */
  readonly requirements: readonly string[];
}

/** A path of the command line: absolute, with `/`. */
export interface Target {
  readonly path: string;
  readonly kind: 'file' | 'folder';
}

/**
 * Finds the files. A folder or file inside a project brings the project's other files in for what they tell; a file
 * that belongs to none stands for itself.
 * @param onFile called for each file found, for progress
 */
export async function findScopes(
  targets: readonly Target[],
  fileSystem: FileSystem,
  onFile: (path: string) => void,
): Promise<{ scopes: ProjectScope[]; skipped: Skipped[] }> {
  const roots = new Map<Target, { root: string; walked: boolean }>();
  for (const target of targets) {
    const folder = target.kind === 'folder' ? target.path : folderOf(target.path);
    const project = await projectRootOf(fileSystem, folder);
    roots.set(target, { root: project ?? folder, walked: project !== null || target.kind === 'folder' });
  }
  const skipped = new Map<string, Skipped>();
  const scopes: ProjectScope[] = [];
  for (const root of outermost([...roots.values()].map((each) => each.root))) {
    const mine = targets.filter((target) => pathFrom(root, roots.get(target)!.root) !== null);
    const walks = mine.some((target) => roots.get(target)!.walked);
    const files = new Set<string>();
    const met = new Set<string>();
    const named = new Set<string>();
    const pyprojects = new Set<string>();
    const requirements = new Set<string>();
    const walk = async (folder: string, judged: boolean): Promise<void> => {
      for await (const found of discover(fileSystem, folder)) {
        if (found.kind === 'pyproject') pyprojects.add(found.path);
        else if (found.kind === 'requirements') requirements.add(found.path);
        else if (found.kind === 'text') {
          // It tells the project nothing, but for a note beside tests: only what is judged is read.
          if (!judged && !isNotePath(pathFrom(root, found.path) ?? '')) continue;
          files.add(found.path);
          if (judged) met.add(found.path);
          onFile(found.path);
        } else if (found.kind === 'python') {
          files.add(found.path);
          if (judged) met.add(found.path);
          onFile(found.path);
        } else if (judged) skipped.set(found.path, { path: found.path, reason: found.reason });
      }
    };
    const folders = outermost(mine.filter(({ kind }) => kind === 'folder').map(({ path }) => path));
    for (const folder of folders) await walk(folder, true);
    if (walks && !folders.includes(root)) await walk(root, false);
    for (const { kind, path } of mine) {
      if (kind !== 'file') continue;
      if (isSourcePath(path) || !/\.[^./]+$/.test(path)) {
        files.add(path);
        named.add(path);
        skipped.delete(path);
      } else {
        skipped.set(path, { path, reason: 'is not a file that any rule looks at' });
      }
    }
    const inners = [...roots.values()].map((each) => each.root).filter((inner) => pathFrom(root, inner) !== null);
    for (const folder of new Set([root, ...inners])) {
      for (const path of await pyprojectsAbove(fileSystem, folder)) pyprojects.add(path);
      for (const path of await requirementsAbove(fileSystem, folder)) requirements.add(path);
    }
    const manifests = { pyprojects: [...pyprojects], requirements: [...requirements] };
    scopes.push({ root, files: [...files].sort(), met, named, ...manifests });
  }
  return { scopes, skipped: [...skipped.values()] };
}

/** Folders without those that lie in another of them. */
function outermost(folders: readonly string[]): string[] {
  const distinct = [...new Set(folders)].sort();
  return distinct.filter((folder) => !distinct.some((other) => other !== folder && pathFrom(other, folder) !== null));
}
