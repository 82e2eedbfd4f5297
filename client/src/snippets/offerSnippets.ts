// Offers the fixed snippets as completions: alone while the server does not look at a document, else beside the server's own,
// those left out that the server has made for the place.
// It must not know what snippets say.
import {
  CompletionItem,
  CompletionItemKind,
  type CompletionList,
  type Disposable,
  languages,
  MarkdownString,
  type Position,
  Range,
  SnippetString,
  type TextDocument,
} from 'vscode';
import type { Middleware } from 'vscode-languageclient';
import { FIXED_SNIPPETS, wordStart } from './fixedSnippets';

type Answer = CompletionItem[] | CompletionList | null | undefined;

/**
 * Registers the provider for documents that the server does not look at.
 * @param isServed whether it does
 */
export function registerFixedSnippets(isServed: (document: TextDocument) => boolean): Disposable {
  return languages.registerCompletionItemProvider('python', {
    provideCompletionItems: (document, position) => (isServed(document) ? [] : fixedSnippets(document, position)),
  });
}

/** Adds the fixed snippets to the server's completions. */
export const addFixedSnippets: NonNullable<Middleware['provideCompletionItem']> = async (
  document,
  position,
  context,
  token,
  next,
) => {
  const answer: Answer = await next(document, position, context, token);
  // Whoever is told to ask again would take the fixed one before the server has made its own.
  const isFinal = !answer || Array.isArray(answer) || !answer.isIncomplete;
  const fixed = isFinal && document.languageId === 'python' ? fixedSnippets(document, position) : [];
  if (fixed.length === 0) return answer;
  const own = Array.isArray(answer) ? answer : (answer?.items ?? []);
  const served = new Set(own.map(({ label }) => (typeof label === 'string' ? label : label.label)));
  const items = [...own, ...fixed.filter(({ label }) => !served.has(label as string))];
  return answer && !Array.isArray(answer) ? { ...answer, items } : items;
};

function fixedSnippets(document: TextDocument, position: Position): CompletionItem[] {
  const start = wordStart(document.lineAt(position.line).text.slice(0, position.character));
  if (start === null) return [];
  return FIXED_SNIPPETS.map(({ name, prefix, description, body }) => {
    const item = new CompletionItem(prefix, CompletionItemKind.Snippet);
    item.detail = `${name} (Fastidious)`;
    item.documentation = new MarkdownString(description);
    item.insertText = new SnippetString(body);
    item.range = new Range(position.line, start, position.line, position.character);
    // Behind those that know the place.
    item.sortText = `~${prefix}`;
    return item;
  });
}
