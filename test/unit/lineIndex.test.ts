// The line index against a plain count of line breaks.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LineIndex } from '../../server/src/lsp/lineIndex';

const TEXT = fc
  .array(fc.constantFrom('\n', '\r', '\r\n', 'a', '😀', ''), { maxLength: 30 })
  .map((parts) => parts.join(''));

function startsOf(text: string): number[] {
  return [0, ...[...text.matchAll(/\r\n|\n|\r/g)].map((match) => match.index + match[0].length)];
}

describe('line index', () => {
  it('places offsets, and finds them again', () => {
    fc.assert(
      fc.property(TEXT, (text) => {
        const lines = new LineIndex(text);
        const starts = startsOf(text);
        assert.equal(lines.lineCount, starts.length);
        assert.equal(lines.agreesWithSyntax, !/\r(?!\n)/.test(text));
        for (let offset = 0; offset <= text.length; offset++) {
          const position = lines.positionAt(offset);
          const line = starts.findLastIndex((start) => start <= offset);
          assert.deepEqual(position, { line, character: offset - starts[line]! });
          const isInBreak = text[offset - 1] === '\r' && text[offset] === '\n';
          assert.equal(lines.offsetAt(position), isInBreak ? offset - 1 : offset);
        }
      }),
    );
  });

  it('moves what lies outside to the end of the line or text', () => {
    const lines = new LineIndex('ab\r\nc\rd');
    assert.equal(lines.offsetAt({ line: 0, character: 99 }), 2);
    assert.equal(lines.offsetAt({ line: 1, character: 99 }), 5);
    assert.equal(lines.offsetAt({ line: 2, character: 99 }), 7);
    assert.equal(lines.offsetAt({ line: 9, character: 0 }), 7);
    assert.equal(lines.offsetAt({ line: -1, character: -1 }), 0);
  });

  it('stays what a new one would be after any changes', () => {
    const change = fc.record({ at: fc.nat({ max: 40 }), length: fc.nat({ max: 8 }), newText: TEXT });
    fc.assert(
      fc.property(TEXT, fc.array(change, { maxLength: 6 }), (first, changes) => {
        let text = first;
        const lines = new LineIndex(text);
        for (const { at, length, newText } of changes) {
          const start = Math.min(at, text.length);
          const end = Math.min(start + length, text.length);
          text = text.slice(0, start) + newText + text.slice(end);
          lines.update({ start, end, newText }, text);
          const fresh = new LineIndex(text);
          assert.equal(lines.lineCount, fresh.lineCount);
          assert.equal(lines.agreesWithSyntax, fresh.agreesWithSyntax);
          for (let line = 0; line < fresh.lineCount; line++) {
            assert.equal(lines.lineStart(line), fresh.lineStart(line));
            assert.equal(lines.lineEnd(line), fresh.lineEnd(line));
          }
        }
      }),
      { numRuns: 1000 },
    );
  });
});
