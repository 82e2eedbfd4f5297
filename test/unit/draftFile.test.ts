// Where a generator's code goes in a file, new or there, and how it takes over the file's habits (linter/draftFile.ts).
import assert from 'node:assert/strict';
import { SourceFile } from '../../server/src/facts/sourceFile';
import { draftFile, type FileDraft } from '../../server/src/linter/draftFile';
import { applyEdits, plainText, sortEdits } from '../../server/src/linter/edits';
import { readModule } from '../../server/src/project/module';
import { Project } from '../../server/src/project/project';

const PATH = 'tests/test_users.py';
const OWN = { 'app/__init__.py': '', 'app/main.py': 'app = 1\n', 'app/models.py': '' };

/** The text after `write`, with `|` at the cursor. */
function draft(text: string | null, write: (draft: FileDraft) => void, snippet = false): string {
  const project = new Project();
  for (const [path, content] of Object.entries({ ...OWN, [PATH]: text })) {
    if (content === null) continue;
    const file = new SourceFile(path, content);
    project.set(readModule(path, file.regions));
    file.close();
  }
  const drafted = draftFile(PATH, text, project.view(PATH), { snippet });
  write(drafted);
  const made = drafted.finish();
  assert.equal(made.isNew, text === null);
  const edits = made.snippet ? made.edits.map((each) => ({ ...each, newText: plainText(each.newText) })) : made.edits;
  const after = applyEdits(text ?? '', sortEdits([...made.importEdits, ...edits]));
  const parsed = new SourceFile(PATH, after);
  assert.ok(parsed.parses, after);
  parsed.close();
  return `${after.slice(0, made.cursor)}|${after.slice(made.cursor)}`;
}

const CODE = 'def test_a() -> None:\n    """Test a."""\n    assert 1\n';

describe('a file that is drafted', () => {
  it('is made whole: docstring, sorted imports, code', () => {
    const text = draft(null, (file) => {
      file.describe('"""Tests of users."""');
      assert.equal(file.imports.use('fastapi.testclient', 'TestClient'), 'TestClient');
      assert.equal(file.imports.use('app.main', 'app'), 'app');
      assert.equal(file.imports.use('uuid', 'uuid4'), 'uuid4');
      file.append(CODE);
    });
    assert.equal(
      text,
      `"""Tests of users."""

from uuid import uuid4

from fastapi.testclient import TestClient

from app.main import app


|${CODE}`,
    );
  });

  it('is made without imports and without a docstring', () => {
    assert.equal(
      draft(null, (file) => file.append(CODE)),
      `|${CODE}`,
    );
  });

  it('gets code behind its last statement, and keeps what stands behind that', () => {
    const append = (text: string): string => draft(text, (file) => file.append(CODE));
    assert.equal(append('x = 1\n'), `x = 1\n\n\n|${CODE}`);
    assert.equal(append('x = 1'), `x = 1\n\n\n|${CODE}`);
    assert.equal(append('x = 1\n\n\n'), `x = 1\n\n\n|${CODE}\n\n`);
    assert.equal(append(''), `|${CODE}`);
    assert.equal(append('\ufeffx = 1\r\n'), `\ufeffx = 1\r\n\r\n\r\n|${CODE.replaceAll('\n', '\r\n')}`);
    assert.equal(append('if a:\n\tb\n'), `if a:\n\tb\n\n\n|${CODE.replaceAll('    ', '\t')}`);
  });

  it('gets code before the block that runs it as a script', () => {
    assert.equal(
      draft('x = 1\n\n\nif __name__ == "__main__":\n    run()\n', (file) => file.append(CODE)),
      `x = 1\n\n\n|${CODE}\n\nif __name__ == "__main__":\n    run()\n`,
    );
  });

  it('gets its imports before the code that is appended, wherever both go', () => {
    const use = (file: FileDraft): void => {
      file.append(CODE);
      file.imports.use('app.main', 'app');
    };
    assert.equal(draft('"""Tests."""\n', use), `"""Tests."""\n\nfrom app.main import app\n\n\n|${CODE}`);
    assert.equal(draft('import os\n', use), `import os\n\nfrom app.main import app\n\n\n|${CODE}`);
  });

  it('has its own modules in a section of their own, unless it mixes them already', () => {
    const own = (text: string): string => draft(text, (file) => file.imports.use('app.main', 'app')).slice(1);
    assert.equal(own('import pytest\n\nx = 1\n'), 'import pytest\n\nfrom app.main import app\n\nx = 1\n');
    assert.equal(
      own('import httpx\nfrom app.models import User\nfrom pytest import mark\n'),
      'import httpx\nfrom app.main import app\nfrom app.models import User\nfrom pytest import mark\n',
    );
  });

  it('breaks an import line that grows too long', () => {
    const text = draft(null, (file) => {
      for (const letter of 'abcdef') file.imports.use('app.main', letter.repeat(20));
    });
    assert.match(text, /^\|?from app\.main import \(\n {4}a{20},\n(.*\n)* {4}f{20},\n\)\n/);
  });

  it('gets members at the end of a class', () => {
    assert.equal(
      draft('class TestA:\n    def test_x(self) -> None:\n        pass\n\n\nx = 1\n', (file) => {
        assert.equal(file.appendToClass('TestB', 'y = 1'), false);
        assert.equal(file.appendToClass('TestA', 'def test_y(self) -> None:\n    pass\n'), true);
      }),
      'class TestA:\n    def test_x(self) -> None:\n        pass\n\n    |def test_y(self) -> None:\n        pass\n\n\nx = 1\n',
    );
  });

  it('gets definitions behind another one, as snippets where the cursor stands in it', () => {
    assert.equal(
      draft(
        'import a\n\n\nclass A:\n    x: int\n\n\ny = 1\n',
        (file) => {
          const after = file.file.regions.find(({ region }) => region.kind === 'class')!;
          file.insertAfter(after, 'class ${1:B}(A):\n    """${2:Doc}."""\n');
          file.imports.use('app.main', 'app');
        },
        true,
      ),
      'import a\n\nfrom app.main import app\n\n\nclass A:\n    x: int\n\n\n|class B(A):\n    """Doc."""\n\n\ny = 1\n',
    );
  });

  it('never gives a name twice', () => {
    draft('def test_a() -> None: ...\n', (file) => {
      assert.equal(file.freeName('test_a'), 'test_a_2');
      assert.equal(file.freeName('test_a'), 'test_a_3');
      assert.equal(file.freeName('test_b'), 'test_b');
      assert.ok(file.has('test_b'));
      assert.ok(!file.has('test_c'));
    });
  });

  it('imports two things of one name by their modules', () => {
    draft('x = 1\n', (file) => {
      assert.equal(file.imports.use('app.models', 'User'), 'User');
      assert.equal(file.imports.use('app.schemas', 'User'), 'app.schemas.User');
    });
  });
});
