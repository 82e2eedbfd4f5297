// Turns a fix, told in offsets of a region, into edits of files; applies edits to text.
// Must not know rules or the protocol.
import type { PlacedRegion, SourceFile, TextChange } from '../facts/sourceFile';
import { importEdits } from './importEdits';
import { statementEdits } from './moduleStatements';
import type { Edit, FileFix, Fix } from './rule';

export { escapeSnippet } from '../infer/snippet';

/** Places a fix in its file: offsets of the file, the file's line breaks, the edits of missing imports. */
export function resolveFix(fix: Fix, file: SourceFile, placed: PlacedRegion): FileFix {
  const newline = newlineOf(file.text);
  const own = fix.edits.map((edit) => ({
    start: edit.start + placed.start,
    end: edit.end + placed.start,
    newText: edit.newText.replace(/\r?\n/g, newline),
  }));
  return {
    title: fix.title,
    safe: fix.safe,
    preferred: fix.preferred ?? fix.safe,
    snippet: fix.snippet ?? false,
    edits: sortEdits(own),
    // Where both go to one place, the imports come first: sorting keeps their order.
    importEdits: sortEdits([
      ...importEdits(file, fix.imports ?? [], newline, placed.start),
      ...statementEdits(file, fix.moduleStatements ?? [], newline, placed.start),
    ]),
    otherFiles: fix.otherFiles ?? {},
  };
}

/** The line break that a text uses: that of its first line, `\n` when it has one line. */
export function newlineOf(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? '\n';
}

/** Edits in source order. */
export function sortEdits<T extends Edit>(edits: readonly T[]): T[] {
  return [...edits].sort((one, other) => one.start - other.start || one.end - other.end);
}

/** Whether two edits touch the same text (two insertions at one place do not). */
export function editsConflict(one: Edit, other: Edit): boolean {
  if (one.start === one.end && other.start === other.end) return false;
  return one.start < other.end && other.start < one.end;
}

/**
 * Applies disjoint edits, given in source order, to a text.
 * @throws {RangeError} when two of them overlap or one lies outside the text: a mistake of ours
 */
export function applyEdits(text: string, edits: readonly TextChange[]): string {
  let result = '';
  let at = 0;
  for (const edit of sortEdits(edits)) {
    if (edit.start < at || edit.end < edit.start || edit.end > text.length) throw new RangeError('overlapping edits');
    result += text.slice(at, edit.start) + edit.newText;
    at = edit.end;
  }
  return result + text.slice(at);
}

/**
 * A snippet as the text that it stands for: tab stops gone, placeholders and first choices kept, escapes undone.
 * (Syntax: LSP 3.18, "Snippet syntax".)
 */
export function plainText(snippet: string): string {
  let text = '';
  let at = 0;
  let open = 0;
  while (at < snippet.length) {
    const character = snippet[at]!;
    if (character === '\\' && /[$}\\]/.test(snippet[at + 1] ?? '')) {
      text += snippet[at + 1];
      at += 2;
      continue;
    }
    const rest = character === '$' ? snippet.slice(at) : '';
    const choice = /^\$\{\d+\|((?:\\.|[^\\|])*)\|\}/s.exec(rest);
    if (choice) {
      // The first choice ends at a comma that is not escaped.
      text += /^(?:\\.|[^\\,])*/s.exec(choice[1]!)![0].replace(/\\([$}\\|,])/g, '$1');
      at += choice[0].length;
      continue;
    }
    const stop = /^\$(?:\d+|\{\d+(:|\}))/.exec(rest);
    if (stop) {
      at += stop[0].length;
      if (stop[1] === ':') open++;
      continue;
    }
    if (character === '}' && open > 0) open--;
    else text += character;
    at++;
  }
  return text;
}
