// The parts of type inference by themselves: reading and joining types, documented types, reachability.
import assert from 'node:assert/strict';
import { passes } from '../../server/src/facts/controlFlow';
import { readFunctions } from '../../server/src/facts/functions';
import { SourceFile } from '../../server/src/facts/sourceFile';
import { spellType } from '../../server/src/infer/documentedTypes';
import { builtinType, readType } from '../../server/src/infer/readType';
import {
  ANY,
  builtin,
  hasHole,
  INT,
  imported,
  local,
  NONE,
  STR,
  typeKey,
  UNKNOWN,
  unite,
} from '../../server/src/infer/typeExpression';

import { RULES } from '../../server/src/rules';
import { lintText } from './lintText';

const TYPING = /^(Any|Optional|Union|List|Dict|Literal|Callable|Annotated|Self|TypeGuard|NoReturn)$/;

/** Names of a file that imports the usual from typing and defines `User`. */
function names(name: string): ReturnType<typeof builtinType> {
  if (TYPING.test(name)) return imported('typing', name);
  return name === 'User' || name === 'models.User' ? local(name) : builtinType(name);
}

describe('types', () => {
  it('are read from annotations', () => {
    const cases: Record<string, string> = {
      int: 'int',
      ' User ': 'User',
      'models.User': 'models.User',
      'int | None': 'int | none',
      'Optional[int]': 'int | none',
      'Union[int, str, None]': 'int | none | str',
      'List[int]': 'list[int]',
      'dict[str, list[User]]': 'dict[str, list[User]]',
      'tuple[int, ...]': 'tuple[int, ...]',
      '"User | None"': 'User | none',
      'list["User"]': 'list[User]',
      'Annotated[int, Field(ge=1, le="]")]': 'int',
      'Literal["a", "b]"]': 'typing.Literal["a", "b]"]',
      'Callable[[int], str]': 'typing.Callable[[int], str]',
      Any: 'any',
      'list[Any]': 'list[any]',
      '(int)': 'int',
    };
    for (const [text, key] of Object.entries(cases)) assert.equal(typeKey(readType(text, names)), key, text);
  });

  it('are unknown where they are none', () => {
    const cases = [
      '',
      'T',
      'list[T]',
      'int |',
      'Optional',
      'Self',
      'NoReturn',
      'f(x)',
      'int]',
      'tuple[()]',
      '"int',
      '1',
      'list[int',
      'x y',
    ];
    for (const text of cases) assert.equal(readType(text, names).kind, 'unknown', text);
  });

  it('are joined: equal ones once, None last, holes filled', () => {
    assert.equal(typeKey(unite([INT, INT])), 'int');
    assert.deepEqual(unite([NONE, INT]), { kind: 'union', members: [INT, NONE] });
    assert.equal(typeKey(unite([builtin('list', UNKNOWN), builtin('list', INT)])), 'list[int]');
    assert.equal(typeKey(unite([builtin('list', STR), builtin('list', INT)])), 'list[int] | list[str]');
    assert.equal(unite([INT, UNKNOWN]).kind, 'unknown');
    assert.equal(unite([INT, ANY]).kind, 'any');
    assert.equal(unite([]).kind, 'unknown');
    assert.ok(hasHole(builtin('dict', STR, UNKNOWN)) && !hasHole(builtin('dict', STR, ANY)));
  });
});

describe('documented types', () => {
  it('are spelled as annotations', () => {
    const cases: Record<string, string | null> = {
      str: 'str',
      'string, optional': 'str',
      'int or None': 'int | None',
      'list of str': 'list[str]',
      'list of strings': 'list[str]',
      'tuple of int': 'tuple[int, ...]',
      ':class:`User`': 'User',
      '`User`, optional': 'User',
      'Optional[int]': 'Optional[int]',
      'bool, default True': 'bool',
      'The name of the thing': null,
      '{"a", "b"}': null,
      '': null,
    };
    for (const [text, spelled] of Object.entries(cases)) assert.equal(spellType(text), spelled, text);
  });
});

describe('the end of a body', () => {
  const cases: Record<string, string> = {
    pass: 'yes',
    'return 1': 'no',
    'if x:\n    return 1': 'yes',
    'if x:\n    return 1\nelse:\n    raise X': 'no',
    'if x:\n    return 1\nelif y:\n    return 2': 'yes',
    'while True:\n    f()': 'no',
    'while True:\n    if x:\n        break': 'yes',
    'while True:\n    for y in z:\n        break': 'no',
    'while x:\n    return 1': 'yes',
    'for y in z:\n    return 1': 'yes',
    'for y in z:\n    pass\nelse:\n    return 1': 'no',
    'for y in z:\n    break\nelse:\n    return 1': 'yes',
    'try:\n    return 1\nexcept X:\n    pass': 'yes',
    'try:\n    return 1\nexcept X:\n    raise': 'no',
    'try:\n    f()\nexcept X:\n    return 1\nelse:\n    return 2': 'no',
    'try:\n    f()\nfinally:\n    return 1': 'no',
    'with x:\n    return 1': 'no',
    'with suppress(X):\n    return 1': 'yes',
    'with pytest.raises(X):\n    return 1': 'yes',
    'match x:\n    case 1:\n        return 1\n    case _:\n        return 2': 'no',
    'match x:\n    case 1:\n        return 1': 'unsure',
    'match x:\n    case 1:\n        pass\n    case _:\n        return 2': 'yes',
    'never()': 'no',
    'await never()': 'no',
    'parser.error("x")': 'unsure',
    'assert False': 'no',
    'def g():\n    return 1': 'yes',
  };
  for (const [body, expected] of Object.entries(cases)) {
    it(body.replaceAll('\n', '⏎'), () => {
      const file = new SourceFile('a.py', `def f():\n${body.replace(/^/gm, '    ')}\n`);
      assert.ok(file.parses);
      const facts = readFunctions(file.regions[0]!.region)[0]!;
      assert.equal(
        passes(facts.body, (name) => name === 'never'),
        expected,
      );
      file.close();
    });
  }
});

describe('tuples with unknown elements', () => {
  it('are not filled by those of another return', () => {
    const pair = unite([builtin('tuple', NONE, NONE), builtin('tuple', UNKNOWN, NONE)]);
    assert.equal(typeKey(pair), 'tuple[unknown, none]');
    assert.equal(typeKey(unite([builtin('list', UNKNOWN), builtin('list', INT)])), 'list[int]');
  });
});

/** Without a budget each of these takes hours; milliseconds, far above what a busy machine needs. */
const FOREVER = 20_000;

describe('inference gives up in time', () => {
  it('where a loop adds to names that are computed from one another', function () {
    this.timeout(2 * FOREVER);
    const names = Array.from({ length: 12 }, (_, i) => `n${i}`);
    const starts = names.map((name) => `    ${name} = x[:0]\n`).join('');
    const branches = names.map((name, i) => {
      const sum = names.filter((other) => other !== name).join(' + ');
      return `        ${i ? 'elif' : 'if'} x == ${i}:\n            ${name} += ${sum}\n            res += ${sum}\n`;
    });
    const text = `def f(x):\n    res = x[:0]\n${starts}    while x:\n${branches.join('')}    return res\n`;
    const linted = lintText(text, { rules: RULES.filter(({ id }) => id === 'missing-return-type') });
    const started = performance.now();
    assert.equal(linted.problems.length, 1);
    for (const problem of linted.problems) linted.fixes(problem);
    assert.ok(performance.now() - started < FOREVER);
  });

  it('also where every name has a known start', function () {
    this.timeout(2 * FOREVER);
    const names = Array.from({ length: 12 }, (_, i) => `n${i}`);
    const lines = names.map((name) => `        ${name} += ${names.filter((other) => other !== name).join(' + ')}\n`);
    const starts = names.map((name) => `    ${name} = 0\n`).join('');
    const text = `def f(x):\n${starts}    while x:\n${lines.join('')}    return n0\n`;
    const linted = lintText(text, { rules: RULES.filter(({ id }) => id === 'missing-return-type') });
    const started = performance.now();
    for (const problem of linted.problems) assert.equal(linted.fixes(problem).length, 1);
    assert.ok(performance.now() - started < FOREVER);
  });
});
