// Joins rounds of edits into one set of edits against the first text.
// Must not know where the edits come from.

import { sortEdits } from './edits';
import type { Edit } from './rule';

/** A piece of the present text: a stretch of the first text, or new text. */
type Piece = { readonly start: number; readonly end: number } | { readonly newText: string };

/** A text under several rounds of edits. */
export class EditedText {
  private pieces: Piece[];

  /** @param length of the first text in UTF-16 units */
  constructor(private readonly length: number) {
    this.pieces = [{ start: 0, end: length }];
  }

  /** Takes in a round: disjoint edits, in offsets of the text that the round before left. */
  apply(edits: readonly Edit[]): void {
    const next: Piece[] = [];
    const source = [...this.pieces];
    let at = 0;
    const take = (until: number, keep: boolean): void => {
      while (at < until) {
        const piece = source.shift();
        if (!piece) return;
        const size = lengthOf(piece);
        const [head, tail] = size > until - at ? split(piece, until - at) : [piece, null];
        if (tail) source.unshift(tail);
        if (keep) next.push(head);
        at += lengthOf(head);
      }
    };
    for (const { start, end, newText } of sortEdits(edits)) {
      take(start, true);
      take(end, false);
      if (newText !== '') next.push({ newText });
    }
    take(Number.POSITIVE_INFINITY, true);
    this.pieces = next;
  }

  /** The edits that lead from the first text to the present one: in source order, disjoint, neighbours joined. */
  edits(): Edit[] {
    const edits: Edit[] = [];
    let at = 0;
    let newText = '';
    const flush = (start: number): void => {
      if (start > at || newText !== '') edits.push({ start: at, end: start, newText });
      newText = '';
    };
    for (const piece of this.pieces) {
      if ('newText' in piece) {
        newText += piece.newText;
      } else if (piece.end > piece.start) {
        flush(piece.start);
        at = piece.end;
      }
    }
    flush(this.length);
    return edits;
  }
}

function lengthOf(piece: Piece): number {
  return 'newText' in piece ? piece.newText.length : piece.end - piece.start;
}

function split(piece: Piece, at: number): [Piece, Piece] {
  return 'newText' in piece
    ? [{ newText: piece.newText.slice(0, at) }, { newText: piece.newText.slice(at) }]
    : [
        { start: piece.start, end: piece.start + at },
        { start: piece.start + at, end: piece.end },
      ];
}
