// The safe fixes of the whole workspace: shown in the real editor's refactor preview, made when they are confirmed.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { closeAll, editorWindow, hasWindow, onDisk, sampleFile, show, status, until } from '../support';

const FILES = [
  'src/app/fines.py',
  'src/app/db.py',
  'src/app/main.py',
  'src/app/models.py',
  'src/app/routers/books.py',
  'src/app/routers/loans.py',
  'src/app/routers/members.py',
  'tests/test_books.py',
];

describe('fix all in the workspace', () => {
  const texts = new Map<string, string>();

  before(async function () {
    // A question and a preview are answered by clicks alone.
    if (!hasWindow) this.skip();
    for (const file of FILES) texts.set(file, onDisk(sampleFile(file)));
    await show(FILES[0]!);
    await status('ready');
  });
  afterEach(async () => {
    await vscode.commands.executeCommand('notifications.clearAll');
    await closeAll();
    for (const [file, text] of texts) writeFileSync(sampleFile(file).fsPath, text);
  });

  const rows = (): Promise<string[]> => editorWindow.texts('.bulk-edit-panel .monaco-list-row');
  const choose = async (button: string): Promise<void> => {
    await until('the question', async () =>
      (await editorWindow.texts('.quick-input-titlebar')).some((text) => /\d+ safe fixes in \d+ files/.test(text)),
    );
    await editorWindow.screenshot('fix-workspace-question');
    await editorWindow.click('.quick-input-list .monaco-list-row', button);
  };
  // A window under test shows no toasts, but keeps its notifications.
  const told = async (what: RegExp): Promise<void> => {
    await until(`${what}`, async () => {
      await vscode.commands.executeCommand('notifications.showList');
      return (await editorWindow.texts('.notifications-center .notification-list-item')).some((text) =>
        what.test(text),
      );
    });
    await vscode.commands.executeCommand('notifications.clearAll');
  };

  it('shows what it would do, and does nothing when that is discarded', async () => {
    vscode.commands.executeCommand('fastidious.fixAllInWorkspace');
    await choose('Preview');
    await until('the preview', async () => (await rows()).some((row) => row.includes('fines.py')));
    await editorWindow.screenshot('fix-workspace-preview');
    await editorWindow.click('.bulk-edit-panel .monaco-button', 'Discard');
    await told(/nothing was changed/);
    for (const [file, text] of texts) assert.equal(onDisk(sampleFile(file)), text);
  });

  it('makes what is confirmed, saves it, and finds nothing a second time', async () => {
    const done = vscode.commands.executeCommand('fastidious.fixAllInWorkspace');
    await choose('Make All');
    await done;
    await told(/made \d+ safe fixes in \d+ files/);
    await editorWindow.screenshot('fix-workspace-made');
    await until('the fixes on disk', () => onDisk(sampleFile(FILES[0]!)).includes('renewals: int = 0'));
    assert.match(onDisk(sampleFile('src/app/db.py')), /def create_tables\(\) -> None:/);
    await vscode.commands.executeCommand('fastidious.fixAllInWorkspace');
    await told(/nothing in the workspace that can be fixed safely/);
  });
});
