// Honours `.gitignore` at every level of a walk, as git reads them.
// Must not walk by itself.
import ignore, { type Ignore } from 'ignore';
import { type FileSystem, folderOf, joinPath, pathFrom } from './fileSystem';

/** The ignore files that hold in a folder, innermost first. */
export interface IgnoreRules {
  readonly base: string;
  readonly rules: Ignore;
  readonly outer: IgnoreRules | null;
}

/** The rules that hold in a folder: those of the folder around it and its own `.gitignore`. */
export async function rulesIn(
  folder: string,
  outer: IgnoreRules | null,
  fileSystem: FileSystem,
): Promise<IgnoreRules | null> {
  return readRules(folder, joinPath(folder, '.gitignore'), outer, fileSystem);
}

/** The rules that reach a folder from above, up to the root of its repository; null outside one. */
export async function rulesAbove(folder: string, fileSystem: FileSystem): Promise<IgnoreRules | null> {
  const above: string[] = [];
  let repository: string | null = null;
  for (let at = folder; ; at = folderOf(at)) {
    if (await fileSystem.stat(joinPath(at, '.git')).catch(() => null)) {
      repository = at;
      break;
    }
    if (folderOf(at) === at) break;
    above.push(folderOf(at));
  }
  if (repository === null) return null;
  let rules = await readRules(repository, joinPath(repository, '.git/info/exclude'), null, fileSystem);
  for (const each of above.reverse()) rules = await rulesIn(each, rules, fileSystem);
  return rules;
}

/** Whether a path is ignored; folders above it are known not to be. */
export function isIgnored(path: string, isFolder: boolean, rules: IgnoreRules | null): boolean {
  for (let each = rules; each; each = each.outer) {
    const relative = pathFrom(each.base, path);
    if (!relative) continue;
    const { ignored, unignored } = each.rules.test(isFolder ? `${relative}/` : relative);
    if (ignored) return true;
    if (unignored) return false;
  }
  return false;
}

async function readRules(
  base: string,
  path: string,
  outer: IgnoreRules | null,
  fileSystem: FileSystem,
): Promise<IgnoreRules | null> {
  try {
    const text = new TextDecoder().decode(await fileSystem.read(path));
    return { base, rules: ignore().add(text), outer };
  } catch {
    return outer;
  }
}
