// *Fix All in Workspace*: lets the server compute every safe fix, shows them in the refactor preview, applies what is confirmed.
// It must not know the fixes.
import {
  type CancellationToken,
  commands,
  type Disposable,
  type Progress,
  ProgressLocation,
  window,
  workspace,
} from 'vscode';
import { type LanguageClient, WorkDoneProgress, type WorkspaceEdit } from 'vscode-languageclient/node';
import type { ServerRunner } from './server';
import { isStale } from './staleEdits';

/** What the server answers. */
interface WorkspaceFixes {
  edit: WorkspaceEdit | null;
  fixes: number;
  files: number;
  cancelled: boolean;
  changed: number;
}

const PREVIEW = { label: 'Preview', detail: 'Lists the changes, for you to tick those that you want.' };
const MAKE_ALL = {
  label: 'Make All',
  detail: 'Changes the files at once. None of the fixes changes what the program does.',
};

/** Registers the command `fastidious.fixAllInWorkspace`. */
export function registerFixWorkspace(runner: ServerRunner): Disposable {
  let isRunning = false;
  return commands.registerCommand('fastidious.fixAllInWorkspace', async () => {
    if (isRunning) return;
    isRunning = true;
    try {
      await fixWorkspace(runner);
    } finally {
      isRunning = false;
    }
  });
}

async function fixWorkspace(runner: ServerRunner): Promise<void> {
  const client = runner.running;
  if (!client) {
    window.showWarningMessage(runner.whyNot ?? 'Fastidious is off.');
    return;
  }
  if (runner.isReading) {
    window.showInformationMessage('Fastidious is still reading the files of the workspace. Try again when it is done.');
    return;
  }
  if (!workspace.workspaceFolders?.length) {
    window.showInformationMessage('Open a folder first: Fastidious fixes the files of the folders of the workspace.');
    return;
  }
  const found = await window.withProgress(
    { location: ProgressLocation.Notification, title: 'Fastidious: fixing all safe problems', cancellable: true },
    (progress, token) => compute(client, progress, token),
  );
  if (!found || found.cancelled) return;
  const { edit, fixes, files, changed } = found;
  const left =
    changed > 0 ? ` ${count(changed, 'file')} changed meanwhile and ${changed === 1 ? 'was' : 'were'} left out.` : '';
  if (!edit) {
    window.showInformationMessage(`Fastidious: nothing in the workspace that can be fixed safely.${left}`);
    return;
  }
  const all = `${count(fixes, 'safe fix', 'safe fixes')} in ${count(files, 'file')}`;
  const choice = await window.showQuickPick([PREVIEW, MAKE_ALL], { title: `${all}.${left}`, ignoreFocusOut: true });
  if (!choice) return;
  const isMade = await make(client, choice === PREVIEW ? edit : withoutConfirmation(edit));
  const made = choice === PREVIEW ? `made what you ticked of ${all}` : `made ${all}`;
  window.showInformationMessage(`Fastidious: ${isMade ? made : 'nothing was changed'}.`);
}

/** Has VS Code make an edit; a refactoring, so that files that were not open are saved (files.refactoring.autoSave). */
async function make(client: LanguageClient, edit: WorkspaceEdit): Promise<boolean> {
  if (isStale(edit)) {
    window.showWarningMessage('Files changed while their fixes were computed. Try again.');
    return false;
  }
  return workspace.applyEdit(await client.protocol2CodeConverter.asWorkspaceEdit(edit), { isRefactoring: true });
}

/** The edit for somebody who has confirmed it as a whole. */
function withoutConfirmation(edit: WorkspaceEdit): WorkspaceEdit {
  const annotations = Object.entries(edit.changeAnnotations ?? {});
  return {
    ...edit,
    changeAnnotations: Object.fromEntries(
      annotations.map(([id, annotation]) => [id, { ...annotation, needsConfirmation: false }]),
    ),
  };
}

async function compute(
  client: LanguageClient,
  progress: Progress<{ message?: string; increment?: number }>,
  token: CancellationToken,
): Promise<WorkspaceFixes | null> {
  const workDoneToken = `fastidious-${Date.now()}`;
  let reached = 0;
  const listening = client.onProgress(WorkDoneProgress.type, workDoneToken, (value) => {
    if (value.kind === 'end') return;
    const percentage = value.percentage ?? reached;
    progress.report({ ...(value.message ? { message: value.message } : {}), increment: percentage - reached });
    reached = percentage;
  });
  try {
    return await client.sendRequest<WorkspaceFixes>('fastidious/fixAllInWorkspace', { workDoneToken }, token);
  } catch (error) {
    if (token.isCancellationRequested) return null;
    throw error;
  } finally {
    listening.dispose();
  }
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
