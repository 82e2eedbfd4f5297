// Problems are mended in the real editor: by key, as a snippet with tab stops, by command and on save.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import {
  applyQuickFix,
  closeAll,
  editorWindow,
  find,
  hasWindow,
  onDisk,
  problemOn,
  sampleFile,
  show,
  status,
  until,
} from '../support';

const FINES = 'src/app/fines.py';

/** Applies the quick fix of a problem in the sample's file. */
async function quickFix(rule: string, text: string, title: RegExp): Promise<void> {
  await applyQuickFix(await show(FINES), rule, text, title);
}

describe('fixes', () => {
  before(async () => {
    await show(FINES);
    await status('ready');
  });
  afterEach(closeAll);

  it('a quick fix annotates a parameter', async () => {
    await quickFix('missing-parameter-type', 'renewals', /^Annotate .*"?int/);
    const { document } = vscode.window.activeTextEditor!;
    await until('the annotation', () => document.getText().includes('renewals: int = 0'));
    await until(
      'the problem to go',
      () => !vscode.languages.getDiagnostics(document.uri).some((each) => document.getText(each.range) === 'renewals'),
    );
    await editorWindow.screenshot('quick-fix-applied');
  });

  it('the docstring comes as a snippet whose tab stops are filled one after the other', async () => {
    await quickFix('missing-docstring', 'fine', /docstring/i);
    const editor = vscode.window.activeTextEditor!;
    const { document } = editor;
    await until('the docstring', () => /def fine\([^)]*\) -> float:\n {4}"""[\s\S]*?Args:/.test(document.getText()));
    // The first stop is selected: what is typed there replaces it, Tab goes to the next.
    const fill = async (text: string): Promise<number> => {
      if (hasWindow) await editorWindow.type(text);
      else await vscode.commands.executeCommand('type', { text });
      await until(`"${text}" to be typed`, () => document.getText().includes(text));
      return find(document, text).line;
    };
    const next = async (): Promise<void> => {
      const before = editor.selection;
      if (hasWindow) await editorWindow.press('Tab');
      else await vscode.commands.executeCommand('jumpToNextSnippetPlaceholder');
      await until('the next tab stop', () => !editor.selection.isEqual(before));
    };
    const first = await fill('Work out what a late book costs');
    await next();
    const second = await fill('When it had to be back');
    await next();
    const third = await fill('The day to reckon with');
    await editorWindow.screenshot('docstring-snippet');
    assert.ok(first < second && second < third, `${first}, ${second}, ${third}`);
    const lines = document.getText().split('\n');
    assert.match(lines[first]!, /^ {4}"""Work out what a late book costs/);
    assert.match(lines[second]!, /^ {8}due_on: When it had to be back\.?$/);
    assert.match(lines[third]!, /^ {8}today: The day to reckon with\.?$/);
    assert.ok(!document.getText().includes('${'), 'the snippet was inserted as plain text');
  });

  it('a snippet that comes as a command is inserted for the version it was made for, and for no other', async () => {
    const { document } = await show('src/app/models.py');
    const text = document.getText();
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    const apply = (version: number): Thenable<boolean> =>
      vscode.commands.executeCommand(
        'fastidious.applySnippet',
        document.uri.toString(),
        version,
        range,
        '# ${1:note}\n',
      );
    assert.equal(await apply(document.version - 1), false);
    assert.equal(document.getText(), text);
    assert.equal(await apply(document.version), true);
    assert.equal(document.getText(), `# note\n${text}`);
    assert.equal(document.getText(vscode.window.activeTextEditor!.selection), 'note');
  });

  it('Fix All in File takes every safe fix and leaves the rest', async () => {
    const { document } = await show(FINES);
    await problemOn(document.uri, 'missing-return-type', 'is_overdue');
    await vscode.commands.executeCommand('fastidious.fixAll');
    await until('the fixes', () => document.getText().includes('renewals: int = 0'));
    assert.match(document.getText(), /def is_overdue\(due_on: date, today: date\) -> bool:/);
    assert.match(document.getText(), /currency: str = "EUR"/);
    assert.ok(document.isDirty, 'the command must not save');
  });

  it('saving takes the safe fixes where editor.codeActionsOnSave asks for them', async () => {
    const uri = sampleFile(FINES);
    const original = onDisk(uri);
    const settings = vscode.workspace.getConfiguration('editor');
    await settings.update(
      'codeActionsOnSave',
      { 'source.fixAll.fastidious': 'explicit' },
      vscode.ConfigurationTarget.Global,
    );
    try {
      const editor = await show(FINES);
      await problemOn(uri, 'missing-parameter-type', 'renewals');
      await editor.edit((edit) => edit.insert(new vscode.Position(editor.document.lineCount, 0), '\n# late\n'));
      if (hasWindow) await editorWindow.press('Control+S');
      else await editor.document.save();
      await until('the fixed file on disk', () => onDisk(uri).includes('renewals: int = 0'));
      assert.match(onDisk(uri), /# late\n/);
    } finally {
      await settings.update('codeActionsOnSave', undefined, vscode.ConfigurationTarget.Global);
      writeFileSync(uri.fsPath, original);
    }
  });
});
