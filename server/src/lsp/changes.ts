// Applies the changes of a `textDocument/didChange` to a text and its lines.
// Must not know what the text is.
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import type { TextChange } from '../facts/sourceFile';
import type { LineIndex } from './lineIndex';

/**
 * Takes changes in, in their order; `lines` is brought up to date with them.
 * @returns the new text, and the changes in UTF-16 offsets of the text that the one before left
 */
export function applyChanges(
  before: string,
  lines: LineIndex,
  changes: readonly TextDocumentContentChangeEvent[],
): { text: string; made: TextChange[] } {
  let text = before;
  const made: TextChange[] = [];
  for (const change of changes) {
    const edit = 'range' in change ? placeChange(change, lines) : wholeChange(text, change.text);
    text = text.slice(0, edit.start) + edit.newText + text.slice(edit.end);
    lines.update(edit, text);
    made.push(edit);
  }
  return { text, made };
}

function placeChange(
  { range, text }: Extract<TextDocumentContentChangeEvent, { range: unknown }>,
  lines: LineIndex,
): TextChange {
  const start = lines.offsetAt(range.start);
  return { start, end: Math.max(start, lines.offsetAt(range.end)), newText: text };
}

/** A replaced text as the one change between the parts at both ends that stayed: it costs what a small edit costs. */
function wholeChange(before: string, after: string): TextChange {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let kept = 0;
  while (
    kept < shorter - start &&
    before.charCodeAt(before.length - 1 - kept) === after.charCodeAt(after.length - 1 - kept)
  ) {
    kept++;
  }
  return { start, end: before.length - kept, newText: after.slice(start, after.length - kept) };
}
