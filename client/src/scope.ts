// Which documents the server is asked about: Python files and pyproject.toml, less what `fastidious.enable` turns off.
// It must not know the running server.
import { RelativePattern, type Uri, workspace } from 'vscode';
import type { DocumentSelector } from 'vscode-languageclient';

/**
 * The document selector that the settings ask for.
 * @returns undefined when `fastidious.enable` is off everywhere
 */
export function enabledDocuments(): DocumentSelector | undefined {
  const folders = workspace.workspaceFolders ?? [];
  const enabled = folders.filter((folder) => isEnabled(folder));
  if (enabled.length === folders.length) {
    return folders.length > 0 || isEnabled()
      ? [
          { language: 'python', scheme: 'file' },
          { language: 'python', scheme: 'untitled' },
          { scheme: 'file', pattern: '**/pyproject.toml' },
        ]
      : undefined;
  }
  if (enabled.length === 0) return undefined;
  // Some folders only: what lies in none of them, untitled files too, follows the window's own value.
  return [
    ...enabled.flatMap((folder) => [
      { language: 'python', scheme: 'file', pattern: new RelativePattern(folder, '**/*') },
      { scheme: 'file', pattern: new RelativePattern(folder, '**/pyproject.toml') },
    ]),
    ...(isEnabled() ? [{ language: 'python', scheme: 'untitled' }] : []),
  ] as DocumentSelector;
}

function isEnabled(scope?: { uri: Uri }): boolean {
  return workspace.getConfiguration('fastidious', scope?.uri ?? null).get('enable', true);
}
