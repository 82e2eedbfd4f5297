// Snippets that the server makes for a place, typed in the real editor, and the fixed ones beside them: each once.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  closeAll,
  editorWindow,
  extension,
  find,
  hasWindow,
  placeCursor,
  problems,
  ruleOf,
  show,
  status,
  until,
} from '../support';

const BOOKS = 'src/app/routers/books.py';

/** What is offered at a place for a word that is written there: label and detail. */
async function offered(document: vscode.TextDocument, position: vscode.Position): Promise<[string, string][]> {
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    position,
  );
  return list.items
    .filter(({ detail }) => detail?.endsWith('(Fastidious)'))
    .map(({ label, detail }) => [typeof label === 'string' ? label : label.label, detail!]);
}

/** Types a word behind the end of a file, two blank lines below. */
async function appendWord(editor: vscode.TextEditor, word: string): Promise<void> {
  const last = editor.document.lineAt(editor.document.lineCount - 1);
  await placeCursor(editor, new vscode.Position(0, 0));
  await editor.edit((edit) => edit.insert(last.range.end, `${last.text === '' ? '' : '\n'}\n\n`));
  await placeCursor(editor, editor.document.lineAt(editor.document.lineCount - 1).range.end);
  await editorWindow.type(word);
}

describe('snippets for a place', () => {
  before(async () => {
    await show(BOOKS);
    await status('ready');
  });
  afterEach(closeAll);

  it('take the places of the fixed ones, and no snippet is offered twice', async () => {
    const { document } = await show('src/app/models.py');
    const edit = new vscode.WorkspaceEdit();
    const end = document.lineAt(document.lineCount - 1).range.end;
    edit.insert(document.uri, end, '\n\nfa');
    assert.ok(await vscode.workspace.applyEdit(edit));
    const items = await until('the snippets', async () => {
      const all = await offered(document, document.lineAt(document.lineCount - 1).range.end);
      return all.some(([, detail]) => detail.startsWith('Models of a resource')) && all;
    });
    const labels = items.map(([label]) => label);
    assert.equal(new Set(labels).size, labels.length, labels.join(', '));
    assert.ok(labels.includes('fa-models') && labels.includes('fa-list'), labels.join(', '));
    assert.ok(!items.some(([, detail]) => detail.startsWith('Pydantic model family')));
  });

  it('are fixed ones while the server is off', async () => {
    const settings = vscode.workspace.getConfiguration('fastidious');
    await settings.update('enable', false, vscode.ConfigurationTarget.Global);
    try {
      await status('off');
      const { document } = await show('src/app/models.py');
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, document.lineAt(document.lineCount - 1).range.end, '\n\nfa');
      assert.ok(await vscode.workspace.applyEdit(edit));
      const items = await offered(document, document.lineAt(document.lineCount - 1).range.end);
      assert.ok(items.some(([label, detail]) => label === 'fa-models' && detail.startsWith('Pydantic model family')));
    } finally {
      await settings.update('enable', undefined, vscode.ConfigurationTarget.Global);
      await status('ready');
    }
  });

  it('are typed, taken and tabbed through', async function () {
    if (!hasWindow) this.skip();
    const editor = await show(BOOKS);
    const { document } = editor;
    const line = find(document, 'db.execute("DELETE').line;
    await placeCursor(editor, new vscode.Position(line, 4));
    await editorWindow.press('Enter');
    await editorWindow.press('ArrowUp');
    await until(
      'an empty line',
      () => document.lineAt(line).text.trim() === '' && editor.selection.active.line === line,
    );
    if (document.lineAt(line).text === '') await editorWindow.type('    ');
    await editorWindow.type('fa-ra');
    await until('the snippet', async () =>
      (await editorWindow.texts('.suggest-widget.visible .monaco-list-row')).some((row) => row.includes('fa-raise')),
    );
    await editorWindow.screenshot('snippet-offered');
    await editorWindow.press('Enter');
    await until('the exception', () =>
      /raise HTTPException\(status_code=.*detail="Book not found\."\)/.test(document.getText()),
    );
    await editorWindow.press('Tab');
    await until('the second stop', () => document.getText(editor.selection) === 'Book not found.');
    await editorWindow.screenshot('snippet-taken');
    await until('its entry in the docstring', () =>
      document.getText().includes('HTTPException: If there is no such book.'),
    );
    assert.ok(!problems(document.uri).some((each) => ruleOf(each) === 'undocumented-exception'));
  });

  it('know the router, the models and the session of a module of routes', async function () {
    if (!hasWindow) this.skip();
    const editor = await show(BOOKS);
    const { document } = editor;
    await appendWord(editor, 'fa-up');
    await until('the snippet', async () =>
      (await editorWindow.texts('.suggest-widget.visible .monaco-list-row')).some((row) => row.includes('fa-update')),
    );
    await editorWindow.screenshot('snippet-route-offered');
    await editorWindow.press('Enter');
    const WRITTEN =
      /@router\.patch\("\/\{book_id\}"\)\ndef update_book\(\s*db: Database, book_id: int, book_in: BookUpdate\s*\) -> BookResponse:/;
    await until('the path operation', () => WRITTEN.test(document.getText()));
    await until('the import', () =>
      /^from app\.models import BookCreate, BookResponse, BookUpdate$/m.test(document.getText()),
    );
    await editorWindow.screenshot('snippet-route-taken');
    await until('the route', async () => {
      const { routes } = await extension();
      return (await routes()).some((line) => line.includes('PATCH /api/v1/books/{book_id} (update_book)'));
    });
  });

  it('know the client and what no test calls in a module of tests', async function () {
    if (!hasWindow) this.skip();
    const editor = await show('tests/test_books.py');
    const { document } = editor;
    await appendWord(editor, 'fa-te');
    await until('the snippet', async () =>
      (await editorWindow.texts('.suggest-widget.visible .monaco-list-row')).some((row) => row.includes('fa-test')),
    );
    await editorWindow.press('Enter');
    await until('the test', () => document.getText().includes('succeeds."""'));
    await editorWindow.screenshot('snippet-test-taken');
    assert.match(document.getText(), /def test_\w+_success\(client: TestClient\) -> None:\n {4}"""Test that "/);
    assert.match(document.getText(), /# When: (GET|POST|DELETE) \/api\/v1\/books\S* is called\n/);
  });
});
