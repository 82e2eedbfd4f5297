// What several editor tests need: waiting, opening files of the sample, and the real window's keys, texts and screenshots.
// It must not know single rules.
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';

/** Whether this run can press keys and look at the window (code-server does, a desktop VS Code does not). */
export const hasWindow = Boolean(process.env.FASTIDIOUS_TEST_WINDOW);

/** Whether output channels for logs show what is written to them: VS Code needs a native module for that. */
export const showsLogs = !process.env.FASTIDIOUS_TEST_NO_LOGS;

/**
 * Asks again until the answer is neither undefined nor false.
 * @param what named in the error
 * @throws when there is no answer within `seconds`
 */
export async function until<T>(
  what: string,
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  seconds = 30,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) {
      await editorWindow.screenshot(`waited-for-${what.replace(/\W+/g, '-').slice(0, 60)}`);
      throw new Error(`waited ${seconds} s in vain: ${what}`);
    }
    await new Promise((done) => setTimeout(done, 100));
  }
}

/** The URI of a file of the sample, by its path in it. */
export function sampleFile(path: string): vscode.Uri {
  return vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, ...path.split('/'));
}

/** Opens a file of the sample in the active editor. */
export async function show(path: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(sampleFile(path));
  return vscode.window.showTextDocument(document, { preview: false });
}

/** Gives every changed file of the sample the text that it has on disk, and closes all editors. */
export async function closeAll(): Promise<void> {
  for (const document of vscode.workspace.textDocuments) {
    if (!document.isDirty) continue;
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand(
      document.isUntitled ? 'workbench.action.revertAndCloseActiveEditor' : 'workbench.action.files.revert',
    );
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** Our diagnostics in a file. */
export function problems(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter((each) => each.source === 'fastidious');
}

/** The rule id of one of our diagnostics. */
export function ruleOf(diagnostic: vscode.Diagnostic): string {
  const { code } = diagnostic;
  return String(typeof code === 'object' ? code.value : code);
}

/** Waits for the diagnostic of a rule that stands on this text. */
export function problemOn(uri: vscode.Uri, rule: string, text: string): Promise<vscode.Diagnostic> {
  return until(`${rule} on ${text}`, async () => {
    const document = await vscode.workspace.openTextDocument(uri);
    return problems(uri).find((each) => ruleOf(each) === rule && document.getText(each.range).includes(text));
  });
}

/** Puts the cursor somewhere and waits until the window shows it there, with the editor ready for keys. */
export async function placeCursor(editor: vscode.TextEditor, at: vscode.Position): Promise<void> {
  editor.selection = new vscode.Selection(at, at);
  editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  if (!hasWindow) return;
  const shown = `Ln ${at.line + 1}, Col ${at.character + 1}`;
  await until(`the cursor at ${shown}`, async () =>
    (await editorWindow.texts('[id="status.editor.selection"]')).some((text) => text.trim() === shown),
  );
  await until('the focus', async () => (await editorWindow.texts('.monaco-editor.focused')).length > 0);
}

/** The text that a file has on disk. */
export function onDisk(uri: vscode.Uri): string {
  return readFileSync(uri.fsPath, 'utf8');
}

/** The position of the first occurrence of a text in a document. */
export function find(document: vscode.TextDocument, text: string): vscode.Position {
  const offset = document.getText().indexOf(text);
  if (offset < 0) throw new Error(`the file has no "${text}"`);
  return document.positionAt(offset);
}

/** The running extension's API. */
export async function extension(): Promise<{
  status(): { state: string; message: string };
  routes(): Promise<string[]>;
}> {
  const found = vscode.extensions.getExtension('fastidious.fastidious');
  if (!found) throw new Error('the extension is not there');
  return found.activate();
}

/** Waits for the status to be this. */
export async function status(state: string): Promise<{ state: string; message: string }> {
  const api = await extension();
  return until(`status ${state}`, () => (api.status().state === state ? api.status() : undefined), 60);
}

async function ask<T>(request: Record<string, unknown>): Promise<T> {
  const response = await fetch(process.env.FASTIDIOUS_TEST_WINDOW!, {
    method: 'POST',
    body: JSON.stringify(request),
  });
  const { result, error } = (await response.json()) as { result: T; error?: string };
  if (error) throw new Error(error);
  return result;
}

/** The real window, where there is a way to reach it. */
export const editorWindow = {
  /** Presses a key or a chord, named as Playwright does (`Control+.`). */
  press: (keys: string): Promise<void> => ask({ do: 'press', keys }),
  /** Types a text. */
  type: (text: string): Promise<void> => ask({ do: 'type', text }),
  /** Clicks the first element that matches, and contains the text where one is given. */
  click: (selector: string, text?: string): Promise<void> => ask({ do: 'click', selector, text }),
  /** The texts of the visible elements. */
  texts: (selector: string): Promise<string[]> => ask({ do: 'texts', selector }),
  /** The texts of elements in the window's frames (webviews). */
  frameTexts: (selector: string): Promise<string[]> => ask({ do: 'frameTexts', selector }),
  /** Keeps a picture of the window; nothing where there is no way to it. */
  screenshot: async (name: string): Promise<void> => {
    if (hasWindow) await ask({ do: 'screenshot', name });
  },
};

/**
 * Puts the cursor on a problem and applies its quick fix: with Ctrl+. where there is a window, else through the API.
 * @param text what the problem underlines
 */
export async function applyQuickFix(
  editor: vscode.TextEditor,
  rule: string,
  text: string,
  title: RegExp,
): Promise<void> {
  const problem = await problemOn(editor.document.uri, rule, text);
  await placeCursor(editor, problem.range.start);
  if (!hasWindow) {
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      editor.document.uri,
      problem.range,
      vscode.CodeActionKind.QuickFix.value,
      20,
    );
    const action = actions.find((each) => title.test(each.title));
    if (!action) throw new Error(`no fix ${title} among ${actions.map((each) => each.title).join(', ')}`);
    if (action.edit) await vscode.workspace.applyEdit(action.edit);
    if (action.command) {
      await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
    }
    return;
  }
  let pressed = 0;
  const titles = await until('the quick fix menu', async () => {
    // A menu that opens while new diagnostics arrive is closed by VS Code; a person presses again then.
    if (Date.now() - pressed > 4000) {
      pressed = Date.now();
      await editorWindow.press('Control+.');
    }
    const rows = await editorWindow.texts('.action-widget .monaco-list-row.action');
    return rows.length > 0 && rows;
  });
  await editorWindow.screenshot(`quick-fix-${rule}`);
  const row = titles.findIndex((each) => title.test(each));
  if (row < 0) throw new Error(`no fix ${title} among ${titles.join(', ')}`);
  for (let down = 0; down < row; down++) await editorWindow.press('ArrowDown');
  await editorWindow.press('Enter');
}
