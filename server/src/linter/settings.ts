// Settings as rules see them: plain values that hold for one file, whatever they came from.
// Must not know TOML, the editor's settings or files.
import type { Manifest } from './manifest';
import type { Json, Severity } from './rule';

export type Preset = 'skill' | 'strict' | 'off';

/** What the user may say, defaults filled in; the same for `pyproject.toml` and the editor. */
export interface Settings {
  readonly preset: Preset;
  /** Rule id → a severity, `on` (its own severity), or `off`. Wins over the preset. */
  readonly rules: Readonly<Record<string, Severity | 'on' | 'off'>>;
  /** Globs of files to judge and to leave out, relative to the project's root. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Options of rules by their key, such as `docstrings.requireSections`; only those that were set. */
  readonly options: Readonly<Record<string, Json>>;
}

export const DEFAULT_SETTINGS: Settings = { preset: 'skill', rules: {}, include: [], exclude: [], options: {} };

/** What holds for one file. A new object means that everything is judged anew. */
export interface FileSettings {
  /** The file's path as the project names it, with `/`. */
  readonly path: string;
  /** The path from the project's root, with `/`. */
  readonly relativePath: string;
  /** Whether it is a file of tests: `test_*.py`, `*_test.py`, `conftest.py`, anything under `tests/`. */
  readonly isTest: boolean;
  readonly isStub: boolean;
  /** Lowest Python that the project runs on, from `requires-python`: [3, 11]. */
  readonly python: readonly [number, number];
  /** What the nearest pyproject.toml says of the project; uv counts where any above it says so. */
  readonly manifest: Manifest;
  readonly settings: Settings;
  /** An option's value, or the default of the rule that declares it. */
  option<T extends Json>(key: string): T;
}

/** The skill's stack says Python 3.11+; used where a project does not say. */
export const DEFAULT_PYTHON: readonly [number, number] = [3, 11];

export { isTestPath } from '../project/testFiles';
