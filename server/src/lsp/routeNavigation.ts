// `textDocument/definition`, `textDocument/references` and `fastidious/testCalls`: between the URL of a test's call and the
// handler that answers it, both ways. Must not know how calls are matched.
import type {
  CancellationToken,
  DefinitionParams,
  Location,
  LocationLink,
  ReferenceParams,
  TextDocumentPositionParams,
} from 'vscode-languageserver';
import type { TestCall } from '../project/clientCalls';
import type { Project } from '../project/project';
import type { IndexedOperation } from '../project/routeIndex';
import { type FilePlace, locate } from '../project/routes';
import { callsToShow, type OperationCalls, testCallsOfOperations } from '../project/routeTests';
import type { OpenDocument } from './document';
import { locationOf } from './places';
import { type RouteSubject, routeSubjectAt } from './routeSubjects';
import type { Session } from './session';

/** From the URL of a test's call to the handlers that it reaches; null anywhere else. */
export async function definition(
  params: DefinitionParams,
  session: Session,
  token: CancellationToken,
): Promise<Location[] | LocationLink[] | null> {
  const asked = await subjectOf(params, session, token);
  if (asked?.subject.kind !== 'call') return null;
  const { subject, document } = asked;
  const targets = await locationsOf(subject.operations.map(handlerOf), session);
  if (token.isCancellationRequested) return null;
  if (!session.features.definitionLinks) return targets;
  const originSelectionRange = document.rangeOf(subject.span);
  return targets.map(({ uri, range }) => ({
    originSelectionRange,
    targetUri: uri,
    targetRange: range,
    targetSelectionRange: range,
  }));
}

/** From a handler, its decorator or a call's URL to the calls of tests; null anywhere else. */
export async function references(
  params: ReferenceParams,
  session: Session,
  token: CancellationToken,
): Promise<Location[] | null> {
  const asked = await subjectOf(params, session, token);
  if (!asked || asked.subject.kind === 'prefix') return null;
  const { subject, document } = asked;
  const { project } = session.workspace.homeOf(document);
  const { certain, possible } = callsTo(project, subject.operations);
  const places = [...certain, ...possible].map((call) => urlPlace(project, call));
  if (params.context.includeDeclaration) places.unshift(...subject.operations.map(handlerOf));
  const found = await locationsOf(places, session);
  return token.isCancellationRequested ? null : found;
}

/** The calls of tests that reach the handler at a position. */
export async function testCalls(
  params: TextDocumentPositionParams,
  session: Session,
  token: CancellationToken,
): Promise<Location[]> {
  const asked = await subjectOf(params, session, token);
  if (!asked || asked.subject.kind === 'prefix') return [];
  const { project } = session.workspace.homeOf(asked.document);
  const calls = callsToShow(callsTo(project, asked.subject.operations));
  return locationsOf(
    calls.map((call) => urlPlace(project, call)),
    session,
  );
}

async function subjectOf(
  { textDocument, position }: TextDocumentPositionParams,
  session: Session,
  token: CancellationToken,
): Promise<{ subject: RouteSubject; document: OpenDocument } | null> {
  const { workspace, preparation } = session;
  const document = workspace.document(textDocument.uri);
  if (!document) return null;
  await preparation.of(document);
  if (!workspace.isOpen(document) || token.isCancellationRequested) return null;
  const subject = routeSubjectAt(document, document.lines.offsetAt(position), session);
  return subject && { subject, document };
}

function handlerOf({ handlerPlace, steps }: IndexedOperation): FilePlace | null {
  return handlerPlace ?? steps.at(-1)?.call ?? null;
}

function callsTo(project: Project, operations: readonly IndexedOperation[]): OperationCalls {
  return testCallsOfOperations(
    project,
    operations.map(({ index }) => index),
  );
}

/** Where a call's URL is written, from its first to its last own stretch; the whole call where it has none. */
function urlPlace(project: Project, { file, parts, place }: TestCall): FilePlace | null {
  const whole = locate(project, place);
  const own = parts
    .map((part) => locate(project, part.place))
    .filter((each): each is FilePlace => !!each && !!whole && each.path === file && isWithin(each, whole));
  const [first] = own;
  return first ? { path: file, start: first.start, end: own.at(-1)!.end } : whole;
}

function isWithin(inner: FilePlace, outer: FilePlace): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** Places as locations, each once. */
async function locationsOf(places: readonly (FilePlace | null)[], session: Session): Promise<Location[]> {
  await session.others.prepare(new Set(places.flatMap((place) => place?.path ?? [])));
  const found = new Map<string, Location>();
  for (const place of places) {
    const location = locationOf(place, session);
    if (location) found.set(JSON.stringify(location), location);
  }
  return [...found.values()];
}
