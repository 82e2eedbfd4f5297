// The routes of the sample in the real editor: the view, its filter and reveal, and the quick pick.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, editorWindow, extension, find, hasWindow, placeCursor, show, status, until } from '../support';

const BOOKS = 'src/app/routers/books.py';

describe('routes', () => {
  const rows = (): Promise<string[]> => editorWindow.texts('[id="workbench.view.explorer"] .pane .monaco-list-row');
  const at = (): string => {
    const editor = vscode.window.activeTextEditor;
    return editor ? editor.document.getText(editor.document.getWordRangeAtPosition(editor.selection.active)) : '';
  };

  before(async () => {
    await show(BOOKS);
    await status('ready');
  });
  afterEach(async () => {
    await vscode.commands.executeCommand('fastidious.routes.clearFilter');
    await closeAll();
  });

  it('stand in a tree of applications, routers and operations', async () => {
    const { routes } = await extension();
    const lines = await until('the routes', async () => {
      const found = await routes();
      return found.length > 0 && found;
    });
    assert.deepEqual(lines.slice(0, 4), [
      'app.main.app (12 routes)',
      '  /api/v1/books (app.routers.books.router)',
      '    GET /api/v1/books (list_books)',
      '    GET /api/v1/books/getByAuthor (books_by_author)',
    ]);
    assert.ok(lines.includes('  GET /health (health)'));
    if (!hasWindow) return;
    await vscode.commands.executeCommand('fastidious.routes.focus');
    await until('the view', async () => (await rows()).some((row) => row.includes('GET /api/v1/books/{book_id}')));
    await editorWindow.screenshot('routes-view');
  });

  it('carry a mark with the reason where their path is not known', async () => {
    const { routes } = await extension();
    const marked = (await routes()).filter((line) => line.includes(' · '));
    assert.equal(marked.length, 1);
    assert.match(marked[0]!, /^ {4}GET …\/summary \(summary · .* not known\)$/);
    if (!hasWindow) return;
    const editor = await show('src/app/routers/reports.py');
    await placeCursor(editor, find(editor.document, 'def summary'));
    await vscode.commands.executeCommand('fastidious.routes.reveal');
    await until('the mark', async () =>
      (await editorWindow.texts('.pane .monaco-list-row.selected')).some((row) => row.includes('GET …/summary')),
    );
    await editorWindow.screenshot('routes-unresolved');
  });

  it('follow the text while it is typed', async () => {
    const { routes } = await extension();
    const { document } = await show(BOOKS);
    const edit = new vscode.WorkspaceEdit();
    const place = find(document, 'getByAuthor');
    edit.replace(document.uri, new vscode.Range(place, place.translate(0, 'getByAuthor'.length)), 'authors');
    assert.ok(await vscode.workspace.applyEdit(edit));
    await until('the new path', async () =>
      (await routes()).some((line) => line.includes('GET /api/v1/books/authors (books_by_author)')),
    );
  });

  it('are revealed in the view from the cursor, and open their handlers from it', async function () {
    if (!hasWindow) this.skip();
    const editor = await show(BOOKS);
    await placeCursor(editor, find(editor.document, 'find_book(db, book_id)'));
    await vscode.commands.executeCommand('fastidious.routes.reveal');
    await until('the selected route', async () =>
      (await editorWindow.texts('.pane .monaco-list-row.selected')).some((row) =>
        row.includes('GET /api/v1/books/{book_id}'),
      ),
    );
    await editorWindow.screenshot('routes-reveal');
    await editorWindow.click('.pane .monaco-list-row', 'DELETE /api/v1/books/{book_id}');
    await until('the handler', () => at() === 'delete_book');
  });

  it('are filtered while the words are typed', async function () {
    if (!hasWindow) this.skip();
    const { routes } = await extension();
    await vscode.commands.executeCommand('fastidious.routes.focus');
    void vscode.commands.executeCommand('fastidious.routes.filter');
    await until('the box', async () => (await editorWindow.texts('.quick-input-widget')).length > 0);
    await editorWindow.type('post books');
    await until('the filtered tree', async () => {
      const lines = await routes();
      return lines.length === 3 && lines.some((line) => line.includes('POST /api/v1/books (create_book)'));
    });
    await editorWindow.screenshot('routes-filter');
    await editorWindow.press('Escape');
    await until('all routes', async () => (await routes()).length > 10);
  });

  it('are gone to by method and path', async function () {
    if (!hasWindow) this.skip();
    void vscode.commands.executeCommand('fastidious.goToRoute');
    const list = (): Promise<string[]> => editorWindow.texts('.quick-input-list .monaco-list-row');
    await until('the list', async () => (await list()).length > 5);
    await editorWindow.screenshot('go-to-route');
    await editorWindow.type('delete books');
    await until('the one', async () => (await list()).length === 1);
    await editorWindow.press('Enter');
    await until('the handler', () => at() === 'delete_book');
  });
});
