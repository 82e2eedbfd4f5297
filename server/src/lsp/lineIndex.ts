// Where the lines of a text begin, as the protocol counts lines; kept up to date edit by edit.
// Must not know documents or syntax. (LSP 3.18, "Text Documents": lines end with `\n`, `\r\n` or `\r`.)
import type { Position } from 'vscode-languageserver';
import type { TextChange } from '../facts/sourceFile';

/** Line starts of one text. */
export class LineIndex {
  private starts: number[];
  /** The number of `\r` that end a line by themselves; tree-sitter counts no line there. */
  private loneReturns: number;

  constructor(private text: string) {
    this.starts = [0, ...scan(text, 0, text.length)];
    this.loneReturns = countLoneReturns(text, 0, text.length);
  }

  get lineCount(): number {
    return this.starts.length;
  }

  /** Whether the syntax tree's lines are the protocol's lines. */
  get agreesWithSyntax(): boolean {
    return this.loneReturns === 0;
  }

  /** The UTF-16 offset of a position; what lies outside the text or the line is moved to its end. */
  offsetAt({ line, character }: Position): number {
    if (!(line >= 0)) return 0;
    if (line >= this.starts.length) return this.text.length;
    const start = this.starts[line]!;
    return Math.min(start + Math.max(0, character), this.lineEnd(line));
  }

  /** The position of a UTF-16 offset. */
  positionAt(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.text.length));
    const line = this.lineOf(at);
    return { line, character: at - this.starts[line]! };
  }

  /** The offset of a line's first character. */
  lineStart(line: number): number {
    return this.starts[line] ?? this.text.length;
  }

  /** The offset behind a line's last character, before its line break. */
  lineEnd(line: number): number {
    const next = this.starts[line + 1];
    if (next === undefined) return this.text.length;
    return this.text.startsWith('\r\n', next - 2) ? next - 2 : next - 1;
  }

  /** Takes in one change, told in offsets of the present text; `text` is what it leads to. */
  update(change: TextChange, text: string): void {
    // A line break of two characters may be torn apart or joined at either end: a line more on both sides is read anew.
    const first = Math.max(0, this.lineOf(change.start) - 1);
    const last = this.lineOf(change.end) + 2;
    const shift = change.newText.length - (change.end - change.start);
    const from = this.starts[first]!;
    const oldEnd = this.starts[last] ?? this.text.length;
    const reachesEnd = last >= this.starts.length;
    this.loneReturns -= countLoneReturns(this.text, from, oldEnd);
    this.loneReturns += countLoneReturns(text, from, oldEnd + shift);
    const fresh = scan(text, from, oldEnd + shift);
    if (!reachesEnd && fresh.at(-1) === oldEnd + shift) fresh.pop();
    this.text = text;
    const { starts } = this;
    if (shift !== 0) for (let i = last; i < starts.length; i++) starts[i]! += shift;
    if (fresh.length === Math.min(last, starts.length) - first - 1) {
      for (let i = 0; i < fresh.length; i++) starts[first + 1 + i] = fresh[i]!;
    } else {
      this.starts = [...starts.slice(0, first + 1), ...fresh, ...starts.slice(last)];
    }
  }

  private lineOf(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** The starts of lines behind the line breaks that end within a stretch of text. */
function scan(text: string, start: number, end: number): number[] {
  const starts: number[] = [];
  const pattern = /\r\n|\n|\r/g;
  pattern.lastIndex = start;
  for (let match = pattern.exec(text); match && match.index < end; match = pattern.exec(text)) {
    starts.push(match.index + match[0].length);
  }
  return starts;
}

function countLoneReturns(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at++) {
    if (text.charCodeAt(at) === 0x0d && text.charCodeAt(at + 1) !== 0x0a) count++;
  }
  return count;
}
