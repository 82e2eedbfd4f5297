// `fastidious/fixAllInWorkspace`: every safe fix of every file of the workspace's folders as one edit to be confirmed.
// Must not write anything: the client shows the edit and applies what its user confirms.
import type {
  CancellationToken,
  TextDocumentEdit,
  WorkDoneProgressParams,
  WorkDoneProgressReporter,
  WorkspaceEdit,
} from 'vscode-languageserver';
import { isJudged } from '../linter/discovery';
import { type FileToFix, fixProject, type MendedFile } from '../linter/fixProject';
import { Project } from '../project/project';
import { plainEdit, withAnnotation, workspaceEdit } from './edits';
import type { Folder } from './folder';
import { breathe, readText } from './host';
import { LineIndex } from './lineIndex';
import { uriOf } from './paths';
import type { Session } from './session';

/** What the client is answered. */
export interface WorkspaceFixes {
  /** Null when there is nothing to fix, and when it was cancelled. */
  readonly edit: WorkspaceEdit | null;
  readonly fixes: number;
  readonly files: number;
  readonly cancelled: boolean;
  /** Files that changed while their fixes were computed; they are left out. */
  readonly changed: number;
}

/** A file's text as it was read, to be compared with what the editor has of it at the end. */
interface ReadFile extends FileToFix {
  readonly folder: Folder;
}

/** Answers the request. Messages are taken in between two files; the token stops it there. */
export async function fixAllInWorkspace(
  params: WorkDoneProgressParams | null,
  session: Session,
  token: CancellationToken,
): Promise<WorkspaceFixes> {
  const progress = session.connection.window.attachWorkDoneProgress(params?.workDoneToken);
  progress.begin('Fixing all safe problems', 0, 'Reading the files', true);
  try {
    const files: ReadFile[] = [];
    const folders = session.workspace.workspaceFolders;
    for (const folder of folders) files.push(...(await readFiles(folder, session, token)));
    const mended = new Map<string, MendedFile>();
    let done = 0;
    for (const folder of folders) {
      const own = files.filter((each) => each.folder === folder);
      const onFile = (index: number): void => report(progress, done + index, files.length);
      for (const [path, file] of await mend(own, folder, session, token, onFile)) mended.set(path, file);
      done += own.length;
    }
    if (token.isCancellationRequested) return { edit: null, fixes: 0, files: 0, cancelled: true, changed: 0 };
    const changes: TextDocumentEdit[] = [];
    let fixes = 0;
    let changed = 0;
    for (const { path, text } of files) {
      const file = mended.get(path);
      const change = file ? editOf(path, text, file, session) : null;
      if (file && !change) changed++;
      if (!file || !change) continue;
      changes.push(change);
      fixes += file.count;
    }
    return { edit: asOne(changes, session), fixes, files: changes.length, cancelled: false, changed };
  } finally {
    progress.done();
  }
}

function report(progress: WorkDoneProgressReporter, index: number, total: number): void {
  progress.report(Math.floor((100 * index) / total), `${index} of ${total} files`);
}

/** The files that are judged, as the editor has them, else as the disk has them. */
async function readFiles(folder: Folder, session: Session, token: CancellationToken): Promise<ReadFile[]> {
  const { workspace, host, preparation } = session;
  const found: ReadFile[] = [];
  for (const path of [...folder.project.paths].sort()) {
    if (token.isCancellationRequested) return [];
    if (workspace.folderFor(path) !== folder) continue;
    const open = workspace.documentAt(path);
    if (open) await preparation.of(open);
    const text = open?.text ?? (await readText(host, path));
    if (text === null) continue;
    const { file: settings, globPath } = folder.settingsOf(path);
    const isOurs = open
      ? workspace.isWanted(open)
      : isJudged({ relativePath: globPath, text, settings: settings.settings });
    if (isOurs) found.push({ path, text, settings, folder });
  }
  return found;
}

/** The files that fixes change; none when it was stopped. */
async function mend(
  files: readonly ReadFile[],
  folder: Folder,
  session: Session,
  token: CancellationToken,
  onFile: (index: number) => void,
): Promise<ReadonlyMap<string, MendedFile>> {
  // A project of its own: requests that come in between must not see what is not written yet.
  const project = new Project();
  for (const path of folder.project.paths) project.set(folder.project.module(path)!);
  const steps = fixProject(files, project, session.workspace.linter);
  for (let index = 0; ; index++) {
    await breathe(session.host);
    if (token.isCancellationRequested) return new Map();
    const step = steps.next();
    if (step.done) return step.value.files;
    if (step.value.round === 0) onFile(index);
  }
}

/** The edit of a file; null when the editor has another text by now. */
function editOf(path: string, text: string, { edits }: MendedFile, { workspace }: Session): TextDocumentEdit | null {
  const open = workspace.documentAt(path);
  if (open && open.text !== text) return null;
  // Editors take a byte order mark off the files that they read.
  const hidden = !open && text.startsWith('\ufeff') ? 1 : 0;
  const lines = open?.lines ?? new LineIndex(text.slice(hidden));
  return {
    textDocument: { uri: open?.uri ?? uriOf(path), version: open?.version ?? null },
    edits: edits.map(({ start, end, newText }) =>
      plainEdit({ start: start - hidden, end: end - hidden, newText }, lines),
    ),
  };
}

function asOne(changes: readonly TextDocumentEdit[], { features }: Session): WorkspaceEdit | null {
  if (changes.length === 0) return null;
  const annotation = {
    label: 'Safe fixes',
    description: 'They keep what the program does.',
    needsConfirmation: true,
  };
  return withAnnotation(workspaceEdit([...changes], features), annotation, features);
}
