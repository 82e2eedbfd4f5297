// Inlay hints with routes: behind the decorator of each handler its whole paths and how many tests call it.
// Must not know how either is found.
import type { InlayHint, InlayHintLabelPart } from 'vscode-languageserver';
import { callsToShow, tellTests, testCallsOfOperations } from '../project/routeTests';
import type { Span } from '../syntax/node';
import type { OpenDocument } from './document';
import { distinctPaths, handlersIn, titleOf } from './routeHandlers';
import type { Session } from './session';

/** The hints of the handlers that begin within a span of a document (UTF-16 offsets). */
export function routeHints(document: OpenDocument, span: Span, session: Session): InlayHint[] {
  const { workspace, features } = session;
  const { project } = workspace.homeOf(document);
  return handlersIn(document, session).flatMap(({ start, name, operations }): InlayHint[] => {
    // Behind the decorator that registers it; behind the first line of a handler that something else registers.
    const { call } = operations[0]!.steps.at(-1)!;
    const isDecorator = call?.path === document.path && call.start >= start && call.start < name.start;
    const at = document.lines.lineEnd(document.lines.positionAt(isDecorator ? call.start : name.start).line);
    if (at < span.start || at > span.end) return [];
    const calls = testCallsOfOperations(
      project,
      operations.map(({ index }) => index),
    );
    const command = (title: string, id: string, parameters: unknown[]): Partial<InlayHintLabelPart> =>
      features.routeCommands ? { command: { title, command: id, arguments: parameters } } : {};
    const label: InlayHintLabelPart[] = distinctPaths(operations).flatMap((operation, i) => [
      ...(i > 0 ? [{ value: ', ' }] : []),
      { value: titleOf(operation), ...command('Copy Path', 'fastidious.routes.copyPath', [operation.path]) },
    ]);
    const position = document.rangeOf(name).start;
    const isOpen = callsToShow(calls).length > 0;
    label.push(
      { value: ' · ' },
      {
        value: tellTests(calls),
        ...(isOpen ? command('Show Tests', 'fastidious.routes.showTests', [document.uri, position]) : {}),
      },
    );
    return [{ position: document.lines.positionAt(at), label, paddingLeft: true }];
  });
}
