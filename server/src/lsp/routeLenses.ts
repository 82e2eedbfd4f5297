// `textDocument/codeLens` and `codeLens/resolve`: over each handler its whole paths and how many tests call it.
// Must not know how either is found.
import type { CancellationToken, CodeLens, CodeLensParams } from 'vscode-languageserver';
import { callsToShow, tellTests, testCallsOfOperations } from '../project/routeTests';
import type { Folder } from './folder';
import { distinctPaths, handlersIn, titleOf } from './routeHandlers';
import type { Session } from './session';

/** How long the project's facts must have rested before the client is told to ask again, in milliseconds. */
const REFRESH_DELAY = 200;

/** What finds the handler again: its name, and which of several it is. */
interface LensData {
  readonly uri: string;
  readonly handler: string;
  readonly nth: number;
}

/** Answers with lenses, and says when they may be others. */
export class RouteLenses {
  private timer: ReturnType<typeof setTimeout> | null = null;
  /** What the lenses that the client has were made of, by folder. */
  private readonly shown = new Map<Folder, string | object>();

  constructor(private readonly session: Session) {}

  /** The lenses of a document: the paths at once, the tests when they are resolved. */
  async answer({ textDocument }: CodeLensParams, token: CancellationToken): Promise<CodeLens[]> {
    const { workspace, preparation, features } = this.session;
    const document = workspace.document(textDocument.uri);
    if (!document) return [];
    await preparation.of(document);
    if (!workspace.isOpen(document) || token.isCancellationRequested) return [];
    const folder = workspace.homeOf(document);
    this.shown.set(folder, madeOf(folder));
    if (folder.routesLens !== 'codeLens') return [];
    const counts = new Map<string, number>();
    return handlersIn(document, this.session).flatMap(({ start, operations }): CodeLens[] => {
      const range = document.rangeOf({ start, end: start });
      const { handler } = operations[0]!;
      const nth = counts.get(handler) ?? 0;
      counts.set(handler, nth + 1);
      const command = features.routeCommands ? 'fastidious.routes.copyPath' : '';
      const paths = distinctPaths(operations).map((operation) => ({
        range,
        command: { title: titleOf(operation), command, arguments: [operation.path] },
      }));
      const data: LensData = { uri: document.uri, handler, nth };
      return [...paths, { range, data }];
    });
  }

  /** The lens with its number of tests. */
  resolve(lens: CodeLens): CodeLens {
    const data = lens.data as Partial<LensData> | undefined;
    const document = typeof data?.uri === 'string' ? this.session.workspace.document(data.uri) : null;
    if (lens.command || !document) return lens;
    const { workspace, features } = this.session;
    const found = handlersIn(document, this.session).filter((each) => each.operations[0]!.handler === data?.handler);
    const handler = found[data?.nth ?? 0];
    // A route that is gone has no lens in the next answer.
    if (!handler) return { ...lens, command: { title: '', command: '' } };
    const { project } = workspace.homeOf(document);
    const calls = testCallsOfOperations(
      project,
      handler.operations.map(({ index }) => index),
    );
    const title = tellTests(calls);
    if (!features.routeCommands) return { ...lens, command: { title, command: '' } };
    const { start } = document.rangeOf(handler.name);
    const isCalled = callsToShow(calls).length > 0;
    return {
      ...lens,
      command: isCalled
        ? { title, command: 'fastidious.routes.showTests', arguments: [document.uri, start] }
        : { title: `${title} · Generate test`, command: 'fastidious.generate.test', arguments: [document.uri, start] },
    };
  }

  /** Facts or settings changed: a client that has lenses asks again where they are others, soon and once. */
  refreshSoon(): void {
    if (this.shown.size === 0) return;
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = null;
      const { connection, features } = this.session;
      const isSame = [...this.shown].every(([folder, before]) => before === madeOf(folder));
      if (isSame || !features.refreshesCodeLenses) return;
      connection.sendRequest('workspace/codeLens/refresh').catch(() => {
        // A client that is shutting down answers no more.
      });
    }, REFRESH_DELAY);
  }

  dispose(): void {
    if (this.timer) clearTimeout(this.timer);
  }
}

/** What lenses depend on besides the text: another value where they may be others. */
function madeOf(folder: Folder): string | object {
  return folder.routesLens === 'codeLens' ? folder.project.calls : folder.routesLens;
}
