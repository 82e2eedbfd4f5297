// Diagnostics of open documents: answers to the client's pulls, pushes to clients that do not pull, and the refresh of
// files that another file's change concerns. Must not know how problems are found.
import {
  type CancellationToken,
  type Connection,
  type Diagnostic,
  type DocumentDiagnosticReport,
  LSPErrorCodes,
  ResponseError,
} from 'vscode-languageserver';
import type { ClientFeatures } from './client';
import type { OpenDocument } from './document';
import { breathe, type Host } from './host';
import type { OtherFiles } from './otherFiles';
import type { Preparation } from './preparation';
import { toDiagnostic } from './toDiagnostic';
import type { Judged, Workspace } from './workspace';

interface Report {
  readonly resultId: string;
  readonly judged: Judged;
  readonly items: readonly Diagnostic[];
}

/** How long the project's facts must have rested before other open files are judged anew, in milliseconds. */
const RECHECK_DELAY = 150;

/** Sends and answers with the diagnostics of open Python documents. */
export class Diagnostics {
  private readonly reports = new WeakMap<OpenDocument, Report>();
  private readonly waiting = new Set<OpenDocument>();
  private recheckTimer: ReturnType<typeof setTimeout> | null = null;
  private count = 0;
  /** A client may outlive the server and hand in result ids of the one before. */
  private readonly era = Date.now().toString(36);

  constructor(
    private readonly connection: Connection,
    private readonly host: Host,
    private readonly workspace: Workspace,
    private readonly others: OtherFiles,
    private readonly preparation: Preparation,
    private readonly features: () => ClientFeatures,
  ) {}

  /** `textDocument/diagnostic`: the document as it stands, or that nothing changed. */
  async pull(
    uri: string,
    previousResultId: string | undefined,
    token: CancellationToken,
  ): Promise<DocumentDiagnosticReport> {
    const document = this.workspace.document(uri);
    if (!document) return { kind: 'full', items: [] };
    if (token.isCancellationRequested) throw cancelled();
    const report = await this.report(document, token);
    if (!report) throw cancelled();
    const { resultId, items } = report;
    return resultId === previousResultId
      ? { kind: 'unchanged', resultId }
      : { kind: 'full', resultId, items: [...items] };
  }

  /** The document is new or changed: a client that does not pull is sent its diagnostics. */
  changed(document: OpenDocument): void {
    if (this.features().pullsDiagnostics || this.waiting.has(document)) return;
    this.waiting.add(document);
    // Edits that wait already are taken in first.
    this.host.defer(() => {
      this.waiting.delete(document);
      void this.push(document);
    });
  }

  /** The document is closed: its diagnostics go. */
  closed(document: OpenDocument): void {
    if (!this.features().pullsDiagnostics) this.send(document.uri, undefined, []);
  }

  /** Facts or settings changed: open files whose diagnostics differ now are refreshed, soon and once. */
  recheckSoon(delay = RECHECK_DELAY): void {
    if (this.recheckTimer) clearTimeout(this.recheckTimer);
    this.recheckTimer = setTimeout(() => {
      this.recheckTimer = null;
      void this.recheck();
    }, delay);
  }

  dispose(): void {
    if (this.recheckTimer) clearTimeout(this.recheckTimer);
  }

  private async recheck(): Promise<void> {
    const { pullsDiagnostics, refreshesDiagnostics } = this.features();
    let stale = false;
    for (const document of [...this.workspace.openDocuments]) {
      const before = this.reports.get(document);
      // What was never asked for, or not since the last edit, is still to be asked for.
      if (!before || before.judged.version !== document.version) continue;
      const after = await this.report(document, null);
      if (after && after.resultId !== before.resultId) {
        stale = true;
        if (!pullsDiagnostics) this.send(document.uri, document.version, after.items);
      }
      await breathe(this.host);
    }
    if (stale && pullsDiagnostics && refreshesDiagnostics) {
      this.connection.languages.diagnostics.refresh().catch(() => {
        // A client that is shutting down answers no more.
      });
    }
  }

  private async push(document: OpenDocument): Promise<void> {
    const report = await this.report(document, null);
    if (report && report.judged.version === document.version) this.send(document.uri, document.version, report.items);
  }

  private send(uri: string, version: number | undefined, items: readonly Diagnostic[]): void {
    const named = version !== undefined && this.features().publishesVersion ? { version } : {};
    void this.connection.sendDiagnostics({ uri, ...named, diagnostics: [...items] });
  }

  /** The diagnostics of a document; null when they are wanted no longer. */
  private async report(document: OpenDocument, token: CancellationToken | null): Promise<Report | null> {
    const known = this.reports.get(document);
    if (known && this.workspace.isCurrent(known.judged)) return known;
    await this.preparation.of(document);
    if (token?.isCancellationRequested || !this.workspace.isOpen(document)) return null;
    const judged = await this.workspace.judgeWithPauses(document, async () => {
      await breathe(this.host);
      return !token?.isCancellationRequested;
    });
    if (!judged) return null;
    const elsewhere = new Set(judged.problems.flatMap(({ related }) => related.flatMap(({ path }) => path ?? [])));
    if (elsewhere.size > 0) {
      await this.others.prepare(elsewhere);
      if (token?.isCancellationRequested || document.version !== judged.version) return null;
    }
    const features = this.features();
    const items = judged.problems.map((each) => toDiagnostic(each, document, features, this.others.linesOf));
    const same = known && sameItems(known.items, items);
    const report = { resultId: same ? known.resultId : `${this.era}.${++this.count}`, judged, items };
    this.reports.set(document, report);
    return report;
  }
}

function cancelled(): ResponseError<{ retriggerRequest: boolean }> {
  return new ResponseError(LSPErrorCodes.ServerCancelled, 'cancelled', { retriggerRequest: true });
}

function sameItems(one: readonly Diagnostic[], other: readonly Diagnostic[]): boolean {
  return one.length === other.length && one.every((each, i) => sameDiagnostic(each, other[i]!));
}

function sameDiagnostic(one: Diagnostic, other: Diagnostic): boolean {
  return (
    one.message === other.message &&
    one.code === other.code &&
    one.severity === other.severity &&
    one.range.start.line === other.range.start.line &&
    one.range.start.character === other.range.start.character &&
    one.range.end.line === other.range.end.line &&
    one.range.end.character === other.range.end.character &&
    JSON.stringify(one.relatedInformation) === JSON.stringify(other.relatedInformation)
  );
}
