// Finds the file that an import means, among the files of the project, the way Python's import system does.
// Must not know what the modules hold, nor read anything: the list of paths is all there is.
import { STANDARD_LIBRARY } from './standardLibrary';

/** What an import's dotted module leads to. */
export interface ModuleLocation {
  /** The module's file: `a/b.py` or `a/b/__init__.py`; null for a namespace package. */
  readonly path: string | null;
  /** The folder in which its submodules lie; null for a plain module. */
  readonly folder: string | null;
}

/** Answers for one list of files; make a new one when files come or go. */
export class ImportMap {
  private readonly files: ReadonlySet<string>;
  private readonly folders = new Set<string>();
  /** Folders that hold a module or package of a name, for imports from roots that no ancestor shows. */
  private readonly holders = new Map<string, string[]>();
  private readonly answers = new Map<string, readonly ModuleLocation[]>();
  private readonly names = new Map<string, string>();
  /** The innermost folder that holds every file. */
  readonly top: string;

  /** @param paths the project's files, as the project names them, with `/` */
  constructor(paths: Iterable<string>) {
    this.files = new Set(paths);
    this.top = commonFolder(this.files);
    for (const path of this.files) {
      if (!/\.pyi?$/.test(path)) continue;
      const folder = parentOf(path);
      const stem = path.slice(folder === '' ? 0 : folder.length + 1).replace(/\.pyi?$/, '');
      if (stem !== '__init__') this.hold(stem, folder);
      for (let at = folder; at !== '' && !this.folders.has(at); at = parentOf(at)) {
        this.folders.add(at);
        const outer = parentOf(at);
        this.hold(at.slice(outer === '' ? 0 : outer.length + 1), outer);
      }
    }
  }

  /**
   * The modules that an import may mean, likeliest first: several where the layout leaves the import root open.
   * @param from the importing file
   * @param module the dotted module without leading dots; may be empty in a relative import
   * @param level how many leading dots it has
   */
  locate(from: string, module: string, level: number): readonly ModuleLocation[] {
    const key = `${parentOf(from)}\0${level}\0${module}`;
    let answer = this.answers.get(key);
    if (!answer) {
      answer = this.search(parentOf(from), module === '' ? [] : module.split('.'), level);
      this.answers.set(key, answer);
    }
    return answer;
  }

  /** The module or package `name` inside a package's folder. */
  submodule(folder: string, name: string): ModuleLocation | null {
    return this.walk(folder, [name]);
  }

  /** A file's dotted module name, counted from the folder around its outermost package (or from the top, `src/` left out). */
  moduleName(path: string): string {
    let name = this.names.get(path);
    if (name === undefined) {
      const stem = path.replace(/\.pyi?$/, '').replace(/\/__init__$/, '');
      let root = parentOf(path);
      if (this.isPackage(root)) while (root !== '' && this.isPackage(root)) root = parentOf(root);
      else root = this.top;
      name = stem
        .slice(root === '' ? 0 : root.length + 1)
        .replace(/^src\//, '')
        .replaceAll('/', '.');
      this.names.set(path, name);
    }
    return name;
  }

  private search(folder: string, parts: readonly string[], level: number): readonly ModuleLocation[] {
    if (level > 0) {
      let base = folder;
      for (let i = 1; i < level; i++) base = parentOf(base);
      const found = this.walk(base, parts);
      return found ? [found] : [];
    }
    const [first] = parts;
    if (first === undefined || ALWAYS_INSTALLED.has(first)) return [];
    const found: ModuleLocation[] = [];
    const add = (root: string): void => {
      const location = this.walk(root, parts);
      if (location && !found.some((each) => each.path === location.path && each.folder === location.folder)) {
        found.push(location);
      }
    };
    for (let at = folder; ; at = parentOf(at)) {
      // A package's own folder is no import root; the folder around it is.
      if (!this.isPackage(at)) {
        add(at);
        add(at === '' ? 'src' : `${at}/src`);
      }
      if (at === '') break;
    }
    // `import types` is Python's own, whatever lies beside the importing file; `platform.api` is not.
    if (STANDARD_LIBRARY.has(first)) return parts.length > 1 ? found : [];
    if (found.length > 0) return found;
    // Run from another folder, or with a path of its own: the holder nearest to the importing file, if one is nearest.
    const holders = (this.holders.get(first) ?? []).filter((root) => this.walk(root, parts) !== null);
    const closeness = holders.map((root) => sharedDepth(root, folder));
    const best = Math.max(...closeness, -1);
    const nearest = holders.filter((_, i) => closeness[i] === best);
    if (nearest.length === 1) add(nearest[0]!);
    return found;
  }

  private walk(base: string, parts: readonly string[]): ModuleLocation | null {
    let folder = base;
    for (const [i, part] of parts.entries()) {
      const next = folder === '' ? part : `${folder}/${part}`;
      if (i === parts.length - 1) {
        const file = this.initOf(next) ?? this.fileOf(next);
        if (file === null) return this.folders.has(next) ? { path: null, folder: next } : null;
        return { path: file, folder: this.initOf(next) === file ? next : null };
      }
      if (!this.folders.has(next)) return null;
      folder = next;
    }
    return { path: this.initOf(folder), folder };
  }

  private fileOf(stem: string): string | null {
    if (this.files.has(`${stem}.py`)) return `${stem}.py`;
    return this.files.has(`${stem}.pyi`) ? `${stem}.pyi` : null;
  }

  private initOf(folder: string): string | null {
    return this.fileOf(folder === '' ? '__init__' : `${folder}/__init__`);
  }

  private isPackage(folder: string): boolean {
    return this.initOf(folder) !== null;
  }

  private hold(name: string, folder: string): void {
    const known = this.holders.get(name);
    if (!known) this.holders.set(name, [folder]);
    else if (!known.includes(folder)) known.push(folder);
  }
}

/** Libraries that a FastAPI project installs and never holds itself, whatever a file of its own is called. */
const ALWAYS_INSTALLED = new Set(['fastapi', 'starlette', 'pydantic', 'pydantic_settings', 'sqlalchemy', 'sqlmodel']);

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The innermost folder that holds every one of some files; empty when there is none. */
export function commonFolder(paths: Iterable<string>): string {
  let top: string | null = null;
  for (const path of paths) {
    if (top === null) top = parentOf(path);
    while (top !== '' && !path.startsWith(`${top}/`)) top = parentOf(top);
  }
  return top ?? '';
}

function sharedDepth(one: string, other: string): number {
  const [a, b] = [one.split('/'), other.split('/')];
  let depth = 0;
  while (depth < a.length && depth < b.length && a[depth] === b[depth]) depth++;
  return depth;
}
