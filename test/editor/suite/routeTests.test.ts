// Between handlers and tests in the real editor: lenses, the way there and back, hovers, completions of routes.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, editorWindow, find, hasWindow, placeCursor, sampleFile, show, status, until } from '../support';

const BOOKS = 'src/app/routers/books.py';
const TESTS = 'tests/test_books.py';

/** `file:line text` of each place. */
async function printed(found: readonly (vscode.Location | vscode.LocationLink)[]): Promise<string[]> {
  const lines: string[] = [];
  for (const each of found) {
    const uri = 'uri' in each ? each.uri : each.targetUri;
    const range = 'range' in each ? each.range : (each.targetSelectionRange ?? each.targetRange);
    const document = await vscode.workspace.openTextDocument(uri);
    lines.push(`${vscode.workspace.asRelativePath(uri)}:${range.start.line + 1} ${document.getText(range)}`);
  }
  return lines;
}

describe('tests and handlers', () => {
  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('fastidious');
  const lenses = async (): Promise<string[]> => {
    const { document } = await show(BOOKS);
    const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
      100,
    );
    return (found ?? []).map(({ range, command }) => `${range.start.line + 1}: ${command?.title}`);
  };

  before(async () => {
    await show(BOOKS);
    await status('ready');
  });
  afterEach(async () => {
    await settings().update('routes.lens', undefined, vscode.ConfigurationTarget.Global);
    await closeAll();
  });

  it('have lenses over the handlers, with their paths and tests', async () => {
    const shown = await until('the lenses', async () => {
      const found = await lenses();
      return found.includes('58: 1 test') || found.includes('58: 2 tests') ? found : undefined;
    });
    assert.ok(shown.includes('15: GET /api/v1/books'));
    assert.ok(shown.includes('58: GET /api/v1/books/{book_id}'));
    assert.ok(shown.includes('35: perhaps 1 test'));
    assert.ok(shown.includes('78: no tests · Generate test'));
    if (!hasWindow) return;
    await until('the lenses in the window', async () =>
      (await editorWindow.texts('.codelens-decoration')).some((text) => text.includes('/api/v1/books')),
    );
    await editorWindow.screenshot('route-lens');
  });

  it('are shown in the peek view by a click on their number', async function () {
    if (!hasWindow) this.skip();
    const editor = await show(BOOKS);
    await placeCursor(editor, find(editor.document, 'def get_book'));
    await until('the lens', async () =>
      (await editorWindow.texts('.codelens-decoration')).some((text) => /\d tests?/.test(text)),
    );
    await editorWindow.click('.codelens-decoration a', '2 tests');
    await until('the peek view', async () =>
      (await editorWindow.texts('.reference-zone-widget .monaco-list-row')).some((row) =>
        row.includes('/api/v1/books/'),
      ),
    );
    await editorWindow.screenshot('route-tests-peek');
    await editorWindow.press('Escape');
  });

  it('lead from a URL to the handler, and back', async () => {
    const { document } = await show(TESTS);
    const there = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      find(document, '/api/v1/books/1').translate(0, 3),
    );
    assert.deepEqual(await printed(there), [`${BOOKS}:59 get_book`]);
    const books = await vscode.workspace.openTextDocument(sampleFile(BOOKS));
    const back = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeReferenceProvider',
      books.uri,
      find(books, 'get_book(').translate(0, 2),
    );
    const calls = (await printed(back)).filter((each) => each.startsWith(TESTS));
    assert.deepEqual(calls.sort(), [`${TESTS}:29 /api/v1/books/`, `${TESTS}:36 /api/v1/books/1`]);
  });

  it('are told of by hovers', async () => {
    const hover = async (path: string, text: string): Promise<string> => {
      const { document } = await show(path);
      const found = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        find(document, text).translate(0, 2),
      );
      return found
        .flatMap(({ contents }) => contents.map((each) => (typeof each === 'string' ? each : each.value)))
        .join('\n');
    };
    const told = await hover(BOOKS, '"/{book_id}"');
    assert.match(told, /\*\*GET\*\* `\/api\/v1\/books\/\{book_id\}`/);
    assert.match(told, /`\/api\/v1`: include\\_router \(\[main\.py:20\]/);
    assert.match(await hover(TESTS, '/api/v1/books"'), /Handled by create\\_book/);
    if (!hasWindow) return;
    for (const [path, text, name] of [
      [BOOKS, '"/{book_id}"', 'route-hover'],
      [TESTS, '/api/v1/books/1', 'route-hover-url'],
    ] as const) {
      const editor = await show(path);
      await placeCursor(editor, find(editor.document, text).translate(0, 2));
      await vscode.commands.executeCommand('editor.action.showHover');
      await until('the hover', async () =>
        (await editorWindow.texts('.monaco-hover')).some((each) => each.includes('How the path comes about')),
      );
      await editorWindow.screenshot(name);
      await editorWindow.press('Escape');
    }
  });

  it('stand behind the decorators where the setting asks for hints', async () => {
    await settings().update('routes.lens', 'inlay', vscode.ConfigurationTarget.Global);
    const { document } = await show(BOOKS);
    const labels = await until('the hints', async () => {
      const found = await vscode.commands.executeCommand<vscode.InlayHint[]>(
        'vscode.executeInlayHintProvider',
        document.uri,
        new vscode.Range(0, 0, document.lineCount, 0),
      );
      const texts = found.map(({ label }) =>
        typeof label === 'string' ? label : label.map(({ value }) => value).join(''),
      );
      return texts.length >= 5 && texts;
    });
    assert.ok(labels.includes('GET /api/v1/books/{book_id} · 2 tests'), labels.join('\n'));
    await until('no lenses', async () => (await lenses()).length === 0);
    await editorWindow.screenshot('route-hints');
  });

  it('offer statuses and parameters while they are typed', async function () {
    if (!hasWindow) this.skip();
    const editor = await show(BOOKS);
    const rows = (): Promise<string[]> => editorWindow.texts('.suggest-widget .monaco-list-row');
    const type = async (at: vscode.Position, text: string, wanted: string, name: string): Promise<void> => {
      await placeCursor(editor, at);
      await editorWindow.type(text);
      await until(wanted, async () => (await rows()).some((row) => row.includes(wanted)));
      await editorWindow.screenshot(name);
      await editorWindow.press('Enter');
    };
    const post = find(editor.document, '@router.post("")').translate(0, '@router.post(""'.length);
    await type(post, ', status_code=', 'status.HTTP_201_CREATED', 'completion-status');
    await until('the status', () =>
      editor.document.getText().includes('@router.post("", status_code=status.HTTP_201_CREATED)'),
    );
    const path = find(editor.document, '@router.get("/{book_id}")');
    await editor.edit((edit) => edit.replace(new vscode.Range(path.translate(0, 14), path.translate(0, 23)), ''));
    await type(path.translate(0, 14), '{', '{book_id}', 'completion-parameter');
    await until('the path', () => editor.document.getText().includes('@router.get("/{book_id}")'));
  });

  it('offer the paths that there are in the calls of tests', async function () {
    if (!hasWindow) this.skip();
    const editor = await show(TESTS);
    const call = find(editor.document, '"/api/v1/books/1"');
    // From elsewhere, so that the window shows when the cursor has come.
    await placeCursor(editor, new vscode.Position(0, 0));
    await editor.edit((edit) => edit.replace(new vscode.Range(call, call.translate(0, 17)), ''));
    await placeCursor(editor, call);
    await editorWindow.type('"/');
    await until('the paths', async () =>
      (await editorWindow.texts('.suggest-widget .monaco-list-row')).some((row) =>
        row.includes('/api/v1/books/{book_id}'),
      ),
    );
    await editorWindow.type('bookid');
    await editorWindow.screenshot('completion-url');
    await editorWindow.press('Enter');
    await until('the path', () => editor.document.getText().includes('client.get("/api/v1/books/book_id")'));
    await editorWindow.type('7');
    await until('the value', () => editor.document.getText().includes('client.get("/api/v1/books/7")'));
  });

  it('have their path parameters renamed as a whole', async () => {
    const { document } = await show(BOOKS);
    const before = document.getText();
    const at = find(document, '/{book_id}').translate(0, 4);
    const renamed = before.replace(/(@router\.get\("\/\{book_id[\s\S]*?)(?=@router\.delete)/, (text) =>
      text.replaceAll('book_id', 'number'),
    );
    if (hasWindow) {
      const editor = await show(BOOKS);
      await placeCursor(editor, at);
      await editorWindow.press('F2');
      await until('the box', async () => (await editorWindow.texts('.rename-box input:focus')).length > 0);
      await editorWindow.type('number');
      await editorWindow.screenshot('rename-parameter');
      await editorWindow.press('Enter');
    } else {
      const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
        'vscode.executeDocumentRenameProvider',
        document.uri,
        at,
        'number',
      );
      assert.ok(await vscode.workspace.applyEdit(edit));
    }
    await until('the new name', () => document.getText() !== before);
    assert.equal(document.getText(), renamed);
  });
});
