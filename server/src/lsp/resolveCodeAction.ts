// `codeAction/resolve`: writes the edit of an action that was offered, for the version for which it was offered.
// Must not know which actions are offered when.
import { type CodeAction, CreateFile, LSPErrorCodes, ResponseError, type WorkspaceEdit } from 'vscode-languageserver';
import { generatorOf } from '../generators';
import { fixAll } from '../linter/fixAll';
import type { PlacedProblem } from '../linter/lint';
import { suppressEdit } from '../linter/suppress';
import { turnOffEdit } from '../linter/turnOff';
import type { OpenDocument } from './document';
import { documentEdit, type EditedFile, fixEdit, plainEdit, snippetEdits, workspaceEdit } from './edits';
import { offersAt, writeOffer } from './generation';
import { LineIndex } from './lineIndex';
import { uriOf } from './paths';
import type { Session } from './session';

interface Named {
  readonly uri: string;
  readonly version: number;
}

interface NamedProblem {
  readonly rule: string;
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

/** What an action says of itself, so that its edit can be written later. */
export type ActionData = Named &
  (
    | ({ readonly do: 'fix'; readonly index: number; readonly title: string } & NamedProblem)
    | ({ readonly do: 'suppress' } & NamedProblem)
    | { readonly do: 'turnOff'; readonly rule: string }
    | { readonly do: 'fixAll' }
    | { readonly do: 'generate'; readonly generator: string; readonly offset: number; readonly title: string }
  );

/** Writes edits of actions. */
export class ActionResolver {
  constructor(private readonly session: Session) {}

  /** Answers `codeAction/resolve`; an action of another version is refused. */
  async resolveRequest(action: CodeAction): Promise<CodeAction> {
    const data = action.data as ActionData | undefined;
    if (action.edit || typeof data?.uri !== 'string') return action;
    const resolved = await this.resolve(action, data);
    if (!resolved) throw new ResponseError(LSPErrorCodes.ContentModified, 'The file changed; ask for the fix again.');
    if (resolved.disabled) this.session.connection.window.showInformationMessage(resolved.disabled.reason);
    return resolved;
  }

  /** The action with its edit; null when the document is closed or has another version by now. */
  async resolve(action: CodeAction, data: ActionData): Promise<CodeAction | null> {
    const document = this.session.workspace.document(data.uri);
    if (!document || document.version !== data.version) return null;
    if (data.do === 'fix') return this.resolveFix(action, data, document);
    if (data.do === 'generate') return this.generate(action, data, document);
    let edit: WorkspaceEdit | null = null;
    if (data.do === 'suppress') edit = this.suppress(data, document);
    if (data.do === 'turnOff') edit = await this.turnOff(data.rule, document);
    if (data.do === 'fixAll') edit = this.fixAll(document);
    return document.version === data.version && edit ? { ...action, edit } : null;
  }

  /** Whether a rule can be turned off for the document's project. */
  async canTurnOff(rule: string, document: OpenDocument): Promise<boolean> {
    return (await this.turnOff(rule, document)) !== null;
  }

  private async turnOff(rule: string, document: OpenDocument): Promise<WorkspaceEdit | null> {
    const { workspace, pyprojects, features } = this.session;
    const folder = workspace.homeOf(document);
    const path = folder.pyprojectFor(document.path);
    const file = await pyprojects.editedFile(path);
    // A file of its own outside the workspace is no project to write settings for.
    if (!file && (folder.name === null || !features.createsFiles || !features.documentChanges)) return null;
    const edit = turnOffEdit(file?.text ?? '', rule);
    if (!edit) return null;
    const { uri, version, lines } = file ?? { uri: uriOf(path), version: null, lines: new LineIndex('') };
    const change = { textDocument: { uri, version }, edits: [plainEdit(edit, lines)] };
    return file
      ? workspaceEdit([change], features)
      : { documentChanges: [CreateFile.create(uri, { ignoreIfExists: true }), change] };
  }

  /** What a generator offered, written; with the reason where it cannot be. */
  private async generate(
    action: CodeAction,
    data: Extract<ActionData, { do: 'generate' }>,
    document: OpenDocument,
  ): Promise<CodeAction | null> {
    const generator = generatorOf(data.generator);
    const offers = generator ? offersAt(document, data.offset, this.session, [generator]) : [];
    const chosen = offers.find(({ offer }) => offer.title === data.title);
    const written = chosen ? await writeOffer(chosen, document, this.session, 'elsewhere') : null;
    if (!written || document.version !== data.version) return null;
    return 'why' in written ? { ...action, disabled: { reason: written.why } } : { ...action, edit: written.edit };
  }

  private async resolveFix(
    action: CodeAction,
    data: Extract<ActionData, { do: 'fix' }>,
    document: OpenDocument,
  ): Promise<CodeAction | null> {
    const { workspace, features } = this.session;
    const problem = this.find(data, document);
    if (!problem) return null;
    const { request } = workspace.judge(document);
    const fix = workspace.linter.fixes(problem, request)[data.index];
    if (fix?.title !== data.title) return null;
    if (fix.snippet && !features.snippetEdits && features.applySnippetCommand) {
      const [only, ...more] = snippetEdits(fix.edits, document);
      // The edit of an import would move the snippet's place and the version; such a fix comes as plain text.
      if (only && more.length === 0 && fix.importEdits.length === 0 && Object.keys(fix.otherFiles).length === 0) {
        const parameters = [document.uri, document.version, only.range, only.snippet];
        return { ...action, command: { title: fix.title, command: 'fastidious.applySnippet', arguments: parameters } };
      }
    }
    await this.session.others.prepare(Object.keys(fix.otherFiles));
    if (document.version !== data.version) return null;
    const edit = fixEdit(fix, document, features, (path) => this.editedFile(path));
    return edit ? { ...action, edit } : null;
  }

  private suppress(data: NamedProblem, document: OpenDocument): WorkspaceEdit | null {
    const problem = this.find(data, document);
    const edit = problem ? suppressEdit(problem, document.file) : null;
    return edit ? documentEdit([edit], document, this.session.features) : null;
  }

  private fixAll(document: OpenDocument): WorkspaceEdit | null {
    const { workspace, features } = this.session;
    const folder = workspace.homeOf(document);
    const settings = folder.settingsOf(document.path).file;
    const { edits } = fixAll(document.path, document.text, settings, folder.project, workspace.linter);
    return edits.length > 0 ? documentEdit(edits, document, features) : null;
  }

  private find({ rule, start, end, message }: NamedProblem, document: OpenDocument): PlacedProblem | null {
    const { problems } = this.session.workspace.judge(document);
    const is = (each: PlacedProblem): boolean =>
      each.rule.id === rule && each.start === start && each.end === end && each.message === message;
    return problems.find(is) ?? null;
  }

  private editedFile(path: string): EditedFile | null {
    const open = this.session.workspace.documentAt(path);
    if (open) return { uri: open.uri, version: open.version, lines: open.lines };
    const lines = this.session.others.linesOf(path);
    return lines ? { uri: uriOf(path), version: null, lines } : null;
  }
}
