// Applying edits and reading snippets (linter/edits.ts), as properties over random texts.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  applyEdits,
  editsConflict,
  escapeSnippet,
  newlineOf,
  plainText,
  sortEdits,
} from '../../server/src/linter/edits';

interface TestEdit {
  start: number;
  end: number;
  newText: string;
}

/** Texts with what matters in snippets, line breaks and surrogate pairs. */
const texts = fc.string({
  unit: fc.constantFrom('a', ' ', '\n', '\r\n', '$', '{', '}', '\\', '|', ',', ':', '1', '😀', 'é'),
  maxLength: 40,
});

/** A text and disjoint edits of it, in source order. */
const edited = texts.chain((text) =>
  fc.array(fc.tuple(fc.nat(text.length), texts), { maxLength: 8 }).map((points) => {
    const places = points.map(([at]) => at).sort((one, other) => one - other);
    const edits: TestEdit[] = [];
    for (let i = 0; i + 1 < places.length; i += 2) {
      edits.push({ start: places[i]!, end: places[i + 1]!, newText: points[i]![1] });
    }
    return { text, edits };
  }),
);

describe('edits', () => {
  it('change what they cover and nothing else', () => {
    fc.assert(
      fc.property(edited, ({ text, edits }) => {
        let expected = text;
        for (const edit of [...edits].reverse()) {
          expected = expected.slice(0, edit.start) + edit.newText + expected.slice(edit.end);
        }
        assert.equal(applyEdits(text, edits), expected);
      }),
    );
  });

  it('may come in any order', () => {
    assert.equal(
      applyEdits('abc', [
        { start: 2, end: 3, newText: 'C' },
        { start: 0, end: 1, newText: 'A' },
      ]),
      'AbC',
    );
  });

  it('keep the order of insertions at one place', () => {
    const edits = [
      { start: 1, end: 1, newText: '1' },
      { start: 1, end: 1, newText: '2' },
    ];
    assert.equal(applyEdits('ab', edits), 'a12b');
    assert.deepEqual(sortEdits(edits), edits);
  });

  it('are refused when they overlap or lie outside', () => {
    assert.throws(
      () =>
        applyEdits('abc', [
          { start: 0, end: 2, newText: '' },
          { start: 1, end: 3, newText: '' },
        ]),
      RangeError,
    );
    assert.throws(() => applyEdits('abc', [{ start: 2, end: 4, newText: '' }]), RangeError);
    assert.throws(() => applyEdits('abc', [{ start: 2, end: 1, newText: '' }]), RangeError);
  });

  it('conflict exactly when they cannot both be applied', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(6), { minLength: 4, maxLength: 4 }), ([a, b, c, d]) => {
        const one = { start: Math.min(a!, b!), end: Math.max(a!, b!), newText: 'x' };
        const other = { start: Math.min(c!, d!), end: Math.max(c!, d!), newText: 'y' };
        let applies = true;
        try {
          applyEdits('abcdef', [one, other]);
        } catch {
          applies = false;
        }
        assert.equal(editsConflict(one, other), !applies);
        assert.equal(editsConflict(other, one), !applies);
      }),
    );
  });

  it('take their line breaks from the first line of the text', () => {
    assert.equal(newlineOf('a'), '\n');
    assert.equal(newlineOf('a\nb\r\n'), '\n');
    assert.equal(newlineOf('a\r\nb\n'), '\r\n');
  });
});

describe('snippets', () => {
  it('give escaped text back as it was', () => {
    fc.assert(fc.property(texts, (text) => assert.equal(plainText(escapeSnippet(text)), text)));
  });

  it('give placeholders back as they were, nested ones too', () => {
    fc.assert(
      fc.property(texts, texts, texts, (before, inner, after) => {
        const [one, two, three] = [before, inner, after].map(escapeSnippet);
        assert.equal(plainText(`${one}\${1:${two}}${three}`), before + inner + after);
        assert.equal(plainText(`\${1:${one}\${2:${two}}${three}}$0`), before + inner + after);
      }),
    );
  });

  it('lose their tab stops', () => {
    assert.equal(plainText('def f($1) -> ${2}:\n    $0'), 'def f() -> :\n    ');
  });

  it('become their first choice', () => {
    assert.equal(plainText('a ${1|one,two|} b'), 'a one b');
    assert.equal(plainText('${1|a\\,b,c|}'), 'a,b');
    assert.equal(plainText('${1|a\\|b|}'), 'a|b');
    assert.equal(plainText('${1|a'), '${1|a');
  });

  it('are read whatever they hold', () => {
    fc.assert(fc.property(texts, (text) => assert.equal(typeof plainText(text), 'string')));
    assert.equal(plainText('{a: 1}'), '{a: 1}');
    assert.equal(plainText('$x ${y}'), '$x ${y}');
    assert.equal(plainText('a\\,b\\nc'), 'a\\,b\\nc');
  });
});
