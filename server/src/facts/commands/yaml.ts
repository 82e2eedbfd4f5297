// The commands of a YAML file: scripts of CI files, commands of compose files, entries of pre-commit.
// Must not know which commands matter; what does not parse holds none.
import { isAlias, isMap, isScalar, isSeq, type Node, parseAllDocuments, type Scalar } from 'yaml';
import type { Command, Word } from './command';
import { shellCommands } from './shell';
import { isCommandKey, isOneCommand } from './values';

/** The commands of a YAML text; offsets in UTF-16 units of the text. */
export function yamlCommands(text: string): Command[] {
  const found: Command[] = [];
  const documents = parseAllDocuments(text, { logLevel: 'silent', uniqueKeys: false, strict: false });
  for (const document of Array.isArray(documents) ? documents : []) {
    if (document.errors.length === 0 && document.contents) visit(document.contents, text, found);
  }
  return found.map((command) => ({ ...command, isOnMachine: true }));
}

function visit(node: Node | null, text: string, found: Command[]): void {
  if (isMap(node)) {
    for (const { key, value } of node.items) {
      if (isScalar(key) && typeof key.value === 'string' && isCommandKey(key.value))
        readValue(value as Node | null, text, found);
      else visit(value as Node | null, text, found);
    }
  } else if (isSeq(node)) for (const item of node.items) visit(item as Node, text, found);
}

function readValue(value: Node | null, text: string, found: Command[]): void {
  if (isAlias(value)) return;
  if (isScalar(value)) {
    if (typeof value.value === 'string') found.push(...readScript(value, text));
  } else if (isSeq(value)) {
    const scalars = value.items.filter((item) => isScalar(item));
    const texts = scalars.map(({ value: each }) => String(each));
    if (scalars.length === value.items.length && isOneCommand(texts)) found.push(readWords(scalars, text));
    else for (const item of value.items) readValue(item as Node, text, found);
  } else visit(value, text, found);
}

function readScript(scalar: Scalar, text: string): Command[] {
  const [start, end] = scalar.range!;
  const { type } = scalar;
  if (type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE') {
    return shellCommands(text, { start: start + 1, end: end - 1 }, { foldsLines: true });
  }
  if (type === 'PLAIN') return shellCommands(text, { start, end }, { foldsLines: true });
  // The header of a block scalar, `|-` with a comment perhaps, is no part of it.
  const head = text.indexOf('\n', start);
  if (head < 0 || head >= end) return [];
  return shellCommands(text, { start: head + 1, end }, { foldsLines: type === 'BLOCK_FOLDED' });
}

function readWords(scalars: readonly Scalar[], text: string): Command {
  const words = scalars.map(({ range, value }): Word => ({ text: String(value), start: range![0], end: range![1] }));
  return { words, quote: words.some(({ start }) => text[start] === "'") ? "'" : '"' };
}
