// Rounds of edits joined into one.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EditedText } from '../../server/src/linter/composeEdits';
import { applyEdits } from '../../server/src/linter/edits';
import type { Edit } from '../../server/src/linter/rule';

/** Disjoint edits, in fractions of a text's length. */
const ROUND = fc.array(
  fc.record({ gap: fc.nat({ max: 5 }), length: fc.nat({ max: 4 }), newText: fc.string({ maxLength: 3 }) }),
  { maxLength: 5 },
);

describe('composed edits', () => {
  it('do to the first text what the rounds did one after another', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.array(ROUND, { maxLength: 5 }), (first, rounds) => {
        const edited = new EditedText(first.length);
        let text = first;
        for (const round of rounds) {
          const edits: Edit[] = [];
          let at = 0;
          for (const { gap, length, newText } of round) {
            const start = at + gap;
            if (start + length > text.length) break;
            edits.push({ start, end: start + length, newText });
            at = start + length + 1;
          }
          edited.apply(edits);
          text = applyEdits(text, edits);
        }
        assert.equal(applyEdits(first, edited.edits()), text);
      }),
      { numRuns: 1000 },
    );
  });

  it('are few where little changed', () => {
    const edited = new EditedText(6);
    edited.apply([{ start: 2, end: 3, newText: 'XY' }]);
    edited.apply([{ start: 4, end: 4, newText: 'Z' }]);
    assert.deepEqual(edited.edits(), [{ start: 2, end: 3, newText: 'XYZ' }]);
    edited.apply([{ start: 2, end: 5, newText: '' }]);
    assert.deepEqual(edited.edits(), [{ start: 2, end: 3, newText: '' }]);
  });
});
