// Whatever a signature looks like, the fixes of missing annotations leave text that parses and wants no annotation more.
// Must not know how types are inferred.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyFix, applySafeFixes, lintSample, lintText } from './lintText';

const RULES_ON = { preset: 'off', rules: { 'missing-parameter-type': 'on', 'missing-return-type': 'on' } } as const;

const defaults = fc.constantFrom(
  '1',
  '-1.5',
  'None',
  '"x"',
  "']),'",
  'f"{1}"',
  'b"x"',
  '...',
  '[]',
  '{}',
  '()',
  '(1, "x")',
  '{"a": [1]}',
  '{1, 2}',
  'lambda: 0',
  'lambda a, b=1: (a, b)',
  'x if y else z',
  'a or b',
  'call(1, key=")")',
  'a.b[c]',
  '"""a\nb"""',
  'not x',
  'Query(None)',
  'Depends(get)',
  '1 < 2',
  '[i for i in range(3)]',
  '"a" "b"',
  '"$1 }"',
); // prettier-ignore
const equals = fc.constantFrom('=', ' = ', ' =', '= ', '=\n    ', ' \\\n =');
const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'value', 'size', 'db', 'item_id', 'naïve', 'type', 'match'), {
  maxLength: 5,
});

/** The text of a parameter list. */
const parameters = fc
  .tuple(
    names,
    fc.infiniteStream(defaults),
    fc.infiniteStream(equals),
    fc.nat(5),
    fc.boolean(),
    fc.boolean(),
    fc.constantFrom(', ', ',', ',\n    ', ',  # note\n    '),
  )
  .map(([own, values, signs, plain, star, twoStars, separator]) => {
    const list = own.map((name, i) => (i < plain ? name : `${name}${signs.next().value}${values.next().value}`));
    if (star) list.push('*args');
    if (star && own.length > 2) list.push('only');
    if (twoStars) list.push('**kwargs');
    return list.join(separator);
  });

const bodies = fc.constantFrom(
  'return 1',
  'return value',
  'pass',
  'yield 1',
  'raise ValueError',
  'return [x for x in value]',
  'return {"a": 1}, "b"',
  'return self',
);

const functions = fc
  .tuple(
    parameters,
    bodies,
    fc.constantFrom('def', 'async def', 'async  def'),
    fc.constantFrom(':\n    ', ': ', ' :  # note\n    ', ' \\\n  :\n    '),
    fc.constantFrom('', '@decorator\n', '@router.get("/items/{item_id}")\n', '@staticmethod\n'),
  )
  .map(([list, body, keyword, colon, decorator]) => `${decorator}${keyword} f(${list})${colon}${body}\n`);

/** A module with the function in it, or in a class. */
const modules = fc.tuple(functions, fc.boolean(), fc.constantFrom('\n', '\r\n')).map(([text, inClass, newline]) => {
  const placed = inClass ? `class C:\n${text.replace(/^(?=.)/gm, '    ')}` : text;
  return placed.replace(/\n/g, newline);
});

describe('fixes of missing annotations', () => {
  it('leave what parses, each of them', () => {
    fc.assert(
      fc.property(modules, (text) => {
        const linted = lintText(text, { settings: RULES_ON });
        fc.pre(linted.parses);
        for (const problem of linted.problems) {
          const fixes = linted.fixes(problem);
          assert.ok(fixes.length > 0, 'every problem has a fix');
          for (const fix of fixes) {
            const after = applyFix(text, fix);
            const again = lintText(after, { settings: RULES_ON });
            assert.ok(again.parses, `"${fix.title}" leaves:\n${after}`);
            assert.ok(again.problems.length < linted.problems.length, `"${fix.title}" does not mend:\n${after}`);
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it('keep every other byte, and a second run changes nothing', () => {
    fc.assert(
      fc.property(modules, (text) => {
        const sample = { files: { 'app/module.py': text }, settings: RULES_ON };
        fc.pre(lintSample(sample)[0]!.parses);
        const after = applySafeFixes(sample)['app/module.py']!;
        assert.equal(applySafeFixes({ ...sample, files: { 'app/module.py': after } })['app/module.py'], after);
        if (!text.includes('\r')) assert.ok(!after.includes('\r'));
        else assert.ok(!/[^\r]\n/.test(after), 'a line feed alone in a CRLF file');
        assert.ok(isSubsequence(text.replace(/[ \t]+/g, ''), after.replace(/[ \t]+/g, '')), after);
      }),
      { numRuns: 100 },
    );
  });
});

function isSubsequence(part: string, whole: string): boolean {
  let at = 0;
  for (const character of whole) if (part[at] === character) at++;
  return at === [...part].length || at >= part.length;
}
