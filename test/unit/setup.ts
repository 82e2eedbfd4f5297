// Loads the pinned grammars once before any test; shared by all suites that parse.
import { readGrammars } from '../../grammars/copy.mjs';
import { loadGrammar } from '../../server/src/syntax/parser';

export const mochaHooks = {
  async beforeAll(): Promise<void> {
    const files = readGrammars();
    await loadGrammar(files['web-tree-sitter.wasm']!.bytes, files['tree-sitter-python.wasm']!.bytes);
  },
};
