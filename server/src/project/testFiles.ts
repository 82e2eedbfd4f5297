// Which files are tests, by pytest's file names and folders.
// Must not know what rules make of it.

/** Whether a path (with `/`, from the project's root) is one of tests: `test_*.py`, `*_test.py`, `conftest.py`, under `tests/`. */
export function isTestPath(relativePath: string): boolean {
  return /(^|\/)(tests?\/|conftest\.py$|test_[^/]*\.py$|[^/]*_test\.py$)/.test(relativePath);
}

/** The same of a file as its project names it: by a path that may begin above the project. */
export function isTest(project: { readonly imports: { readonly top: string } }, path: string): boolean {
  const { top } = project.imports;
  return isTestPath(path.slice(top === '' ? 0 : top.length + 1));
}
