// Turns offsets of a text into lines and columns as Python people count them: from one, columns in code points.
// Must not know rules or files.

/** One-based; the column counts code points, a byte order mark not among them. */
export interface CodePosition {
  readonly line: number;
  readonly column: number;
}

/** A text with its lines, broken at `\n` as the parser breaks them. */
export class PositionedText {
  private readonly lineStarts: number[] = [0];

  constructor(readonly text: string) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.lineStarts.push(at + 1);
  }

  /** @param offset in UTF-16 units */
  positionAt(offset: number): CodePosition {
    const line = this.lineIndexAt(offset);
    return { line: line + 1, column: countCodePoints(this.text, this.startOf(line), offset) + 1 };
  }

  /**
   * The line of an offset, without its line break.
   * @returns its text and where the offset stands in it (UTF-16)
   */
  lineAt(offset: number): { readonly text: string; readonly at: number } {
    const index = this.lineIndexAt(offset);
    const start = this.startOf(index);
    const end = this.lineStarts[index + 1] ?? this.text.length + 1;
    const text = this.text.slice(start, end - 1).replace(/\r$/, '');
    return { text, at: Math.min(Math.max(0, offset - start), text.length) };
  }

  private startOf(line: number): number {
    return line === 0 && this.text.startsWith('\ufeff') ? 1 : this.lineStarts[line]!;
  }

  private lineIndexAt(offset: number): number {
    let low = 0;
    let high = this.lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.lineStarts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function countCodePoints(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at += text.codePointAt(at)! > 0xffff ? 2 : 1) count++;
  return count;
}
