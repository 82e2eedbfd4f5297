// `textDocument/hover`: what a decorator, a path or a prefix comes to.
// Must not know how it is found or worded.
import { type CancellationToken, type Hover, type HoverParams, MarkupKind } from 'vscode-languageserver';
import { describePrefix, describeRoute } from '../infer/describeRoute';
import { requestModels } from '../infer/routeModels';
import { operationsWrittenIn } from '../project/routeIndex';
import type { FilePlace, ResolvedOperation } from '../project/routes';
import type { Span } from '../syntax/node';
import type { OpenDocument } from './document';
import { markupFor } from './markup';
import type { Session } from './session';

/** A part of the text and the operations that it is about. */
interface Subject {
  readonly span: Span;
  readonly operations: readonly ResolvedOperation[];
  /** The prefix's text, where it is one. */
  readonly prefix: string | null;
}

/** Answers with what is known of the route at the position; null anywhere else. */
export async function hover(
  { textDocument, position }: HoverParams,
  session: Session,
  token: CancellationToken,
): Promise<Hover | null> {
  const { workspace, features, others, preparation } = session;
  const document = workspace.document(textDocument.uri);
  if (!document) return null;
  await preparation.of(document);
  if (!workspace.isOpen(document) || token.isCancellationRequested) return null;
  const { version } = document;
  const subject = findSubject(document, document.lines.offsetAt(position), session);
  if (!subject) return null;
  await others.prepare(filesOf(subject.operations));
  if (document.version !== version || token.isCancellationRequested) return null;
  const kind = features.showsMarkdown ? MarkupKind.Markdown : MarkupKind.PlainText;
  const markup = markupFor(kind, session);
  const { project } = workspace.homeOf(document);
  const paragraphs =
    subject.prefix !== null
      ? [describePrefix(subject.prefix, subject.operations, markup)]
      : subject.operations.map((each) => {
          const models = requestModels(each.handler, project.view(each.file));
          return describeRoute(each, { requestModels: models, tests: null }, markup);
        });
  const value = paragraphs.map((each) => each.join('\n\n')).join('\n\n---\n\n');
  return { contents: { kind, value }, range: document.rangeOf(subject.span) };
}

function findSubject(document: OpenDocument, offset: number, { workspace }: Session): Subject | null {
  const { path, text } = document;
  const operations = operationsWrittenIn(workspace.homeOf(document).project, path);
  const isHere = (place: FilePlace | null | undefined): place is FilePlace => !!place && place.path === path;
  // A decorator up to its path: what stands behind, a description perhaps, is no part of the route.
  const registered = operations.flatMap((operation) => {
    const { call } = operation.steps.at(-1)!;
    if (!isHere(call)) return [];
    const { pathPlace } = operation;
    const own = isHere(pathPlace) && pathPlace.start > call.start && pathPlace.end < call.end ? pathPlace : null;
    const end = own ? withQuote(text, own.end) : call.end;
    return call.start <= offset && offset <= end ? [{ operation, span: { start: call.start, end } }] : [];
  });
  if (registered.length > 0) {
    return { span: registered[0]!.span, operations: registered.map(({ operation }) => operation), prefix: null };
  }
  for (const { steps } of operations) {
    for (const { place, text: prefix } of steps) {
      if (!isHere(place) || prefix === null || offset < place.start - 1 || offset > place.end + 1) continue;
      const under = operations.filter((each) =>
        each.steps.some((step) => isHere(step.place) && step.place.start === place.start && step.text === prefix),
      );
      return { span: place, operations: under, prefix };
    }
  }
  return null;
}

function withQuote(text: string, end: number): number {
  return /['"]/.test(text[end] ?? '') ? end + 1 : end;
}

/** The files to which the text may point. */
function filesOf(operations: readonly ResolvedOperation[]): Set<string> {
  const places = operations.flatMap(({ handlerPlace, steps }) => [
    handlerPlace,
    ...steps.flatMap(({ place, call }) => [place, call]),
  ]);
  return new Set(places.flatMap((place) => place?.path ?? []));
}
