// Which documents the server is asked about: Python files and the texts in which commands stand, less what
// `fastidious.enable` turns off.
// It must not know the running server.
import { RelativePattern, type Uri, workspace } from 'vscode';
import type { DocumentSelector } from 'vscode-languageclient';

/** Texts beside the Python files that rules look at (server/src/facts/language.ts); VS Code has several languages for some. */
const TEXTS = [
  '**/*.{toml,yml,yaml,md,markdown,sh,bash,zsh,ksh,mk,dockerfile,containerfile}',
  '**/{Dockerfile,Containerfile,Makefile,makefile,GNUmakefile}',
  '**/{Dockerfile,Containerfile}.*',
];

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
          ...TEXTS.map((pattern) => ({ scheme: 'file', pattern })),
        ]
      : undefined;
  }
  if (enabled.length === 0) return undefined;
  // Some folders only: what lies in none of them, untitled files too, follows the window's own value.
  return [
    ...enabled.flatMap((folder) => [
      { language: 'python', scheme: 'file', pattern: new RelativePattern(folder, '**/*') },
      ...TEXTS.map((pattern) => ({ scheme: 'file', pattern: new RelativePattern(folder, pattern) })),
    ]),
    ...(isEnabled() ? [{ language: 'python', scheme: 'untitled' }] : []),
  ] as DocumentSelector;
}

function isEnabled(scope?: { uri: Uri }): boolean {
  return workspace.getConfiguration('fastidious', scope?.uri ?? null).get('enable', true);
}
