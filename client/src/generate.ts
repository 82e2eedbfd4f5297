// *Generate …*: asks the server what a generator writes at a place, makes the edit, and shows the file that it went to.
// It must not know what is generated; the commands' names end in the generators' ids.
import { commands, type Disposable, Position, Range, Uri, type ViewColumn, window, workspace } from 'vscode';
import type { Position as ProtocolPosition, WorkspaceEdit } from 'vscode-languageclient';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { ServerRunner } from './server';
import { isStale } from './staleEdits';

/** What the server answers: an edit, offers to choose from, or why there is nothing. */
type Answer =
  | { version: number; why: string }
  | { version: number; offers: string[] }
  | { version: number; title: string; edit: WorkspaceEdit; uri: string; position: ProtocolPosition };

/** Where the code is generated from. */
interface Place {
  readonly uri: string;
  readonly position: ProtocolPosition;
}

/** The manifest's commands that generate: all that begin so. */
const PREFIX = 'fastidious.generate.';

/**
 * Registers the commands `fastidious.generate.<id>`, with the arguments `[uri, position, offer's title]` for lenses; without them
 * the cursor's place counts.
 * @param manifest package.json as VS Code has it
 */
export function registerGenerate(runner: ServerRunner, manifest: unknown): Disposable[] {
  const { contributes } = manifest as { contributes: { commands: { command: string }[] } };
  return contributes.commands
    .filter(({ command }) => command.startsWith(PREFIX))
    .map(({ command }) =>
      commands.registerCommand(command, (uri?: unknown, position?: unknown, offer?: unknown) =>
        generate(
          runner,
          command.slice(PREFIX.length),
          typeof uri === 'string' && position ? { uri, position: position as ProtocolPosition } : undefined,
          typeof offer === 'string' ? offer : undefined,
        ),
      ),
    );
}

async function generate(runner: ServerRunner, generator: string, at?: Place, offer?: string): Promise<void> {
  const place = at ?? placeOfCursor(runner.running);
  if (!place) {
    window.showInformationMessage(
      'Open a Python file first and put the cursor where the code is to be generated from.',
    );
    return;
  }
  const client = runner.running;
  if (!client) {
    window.showWarningMessage(runner.whyNot ?? 'Fastidious is off.');
    return;
  }
  const answer = await client.sendRequest<Answer | null>('fastidious/generate', {
    generator,
    textDocument: { uri: place.uri },
    position: place.position,
    offer,
  });
  if (!answer) {
    window.showWarningMessage('Fastidious does not look at this file.');
  } else if ('why' in answer) {
    window.showInformationMessage(`Fastidious: ${answer.why}`);
  } else if ('offers' in answer) {
    const choice = await window.showQuickPick(answer.offers, { title: 'What should be generated?' });
    if (choice !== undefined) await generate(runner, generator, place, choice);
  } else {
    await make(client, answer);
  }
}

function placeOfCursor(client: LanguageClient | undefined): Place | undefined {
  const editor = window.activeTextEditor;
  if (editor?.document.languageId !== 'python') return undefined;
  const { document, selection } = editor;
  const uri = client?.code2ProtocolConverter.asUri(document.uri) ?? document.uri.toString();
  const { line, character } = selection.active;
  return { uri, position: { line, character } };
}

/** Makes the edit and shows where it went. */
async function make(client: LanguageClient, answer: Extract<Answer, { edit: WorkspaceEdit }>): Promise<void> {
  const { title, edit, uri, position } = answer;
  const before = window.activeTextEditor;
  const isHere = before?.document.uri.toString() === uri;
  if (isStale(edit)) {
    window.setStatusBarMessage('Fastidious: the file changed meanwhile; ask again.', 5000);
    return;
  }
  const converted = await client.protocol2CodeConverter.asWorkspaceEdit(edit);
  if (!(await workspace.applyEdit(converted))) {
    window.setStatusBarMessage('Fastidious: nothing was generated.', 5000);
    return;
  }
  // A snippet has put the cursor to its first stop; one without stops leaves a cursor behind each of its parts.
  const after = window.activeTextEditor;
  const isAtStop = isHere && after?.selections.some(({ isEmpty }) => !isEmpty);
  if (!isAtStop) await show(Uri.parse(uri), position, before?.viewColumn);
  window.setStatusBarMessage(`Fastidious: ${title}`, 5000);
}

async function show(uri: Uri, { line, character }: ProtocolPosition, column: ViewColumn | undefined): Promise<void> {
  const selection = new Range(new Position(line, character), new Position(line, character));
  await window.showTextDocument(uri, column === undefined ? { selection } : { selection, viewColumn: column });
}
