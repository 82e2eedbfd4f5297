// Places statements of the module that a fix needs, such as a logger: behind the imports, above the code that uses them.
// Must not know what they say.
import type { SourceFile, TextChange } from '../facts/sourceFile';
import { endOfLine } from './importEdits';
import { isImport } from './imports';

/**
 * The edits that add statements to a module, in offsets of the file.
 * @param statements each a whole statement without its line break
 * @param before UTF-16 offset of the code that needs them
 */
export function statementEdits(
  file: SourceFile,
  statements: readonly string[],
  newline: string,
  before: number,
): TextChange[] {
  if (statements.length === 0) return [];
  const text = statements.join(newline);
  const last = file.regions.findLast(({ region, end }) => end <= before && isImport(region.node.type));
  if (last) {
    const at = endOfLine(file, last.end);
    // A blank line follows the imports, and one goes before what comes next.
    const follows = /^(\r?\n){0,2}/.exec(file.text.slice(at))![0];
    const gap = /^(\r?\n){2}$/.test(follows) || at + follows.length >= file.text.length ? '' : newline;
    return [{ start: at, end: at, newText: newline + newline + text + gap }];
  }
  const at = file.text.lastIndexOf('\n', before - 1) + 1;
  return [{ start: at, end: at, newText: text + newline.repeat(3) }];
}
