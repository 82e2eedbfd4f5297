// Makes the settings of one file out of the project's.
// Must not read files; rules get the result and never see how it was made.
import { type Manifest, NO_MANIFEST } from './manifest';
import type { Json, Rule } from './rule';
import { DEFAULT_PYTHON, type FileSettings, isTestPath, type Settings } from './settings';

/**
 * The settings that hold for a file.
 * @param relativePath from the project's root, with `/`
 */
export function settingsForFile(
  path: string,
  relativePath: string,
  settings: Settings,
  rules: readonly Rule[],
  python: readonly [number, number] = DEFAULT_PYTHON,
  manifest: Manifest = NO_MANIFEST,
): FileSettings {
  return {
    path,
    relativePath,
    isTest: isTestPath(relativePath),
    isStub: relativePath.endsWith('.pyi'),
    python,
    manifest,
    settings,
    option<T extends Json>(key: string): T {
      const set = settings.options[key];
      if (set !== undefined) return set as T;
      for (const rule of rules) {
        const schema = rule.options?.[key];
        if (schema) return schema.default as T;
      }
      throw new RangeError(`no rule declares the option ${key}`);
    },
  };
}
