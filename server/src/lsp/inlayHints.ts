// `textDocument/inlayHint`: inferred types of what is not annotated, and routes at their handlers, as the editor's settings
// ask for them.
// Must not know how types are inferred.
import { type CancellationToken, type InlayHint, InlayHintKind, type InlayHintParams } from 'vscode-languageserver';
import { createLinter } from '../linter/lint';
import { HINTED_RULES, typeHints } from '../linter/typeHints';
import { RULES } from '../rules';
import type { Span } from '../syntax/node';
import type { OpenDocument } from './document';
import { plainEdit } from './edits';
import { routeHints } from './routeHints';
import type { Session } from './session';

/** How long the project's facts must have rested before the client is told to ask again, in milliseconds. */
const REFRESH_DELAY = 150;

/** Answers with hints, and says when they may be others. */
export class InlayHints {
  /** A linter of its own: the rules may be off where hints are on. */
  private readonly linter;
  private timer: ReturnType<typeof setTimeout> | null = null;
  /** Whether the client has hints that may have to change. */
  private areShown = false;

  constructor(
    private readonly session: Session,
    logCrash: (message: string) => void,
  ) {
    const rules = RULES.filter(({ id }) => HINTED_RULES.includes(id));
    this.linter = createLinter(rules, (rule, path, error) => {
      logCrash(`The types of ${path} cannot be shown (${rule.id}): ${String(error)}`);
    });
  }

  /** The hints of a range; none where they are off. */
  async answer({ textDocument, range }: InlayHintParams, token: CancellationToken): Promise<InlayHint[]> {
    const { workspace, preparation } = this.session;
    const document = workspace.document(textDocument.uri);
    if (!document?.isPython) return [];
    await preparation.of(document);
    if (!workspace.isOpen(document) || token.isCancellationRequested) return [];
    const { showsTypes, routesLens } = workspace.homeOf(document);
    const showsRoutes = routesLens === 'inlay';
    if (!showsTypes && !showsRoutes) return [];
    this.areShown = true;
    const span = { start: document.lines.offsetAt(range.start), end: document.lines.offsetAt(range.end) };
    return [
      ...(showsTypes && workspace.isWanted(document) ? this.typesIn(document, span) : []),
      ...(showsRoutes ? routeHints(document, span, this.session) : []),
    ];
  }

  private typesIn(document: OpenDocument, span: Span): InlayHint[] {
    const { workspace } = this.session;
    return typeHints(workspace.requestFor(document), this.linter, span).map((hint) => ({
      position: document.lines.positionAt(hint.at),
      label: hint.label,
      kind: InlayHintKind.Type,
      tooltip: hint.title,
      textEdits: hint.edits.map((edit) => plainEdit(edit, document.lines)),
      ...(hint.isReturn ? { paddingLeft: true } : {}),
    }));
  }

  /** Facts or settings changed: a client that shows hints, or shall from now on, asks again, soon and once. */
  refreshSoon(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = null;
      const { connection, features, workspace } = this.session;
      const shallBeShown = workspace.allFolders.some(
        ({ showsTypes, routesLens }) => showsTypes || routesLens === 'inlay',
      );
      if (!features.refreshesInlayHints || !(this.areShown || shallBeShown)) return;
      this.areShown = shallBeShown;
      connection.languages.inlayHint.refresh().catch(() => {
        // A client that is shutting down answers no more.
      });
    }, REFRESH_DELAY);
  }

  dispose(): void {
    if (this.timer) clearTimeout(this.timer);
  }
}
