// A document that the editor has open: its text as the editor sees it, its tree and its lines, edit by edit.
// Must not know rules, projects or the connection.
import type { Range, TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { textLanguageOf } from '../facts/language';
import { SourceFile } from '../facts/sourceFile';
import { applyChanges } from './changes';
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

  /** Whether it is Python; else a text in which rules look for commands. */
  get isPython(): boolean {
    return textLanguageOf(this.path) === null;
  }

  get text(): string {
    return this.file.text;
  }

  /** Takes in the changes of one `textDocument/didChange`, in their order. */
  change(changes: readonly TextDocumentContentChangeEvent[], version: number): void {
    this.version = version;
    const { text, made } = applyChanges(this.text, this.lines, changes);
    this.file.update(made, text);
  }

  /** The range of a stretch of the text, given in UTF-16 offsets. */
  rangeOf(span: { readonly start: number; readonly end: number }): Range {
    return { start: this.lines.positionAt(span.start), end: this.lines.positionAt(span.end) };
  }

  close(): void {
    this.file.close();
  }
}
