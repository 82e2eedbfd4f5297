// Docstrings are written in the real editor: by command, on one that is there too, and by typing three quotes.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { applyQuickFix, closeAll, editorWindow, find, hasWindow, placeCursor, show, status, until } from '../support';

const FINES = 'src/app/fines.py';

/** Runs the command with the cursor at a text. */
async function generateAt(text: string): Promise<vscode.TextEditor> {
  const editor = await show(FINES);
  await placeCursor(editor, find(editor.document, text));
  await vscode.commands.executeCommand('fastidious.generateDocstring');
  return editor;
}

/** Types a text over what is selected. */
async function type(text: string): Promise<void> {
  if (hasWindow) await editorWindow.type(text);
  else await vscode.commands.executeCommand('type', { text });
}

async function tab(editor: vscode.TextEditor): Promise<void> {
  const before = editor.selection;
  if (hasWindow) await editorWindow.press('Tab');
  else await vscode.commands.executeCommand('jumpToNextSnippetPlaceholder');
  await until('the next tab stop', () => !editor.selection.isEqual(before));
}

describe('docstrings', () => {
  before(async () => {
    await show(FINES);
    await status('ready');
  });
  afterEach(closeAll);

  it('are generated with the cursor in the body, and filled from stop to stop', async () => {
    const editor = await generateAt('a fine cannot be negative');
    const { document } = editor;
    await until('the docstring', () => /-> float:\n {4}"""Fine\.\n\n {4}Args:\n/.test(document.getText()));
    assert.equal(document.getText(editor.selection), 'Fine.');
    const texts = ['Work out what a late book costs.', 'When it was due.', 'The day.', 'Price of a day.', 'The limit.'];
    for (const text of [...texts, 'The price.']) {
      await type(text);
      await until(`"${text}" to be typed`, () => document.getText().includes(text));
      await tab(editor);
    }
    await type('When a price is negative.');
    await until('the docstring to be filled', () => document.getText().includes('When a price is negative.'));
    await editorWindow.screenshot('generate-docstring');
    assert.ok(
      document.getText().includes(`
    """Work out what a late book costs.

    Args:
        due_on: When it was due.
        today: The day.
        per_day: Price of a day.
        most: The limit.

    Returns:
        The price.

    Raises:
        ValueError: When a price is negative.
    """
`),
      document.getText(),
    );
  });

  it('are brought up to date around what people wrote', async () => {
    const editor = await generateAt('return f"Dear');
    const { document } = editor;
    await until('the entry', () =>
      document.getText().includes(`
    Args:
        name: Whom to greet.
        titles: Description.
        days: How many days the oldest book is late.

    Returns:
        The text of the letter.
    """
`),
    );
    assert.equal(document.getText(editor.selection), 'Description.');
  });

  it('follow a signature that changes, by the fixes of what they lack', async () => {
    const editor = await generateAt('a fine cannot be negative');
    const { document } = editor;
    await until('the docstring', () => document.getText().includes('        most: Description.\n'));
    await vscode.commands.executeCommand('leaveSnippet');
    const change = async (before: string, after: string): Promise<void> => {
      const start = find(document, before);
      const range = new vscode.Range(start, start.translate(0, before.length));
      assert.ok(await editor.edit((edit) => edit.replace(range, after)));
    };
    await change('most: float', 'limit: float');
    await change('min(most', 'min(limit');
    await applyQuickFix(editor, 'unknown-documented-parameter', 'most', /^Rename the entry "most" to "limit"/);
    await until('the entry renamed', () => document.getText().includes('        limit: Description.\n'));
    await change('limit: float = 10.0', 'limit: float = 10.0, currency: str = "EUR"');
    await applyQuickFix(editor, 'undocumented-parameter', 'currency', /^Document "currency"/);
    await until('the entry added', () => document.getText().includes('        currency: Description.\n'));
    await type('What it is paid in.');
    await until('the description', () => document.getText().includes('currency: What it is paid in.'));
    await until(
      'nothing to be missing any more',
      () =>
        !vscode.languages
          .getDiagnostics(document.uri)
          .some(({ message }) => /Args section.*"fine"|"fine".*Args section/.test(message)),
    );
    await editorWindow.screenshot('docstring-follows-signature');
    assert.ok(
      document.getText().includes(`
        per_day: Description.
        limit: Description.
        currency: What it is paid in.

    Returns:
`),
      document.getText(),
    );
  });

  it('are left alone where nothing is missing, or where there is no function', async () => {
    for (const text of ['borrowed_on + LOAN', 'FREE_DAYS']) {
      const { document } = await generateAt(text);
      await until('a plain word', async () => {
        if (!hasWindow) return true;
        const said = (await editorWindow.texts('.statusbar-item')).join(' ');
        return said.includes(text === 'FREE_DAYS' ? 'no function at the cursor' : '"due_date" lacks nothing');
      });
      assert.ok(!document.isDirty);
    }
  });

  it('are offered when three quotes are typed', async function () {
    if (!hasWindow) this.skip();
    const editor = await show(FINES);
    const { document } = editor;
    const line = find(document, 'return f"{amount').line;
    await placeCursor(editor, new vscode.Position(line, 4));
    await editorWindow.press('Enter');
    await editorWindow.press('ArrowUp');
    await until(
      'an empty line',
      () => document.lineAt(line).text.trim() === '' && editor.selection.active.line === line,
    );
    if (document.lineAt(line).text === '') await editorWindow.type('    ');
    await editorWindow.type('"""');
    await until('the completion', async () =>
      (await editorWindow.texts('.suggest-widget.visible .monaco-list-row')).some((row) => row.includes('Docstring')),
    );
    await editorWindow.screenshot('typed-quotes');
    await editorWindow.press('Enter');
    await until('the docstring', () => /def format_fine\(.*\n {4}"""Format fine\./.test(document.getText()));
    await editorWindow.screenshot('typed-quotes-accepted');
    assert.match(
      document.getText(),
      /"EUR"\):\n {4}"""Format fine\.\n\n {4}Args:\n {8}amount: Description\.\n {8}currency: Description\.\n\n {4}Returns:\n {8}Description\.\n {4}"""\n {4}return f"/,
    );
    assert.equal(document.getText(editor.selection), 'Format fine.');
  });
});
