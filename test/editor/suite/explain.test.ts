// *Explain Rule*: begins at the rule under the cursor and shows its page as Markdown.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, editorWindow, hasWindow, placeCursor, problemOn, show, status, until } from '../support';

function previewTab(): vscode.Tab | undefined {
  return vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .find((tab) => tab.input instanceof vscode.TabInputWebview && tab.input.viewType.includes('markdown.preview'));
}

describe('Explain Rule', () => {
  before(async () => {
    await show('src/app/fines.py');
    await status('ready');
  });
  afterEach(closeAll);

  it('shows the page of a rule that it is given', async () => {
    await vscode.commands.executeCommand('fastidious.explainRule', 'interpolated-sql');
    const tab = await until('the preview', previewTab);
    assert.match(tab.label, /interpolated-sql/);
    if (!hasWindow) return;
    await until('the page', async () =>
      (await editorWindow.frameTexts('h1')).some((text) => text.includes('interpolated-sql')),
    );
    await editorWindow.screenshot('explain-rule');
  });

  it('offers every rule, beginning at the one under the cursor', async function () {
    if (!hasWindow) return this.skip();
    const editor = await show('src/app/db.py');
    const problem = await problemOn(editor.document.uri, 'interpolated-sql', 'author');
    await placeCursor(editor, problem.range.start);
    // Not awaited: the command ends when a rule is chosen.
    const done = vscode.commands.executeCommand('fastidious.explainRule');
    const chosen = await until('the list', async () => {
      const [text] = await editorWindow.texts('.quick-input-list .monaco-list-row.focused');
      return text;
    });
    assert.match(chosen, /^interpolated-sql/);
    await editorWindow.screenshot('explain-rule-list');
    await editorWindow.press('Enter');
    await done;
    assert.match((await until('the preview', previewTab)).label, /interpolated-sql/);
  });
});
