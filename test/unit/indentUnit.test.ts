// How one step of indentation is read off a file.
import assert from 'node:assert/strict';
import { indentUnitOf } from '../../server/src/linter/lint';

describe('indentUnitOf', () => {
  const cases: [string, string, string][] = [
    ['four spaces', 'def f():\n    pass\n', '    '],
    ['two spaces', 'class A:\n  x = 1\n', '  '],
    ['a tab', 'if x:\r\n\tpass\r\n', '\t'],
    ['a file without blocks', 'x = 1\n', '    '],
    ['a nested head that is met first', 'class A(\n    B\n):\n    def f(self):\n        pass\n', '    '],
    ['a signature of several lines before it', 'def f(\n        a,\n) -> None:\n    if a:\n        pass\n', '    '],
    ['a dictionary that ends its line with a colon', 'x = {\n  "a":\n        1,\n}\ndef f():\n    pass\n', '    '],
  ];
  for (const [name, text, unit] of cases) it(name, () => assert.equal(indentUnitOf(text), unit));
});
