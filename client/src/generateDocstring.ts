// *Generate Docstring*: asks the server for the docstring of the function at the cursor and inserts it with its tab stops.
// It must not know how a docstring is written.
import { commands, type Disposable, Range, SnippetString, type TextEditor, window } from 'vscode';
import type { Range as ProtocolRange } from 'vscode-languageclient';
import type { ServerRunner } from './server';

/** What the server answers: a snippet for one version of the document, or why there is none. */
type Answer = { version: number; range: ProtocolRange; snippet: string } | { version: number; why: string };

/** Registers the command `fastidious.generateDocstring`. */
export function registerGenerateDocstring(runner: ServerRunner): Disposable {
  return commands.registerCommand('fastidious.generateDocstring', () => generateDocstring(runner));
}

async function generateDocstring(runner: ServerRunner): Promise<void> {
  const editor = window.activeTextEditor;
  if (editor?.document.languageId !== 'python') {
    window.showInformationMessage('Open a Python file first and put the cursor into a function.');
    return;
  }
  const client = runner.running;
  if (!client) {
    window.showWarningMessage(runner.whyNot ?? 'Fastidious is off.');
    return;
  }
  const { document } = editor;
  const answer = await client.sendRequest<Answer | null>('fastidious/generateDocstring', {
    textDocument: client.code2ProtocolConverter.asTextDocumentIdentifier(document),
    position: client.code2ProtocolConverter.asPosition(editor.selection.active),
  });
  if (!answer) {
    window.showWarningMessage('Fastidious does not look at this file.');
  } else if (document.version !== answer.version) {
    window.setStatusBarMessage('Fastidious: the file changed meanwhile; ask for the docstring again.', 5000);
  } else if ('why' in answer) {
    window.setStatusBarMessage(`Fastidious: ${answer.why}`, 5000);
  } else {
    await insert(editor, answer.range, answer.snippet);
  }
}

/** The snippet has its white space already; editors that cannot leave it alone find nothing to change in it. */
function insert(editor: TextEditor, { start, end }: ProtocolRange, snippet: string): Thenable<boolean> {
  const options = { undoStopBefore: true, undoStopAfter: true, keepWhitespace: true };
  const range = new Range(start.line, start.character, end.line, end.character);
  return editor.insertSnippet(new SnippetString(snippet), range, options);
}
