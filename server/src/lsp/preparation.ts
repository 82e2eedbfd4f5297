// What must be known before an open document is judged for the first time: the settings that hold for it, and whether
// it is one of the project's own files. Must not wait for the project to be read.
import { wouldDiscover } from '../linter/discovery';
import type { OpenDocument } from './document';
import type { EditorSettings } from './editorSettings';
import type { Folder } from './folder';
import type { Host } from './host';
import type { Pyprojects } from './pyprojects';
import type { Workspace } from './workspace';

/** Prepares documents, each once for the folder that it lies in. */
export class Preparation {
  private readonly known = new WeakMap<OpenDocument, { readonly folder: Folder; readonly done: Promise<void> }>();

  constructor(
    private readonly host: Host,
    private readonly workspace: Workspace,
    private readonly editorSettings: EditorSettings,
    private readonly pyprojects: Pyprojects,
  ) {}

  /** Settled as soon as the document may be judged. */
  of(document: OpenDocument): Promise<void> {
    const folder = this.workspace.homeOf(document);
    const known = this.known.get(document);
    if (known?.folder === folder) return known.done;
    const done = this.prepare(document, folder);
    this.known.set(document, { folder, done });
    return done;
  }

  /** Which files a walk passes over changed: documents are asked about anew. */
  async reconsider(): Promise<void> {
    for (const document of this.workspace.openDocuments) await this.place(document, this.workspace.homeOf(document));
  }

  private async prepare(document: OpenDocument, folder: Folder): Promise<void> {
    await this.editorSettings.ready;
    this.editorSettings.configure(folder);
    await Promise.all([this.pyprojects.prepare(folder, document.path), this.place(document, folder)]);
  }

  private async place(document: OpenDocument, folder: Folder): Promise<void> {
    const { path } = document;
    // Outside the workspace an editor shows what a definition led to: installed packages and Python's own library.
    const isOwn = folder.name === null ? !isLibrary(path) : await wouldDiscover(this.host.files, folder.root, path);
    this.workspace.setOnTheWalk(document, isOwn);
  }
}

function isLibrary(path: string): boolean {
  return /\/(?:site-packages|dist-packages|\.venv|venv|lib(?:64)?\/python[\d.]+|typeshed)\//i.test(path);
}
