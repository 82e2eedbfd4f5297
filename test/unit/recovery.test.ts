// What stands behind a definition that is being typed is read as usual, whatever bracket is open; what is broken says nothing.
import assert from 'node:assert/strict';
import { SourceFile } from '../../server/src/facts/sourceFile';
import { lintText } from './lintText';

const BEFORE = 'import os\n\n\ndef a(x):\n    return x\n\n\n';
const BEHIND =
  '\n\ndef b(y):\n    return y\n\n\n@router.get("/x")\nasync def c(y):\n    return y\n\n\nclass C(B):\n    x: int = 1\n\n    def m(self, z):\n        return z\n\n\nz = 1\n';

const BROKEN = [
  'def broken(',
  'def broken(x',
  'def broken(x:',
  'def broken(x: int',
  'def broken(x: int,',
  'def broken(x: dict[str',
  'def broken(x: dict[str, int]\n    return x',
  'def broken(x: int =\n    """Doc."""\n    return x',
  'def broken(x, *:\n    """Doc."""\n    for a in x:\n        print(a)\n    return 1',
  'def broken(x: Annotated[int, Query(:\n    return 1',
  'def broken(\n    a,\n    b\n\n    """Doc."""\n    x = 1\n    return x',
  'def broken(x) -> dict[str:\n    return x',
  'def broken(x):\n    return foo(x',
  'def broken(a, b=\n    y = 1\n    if y:\n        return 2\n    return 3',
  '@router.get(',
  '@router.get("/a"\ndef broken():\n    return 1',
  'class D(',
  'x = {',
];

/** The regions as kind and first line. */
function regions(text: string): string[] {
  const file = new SourceFile('app/module.py', text);
  try {
    return file.regions.map(({ region }) => `${region.kind}: ${region.text.split('\n')[0]!}`);
  } finally {
    file.close();
  }
}

describe('behind a syntax error', () => {
  for (const broken of BROKEN) {
    it(`what follows ${JSON.stringify(broken)} is read`, () => {
      const text = `${BEFORE}${broken}${BEHIND}`;
      assert.deepEqual(regions(text).slice(-5), [
        'function: def b(y):',
        'function: @router.get("/x")',
        'class: class C(B):',
        'function: def m(self, z):',
        'statement: z = 1',
      ]);
      const rules = { 'missing-parameter-type': 'on' } as const;
      const { problems } = lintText(text, { settings: { preset: 'off', rules } });
      const names = problems.map(({ start, end }) => text.slice(start, end));
      assert.equal(names[0], 'x');
      assert.deepEqual(names.slice(-3), ['y', 'y', 'z']);
    });
  }

  it('what a string holds is no code', () => {
    const text = `CODE = """\ndef inside(a):\n    return a\n"""\n\n\ndef broken(x, y\n\n\nTEXT = '''\nclass Inside:\n    pass\n'''\n${BEHIND}`;
    assert.ok(!regions(text).some((each) => /inside|Inside/.test(each)));
  });

  it('what follows an open quote is read where nothing closes it', () => {
    assert.ok(regions(`${BEFORE}x = """\n${BEHIND}`).includes('function: def b(y):'));
  });

  it('mending the error gives what a file read afresh has', () => {
    for (const broken of BROKEN) {
      const whole = `${BEFORE}${BEHIND}`;
      const file = new SourceFile('app/module.py', whole);
      const at = BEFORE.length;
      for (let i = 0; i < broken.length; i++) {
        file.update([{ start: at + i, end: at + i, newText: broken[i]! }]);
        assert.ok(file.regions.length > 0);
      }
      file.update([{ start: at, end: at + broken.length, newText: '' }]);
      const fresh = new SourceFile('app/module.py', whole);
      assert.deepEqual(
        file.regions.map(({ region, start, line, end }) => [region.text, region.errors, start, line, end]),
        fresh.regions.map(({ region, start, line, end }) => [region.text, region.errors, start, line, end]),
      );
      file.close();
      fresh.close();
    }
  });
});
