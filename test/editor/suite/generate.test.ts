// Generators in the real editor: a test from a handler's lens, and by the palette's command into a file that is made.
// Must not test what single generators write.
import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import * as vscode from 'vscode';
import {
  closeAll,
  editorWindow,
  find,
  hasWindow,
  onDisk,
  placeCursor,
  sampleFile,
  show,
  status,
  until,
} from '../support';

const BOOKS = 'src/app/routers/books.py';
const TESTS = 'tests/test_books.py';
const TITLE = 'Generate test for "delete_book"';

describe('generators', () => {
  const active = (): string => vscode.window.activeTextEditor?.document.uri.path ?? '';
  const selected = (): string => {
    const { document, selection } = vscode.window.activeTextEditor!;
    return document.lineAt(selection.active.line).text;
  };

  before(async () => {
    await show(BOOKS);
    await status('ready');
  });
  afterEach(closeAll);

  it('write a test from the lens of a handler that no test calls, and show it', async function () {
    if (!hasWindow) this.skip();
    const before = onDisk(sampleFile(TESTS));
    const editor = await show(BOOKS);
    await placeCursor(editor, find(editor.document, 'def delete_book'));
    await until('the lens', async () =>
      (await editorWindow.texts('.codelens-decoration')).some((text) => text.includes('Generate test')),
    );
    await editorWindow.screenshot('generate-lens');
    // A lens that is made anew between the two halves of a click does not hear of it.
    let clicked = 0;
    await until('the choice', async () => {
      if (Date.now() - clicked > 4000) {
        clicked = Date.now();
        await editorWindow.click('.codelens-decoration a', 'Generate test');
      }
      return (await editorWindow.texts('.quick-input-list .monaco-list-row')).some((row) => row.includes(TITLE));
    });
    await editorWindow.screenshot('generate-choice');
    await editorWindow.press('Enter');
    await until('the file of the tests', () => active().endsWith(TESTS));
    const { document } = vscode.window.activeTextEditor!;
    await until('the test', () => document.getText().includes('def test_delete_book_success('));
    await editorWindow.screenshot('generate-test');
    assert.ok(document.getText().startsWith(before.trimEnd()));
    assert.ok(document.getText().includes('response = client.delete(f"/api/v1/books/{book_id}")'));
    assert.equal(selected(), 'def test_delete_book_success(client: TestClient) -> None:');
    // It counts as soon as it is there.
    await until('the lens that counts it', async () => {
      const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        sampleFile(BOOKS),
        100,
      );
      return (found ?? []).some(({ range, command }) => range.start.line === 77 && command?.title === '1 test');
    });
  });

  it('make a file by the command of the palette', async () => {
    const made = sampleFile('tests/test_main.py');
    try {
      const editor = await show('src/app/main.py');
      const { document } = editor;
      const edit = new vscode.WorkspaceEdit();
      const end = document.lineAt(document.lineCount - 1).range.end;
      edit.insert(
        document.uri,
        end,
        '\n\n@app.get("/api/v1/shelves")\nasync def list_shelves() -> list[str]:\n    """List the shelves."""\n    return []\n',
      );
      await vscode.workspace.applyEdit(edit);
      await placeCursor(editor, find(document, 'list_shelves'));
      await vscode.commands.executeCommand('fastidious.generate.test');
      await until('the file', () => active().endsWith('tests/test_main.py'));
      const text = vscode.window.activeTextEditor!.document.getText();
      assert.ok(text.includes('def test_list_shelves_success('), text);
      assert.ok(text.includes('assert isinstance(response.json(), list)'), text);
      await editorWindow.screenshot('generate-new-file');
    } finally {
      await closeAll();
      if (existsSync(made.fsPath)) rmSync(made.fsPath);
    }
  });
});
