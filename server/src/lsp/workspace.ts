// The server's state: folders, open documents, and the linter that judges them.
// Must not know how answers are sent.
import { SourceFile } from '../facts/sourceFile';
import { isJudgedWhenOpen } from '../linter/discovery';
import { folderOf, pathFrom } from '../linter/fileSystem';
import { createLinter, type LintRequest, type PlacedProblem } from '../linter/lint';
import { RULES } from '../rules';
import { OpenDocument } from './document';
import { Folder } from './folder';
import { pathOf } from './paths';

/** A document's problems and what they were judged by; good for as long as `isCurrent` says so. */
export interface Judged {
  readonly document: OpenDocument;
  readonly version: number;
  readonly request: LintRequest;
  readonly problems: readonly PlacedProblem[];
}

/** How long messages may wait while a document is judged, in milliseconds. */
const LONGEST_STRETCH = 30;

/** Everything that the server knows. */
export class Workspace {
  readonly linter;
  private readonly documents = new Map<string, OpenDocument>();
  private readonly byPath = new Map<string, OpenDocument>();
  private readonly judged = new WeakMap<OpenDocument, Judged>();
  private folders: Folder[] = [];
  /** Folders of open files that lie in no workspace folder, by path of the file. */
  private readonly strays = new Map<string, Folder>();
  /** Open files that no walk would come upon: judged only where `include` asks for them. */
  private readonly offTheWalk = new WeakSet<OpenDocument>();

  constructor(logCrash: (message: string) => void) {
    this.linter = createLinter(RULES, (rule, path, error) => {
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
      logCrash(`The rule ${rule.id} failed on ${path}: ${detail}`);
    });
  }

  get openDocuments(): Iterable<OpenDocument> {
    return this.documents.values();
  }

  get allFolders(): readonly Folder[] {
    return [...this.folders, ...this.strays.values()];
  }

  get workspaceFolders(): readonly Folder[] {
    return this.folders;
  }

  /** Adds a workspace folder; open files in it move into its project. */
  addFolder(root: string, name: string): Folder {
    const folder = new Folder(root, name);
    this.folders.push(folder);
    this.settleDocuments();
    return folder;
  }

  /** Takes a workspace folder out; open files in it get a project of their own. */
  removeFolder(root: string): Folder | null {
    const folder = this.folders.find((each) => each.root === root) ?? null;
    this.folders = this.folders.filter((each) => each !== folder);
    this.settleDocuments();
    return folder;
  }

  /** The innermost folder in which a file lies; an open file in none of them has one of its own. */
  folderFor(path: string): Folder | null {
    let best: Folder | null = null;
    for (const folder of this.folders) {
      if (pathFrom(folder.root, path) !== null && folder.root.length > (best?.root.length ?? -1)) best = folder;
    }
    return best ?? this.strays.get(path) ?? null;
  }

  document(uri: string): OpenDocument | null {
    return this.documents.get(uri) ?? null;
  }

  documentAt(path: string): OpenDocument | null {
    return this.byPath.get(path) ?? null;
  }

  isOpen(document: OpenDocument): boolean {
    return this.documents.get(document.uri) === document;
  }

  /** Takes in an opened document, and says whether its project tells others something new now. */
  open(uri: string, version: number, text: string): { document: OpenDocument; changed: boolean } {
    this.documents.get(uri)?.close();
    const document = new OpenDocument(uri, pathOf(uri), version, text);
    this.documents.set(uri, document);
    this.byPath.set(document.path, document);
    return { document, changed: this.settle(document) };
  }

  /** Forgets an open document; its project keeps what it said last. */
  close(document: OpenDocument): void {
    const { path } = document;
    this.documents.delete(document.uri);
    if (this.byPath.get(path) === document) this.byPath.delete(path);
    this.strays.delete(path);
    document.close();
  }

  /** Tells the document's project what the document says now. */
  settle(document: OpenDocument): boolean {
    const home = this.homeOf(document);
    if (!document.isPython) return home.takeNote(document.path, document.text);
    return home.takeIn(document.path, document.file.regions);
  }

  /** Remembers whether a walk would come upon an open document. */
  setOnTheWalk(document: OpenDocument, isOnIt: boolean): void {
    if (isOnIt) this.offTheWalk.delete(document);
    else this.offTheWalk.add(document);
    this.judged.delete(document);
  }

  /** Takes a closed file's text in. */
  readClosed(folder: Folder, path: string, text: string): boolean {
    if (folder.isNote(path)) return folder.takeNote(path, text);
    const file = new SourceFile(path, text);
    try {
      return folder.takeIn(path, file.regions);
    } finally {
      file.close();
    }
  }

  /** The folder of an open document. */
  homeOf({ path }: OpenDocument): Folder {
    let folder = this.folderFor(path);
    if (!folder) {
      folder = new Folder(folderOf(path), null);
      this.strays.set(path, folder);
    }
    return folder;
  }

  /** The problems of an open document as it stands; judged again only when something changed. */
  judge(document: OpenDocument): Judged {
    const known = this.judged.get(document);
    if (known && this.isCurrent(known)) return known;
    const request = this.requestFor(document);
    return this.keep(document, request, this.isWanted(document) ? this.linter.lint(request) : []);
  }

  /**
   * As `judge`, with a pause whenever it has taken a while.
   * @param pause lets other work be done, and says whether the problems are still wanted
   * @returns null when they are not, or when the document changed during a pause
   */
  async judgeWithPauses(document: OpenDocument, pause: () => Promise<boolean>): Promise<Judged | null> {
    const known = this.judged.get(document);
    if (known && this.isCurrent(known)) return known;
    const { version } = document;
    const request = this.requestFor(document);
    if (!this.isWanted(document)) return this.keep(document, request, []);
    const steps = this.linter.lintInSteps(request);
    let until = performance.now() + LONGEST_STRETCH;
    for (;;) {
      const step = steps.next();
      if (step.done) return this.keep(document, request, step.value);
      if (performance.now() < until) continue;
      if (!(await pause()) || document.version !== version || !this.isOpen(document)) return null;
      until = performance.now() + LONGEST_STRETCH;
    }
  }

  /** Whether the document, its settings and its project are still those that were judged. */
  isCurrent(judged: Judged): boolean {
    const { document, version, request } = judged;
    if (document.version !== version || this.judged.get(document) !== judged || !this.isOpen(document)) return false;
    const folder = this.homeOf(document);
    return folder.project.state === request.projectState && folder.settingsOf(document.path).file === request.settings;
  }

  private keep(document: OpenDocument, request: LintRequest, problems: readonly PlacedProblem[]): Judged {
    const judged = { document, version: document.version, request, problems };
    this.judged.set(document, judged);
    return judged;
  }

  /** Whether the settings and its kind let an open document be judged. */
  isWanted(document: OpenDocument): boolean {
    const { file, globPath } = this.homeOf(document).settingsOf(document.path);
    const { settings } = file;
    if (this.offTheWalk.has(document) && settings.include.length === 0) return false;
    return isJudgedWhenOpen({ relativePath: globPath, text: document.text, settings });
  }

  /** What a lint of an open document is asked with. */
  requestFor(document: OpenDocument): LintRequest {
    const folder = this.homeOf(document);
    return {
      file: document.file,
      settings: folder.settingsOf(document.path).file,
      project: folder.project.view(document.path),
      projectState: folder.project.state,
    };
  }

  private settleDocuments(): void {
    this.strays.clear();
    for (const document of this.openDocuments) this.settle(document);
  }
}
