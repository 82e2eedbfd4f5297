// The pinned grammar: its pins, the shapes that facts lean on, the Python it knows and the gaps that must stay silent.
// Must not know single rules.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readGrammars, readPins } from '../../grammars/copy.mjs';
import { ROOT } from '../../server/scripts/catalog';
import { SourceFile } from '../../server/src/facts/sourceFile';
import { SyntaxTree } from '../../server/src/syntax/parser';
import { lintText } from './lintText';

describe('the pinned grammar', () => {
  it('is the one that the packages hold', () => {
    const pins = readPins();
    assert.deepEqual(Object.keys(readGrammars()), ['web-tree-sitter.wasm', 'tree-sitter-python.wasm']);
    for (const { package: name, version } of Object.values(pins)) {
      const manifest = readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8');
      assert.equal(JSON.parse(manifest).version, version);
    }
  });

  it('fails the build, which reads it the same way, when a file is another one', () => {
    for (const name of Object.keys(readPins())) {
      const pins = readPins();
      pins[name]!.sha256 = '0'.repeat(64);
      assert.throws(() => readGrammars(pins), new RegExp(`${pins[name]!.file} has sha256 [0-9a-f]{64}.*README`));
    }
    assert.match(readFileSync(join(ROOT, 'esbuild.mjs'), 'utf8'), /^copyGrammars\('dist'\)/m);
  });

  it('has every shape that the facts lean on', () => {
    const source = readFileSync(join(ROOT, 'grammars/queries/shapes.scm'), 'utf8');
    const tree = SyntaxTree.parse(readFileSync(join(ROOT, 'test/fixtures/grammar/shapes.py'), 'utf8'))!;
    assert.ok(!tree.hasError);
    const patterns = source.split('\n').filter((line) => line.startsWith('('));
    const counts = tree.countMatches(source);
    tree.delete();
    assert.equal(counts.length, patterns.length);
    assert.deepEqual(
      patterns.filter((_, i) => counts[i] === 0),
      [],
    );
  });

  it('says so when a query does not fit it', () => {
    const tree = SyntaxTree.parse('x = 1\n')!;
    assert.throws(() => tree.countMatches('(no_such_node)'), /no_such_node/);
    tree.delete();
  });
});

describe('Python that parses', () => {
  const modern: Record<string, string> = {
    'PEP 570 positional-only parameters': 'def f(a, /, b, *, c): ...\n',
    'PEP 572 assignment expressions': 'while chunk := read():\n    pass\nx = [y := 1, y**2]\n',
    'PEP 604 unions': 'x: int | None = None\n',
    'PEP 614 decorators': '@a[0].b(1)\n@(lambda f: f)\n@x if y else z\ndef f(): ...\n',
    'PEP 617 parenthesized context managers': 'with (open(a) as b, open(c) as d,):\n    pass\n',
    'PEP 634 match':
      'match *a, b:\n    case {"k": 1, **rest} | Point(x=0):\n        pass\n    case [1, *_] if y:\n        pass\n    case -1 | 1 + 2j | None | a.b:\n        pass\n',
    'PEP 646 variadic generics': 'def f(*args: *Ts) -> tuple[*Ts]: ...\nx: A[*Ts]\n',
    'PEP 654 exception groups': 'try:\n    pass\nexcept* ValueError as e:\n    pass\nexcept* (A, B):\n    pass\n',
    'PEP 695 generics': 'def f[T: (int, str), *Ts, **P](x: T) -> T: ...\nclass A[T](B[T]): ...\ntype X[T] = list[T]\n',
    'PEP 701 f-strings': 'x = f"{f"{a["b"]}"}"\ny = f"{\n    a!r:{w}.{p}  # comment\n}"\nz = f"{x=}"\n',
    'PEP 750 t-strings': 'x = t"hello {name}"\ny = t\'{a!r:>{w}}\'\n',
    'PEP 758 exceptions without parentheses': 'try:\n    pass\nexcept ValueError, TypeError:\n    pass\n',
    'asynchronous comprehensions': 'async def f():\n    return [x async for x in y if await z]\n',
    'soft keywords as names':
      'match = case = type = _ = print\nmatch[0].case = type(_)\nprint(match, file=case)\nexec("x")\n',
    'statements of Python 2': 'print "x"\nprint >>sys.stderr, "x"\nexec "x"\n',
    'letters of other scripts': 'é = π = 1\nclass Ünïcode: ...\n',
    'tabs, form feeds and semicolons': 'def f():\n\tif x:\n\t\ty = 1; z = 2;\n\x0c\nw = 3\n',
    'CRLF line breaks': 'def f():\r\n    """Doc.\r\n\r\n    More.\r\n    """\r\n    return 1 + \\\r\n        2\r\n',
    'a byte order mark': '\ufeffx = 1\n',
  };
  for (const [name, text] of Object.entries(modern)) {
    it(name, () => {
      const file = new SourceFile('app/module.py', text);
      assert.ok(file.parses);
      assert.ok(file.regions.length > 0);
      file.close();
    });
  }
});

describe('gaps of the grammar stay silent', () => {
  const strict = { settings: { preset: 'strict' } } as const;
  const gaps: Record<string, string> = {
    'PEP 696 in functions': 'def f[T = int](x: T) -> T:\n    """Give it back."""\n    return x\n',
    'PEP 696 in classes':
      'class A[T: int = bool]:\n    """A thing."""\n\n    def m(self, x: T) -> T:\n        """Give it back."""\n        return x\n',
    'PEP 696 in aliases': 'type X[T = int] = list[T]\n',
    'PEP 696 with stars': 'def f[*Ts = *tuple[int], **P = [int]]() -> None:\n    """Do nothing."""\n',
    'continuation left of its block': 'def f(a: int) -> int:\n    """Add."""\n    return (a +\n1)\n',
    'PEP 810 lazy imports': 'lazy import json\nlazy from os import path\n',
  };
  for (const [name, text] of Object.entries(gaps)) {
    it(name, () => {
      const linted = lintText(text, strict);
      assert.equal(linted.parses, false, 'the gap is closed: take it off the list in grammars/README.md');
      assert.deepEqual(
        linted.problems.map(({ rule, message }) => `${rule.id}: ${message}`),
        [],
      );
    });
  }

  it('files whose lines end with a lone carriage return', () => {
    const text = 'def f(a):\n    pass\n\n\ndef g(b):\n    pass\n';
    assert.ok(lintText(text, strict).problems.length > 0);
    for (const broken of [text.replaceAll('\n', '\r'), text.replace('\n', '\r'), `${text}x = 1\r`]) {
      assert.deepEqual(lintText(broken, strict).problems, []);
    }
    const file = new SourceFile('app/module.py', text);
    file.update([{ start: 9, end: 10, newText: '\r' }]);
    assert.equal(file.regions.length, 0);
    file.update([{ start: 9, end: 10, newText: '\r\n' }]);
    assert.equal(file.regions.length, 2);
    file.close();
  });

  it('the rest of a file with a gap is judged as usual', () => {
    const { problems } = lintText(
      'def f[T = int](x: T) -> T:\n    """Give it back."""\n    return x\n\n\ndef g(b):\n    pass\n',
    );
    assert.ok(problems.length > 0);
    assert.ok(problems.every((problem) => problem.startPosition.line === 5));
  });
});
