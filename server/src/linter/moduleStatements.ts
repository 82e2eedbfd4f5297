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
  const text = statements.join('\n').replace(/\r?\n/g, newline);
  const last = file.regions.findLast(({ region, end }) => end <= before && isImport(region.node.type));
  if (last) {
    const at = endOfLine(file, last.end);
    // A blank line follows the imports, two stand around a function, and one goes before what comes next.
    const wanted = /^(async\s|def\s|class\s|@)/m.test(text) ? 3 : 2;
    const follows = /^(\r?\n){0,3}/.exec(file.text.slice(at))![0];
    const isLast = at + follows.length >= file.text.length;
    const gap = isLast ? 0 : Math.max(0, wanted - (follows.match(/\n/g)?.length ?? 0));
    return [{ start: at, end: at, newText: newline.repeat(wanted) + text + newline.repeat(gap) }];
  }
  const at = file.text.lastIndexOf('\n', before - 1) + 1;
  return [{ start: at, end: at, newText: text + newline.repeat(3) }];
}
