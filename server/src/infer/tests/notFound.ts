// Whether an operation is seen to answer 404: in its handler, in what that depends on, in the functions that it calls.
// Must not know tests. Texts are looked at, no more: it decides which tests are written together, not whether one may be.
import { bindingsOf } from '../../project/module';
import type { Project } from '../../project/project';
import type { TestedOperation } from './testedOperation';

const WORDS = /\b404\b|NOT_FOUND|NotFound|_or_404\b|DoesNotExist/;
const MOST_FUNCTIONS = 30;

/** Looks for it, two calls deep. `read` gives the text of a file. */
export function isNotFoundEvident(
  project: Project,
  tested: TestedOperation,
  read: (path: string) => string | null,
): boolean {
  const seen = new Set<string>();
  const look = (path: string, name: string, depth: number): boolean => {
    const key = `${path}\0${name}`;
    if (seen.has(key) || seen.size > MOST_FUNCTIONS) return false;
    seen.add(key);
    const text = textOf(project, path, name, read);
    if (text === null) return false;
    if (WORDS.test(text)) return true;
    if (depth === 0) return false;
    const called = new Set([...text.matchAll(/(?<![\w.])([A-Za-z_][\w.]*)\s*\(/g)].map(([, each]) => each!));
    return [...called].some((each) => {
      const found = project.resolve(path, each);
      return found?.binding?.kind === 'function' && found.path !== null
        ? look(found.path, found.binding.name, depth - 1)
        : false;
    });
  };
  if (look(tested.file, tested.handler, 2)) return true;
  return tested.dependencies.some(
    ({ binding, path }) => binding?.kind === 'function' && path !== null && look(path, binding.name, 1),
  );
}

/** The text of a function of a module. */
function textOf(project: Project, path: string, name: string, read: (path: string) => string | null): string | null {
  const module = project.module(path);
  const binding = module
    ? bindingsOf(module)
        .get(name)
        ?.findLast((each) => each.kind === 'function')
    : undefined;
  const region = module?.regions.find(({ exports }) => exports.bindings.some((each) => each === binding));
  const text = region ? read(path) : null;
  return region && text !== null ? text.slice(region.start, region.end) : null;
}
