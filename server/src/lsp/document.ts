// A Python document that the editor has open: its text as the editor sees it, its tree and its lines, edit by edit.
// Must not know rules, projects or the connection.
import type { Range, TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { SourceFile, type TextChange } from '../facts/sourceFile';
import { LineIndex } from './lineIndex';

/** One open document. `close()` it when the editor does. */
export class OpenDocument {
  readonly file: SourceFile;
  readonly lines: LineIndex;

  constructor(
    /** The URI exactly as the client writes it. */
    readonly uri: string,
    path: string,
    public version: number,
    text: string,
  ) {
    this.file = new SourceFile(path, text);
    this.lines = new LineIndex(text);
  }

  get path(): string {
    return this.file.path;
  }

  get text(): string {
    return this.file.text;
  }

  /** Takes in the changes of one `textDocument/didChange`, in their order. */
  change(changes: readonly TextDocumentContentChangeEvent[], version: number): void {
    this.version = version;
    let text = this.text;
    const made: TextChange[] = [];
    for (const change of changes) {
      const edit = 'range' in change ? this.placeChange(change.range, change.text) : wholeChange(text, change.text);
      const next = text.slice(0, edit.start) + edit.newText + text.slice(edit.end);
      this.lines.update(edit, next);
      made.push(edit);
      text = next;
    }
    this.file.update(made);
  }

  /** The range of a stretch of the text, given in UTF-16 offsets. */
  rangeOf(span: { readonly start: number; readonly end: number }): Range {
    return { start: this.lines.positionAt(span.start), end: this.lines.positionAt(span.end) };
  }

  close(): void {
    this.file.close();
  }

  private placeChange(range: Range, newText: string): TextChange {
    const start = this.lines.offsetAt(range.start);
    return { start, end: Math.max(start, this.lines.offsetAt(range.end)), newText };
  }
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
