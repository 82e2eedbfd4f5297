// The commands of the palette that have no file of their own, each answering with a plain word where it cannot work.
// It must not know the rules; the server makes the edits.
import {
  type CodeAction,
  CodeActionKind,
  commands,
  type Disposable,
  type LogOutputChannel,
  Range,
  window,
  workspace,
} from 'vscode';
import type { ServerRunner } from './server';

const FIX_ALL = CodeActionKind.SourceFixAll.append('fastidious');

/** Registers the commands. */
export function registerCommands(runner: ServerRunner, output: LogOutputChannel): Disposable[] {
  return [
    commands.registerCommand('fastidious.fixAll', () => fixAll(runner)),
    commands.registerCommand('fastidious.restartServer', () => runner.restart()),
    commands.registerCommand('fastidious.showOutput', () => output.show()),
  ];
}

/** Applies every safe fix to the document of the active editor, as the server computes them now. */
async function fixAll(runner: ServerRunner): Promise<void> {
  const document = window.activeTextEditor?.document;
  if (document?.languageId !== 'python') {
    window.showInformationMessage('Open a Python file first: Fastidious fixes the file of the active editor.');
    return;
  }
  const off = runner.whyNot;
  if (off) {
    window.showWarningMessage(off);
    return;
  }
  const whole = document.validateRange(new Range(0, 0, document.lineCount, Number.MAX_SAFE_INTEGER));
  const version = document.version;
  const found = await commands.executeCommand<CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    whole,
    FIX_ALL.value,
    1,
  );
  const action = (found ?? []).find((each) => each.kind && FIX_ALL.contains(each.kind));
  if (!action?.edit || action.edit.size === 0) {
    window.setStatusBarMessage('Fastidious: nothing here that can be fixed safely.', 5000);
    return;
  }
  if (document.version !== version || !(await workspace.applyEdit(action.edit))) {
    window.showWarningMessage('The file changed while its fixes were computed; nothing was changed. Try again.');
  }
}
