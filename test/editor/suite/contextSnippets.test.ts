// Snippets that the server makes for a place, typed in the real editor, and the fixed ones beside them: each once.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  closeAll,
  editorWindow,
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
});
