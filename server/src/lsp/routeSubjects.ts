// What a position in a document is about, as far as routes go: the registration of operations, a handler's name, a prefix,
// the URL of a test's call. Must not know what is asked about it.
import { callsAt } from '../project/clientCalls';
import { type IndexedOperation, operationsAt, operationsHandledIn, operationsWrittenIn } from '../project/routeIndex';
import { type FilePlace, locate } from '../project/routes';
import type { Span } from '../syntax/node';
import type { OpenDocument } from './document';
import type { Session } from './session';

/** A stretch of the text (UTF-16 offsets) and the operations that it is about. */
export interface RouteSubject {
  readonly kind: 'registration' | 'handler' | 'prefix' | 'call';
  readonly span: Span;
  readonly operations: readonly IndexedOperation[];
  /** The prefix, or the URL that is called; empty for others. */
  readonly text: string;
}

/** What stands at an offset; null where no route is concerned. */
export function routeSubjectAt(document: OpenDocument, offset: number, session: Session): RouteSubject | null {
  return (
    registrationAt(document, offset, session) ??
    handlerAt(document, offset, session) ??
    prefixAt(document, offset, session) ??
    callAt(document, offset, session)
  );
}

/** A decorator up to its path: what stands behind, a description perhaps, is no part of the route. */
function registrationAt(document: OpenDocument, offset: number, { workspace }: Session): RouteSubject | null {
  const { path, text } = document;
  const found = operationsWrittenIn(workspace.homeOf(document).project, path).flatMap((operation) => {
    const { steps, pathPlace } = operation;
    const { call } = steps.at(-1)!;
    if (call?.path !== path) return [];
    const isOwn = pathPlace?.path === path && pathPlace.start > call.start && pathPlace.end < call.end;
    const end = isOwn ? withQuote(text, pathPlace.end) : call.end;
    return call.start <= offset && offset <= end ? [{ operation, span: { start: call.start, end } }] : [];
  });
  if (found.length === 0) return null;
  const operations = found.map(({ operation }) => operation);
  return { kind: 'registration', span: found[0]!.span, operations, text: '' };
}

function handlerAt(document: OpenDocument, offset: number, { workspace }: Session): RouteSubject | null {
  const holds = (place: FilePlace | null): place is FilePlace =>
    place !== null && place.start <= offset && offset <= place.end;
  const operations = operationsHandledIn(workspace.homeOf(document).project, document.path).filter((each) =>
    holds(each.handlerPlace),
  );
  const span = operations[0]?.handlerPlace;
  return span ? { kind: 'handler', span, operations, text: '' } : null;
}

function prefixAt(document: OpenDocument, offset: number, { workspace }: Session): RouteSubject | null {
  const { path } = document;
  const operations = operationsWrittenIn(workspace.homeOf(document).project, path);
  for (const { steps } of operations) {
    for (const { place, text } of steps) {
      if (place?.path !== path || text === null || offset < place.start - 1 || offset > place.end + 1) continue;
      const under = operations.filter((each) =>
        each.steps.some((step) => step.place?.path === path && step.place.start === place.start && step.text === text),
      );
      return { kind: 'prefix', span: place, operations: under, text };
    }
  }
  return null;
}

/** The part of a call's URL that is written at the offset; the operations that it reaches for certain, else perhaps. */
function callAt(document: OpenDocument, offset: number, { workspace }: Session): RouteSubject | null {
  const { path } = document;
  const { project } = workspace.homeOf(document);
  const found = callsAt(project, path, offset).filter(({ isOnUrl }) => isOnUrl);
  const innermost = found.at(-1)?.call;
  if (!innermost) return null;
  const spans = innermost.parts
    .map((part) => locate(project, part.place))
    .filter((place): place is FilePlace => place?.path === path);
  const span = spans.find(({ start, end }) => start <= offset && offset <= end);
  if (!span) return null;
  // A call in a loop is one for each of its URLs: those whose own text it is.
  const calls = found.map(({ call }) => call).filter((call) => isSamePlace(call.place, innermost.place));
  const targets = calls.flatMap((call) => call.targets);
  const certain = targets.filter(({ isCertain }) => isCertain);
  const indexes = [...new Set((certain.length > 0 ? certain : targets).map(({ operation }) => operation))];
  const whole = { start: spans[0]!.start, end: spans.at(-1)!.end };
  const isOneLine = !/[\n]/.test(document.text.slice(whole.start, whole.end)) && whole.start <= offset;
  return {
    kind: 'call',
    span: isOneLine && whole.end >= offset ? whole : span,
    operations: operationsAt(project, indexes),
    text: innermost.url,
  };
}

function isSamePlace(one: { region: number; at: number }, other: { region: number; at: number }): boolean {
  return one.region === other.region && one.at === other.at;
}

function withQuote(text: string, end: number): number {
  return /['"]/.test(text[end] ?? '') ? end + 1 : end;
}
