// Fixes as the protocol's workspace edits: versions named, snippets where the client takes them, plain text elsewhere.
// Must not know rules or code actions.
import {
  type ChangeAnnotation,
  type Range,
  type SnippetTextEdit,
  type TextDocumentEdit,
  TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { escapeSnippet, plainText } from '../linter/edits';
import type { Edit, FileFix } from '../linter/rule';
import type { ClientFeatures } from './client';
import type { OpenDocument } from './document';
import type { LineIndex } from './lineIndex';

/** A file that an edit touches: an open one names its version, a closed one null. */
export interface EditedFile {
  readonly uri: string;
  readonly version: number | null;
  readonly lines: LineIndex;
}

/** A fix as an edit of the workspace, its snippets as snippets only if the client takes such edits. */
export function fixEdit(
  fix: FileFix,
  document: OpenDocument,
  features: ClientFeatures,
  fileAt: (path: string) => EditedFile | null,
): WorkspaceEdit | null {
  const asSnippets = fix.snippet && features.snippetEdits && features.documentChanges;
  const own = asSnippets
    ? snippetEdits(fix.edits, document).map(
        ({ range, snippet }): SnippetTextEdit => ({ range, snippet: { kind: 'snippet', value: snippet } }),
      )
    : fix.edits.map((edit) =>
        plainEdit(fix.snippet ? { ...edit, newText: plainText(edit.newText) } : edit, document.lines),
      );
  const imports = fix.importEdits.map((edit) => plainEdit(edit, document.lines));
  const here = { textDocument: { uri: document.uri, version: document.version }, edits: [...own, ...imports] };
  const changes: TextDocumentEdit[] = here.edits.length > 0 ? [here] : [];
  for (const [path, edits] of Object.entries(fix.otherFiles)) {
    const file = fileAt(path);
    // A fix that cannot be made whole is not made at all.
    if (!file) return null;
    changes.push({
      textDocument: { uri: file.uri, version: file.version },
      edits: edits.map((edit) => plainEdit(edit, file.lines)),
    });
  }
  const edit = workspaceEdit(changes, features);
  const isElsewhere = changes.some((change) => change !== here);
  return isElsewhere ? withAnnotation(edit, { label: fix.title, needsConfirmation: true }, features) : edit;
}

/**
 * An edit of several files with a label, which the editor shows in its preview where it wants to be confirmed; as it is
 * for a client that knows no annotations.
 */
export function withAnnotation(
  edit: WorkspaceEdit,
  annotation: ChangeAnnotation,
  features: ClientFeatures,
): WorkspaceEdit {
  if (!features.changeAnnotations || !edit.documentChanges) return edit;
  const documentChanges = edit.documentChanges.map((change) =>
    'edits' in change
      ? { ...change, edits: change.edits.map((each) => ({ ...each, annotationId: ANNOTATION })) }
      : // A file that is made without its text would be an empty one.
        { ...change, annotationId: ANNOTATION },
  );
  return { documentChanges, changeAnnotations: { [ANNOTATION]: annotation } };
}

/** The name of an edit's one annotation. */
const ANNOTATION = 'fastidious';

/** Edits of one open document. */
export function documentEdit(edits: readonly Edit[], document: OpenDocument, features: ClientFeatures): WorkspaceEdit {
  const { uri, version, lines } = document;
  return workspaceEdit(
    [{ textDocument: { uri, version }, edits: edits.map((edit) => plainEdit(edit, lines)) }],
    features,
  );
}

/** Changes of documents in the form that the client takes. */
export function workspaceEdit(changes: TextDocumentEdit[], features: ClientFeatures): WorkspaceEdit {
  if (features.documentChanges) return { documentChanges: changes };
  return {
    changes: Object.fromEntries(changes.map(({ textDocument, edits }) => [textDocument.uri, edits as TextEdit[]])),
  };
}

/** An edit by offsets as one by positions. */
export function plainEdit({ start, end, newText }: Edit, lines: LineIndex): TextEdit {
  return TextEdit.replace({ start: lines.positionAt(start), end: lines.positionAt(end) }, newText);
}

/**
 * Edits whose new texts are snippets, safe from editors that indent a snippet's lines: VS Code gives every further line
 * the white space before the place of insertion. So a snippet of several lines begins at its line's start.
 */
export function snippetEdits(
  edits: readonly Edit[],
  document: OpenDocument,
): { readonly range: Range; readonly snippet: string }[] {
  const { lines, text } = document;
  let behind = 0;
  return edits.map(({ start, end, newText }) => {
    const lineStart = lines.lineStart(lines.positionAt(start).line);
    const isIndented = newText.includes('\n') && /[ \t]/.test(text[lineStart] ?? '');
    const from = isIndented && lineStart >= behind ? lineStart : start;
    behind = end;
    return { range: document.rangeOf({ start: from, end }), snippet: escapeSnippet(text.slice(from, start)) + newText };
  });
}
