// The docstring that is written for the function at the cursor, and the one that typing three quotes may become.
// Must not test how single sections are found; the rules' fixtures do.
import assert from 'node:assert/strict';
import { SourceFile } from '../../server/src/facts/sourceFile';
import { docstringEdit, typedDocstrings } from '../../server/src/linter/docstringEdit';
import { applyEdits, plainText } from '../../server/src/linter/edits';
import { settingsForFile } from '../../server/src/linter/fileSettings';
import type { Edit } from '../../server/src/linter/rule';
import { DEFAULT_SETTINGS } from '../../server/src/linter/settings';
import { readModule } from '../../server/src/project/module';
import { Project } from '../../server/src/project/project';
import { RULES } from '../../server/src/rules';

/** Asks at the `|` of a text, which is taken out. */
function at<T>(
  marked: string,
  ask: (request: Parameters<typeof docstringEdit>[0], offset: number) => T,
  path = 'app/module.py',
): { text: string; answer: T } {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const file = new SourceFile(path, text);
  const project = new Project();
  project.set(readModule(path, file.regions));
  const settings = settingsForFile(path, path, DEFAULT_SETTINGS, RULES);
  const answer = ask({ file, settings, project: project.view(path) }, offset);
  file.close();
  return { text, answer };
}

function generated(marked: string, path?: string): string {
  const { text, answer } = at(marked, docstringEdit, path);
  return 'edit' in answer ? applied(text, answer.edit) : answer.message;
}

function applied(text: string, edit: Edit): string {
  return applyEdits(text, [{ ...edit, newText: plainText(edit.newText) }]);
}

function typed(marked: string, path?: string): string[] {
  const { text, answer } = at(marked, typedDocstrings, path);
  return answer.map(({ edit }) => applied(text, edit));
}

const WHOLE = `def get_user(db, user_id: int) -> str:
    """Get user.

    Args:
        db: Description.
        user_id: Description.

    Returns:
        Description.

    Raises:
        KeyError: Description.
    """
    if user_id < 0:
        raise KeyError(user_id)
    return db[user_id]
`;
const BARE = WHOLE.replace(/ {4}"""[\s\S]*"""\n/, '');

describe('docstring at the cursor', () => {
  it('is written wherever in the function the cursor is', () => {
    for (let offset = 0; offset <= BARE.length - 1; offset++) {
      assert.equal(generated(`${BARE.slice(0, offset)}|${BARE.slice(offset)}`), WHOLE, `offset ${offset}`);
    }
  });

  it('is that of the innermost function, decorators and the line being written included', () => {
    const text = `class A:
    @cached
    @retry(3)
    def outer(self):
        def inner(x):
            return x

        return inner
`;
    const of = (from: string, to: string): string => generated(text.replace(from, to)).replace(/[\s\S]*?"""/, '');
    assert.match(of('@ca', '@|ca'), /^Outer/);
    assert.match(of('    @retry', '|    @retry'), /^Outer/);
    assert.match(of('return x', 'ret|urn x'), /^Inner/);
    assert.match(of('return inner', 'return inn|er'), /^Outer/);
    assert.match(of('return inner\n', 'return inner\n        |'), /^Outer/);
    assert.equal(of('return inner\n', 'return inner\n    |'), 'There is no function at the cursor.');
    assert.equal(of('class A', 'cla|ss A'), 'There is no function at the cursor.');
  });

  it('is added to, around what is there', () => {
    const text = `def move(source: str, target: str, *, force: bool = False) -> int:
\t"""Move|  a file.

\tSome $prose} with \\\\ in it.\t

\tArgs:
\t\ttarget: Where to.

\tReturns:
\t\tHow many bytes.
\t"""
\tif not source:
\t\traise errors.Empty(source)
\treturn 1
`;
    assert.equal(
      generated(text),
      text
        .replace('|', '')
        .replace(
          '\t\ttarget: Where to.\n',
          '\t\tsource: Description.\n\t\ttarget: Where to.\n\t\tforce: Description.\n',
        )
        .replace('How many bytes.\n', 'How many bytes.\n\n\tRaises:\n\t\terrors.Empty: Description.\n'),
    );
  });

  it('gets all sections that it lacks at once, and a second time nothing', () => {
    const text = WHOLE.replace(/\n\n {4}Args:[\s\S]*?"""/, '"""');
    assert.equal(generated(text.replace('return', 're|turn')), WHOLE);
    assert.equal(generated(WHOLE.replace('return', 're|turn')), 'The docstring of "get_user" lacks nothing.');
    const behind = WHOLE.replace(/\n {4}Returns:[\s\S]*?"""/, '    """');
    assert.equal(generated(behind.replace('return', 're|turn')), WHOLE);
    const before = WHOLE.replace(/ {4}Args:[\s\S]*?(?= {4}Raises)/, '');
    assert.equal(generated(before.replace('return', 're|turn')), WHOLE);
  });

  it('counts its tab stops through', () => {
    const { answer } = at(
      WHOLE.replace(/ {8}db: .*\n/, '').replace(/\n {4}Raises:[\s\S]*?"""/, '    """|'),
      docstringEdit,
    );
    assert.ok('edit' in answer);
    assert.deepEqual(answer.edit.newText.match(/\$\{\d/g), ['${1', '${2']);
  });

  it('is left alone where it follows another convention or cannot be edited', () => {
    assert.equal(
      generated('def f(a):\n    """Sum.\n\n    :param b: It.\n    """|\n'),
      'The docstring of "f" is in reST style; only Google docstrings are added to.',
    );
    assert.equal(generated('def f(a):\n    "Sum" " up."|\n'), 'The docstring of "f" cannot be edited where it stands.');
    assert.equal(generated('def f(a, b=:|\n    return 1\n'), 'There is no function at the cursor.');
  });

  it('is a summary in tests', () => {
    assert.equal(
      generated('def test_a(client):\n    assert| client\n', 'tests/test_a.py'),
      'def test_a(client):\n    """Test a."""\n    assert client\n',
    );
  });

  it('keeps the line breaks of the file', () => {
    assert.ok(!/[^\r]\n/.test(generated(BARE.replaceAll('\n', '\r\n').replace('def', 'd|ef'))));
  });
});

describe('docstring behind typed quotes', () => {
  const start = 'def get_user(db, user_id: int) -> str:\n';
  const rest = BARE.slice(start.length);

  it('takes the place of the quotes, closed or not', () => {
    assert.deepEqual(typed(`${start}    """|"""\n${rest}`), [WHOLE]);
    assert.deepEqual(typed(`${start}    """|\n${rest}`), [WHOLE]);
    assert.deepEqual(typed(`${start.trimEnd()}  # noqa\n\n    """|"""\n${rest}`), [
      WHOLE.replace(':\n', ':  # noqa\n\n'),
    ]);
    assert.deepEqual(typed('def f(a):\n\n    """|'), [
      'def f(a):\n\n    """F.\n\n    Args:\n        a: Description.\n    """',
    ]);
  });

  it('is offered above a statement that begins with a string', () => {
    assert.equal(typed('def f():\n    """|\n    return "a"\n').length, 1);
  });

  it('is offered below, where the unclosed quotes would swallow other functions', () => {
    const other = 'def other():\n    """Other."""\n';
    assert.deepEqual(typed(`${start}    """|\n${rest}\n\n${other}`), [`${WHOLE}\n\n${other}`]);
  });

  it('may keep its sections out of the OpenAPI text', () => {
    const text = '@app.get("/a")\ndef read(a: int) -> int:\n    """|"""\n    return a\n';
    const [full, cut, ...more] = typed(text);
    assert.deepEqual(more, []);
    assert.ok(!full!.includes('\\f') && cut!.includes('"""Read.\n\n    \\f\n'));
    assert.equal(typed(text.replace('"""|', 'r"""|')).length, 1);
  });

  it('is offered nowhere else', () => {
    for (const text of [
      `${start}    ""|"\n${rest}`,
      `${start}    """|""" + x\n${rest}`,
      `${start}    x = 1\n    """|"""\n${rest}`,
      `${start}    """|"""\n    """There is one."""\n${rest}`,
      'class A:\n    """|"""\n    x = 1\n',
      'if a:\n    """|"""\n',
      'def f(a):\n    if a:\n        """|"""\n',
      'def f(a):\n    """Sum.\n\n    Args:\n    """|\n    return a\n',
      'x = {\n  1:\n    """|"""\n}\n',
      '"""|"""\n',
    ]) {
      assert.deepEqual(typed(text), [], text);
    }
  });
});
