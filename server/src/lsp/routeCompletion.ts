// Completions about routes: the `{parameters}` of a path, the statuses behind `status_code=`, the paths that a test calls.
// Must not know how they are found.
import { type CompletionItem, CompletionItemKind, InsertTextFormat } from 'vscode-languageserver';
import { plainText } from '../linter/edits';
import { typedParameters } from '../linter/typedPath';
import { mayTakeStatus, typedStatuses } from '../linter/typedStatus';
import { typedUrlAt, urlSnippet } from '../linter/typedUrl';
import { operationsHandledIn } from '../project/routeIndex';
import { routeTreeOf } from '../project/routeTree';
import type { OpenDocument } from './document';
import { plainEdit } from './edits';
import type { Session } from './session';

/** Whether anything can be said at a place at all: a look at its line, for most requests come from other places. */
export function mayCompleteRoute(lineBefore: string): boolean {
  return mayTakeStatus(lineBefore) || /["'][^"']*$/.test(lineBefore);
}

/** What may be written at an offset. */
export function completeRoute(document: OpenDocument, offset: number, session: Session): CompletionItem[] {
  const { text, lines } = document;
  const request = session.workspace.requestFor(document);
  const lineBefore = text.slice(lines.lineStart(lines.positionAt(offset).line), offset);
  if (mayTakeStatus(lineBefore)) return completeStatus(document, offset, session);
  if (request.settings.isTest) return completeUrl(document, offset, session);
  return typedParameters(request, offset, (handler) => prefixesOf(document, handler, session)).map(
    ({ text: newText, start, end, type, of }, index) => ({
      label: newText,
      kind: CompletionItemKind.Variable,
      detail: `${type === null ? 'parameter' : type} of ${of} (Fastidious)`,
      filterText: newText,
      sortText: String(index),
      textEdit: { range: document.rangeOf({ start, end }), newText },
    }),
  );
}

function completeStatus(document: OpenDocument, offset: number, session: Session): CompletionItem[] {
  return typedStatuses(session.workspace.requestFor(document), offset).map(
    ({ text, status, phrase, meaning, start, importEdits }, index) => ({
      label: text,
      kind: CompletionItemKind.Constant,
      detail: `${status} ${phrase} (Fastidious)`,
      ...(meaning === '' ? {} : { documentation: meaning }),
      // By its number, its name and as it is written.
      filterText: text,
      sortText: String(index).padStart(3, '0'),
      ...(index === 0 ? { preselect: true } : {}),
      textEdit: { range: document.rangeOf({ start, end: offset }), newText: text },
      ...(importEdits.length > 0
        ? { additionalTextEdits: importEdits.map((edit) => plainEdit(edit, document.lines)) }
        : {}),
    }),
  );
}

function completeUrl(document: OpenDocument, offset: number, { workspace, features }: Session): CompletionItem[] {
  const typed = typedUrlAt(document.file, offset);
  if (!typed) return [];
  const seen = new Set<string>();
  const fitting = routeTreeOf(workspace.homeOf(document).project)
    .flatMap(({ children }) => children.flatMap((child) => ('routes' in child ? child.routes : [child])))
    .filter(({ method, path, reason }) => {
      const fits = typed.method === null ? method !== 'WEBSOCKET' : method === typed.method;
      return fits && reason === null && path !== '' && !seen.has(path) && seen.add(path);
    });
  const range = document.rangeOf(typed);
  return fitting.map(({ method, path, handler }, index) => {
    const snippet = urlSnippet(path, typed.isFormat);
    return {
      label: path,
      kind: CompletionItemKind.Value,
      detail: `${method} ${handler} (Fastidious)`,
      filterText: path,
      sortText: String(index).padStart(5, '0'),
      insertTextFormat: features.completionSnippets ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
      textEdit: { range, newText: features.completionSnippets ? snippet : plainText(snippet) },
    };
  });
}

/** The prefixes before a handler's path, where its routes have them. */
function prefixesOf(document: OpenDocument, handler: string, { workspace }: Session): string {
  return operationsHandledIn(workspace.homeOf(document).project, document.path)
    .filter((each) => each.handler === handler)
    .flatMap(({ steps }) => steps.slice(0, -1).map(({ text }) => text ?? ''))
    .join('');
}
