// The comments that silence problems, form by form (rules.md: "Common to every rule").
import assert from 'node:assert/strict';
import type { FunctionRule, RegionRule, Rule } from '../../server/src/linter/rule';
import { walk } from '../../server/src/syntax/node';
import { lintText } from './lintText';

const papers = { preset: 'skill', summary: '', why: '', bad: '', good: '', fixText: '' } as const;

/** Flags every function's name, and says that it is about the signature. */
const badName: FunctionRule = {
  ...papers,
  id: 'bad-name',
  family: 'docstrings',
  severity: 'warning',
  codes: ['ANN001', 'D103', 'DOC101'],
  scope: 'function',
  check: ({ facts }) => [{ span: facts.nameSpan, message: 'name', about: facts }],
};

/** Flags the first line of every docstring, for which the docstring's last line counts. */
const badDocstring: FunctionRule = {
  ...badName,
  id: 'bad-docstring',
  check: ({ facts }) => {
    const at = facts.docstring?.start ?? 0;
    return facts.docstring ? [{ span: { start: at, end: at + 3 }, message: 'docstring', about: facts }] : [];
  },
};

/** Flags every name `bad`, wherever it stands. */
const badWord: RegionRule = {
  ...papers,
  id: 'bad-word',
  family: 'sql',
  severity: 'warning',
  codes: ['S608'],
  scope: 'region',
  check(region) {
    const problems: { span: { start: number; end: number }; message: string }[] = [];
    walk(region.node, (node) => {
      if (node.type === 'identifier' && node.text === 'bad') problems.push({ span: node, message: 'word' });
      return true;
    });
    return problems;
  },
};

function count(text: string, ...rules: Rule[]): number {
  return lintText(text, { rules }).problems.length;
}

function isSilent(text: string, ...rules: Rule[]): void {
  assert.equal(count(text, ...rules), 0, text);
}

function speaks(text: string, ...rules: Rule[]): void {
  assert.ok(count(text, ...rules) > 0, text);
}

describe('comments that silence', () => {
  it('are needed', () => {
    speaks('def f(): ...\n', badName);
    speaks('x = bad\n', badWord);
    speaks('def f(): ...  # a comment\n', badName);
  });

  it('may be noqa without a code', () => {
    for (const comment of ['# noqa', '#noqa', '# NOQA', '#  noqa', '# why # noqa', '# noqa - because']) {
      isSilent(`def f(): ...  ${comment}\n`, badName);
      isSilent(`x = bad  ${comment}\n`, badWord);
    }
    for (const comment of ['# noqable', '# no qa', '# nonoqa']) speaks(`x = bad  ${comment}\n`, badWord);
  });

  it('may be noqa with a code of the rule, or its prefix', () => {
    const forms = [
      'ANN001',
      ' ANN001',
      ' ann001',
      ' E501, ANN001',
      ' E501,D103',
      ' E501 D103',
      ' ANN',
      ' ANN0',
      ' D',
      ' D1',
      ' DOC1',
    ];
    for (const codes of forms) isSilent(`def f(): ...  # noqa:${codes}\n`, badName);
    isSilent('def f(): ...  # noqa: ANN001 because it is old\n', badName);
    isSilent('def f(): ...  # noqa : D103\n', badName);
    for (const codes of [' E501', ' ANN002', ' A', ' DO', ' D2', ' D1034', ' S608']) {
      speaks(`def f(): ...  # noqa:${codes}\n`, badName);
    }
  });

  it('are not inside strings', () => {
    speaks('x = bad, "# noqa"\n', badWord);
    speaks('def f():\n    """Doc. # noqa"""\n', badName);
  });

  it('may be nosec for SQL alone', () => {
    isSilent('x = bad  # nosec\n', badWord);
    isSilent('x = bad  # nosec B608\n', badWord);
    speaks('def f(): ...  # nosec\n', badName);
  });

  it('are not `type: ignore`', () => {
    speaks('def f(): ...  # type: ignore\n', badName);
    speaks('x = bad  # type: ignore[arg-type]\n', badWord);
    isSilent('x = bad  # type: ignore # noqa\n', badWord);
  });

  it('may be ours, for all rules or by id', () => {
    isSilent('x = bad  # fastidious: ignore\n', badWord);
    isSilent('x = bad  # fastidious: ignore[bad-word]\n', badWord);
    isSilent('x = bad  # fastidious:ignore[ bad-name , bad-word ]\n', badWord);
    isSilent('x = bad  # fastidious: ignore [bad-word]\n', badWord);
    speaks('x = bad  # fastidious: ignore[bad-name]\n', badWord);
    speaks('x = bad  # fastidious: ignored\n', badWord);
    speaks('x = bad  # fastidious: ignore[]\n', badWord);
  });

  it('may be for the file, in its first ten lines', () => {
    isSilent('# fastidious: ignore-file\nx = bad\n\ny = bad\n', badWord);
    isSilent('"""Doc."""\n# fastidious: ignore-file[bad-word]\nx = bad\n', badWord);
    isSilent(`${'\n'.repeat(9)}# fastidious: ignore-file\nx = bad\n`, badWord);
    speaks(`${'\n'.repeat(10)}# fastidious: ignore-file\nx = bad\n`, badWord);
    speaks('# fastidious: ignore-file[bad-name]\nx = bad\n', badWord);
    speaks('# fastidious: ignore-file[]\nx = bad\n', badWord);
    isSilent('\ufeff# fastidious: ignore-file\r\nx = bad\r\n', badWord);
  });

  it('may be those for a file that Ruff and flake8 know', () => {
    isSilent('x = bad\n# ruff: noqa\n', badWord);
    isSilent('# flake8: noqa\nx = bad\n', badWord);
    isSilent('# ruff: noqa: S608\nx = bad\n', badWord);
    speaks('# ruff: noqa: E501\nx = bad\n', badWord);
  });

  it('count on the line where the problem starts and on no other', () => {
    speaks('# noqa\nx = bad\n', badWord);
    speaks('x = bad\n# noqa\n', badWord);
    isSilent('x = [\n    1,\n    bad,  # noqa\n]\n', badWord);
    speaks('x = [\n    1,  # noqa\n    bad,\n]\n', badWord);
    assert.equal(count('x = bad  # noqa\ny = bad\n', badWord), 1);
  });

  it('count on the first line of the statement', () => {
    isSilent('x = [  # noqa\n    1,\n    bad,\n]\n', badWord);
    isSilent('def f():\n    return g(  # noqa\n        bad\n    )\n', badWord);
    speaks('def f():  # noqa\n    return g(\n        bad\n    )\n', badWord);
    speaks('if x:  # noqa\n    y = bad\n', badWord);
    speaks('class A:  # noqa\n    y = bad\n', badWord);
  });

  it('count on the closing line of a string', () => {
    isSilent('x = f"""\n{bad}\n"""  # noqa\n', badWord);
    isSilent('execute(\n    f"""\n    {bad}\n    """  # nosec\n)\n', badWord);
    isSilent('x = ("a"\n     f"{bad}"\n     "c")  # noqa\n', badWord);
  });

  it('count on decorators and the `def` line for what is about the signature or docstring', () => {
    isSilent('@a\n@b  # noqa\n@c\ndef f():\n    pass\n', badName);
    isSilent('@a(  # noqa\n    1,\n)\ndef f():\n    pass\n', badName);
    isSilent('@a(\n    1,\n)  # noqa\ndef f():\n    pass\n', badName);
    isSilent('@a\ndef f(\n    x,\n) -> None:  # noqa\n    pass\n', badName);
    isSilent('def f(x) -> dict[\n    str, int\n]:  # noqa\n    pass\n', badName);
    isSilent('def f():  # noqa\n    """Doc."""\n', badDocstring);
    isSilent('@a  # noqa\ndef f():\n    """Doc."""\n', badDocstring);
    isSilent('def f():\n    """Doc.\n\n    More.\n    """  # noqa\n', badDocstring, badName);
    speaks('def f():\n    """Doc."""\n    return 1  # noqa\n', badDocstring);
    speaks('def f():\n    pass  # noqa\n', badName);
  });

  it('count for methods and nested functions by themselves', () => {
    assert.equal(count('class A:\n    def f(self): ...  # noqa\n\n    def g(self): ...\n', badName), 1);
    assert.equal(count('def f():  # noqa\n    def g(): ...\n', badName), 1);
    assert.equal(count('def f():\n    def g(): ...  # noqa\n', badName), 1);
  });

  it('count after CRLF line breaks as after others', () => {
    isSilent('x = 1\r\ny = [\r\n    bad,  # noqa\r\n]\r\n', badWord);
    speaks('x = 1  # noqa\r\ny = bad\r\n', badWord);
  });

  it('leave the rules that they do not name', () => {
    const text = 'def f():  # fastidious: ignore[bad-name]\n    """Doc."""\n';
    assert.deepEqual(
      lintText(text, { rules: [badName, badDocstring] }).problems.map((problem) => problem.rule.id),
      ['bad-docstring'],
    );
  });
});
