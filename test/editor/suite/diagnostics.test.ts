// Problems show in the real editor: squiggles, the Problems panel, the link to the rule's page.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import {
  closeAll,
  editorWindow,
  hasWindow,
  onDisk,
  problemOn,
  problems,
  ruleOf,
  sampleFile,
  show,
  status,
  until,
} from '../support';

describe('problems in the sample', () => {
  before(async () => {
    await show('src/app/fines.py');
    await status('ready');
  });
  after(closeAll);

  it('stand on what is wrong, with the rule as code and a link to its page', async () => {
    const uri = sampleFile('src/app/fines.py');
    const parameter = await problemOn(uri, 'missing-parameter-type', 'renewals');
    assert.equal(parameter.range.start.line, 8);
    assert.equal(parameter.severity, vscode.DiagnosticSeverity.Warning);
    const { code } = parameter;
    assert.ok(typeof code === 'object', 'the code has no link');
    assert.match(code.target.toString(true), /missing-parameter-type/);
    await problemOn(uri, 'missing-return-type', 'is_overdue');
    await problemOn(uri, 'missing-docstring', 'format_fine');
  });

  it('are found in each file of the sample that has mistakes', async () => {
    const expected: [string, string, string][] = [
      ['src/app/db.py', 'interpolated-sql', 'author'],
      ['src/app/db.py', 'interpolated-sql', 'name'],
      ['src/app/db.py', 'undocumented-parameter', 'limit'],
      ['src/app/db.py', 'missing-return-type', 'create_tables'],
      ['src/app/fines.py', 'undocumented-parameter', 'titles'],
      ['src/app/routers/books.py', 'verb-in-path', 'getByAuthor'],
      ['src/app/routers/books.py', 'wrong-success-status', ''],
      ['src/app/routers/books.py', 'missing-docstring', 'books_by_author'],
      ['src/app/routers/members.py', 'unversioned-path', '/search'],
      ['src/app/routers/members.py', 'verb-in-path', 'create'],
      ['src/app/routers/members.py', 'interpolated-sql', 'payload.email'],
      ['src/app/routers/members.py', 'missing-parameter-type', 'member_id'],
      ['src/app/routers/loans.py', 'missing-docstring', 'return_book'],
    ];
    for (const [path, rule, text] of expected) {
      await show(path);
      await problemOn(sampleFile(path), rule, text);
    }
  });

  it('are silent where the code is right', async () => {
    for (const path of ['src/app/models.py', 'src/app/main.py']) {
      await show(path);
      // The file is opened after those above, so that its answer comes after theirs.
      await new Promise((done) => setTimeout(done, 1500));
      assert.deepEqual(problems(sampleFile(path)).map(ruleOf), []);
    }
  });

  it('stand in pyproject.toml where its settings are wrong', async () => {
    const uri = sampleFile('pyproject.toml');
    const text = onDisk(uri);
    try {
      writeFileSync(uri.fsPath, `${text}\n[tool.fastidious]\npreset = "sloppy"\n`);
      await show('pyproject.toml');
      const [problem] = await until('the wrong setting', () => problems(uri).length > 0 && problems(uri));
      assert.match(problem!.message, /sloppy|preset/);
      await editorWindow.screenshot('wrong-setting');
    } finally {
      writeFileSync(uri.fsPath, text);
    }
    await until('the problem to go', () => problems(uri).length === 0);
  });

  it('are underlined in the window and listed in the Problems panel', async function () {
    if (!hasWindow) return this.skip();
    const editor = await show('src/app/db.py');
    const problem = await problemOn(editor.document.uri, 'interpolated-sql', 'author');
    editor.revealRange(problem.range, vscode.TextEditorRevealType.InCenter);
    await until('a squiggle', async () => (await editorWindow.texts('.squiggly-error')).length > 0);
    await editorWindow.press('Control+Shift+M');
    const rows = await until('rows in the Problems panel', async () => {
      const texts = await editorWindow.texts('.markers-panel-container .monaco-list-row');
      return texts.some((text) => text.includes('interpolated-sql')) && texts;
    });
    assert.ok(
      rows.some((text) => text.includes('fastidious')),
      rows.join('\n'),
    );
    await editorWindow.screenshot('problems-panel');
    await vscode.commands.executeCommand('workbench.action.closePanel');
  });
});
