// The snippets for which the server has better ones where it knows the place: read from the contributed file, in which they have no
// prefix, so that VS Code does not offer them beside the server's. Pure; it must not know VS Code.
import contributed from '../../snippets/python.json';

/** A snippet with one of the words that bring it. */
export interface FixedSnippet {
  readonly name: string;
  readonly prefix: string;
  readonly description: string;
  readonly body: string;
}

interface Contributed {
  readonly offeredAs?: readonly string[];
  readonly description: string;
  readonly body: readonly string[];
}

/** All of them, in the order of the file. */
export const FIXED_SNIPPETS: readonly FixedSnippet[] = Object.entries(
  contributed as Record<string, Contributed>,
).flatMap(([name, { offeredAs, description, body }]) => {
  const [prefix] = offeredAs ?? [];
  return prefix === undefined ? [] : [{ name, prefix, description, body: body.join('\n') }];
});

/** Where a word begins that is all that stands on its line so far; null where something else does. */
export function wordStart(lineBefore: string): number | null {
  const match = /^[ \t]*(?=([A-Za-z][\w-]*)?$)/.exec(lineBefore);
  return match ? match[0].length : null;
}
