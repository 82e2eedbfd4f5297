// `textDocument/hover`: what a decorator, a path, a prefix or the URL of a test's call comes to.
// Must not know how it is found or worded.
import { type CancellationToken, type Hover, type HoverParams, MarkupKind } from 'vscode-languageserver';
import { describeList, describeRoute } from '../infer/describeRoute';
import { requestModels } from '../infer/routeModels';
import type { ResolvedOperation } from '../project/routes';
import { tellTests, testCallsOfOperations } from '../project/routeTests';
import { markupFor } from './markup';
import { routeSubjectAt } from './routeSubjects';
import type { Session } from './session';

/** Of more operations than this only the paths are told. */
const MOST_DESCRIBED = 3;

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
  const subject = routeSubjectAt(document, document.lines.offsetAt(position), session);
  // A function's own hover belongs to others.
  if (!subject || subject.kind === 'handler') return null;
  await others.prepare(filesOf(subject.operations));
  if (document.version !== version || token.isCancellationRequested) return null;
  const kind = features.showsMarkdown ? MarkupKind.Markdown : MarkupKind.PlainText;
  const markup = markupFor(kind, session);
  const { project } = workspace.homeOf(document);
  const { kind: of, operations, text } = subject;
  const isList = of === 'prefix' || operations.length > MOST_DESCRIBED;
  const paragraphs = isList
    ? [describeList(of === 'prefix' ? 'prefix' : 'call', text, operations, markup)]
    : operations.map((each) => {
        const requestModelNames = requestModels(each.handler, project.view(each.file));
        const tests = tellTests(testCallsOfOperations(project, [each.index]));
        return describeRoute(each, { requestModels: requestModelNames, tests }, markup);
      });
  const value = paragraphs.map((each) => each.join('\n\n')).join('\n\n---\n\n');
  return { contents: { kind, value }, range: document.rangeOf(subject.span) };
}

/** The files to which the text may point. */
function filesOf(operations: readonly ResolvedOperation[]): Set<string> {
  const places = operations.flatMap(({ handlerPlace, steps }) => [
    handlerPlace,
    ...steps.flatMap(({ place, call }) => [place, call]),
  ]);
  return new Set(places.flatMap((place) => place?.path ?? []));
}
