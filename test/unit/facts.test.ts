// What is read from a region's own text: functions, classes, imports, bindings (facts/).
import assert from 'node:assert/strict';
import { readAttributes } from '../../server/src/facts/attributes';
import { type Binding, readBindings } from '../../server/src/facts/bindings';
import { type ClassFacts, readClassRegion } from '../../server/src/facts/classes';
import { type FunctionFacts, readFunctions } from '../../server/src/facts/functions';
import { readImports } from '../../server/src/facts/imports';
import type { Region } from '../../server/src/facts/region';
import { SourceFile } from '../../server/src/facts/sourceFile';

function regions(text: string): Region[] {
  const file = new SourceFile('app/module.py', text);
  const found = file.regions.map(({ region }) => region);
  file.close();
  return found;
}

function functions(text: string): FunctionFacts[] {
  return regions(text).flatMap((region) => [...readFunctions(region)]);
}

function onlyFunction(text: string): FunctionFacts {
  const found = functions(text);
  assert.equal(found.length, 1);
  return found[0]!;
}

function onlyClass(text: string): ClassFacts {
  const facts = readClassRegion(regions(text)[0]!);
  assert.ok(facts);
  return facts;
}

function bindings(text: string): Binding[] {
  return regions(text).flatMap((region) => [...readBindings(region)]);
}

describe('facts of functions', () => {
  const parametersOf = (list: string): [string, string, string | null, string | null][] =>
    onlyFunction(`def f(${list}): ...\n`).parameters.map((each) => [
      each.name,
      each.kind,
      each.annotation?.text ?? null,
      each.default?.text ?? null,
    ]);

  it('tell parameters of every kind', () => {
    assert.deepEqual(parametersOf('a, /, b, *c, d, **e'), [
      ['a', 'positional-only', null, null],
      ['b', 'ordinary', null, null],
      ['c', 'var-positional', null, null],
      ['d', 'keyword-only', null, null],
      ['e', 'var-keyword', null, null],
    ]);
    assert.deepEqual(parametersOf('a, b=1, /, c: int = 2, *, d: "str", e=None'), [
      ['a', 'positional-only', null, null],
      ['b', 'positional-only', null, '1'],
      ['c', 'ordinary', 'int', '2'],
      ['d', 'keyword-only', '"str"', null],
      ['e', 'keyword-only', null, 'None'],
    ]);
    assert.deepEqual(parametersOf('*args: int, **kwargs: dict[str, Any]'), [
      ['args', 'var-positional', 'int', null],
      ['kwargs', 'var-keyword', 'dict[str, Any]', null],
    ]);
    assert.deepEqual(parametersOf('*args: *Ts'), [['args', 'var-positional', '*Ts', null]]);
    assert.deepEqual(parametersOf(''), []);
  });

  it('tell parameters between comments and line breaks', () => {
    assert.deepEqual(
      parametersOf('\n    a,  # first\n    # second\n    b: int = (\n        1\n    ),\n').map(([name]) => name),
      ['a', 'b'],
    );
  });

  it('place names in the region, decorators included', () => {
    const text = '@a.b(1)\n@c\nasync def f(x, *y): ...\n';
    const facts = onlyFunction(text);
    assert.equal(text.slice(facts.nameSpan.start, facts.nameSpan.end), 'f');
    assert.equal(text.slice(facts.parametersSpan.start, facts.parametersSpan.end), '(x, *y)');
    assert.equal(text.slice(facts.parameters[1]!.nameSpan.start, facts.parameters[1]!.nameSpan.end), 'y');
    assert.equal(facts.parameters[1]!.node.text, '*y');
    assert.equal(facts.whole.start, 0);
    assert.equal(facts.isAsync, true);
    assert.deepEqual(
      facts.decorators.map(({ name, call }) => [name, call !== null]),
      [
        ['a.b', true],
        ['c', false],
      ],
    );
  });

  it('know decorators that are no names', () => {
    const { decorators } = onlyFunction('@a[0]\n@f()()\n@(b)\n@(lambda g: g)\ndef f(): ...\n');
    assert.deepEqual(
      decorators.map(({ name }) => name),
      [null, null, 'b', null],
    );
  });

  it('know a plain function from an asynchronous one', () => {
    assert.equal(onlyFunction('def asynchronous(): ...\n').isAsync, false);
    assert.equal(onlyFunction('async  def f(): ...\n').isAsync, true);
    assert.equal(onlyFunction('async \\\n def f(): ...\n').isAsync, true);
  });

  it('give the return annotation without its arrow', () => {
    assert.equal(onlyFunction('def f() -> dict[str, "A"]: ...\n').returns?.text, 'dict[str, "A"]');
    assert.equal(onlyFunction('def f(): ...\n').returns, null);
  });

  it('find the docstring, and only where Python does', () => {
    const docstring = (body: string): string | null => onlyFunction(`def f():\n${body}`).docstring?.text ?? null;
    assert.equal(docstring('    """Doc."""\n'), '"""Doc."""');
    assert.equal(docstring("    r'Doc.'\n    return 1\n"), "r'Doc.'");
    assert.equal(docstring('    u"Doc."\n'), 'u"Doc."');
    assert.equal(docstring('    "one" "two"\n'), '"one" "two"');
    assert.equal(docstring('    # A comment.\n    """Doc."""\n'), '"""Doc."""');
    assert.equal(docstring('    """Doc."""; return 1\n'), '"""Doc."""');
    assert.equal(docstring('    ""\n'), '""');
    assert.equal(docstring('    ("Doc.")\n'), '"Doc."');
    assert.equal(docstring('    f"Doc."\n'), null);
    assert.equal(docstring('    b"Doc."\n'), null);
    assert.equal(docstring('    t"Doc."\n'), null);
    assert.equal(docstring('    "one" f"two"\n'), null);
    assert.equal(docstring('    "one" + "two"\n'), null);
    assert.equal(docstring('    "one",\n'), null);
    assert.equal(docstring('    x = "Doc."\n'), null);
    assert.equal(docstring('    pass\n    """Late."""\n'), null);
    assert.equal(onlyFunction('def f(): "Doc."\n').docstring?.text, '"Doc."');
  });

  it('tell nested functions and their classes', () => {
    const all = functions('def f():\n    def g(): ...\n    class A:\n        def m(self):\n            def h(): ...\n');
    assert.deepEqual(
      all.map(({ name, enclosing, localClass }) => [name, enclosing?.name ?? null, localClass?.name ?? null]),
      [
        ['f', null, null],
        ['g', 'f', null],
        ['m', null, 'A'],
        ['h', 'm', null],
      ],
    );
  });

  it('tell functions in blocks of a module', () => {
    const all = functions('if x:\n    def f(): ...\nelse:\n    class A:\n        def m(self): ...\n');
    assert.deepEqual(
      all.map(({ name, localClass }) => [name, localClass?.name ?? null]),
      [
        ['f', null],
        ['m', 'A'],
      ],
    );
  });

  it('give methods as regions of their own', () => {
    const found = regions('class A:\n    x = 1\n\n    def m(self): ...\n\n    class B:\n        def n(self): ...\n');
    assert.deepEqual(
      found.map((region) => [region.kind, readFunctions(region).map(({ name }) => name)]),
      [
        ['class', []],
        ['function', ['m']],
        ['class', []],
        ['function', ['n']],
      ],
    );
  });

  it('leave out what is half typed', () => {
    for (const text of [
      'def\n',
      'def f\n',
      'def f(\n',
      'def f(a,\n',
      'def f(a=\n',
      'def (a): ...\n',
      '@\ndef f(): ...\n',
    ]) {
      assert.doesNotThrow(() => functions(text), text);
    }
    const [facts] = functions('def f(a, , b): ...\n');
    assert.deepEqual(facts?.parameters.map(({ name }) => name) ?? [], ['a', 'b']);
  });
});

describe('facts of classes', () => {
  it('tell bases, keywords and decorators', () => {
    const facts = onlyClass('@d\n@e(1)\nclass A(B, m.C[int], f(), table=True, metaclass=M): ...\n');
    assert.equal(facts.name, 'A');
    assert.deepEqual(
      facts.bases.map(({ name }) => name),
      ['B', 'm.C', null],
    );
    assert.deepEqual(
      [...facts.keywords].map(([key, value]) => [key, value.text]),
      [
        ['table', 'True'],
        ['metaclass', 'M'],
      ],
    );
    assert.deepEqual(
      facts.decorators.map(({ name }) => name),
      ['d', 'e'],
    );
    assert.equal(facts.whole.start, 0);
  });

  it('tell fields in order, and nothing of the methods', () => {
    const facts = onlyClass(
      'class A:\n    """Doc."""\n\n    a: int\n    b: str = "x"\n    c = Field(1)\n    d, e = 1, 2\n    f.g = 1\n\n    def m(self):\n        h = 1\n\n    i: float = 0\n',
    );
    assert.equal(facts.docstring?.text, '"""Doc."""');
    assert.deepEqual(
      facts.fields.map(({ name, annotation, value }) => [name, annotation?.text ?? null, value?.text ?? null]),
      [
        ['a', 'int', null],
        ['b', 'str', '"x"'],
        ['c', null, 'Field(1)'],
        ['i', 'float', '0'],
      ],
    );
  });

  it('have no docstring where a method comes first', () => {
    assert.equal(onlyClass('class A:\n    def m(self): ...\n\n    """Late."""\n').docstring, null);
  });

  it('are read with type parameters and without a body of their own', () => {
    assert.equal(onlyClass('class A[T: int](B[T]): ...\n').bases[0]?.name, 'B');
    assert.deepEqual(onlyClass('class A: pass\n').fields, []);
    assert.deepEqual(onlyClass('class A(): pass\n').bases, []);
  });

  it('are none of a half-typed header', () => {
    for (const text of ['class\n', 'class A\n', 'class A(\n', 'class (B): ...\n']) {
      assert.doesNotThrow(() => regions(text).map(readClassRegion), text);
    }
  });
});

describe('facts of imports', () => {
  const imports = (text: string): string[] =>
    regions(text).flatMap((region) =>
      readImports(region).map(
        ({ module, level, name, local, typeCheckingOnly, inFunction }) =>
          `${'.'.repeat(level)}${module}:${name ?? ''} ${local}${typeCheckingOnly ? ' typing' : ''}${inFunction ? ' local' : ''}`,
      ),
    );

  it('tell every form', () => {
    assert.deepEqual(imports('import a, b.c, d.e as f\n'), ['a: a', 'b.c: b', 'd.e: f']);
    assert.deepEqual(imports('from a.b import c, d as e\n'), ['a.b:c c', 'a.b:d e']);
    assert.deepEqual(imports('from a import (\n    b,  # one\n    c,\n)\n'), ['a:b b', 'a:c c']);
    assert.deepEqual(imports('from a import *\n'), ['a:* *']);
    assert.deepEqual(imports('from . import a\nfrom .. import b\nfrom ...c.d import e\n'), [
      '.:a a',
      '..:b b',
      '...c.d:e e',
    ]);
    assert.deepEqual(imports('from . a import b\n'), ['.a:b b']);
    assert.deepEqual(imports('from __future__ import annotations\n'), ['__future__:annotations annotations']);
  });

  it('tell where they stand', () => {
    const text =
      'if TYPE_CHECKING:\n    from a import b\nelse:\n    b = 1\nif typing.TYPE_CHECKING:\n    import c\ntry:\n    import d\nexcept ImportError:\n    d = None\ndef f():\n    import e\nclass A:\n    import g\n';
    assert.deepEqual(imports(text), ['a:b b typing', 'c: c typing', 'd: d', 'e: e local', 'g: g']);
  });

  it('know that the other branch of TYPE_CHECKING runs', () => {
    assert.deepEqual(imports('if TYPE_CHECKING:\n    import a\nelse:\n    import b\n'), ['a: a typing', 'b: b']);
    assert.deepEqual(imports('if not TYPE_CHECKING:\n    import a\n'), ['a: a']);
  });
});

describe('bindings of a module', () => {
  const names = (text: string): string[] => bindings(text).map(({ kind, name }) => `${kind} ${name}`);

  it('are functions, classes, imports and variables', () => {
    assert.deepEqual(names('import a\nfrom b import c as d\ndef f(): ...\nclass G: ...\nh = 1\ni: int\n'), [
      'import a',
      'import d',
      'function f',
      'class G',
      'variable h',
      'variable i',
    ]);
  });

  it('are all targets of an assignment', () => {
    assert.deepEqual(names('a = b = 1\nc, (d, *e) = x\n[f, g] = x\nh.i = 1\nj[0] = 1\nk += 1\n'), [
      'variable a',
      'variable b',
      'variable c',
      'variable d',
      'variable e',
      'variable f',
      'variable g',
      'variable k',
    ]);
  });

  it('are those of blocks, but not of functions, lambdas and comprehensions', () => {
    assert.deepEqual(
      names('for a in x:\n    b = 1\nwith y as c, z as (d, e):\n    pass\nwhile (f := 1):\n    pass\n'),
      ['variable a', 'variable b', 'variable c', 'variable d', 'variable e', 'variable f'],
    );
    assert.deepEqual(
      names('try:\n    import a\nexcept E as b:\n    c = 1\nif x:\n    def g(): y = 1\n    class H: z = 1\n'),
      ['import a', 'variable b', 'variable c', 'function g', 'class H'],
    );
    assert.deepEqual(names('a = [b for b in c]\nd = lambda e: (f := e)\n'), ['variable a', 'variable d']);
    assert.deepEqual(names('def f():\n    x = 1\nclass A:\n    y = 1\n    def m(self): ...\n'), [
      'function f',
      'class A',
      'function m',
    ]);
    assert.deepEqual(names('match x:\n    case P(q, w=e) | m.N | -1 | _:\n        pass\n'), [
      'variable q',
      'variable e',
    ]);
    assert.deepEqual(names('match x:\n    case [a, {"k": b}] as c:\n        d = 1\n'), [
      'variable a',
      'variable b',
      'variable c',
      'variable d',
    ]);
  });

  it('hold annotation and value as text, where there is one plain assignment', () => {
    const [one, two, three] = bindings('a: int = f(1)\nb = c = 2\nd, e = 3, 4\n');
    assert.deepEqual(
      [one, two, three].map((each) => each?.kind === 'variable' && [each.name, each.annotation, each.value]),
      [
        ['a', 'int', 'f(1)'],
        ['b', null, '2'],
        ['c', null, '2'],
      ],
    );
    const unpacked = bindings('d, e = 3, 4\n').map((each) => each.kind === 'variable' && each.value);
    assert.deepEqual(unpacked, [null, null]);
  });

  it('hold signatures as plain data', () => {
    const [binding] = bindings('@d(1)\nasync def f(a: int, *b, c=2) -> str:\n    yield 1\n');
    assert.deepEqual(binding, {
      kind: 'function',
      name: 'f',
      signature: {
        name: 'f',
        isAsync: true,
        isGenerator: true,
        ending: null,
        decorators: ['d(1)'],
        parameters: [
          { name: 'a', kind: 'ordinary', annotation: 'int', default: null },
          { name: 'b', kind: 'var-positional', annotation: null, default: null },
          { name: 'c', kind: 'keyword-only', annotation: null, default: '2' },
        ],
        returns: 'str',
      },
      start: 16,
    });
  });

  it('tell how a body ends where no annotation says it', () => {
    const ending = (text: string): string | null | undefined => {
      const [binding] = bindings(text);
      return binding?.kind === 'function' ? binding.signature.ending : undefined;
    };
    assert.equal(ending('def f(self):\n    if x:\n        return 1\n'), 'value');
    assert.equal(ending('def f(self):\n    return\n'), 'open');
    assert.equal(ending('def f(self):\n    return None\n'), 'open');
    assert.equal(ending('def f(self):\n    def g(): return 1\n'), 'open');
    assert.equal(ending('def f(a):\n    return 1\n'), 'open');
    assert.equal(ending('def f(a):\n    print(a)\n    raise ValueError(a)\n'), 'exception');
    assert.equal(ending('def f(a):\n    if a:\n        return\n    raise ValueError(a)\n'), 'open');
    assert.equal(ending('def f(self):\n    raise NotImplementedError\n'), 'open');
    assert.equal(ending('def f(a) -> None:\n    raise ValueError(a)\n'), null);
  });

  it('know whose yield it is', () => {
    const generator = (body: string): boolean => {
      const [binding] = bindings(`def f():\n${body}`);
      return binding?.kind === 'function' && binding.signature.isGenerator;
    };
    assert.equal(generator('    yield\n'), true);
    assert.equal(generator('    x = yield from y\n'), true);
    assert.equal(generator('    if x:\n        yield 1\n'), true);
    assert.equal(generator('    def g(): yield 1\n'), false);
    assert.equal(generator('    return lambda: (yield)\n'), false);
    assert.equal(generator('    class A:\n        def m(self): yield 1\n'), false);
  });

  it('name the module that an import binds', () => {
    const modules = bindings('import a.b\nimport c.d as e\nfrom .f import g\n').map(
      (each) => each.kind === 'import' && [each.name, each.module, each.level, each.imported],
    );
    assert.deepEqual(modules, [
      ['a', 'a', 0, null],
      ['e', 'c.d', 0, null],
      ['g', 'f', 1, 'g'],
    ]);
  });

  it('leave out what an import binds in a function', () => {
    assert.deepEqual(names('if x:\n    def f():\n        import a\n'), ['function f']);
  });
});

describe('attributes', () => {
  const writes = (body: string): string[] => {
    const text = `def put(self, given: int, wide: int | None, *rest: int) -> None:\n    ${body.replaceAll('\n', '\n    ')}\n`;
    const [placed] = new SourceFile('a.py', text).regions;
    return readAttributes(placed!.region).map(
      ({ name, annotation, constructed }) => `${name}: ${annotation ?? constructed ?? '?'}`,
    );
  };

  it('are read from assignments to self', () => {
    assert.deepEqual(writes('self.a = 1\nself.b: list[int] = []\nself.c = Thing(1)\nself.d = self.e = ""'), [
      'a: int',
      'b: list[int]',
      'c: Thing',
      'd: str',
      'e: str',
    ]);
    assert.deepEqual(writes('self.a = given\nself.b = rest\nself.c = other\nself.d = given + 1'), [
      'a: int',
      'b: ?',
      'c: ?',
      'd: ?',
    ]);
  });

  it('have no type where a parameter may have changed before', () => {
    assert.deepEqual(writes('given = 2\nself.a = given'), ['a: ?']);
    assert.deepEqual(writes('for given in rest: pass\nself.a = given'), ['a: ?']);
    assert.deepEqual(writes('if wide is None: return\nself.a = wide'), ['a: ?']);
    assert.deepEqual(writes('self.a = wide'), ['a: int | None']);
  });

  it('are found among other targets, and not behind another dot', () => {
    assert.deepEqual(writes('self.a, (self.b, c) = 1, (2, 3)\nwith x as self.d: pass\nself.e += 1'), [
      'a: ?',
      'b: ?',
      'd: ?',
      'e: ?',
    ]);
    assert.deepEqual(writes('self.a.b = 1\nself.c[0] = 1\nother.d = 1\nclass C:\n    self.e = 1'), []);
  });

  it('stay the same while the value that is typed says nothing', () => {
    assert.deepEqual(writes('self.a = load(given)'), writes('self.a = load(given, 2) or 3'));
  });
});
