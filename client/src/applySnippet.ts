// The command `fastidious.applySnippet`, for code actions that bring a snippet as a command instead of an edit.
// It must not know which rule asks.
import { commands, type Disposable, Range, SnippetString, Uri, window, workspace } from 'vscode';
import type { Range as ProtocolRange } from 'vscode-languageclient';

/** Registers the command with the arguments `[uri, version, range, snippet]` (range as in LSP, snippet in LSP's syntax). */
export function registerApplySnippet(): Disposable {
  return commands.registerCommand(
    'fastidious.applySnippet',
    async (uri: string, version: number, range: ProtocolRange, snippet: string): Promise<boolean> => {
      const document = await workspace.openTextDocument(Uri.parse(uri));
      const editor = await window.showTextDocument(document);
      if (document.version !== version) {
        window.setStatusBarMessage('Fastidious: the file changed meanwhile; ask for the fix again.', 5000);
        return false;
      }
      const { start, end } = range;
      return editor.insertSnippet(
        new SnippetString(snippet),
        new Range(start.line, start.character, end.line, end.character),
      );
    },
  );
}
