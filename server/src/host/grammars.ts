// Loads the grammars that the build puts beside the bundles; used by the entry points only.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadGrammar } from '../syntax/parser';

/**
 * Makes the parser ready.
 * @param folder where the wasm files lie: the bundle's own folder
 * @throws when one is missing or does not fit
 */
export async function loadGrammars(folder: string): Promise<void> {
  const [runtime, grammar] = await Promise.all([
    readFile(join(folder, 'web-tree-sitter.wasm')),
    readFile(join(folder, 'tree-sitter-python.wasm')),
  ]);
  await loadGrammar(runtime, grammar);
}
