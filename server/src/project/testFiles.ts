// Which files are tests, by pytest's file names and folders.
// Must not know what rules make of it.

/** Whether a path (with `/`, from the project's root) is one of tests: `test_*.py`, `*_test.py`, `conftest.py`, under `tests/`. */
export function isTestPath(relativePath: string): boolean {
  return /(^|\/)(tests?\/|conftest\.py$|test_[^/]*\.py$|[^/]*_test\.py$)/.test(relativePath);
}
