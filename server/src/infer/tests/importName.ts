// How a module of the project is imported elsewhere: `app.api.items`, as the project's own imports show its root.
// Must not know who imports it.
import { bindingsOf } from '../../project/module';
import type { Project } from '../../project/project';

/** The folders from which the project's files are imported, the most used first. */
export function importRoots(project: Project): readonly string[] {
  const state = project.structure;
  let roots = known.get(state);
  if (!roots) {
    const counts = new Map<string, number>();
    for (const path of project.paths) {
      for (const bindings of bindingsOf(project.module(path)!).values()) {
        for (const binding of bindings) {
          if (binding.kind !== 'import' || binding.level > 0) continue;
          const root = rootOf(project, path, binding.module);
          if (root !== null) counts.set(root, (counts.get(root) ?? 0) + 1);
        }
      }
    }
    roots = [...counts].sort(([, one], [, other]) => other - one).map(([root]) => root);
    known.set(state, roots);
  }
  return roots;
}

const known = new WeakMap<object, readonly string[]>();

/** The folder in which an imported module is looked up, where it is one of the project. */
function rootOf(project: Project, from: string, module: string): string | null {
  const [found] = project.imports.locate(from, module, 0);
  const place = found?.path?.replace(/(\/__init__)?\.pyi?$/, '') ?? found?.folder ?? null;
  const parts = `/${module.replaceAll('.', '/')}`;
  if (place === null) return null;
  return `/${place}`.endsWith(parts) ? place.slice(0, Math.max(0, place.length - parts.length)) : null;
}

/** The folder from which a file is imported: the most used one around it, else the one that its packages show. */
export function importRootOf(project: Project, path: string): string {
  const found = importRoots(project).find((root) => path.startsWith(`${root}/`));
  if (found !== undefined) return found;
  const name = project.imports.moduleName(path).replaceAll('.', '/');
  const stem = path.replace(/(\/__init__)?\.pyi?$/, '');
  return stem.endsWith(`/${name}`) ? stem.slice(0, stem.length - name.length - 1) : '';
}

/** The dotted name by which a file is imported. */
export function importNameOf(project: Project, path: string): string {
  const root = importRootOf(project, path);
  return path
    .replace(/(\/__init__)?\.pyi?$/, '')
    .slice(root === '' ? 0 : root.length + 1)
    .replaceAll('/', '.');
}
