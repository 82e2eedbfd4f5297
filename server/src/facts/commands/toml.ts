// The commands of a TOML file: tasks and scripts of the many task runners that pyproject.toml has room for.
// Must not know which commands matter; what does not parse holds none.
import { type AST, parseTOML } from 'toml-eslint-parser';
import type { Command, Word } from './command';
import { shellCommands } from './shell';
import { isCommandKey, isOneCommand } from './values';

/** Tables whose values are commands by any name. Entry points (`project.scripts`) name functions instead. */
const TABLE = /^(tasks|scripts|aliases|alias|commands)$/;
const ENTRY_POINTS = /^(project|tool\.poetry)\.(gui-)?scripts\b/;
/** What is said about a command. */
const PROSE = /^(name|title|help|description|summary|message|doc|group|env|deps|depends|depends_on)$/;

/** The commands of a TOML text; offsets in UTF-16 units of the text. */
export function tomlCommands(text: string): Command[] {
  let program: AST.TOMLProgram;
  const skipped = text.startsWith('\ufeff') ? 1 : 0;
  try {
    program = parseTOML(text.slice(skipped), { tomlVersion: '1.1' });
  } catch {
    return [];
  }
  const found: Command[] = [];
  const visit = (node: AST.TOMLNode, path: readonly string[]): void => {
    switch (node.type) {
      case 'TOMLTable':
        for (const each of node.body) visit(each, node.resolvedKey.map(String));
        break;
      case 'TOMLInlineTable':
        for (const each of node.body) visit(each, path);
        break;
      case 'TOMLKeyValue': {
        const keys = node.key.keys.map((key) => (key.type === 'TOMLBare' ? key.name : key.value));
        visit(node.value, [...path, ...keys]);
        break;
      }
      case 'TOMLArray':
        readArray(node, path);
        break;
      case 'TOMLValue':
        if (node.kind === 'string' && isCommandPath(path)) found.push(...readScript(node));
        break;
    }
  };
  const readArray = ({ elements }: AST.TOMLArray, path: readonly string[]): void => {
    const strings = elements.filter(
      (each) => each.type === 'TOMLValue' && each.kind === 'string',
    ) as AST.TOMLStringValue[];
    const isWords = strings.length === elements.length && isOneCommand(strings.map(({ value }) => value));
    if (isWords && isCommandPath(path)) found.push(readWords(strings));
    else for (const each of elements) visit(each, path);
  };
  const readScript = ({ range, multiline }: AST.TOMLStringValue): Command[] => {
    const quotes = multiline ? 3 : 1;
    return shellCommands(text, { start: range[0] + skipped + quotes, end: range[1] + skipped - quotes });
  };
  const readWords = (strings: readonly AST.TOMLStringValue[]): Command => ({
    words: strings.map(
      ({ range, value }): Word => ({ text: value, start: range[0] + skipped, end: range[1] + skipped }),
    ),
    quote: strings.some(({ style }) => style === 'literal') ? "'" : '"',
  });
  for (const node of program.body[0].body) visit(node, []);
  return found;
}

function isCommandPath(path: readonly string[]): boolean {
  const last = path.at(-1) ?? '';
  if (PROSE.test(last) || ENTRY_POINTS.test(path.join('.'))) return false;
  return isCommandKey(last) || path.slice(0, -1).some((each) => TABLE.test(each));
}
