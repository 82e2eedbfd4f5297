// A fix that changes another file: one edit with a label, shown in the real editor's preview, made when it is confirmed.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { closeAll, editorWindow, hasWindow, onDisk, placeCursor, problemOn, sampleFile, show, until } from '../support';

const MEMBERS = 'src/app/routers/members.py';
const MAIN = 'src/app/main.py';

describe('a fix in another file', () => {
  let before = '';

  beforeEach(async function () {
    // A preview is answered by clicks alone.
    if (!hasWindow) this.skip();
    before = onDisk(sampleFile(MAIN));
    const editor = await show(MEMBERS);
    const problem = await problemOn(editor.document.uri, 'unversioned-path', '/search');
    await placeCursor(editor, problem.range.start.translate(0, 2));
    let pressed = 0;
    await until('the menu', async () => {
      // A menu that opens while new diagnostics arrive is closed by VS Code; a person presses again then.
      if (Date.now() - pressed > 4000) {
        pressed = Date.now();
        await editorWindow.press('Control+.');
      }
      return (await editorWindow.texts('.action-widget .monaco-list-row')).some((row) => row.includes('in main.py'));
    });
    await editorWindow.screenshot('cross-file-menu');
    await editorWindow.click('.action-widget .monaco-list-row', 'in main.py');
    await until('the preview', async () => (await rows()).some((row) => row.includes('main.py')));
  });
  afterEach(async () => {
    await closeAll();
    if (before) writeFileSync(sampleFile(MAIN).fsPath, before);
  });

  const rows = (): Promise<string[]> => editorWindow.texts('.bulk-edit-panel .monaco-list-row');
  const text = async (): Promise<string> => (await vscode.workspace.openTextDocument(sampleFile(MAIN))).getText();

  it('is shown under its title, and not made when it is discarded', async () => {
    await editorWindow.screenshot('cross-file-preview');
    await vscode.commands.executeCommand('refactorPreview.groupByType');
    await until('the title', async () =>
      (await rows()).some((row) => row.includes('Include the router under "/api/v1" in main.py')),
    );
    await editorWindow.screenshot('cross-file-preview-by-type');
    await vscode.commands.executeCommand('refactorPreview.groupByFile');
    await editorWindow.click('.bulk-edit-panel .monaco-button', 'Discard');
    await until('no preview', async () => (await rows()).length === 0);
    assert.equal(await text(), before);
  });

  it('is made when it is ticked and applied, once', async () => {
    await editorWindow.click(
      '.bulk-edit-panel .monaco-list-row input[type=checkbox], .bulk-edit-panel .monaco-list-row .monaco-checkbox',
    );
    await editorWindow.screenshot('cross-file-ticked');
    await editorWindow.click('.bulk-edit-panel .monaco-button', 'Apply');
    await until('the new prefix', async () =>
      (await text()).includes('app.include_router(members.router, prefix="/api/v1")'),
    );
    await editorWindow.screenshot('cross-file-made');
    assert.equal((await text()).replace('members.router, prefix="/api/v1"', 'members.router'), before);
  });
});
