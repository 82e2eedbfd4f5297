// Inferred types stand in the real editor's text as hints where the setting asks for them, and a double click writes one.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, editorWindow, hasWindow, show, status, until } from '../support';

const FINES = 'src/app/fines.py';

async function hints(document: vscode.TextDocument): Promise<vscode.InlayHint[]> {
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  return (
    (await vscode.commands.executeCommand<vscode.InlayHint[]>(
      'vscode.executeInlayHintProvider',
      document.uri,
      whole,
    )) ?? []
  );
}

describe('inlay hints', () => {
  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('fastidious');

  before(async () => {
    await show(FINES);
    await status('ready');
  });
  afterEach(async () => {
    await settings().update('inlayHints.types', undefined, vscode.ConfigurationTarget.Global);
    await closeAll();
  });

  it('are off until the setting turns them on, and go with it', async () => {
    const { document } = await show(FINES);
    assert.deepEqual(await hints(document), []);
    await settings().update('inlayHints.types', true, vscode.ConfigurationTarget.Global);
    const shown = await until('hints', async () => {
      const found = await hints(document);
      return found.length > 0 && found;
    });
    assert.deepEqual(
      shown.map(({ position, label }) => `${position.line + 1}: ${label}`),
      ['9: : int', '22: -> bool', '35: : str', '35: -> str'],
    );
    if (hasWindow) {
      await until('hints in the window', async () => {
        const lines = await editorWindow.texts('.view-line');
        return lines.some((line) => line.replace(/[\s\u200b-\u200d]/g, '').includes('today:date)->bool:'));
      });
      await editorWindow.screenshot('inlay-hints');
    }
    await settings().update('inlayHints.types', false, vscode.ConfigurationTarget.Global);
    await until('no hints', async () => (await hints(document)).length === 0);
  });

  it('write the annotation down', async () => {
    await settings().update('inlayHints.types', true, vscode.ConfigurationTarget.Global);
    const { document } = await show(FINES);
    const hint = await until('the hint', async () => (await hints(document)).find(({ label }) => label === ': int'));
    const edit = new vscode.WorkspaceEdit();
    edit.set(document.uri, hint.textEdits ?? []);
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.ok(document.getText().includes('renewals: int = 0)'));
    await until('the hint to go', async () => !(await hints(document)).some(({ label }) => label === ': int'));
  });
});
