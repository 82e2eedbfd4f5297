// Completions of a word at the beginning of a line: the snippets that are made for the place.
// Must not know how they are made.
import {
  type CompletionItem,
  CompletionItemKind,
  InsertTextFormat,
  InsertTextMode,
  MarkupKind,
} from 'vscode-languageserver';
import { plainText } from '../linter/edits';
import { typedSnippets, typedWord } from '../linter/typedSnippets';
import type { OpenDocument } from './document';
import { plainEdit } from './edits';
import type { Session } from './session';

/** Whether a place where nothing can be said may become one with the next letter: a word of one letter. */
export function maySoonCompleteSnippet(lineBefore: string): boolean {
  return typedWord(lineBefore)?.length === 1;
}

/** The snippets that may take the word's place. */
export function completeSnippet(document: OpenDocument, offset: number, session: Session): CompletionItem[] {
  const { workspace, features } = session;
  const whole = workspace.homeOf(document).project;
  return typedSnippets(workspace.requestFor(document), offset, whole).map(
    ({ prefix, detail, edit, otherEdits, preview }, index) => ({
      label: prefix,
      kind: CompletionItemKind.Snippet,
      detail: `${detail} (Fastidious)`,
      documentation: { kind: MarkupKind.Markdown, value: `\`\`\`python\n${preview}\n\`\`\`` },
      filterText: prefix,
      sortText: String(index).padStart(3, '0'),
      insertTextFormat: features.completionSnippets ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
      ...(features.insertsAsIs ? { insertTextMode: InsertTextMode.asIs } : {}),
      textEdit: {
        range: document.rangeOf(edit),
        newText: features.completionSnippets ? edit.newText : plainText(edit.newText),
      },
      ...(otherEdits.length > 0
        ? { additionalTextEdits: otherEdits.map((each) => plainEdit(each, document.lines)) }
        : {}),
    }),
  );
}
