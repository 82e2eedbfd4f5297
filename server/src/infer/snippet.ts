// How text is written inside a snippet.
// Must not know who writes snippets. (LSP 3.18, "Snippet syntax".)

/** A text as it must be written inside a snippet. */
export function escapeSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}
