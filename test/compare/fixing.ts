// Applies fixes to a folder in memory, and checks what became of the files: for the scripts that compare.
// Must not write files.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../../server/scripts/catalog';
import { settingsForFile } from '../../server/src/linter/fileSettings';
import { fixAll } from '../../server/src/linter/fixAll';
import type { Rule } from '../../server/src/linter/rule';
import { DEFAULT_SETTINGS } from '../../server/src/linter/settings';
import { ensurePython } from '../host/python.mjs';
import { type Folder, inform, strictLinter } from './engine';

const MAXIMUM_ROUNDS = 10;

/** Applies every safe fix of some rules until none is left, and says how many there were. The folder is changed. */
export function applySafely(folder: Folder, rules: readonly Rule[]): number {
  const linter = strictLinter(rules);
  let count = 0;
  for (let round = 0; round < MAXIMUM_ROUNDS; round++) {
    const before = folder.project.state;
    for (const [path, text] of folder.texts) {
      const settings = settingsForFile(path, path, DEFAULT_SETTINGS, rules);
      const fixed = fixAll(path, text, settings, folder.project, linter);
      if (fixed.text === text) continue;
      folder.texts.set(path, fixed.text);
      inform(folder.project, path, fixed.text);
      count += fixed.count;
    }
    if (folder.project.state === before) break;
  }
  return count;
}

/**
 * Compares texts with what fixes made of them, as CPython reads both, annotations, docstrings and imports left out.
 * @returns the paths whose text does not parse any more or does something else, with the verdict
 */
export function changedPrograms(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const { python, reason } = ensurePython();
  if (python === null) throw new Error(`CPython is not to be had: ${reason}.`);
  const changed = [...before].filter(([path, text]) => after.get(path) !== text);
  const input = JSON.stringify(changed.map(([path, text]) => [text, after.get(path)]));
  const script = join(ROOT, 'test/python/compare.py');
  const { stdout, stderr } = spawnSync(python, [script], { input, encoding: 'utf8', maxBuffer: 1e9 });
  if (!stdout.startsWith('[')) throw new Error(`CPython gave no answer: ${stderr}`);
  const verdicts = JSON.parse(stdout) as string[];
  return changed.flatMap(([path], i) => (/broken|different/.test(verdicts[i]!) ? [`${path}: ${verdicts[i]}`] : []));
}
