// Verbs in path segments: which words are one, what method they mean, what noun is left without them.
// Must not know rules or routes; `rules.md`, "verb-in-path", is the source.
import { pluralOf } from './nouns';
import { wordsOf } from './paths';

/** The method that a verb says. */
const METHODS: ReadonlyMap<string, string> = new Map([
  ['get', 'GET'],
  ['fetch', 'GET'],
  ['list', 'GET'],
  ['retrieve', 'GET'],
  ['create', 'POST'],
  ['add', 'POST'],
  ['insert', 'POST'],
  ['save', 'POST'],
  ['update', 'PUT'],
  ['edit', 'PUT'],
  ['modify', 'PUT'],
  ['delete', 'DELETE'],
  ['remove', 'DELETE'],
  ['post', 'POST'],
  ['put', 'PUT'],
  ['patch', 'PATCH'],
  ['head', 'HEAD'],
  ['options', 'OPTIONS'],
]);

/** Nouns as well: verbs only as a whole segment or in camel case. */
const NOUNS_TOO = new Set(['post', 'put', 'patch', 'head', 'options']);
/** Nouns that begin with a verb. */
const COMPOUNDS =
  /^(add-ons?|list-prices?|edit-history|get-started|save-points?|(add|create|delete|edit|remove|update)-(form|dialog|modal|check|confirmation|preview)s?)$/;
/** Actions on one item, which are no verbs of a method: fine but in the strict preset. */
const ACTIONS = new Set(
  `accept activate approve archive assign block cancel close complete confirm copy deactivate decline disable
  duplicate enable execute export finish follow import invite like lock merge move open pause process publish
  reject rename reopen reset restart restore resume retry revoke run send share start stop submit subscribe sync
  transfer trigger unarchive unassign unblock unfollow unlike unlock unpublish unsubscribe upload validate`.split(
    /\s+/,
  ),
);

/** Whether a word is a verb and a noun: `post`. */
export function isNounToo(word: string): boolean {
  return NOUNS_TOO.has(word.toLowerCase());
}

/** A verb found in a segment. */
export interface VerbFact {
  readonly verb: string;
  /** The method that says it; empty where that is not known; null for an action. */
  readonly method: string | null;
}

/**
 * The verb in a fixed segment, or null.
 * @param isCollection whether a parameter follows: `/post/{id}` is the noun
 * @param more words that count as verbs besides; what method they mean is not known
 */
export function findVerb(segment: string, isCollection: boolean, more: readonly string[] = []): VerbFact | null {
  if (segment.includes('.')) return null;
  const words = wordsOf(segment);
  const [first] = words;
  const method = first === undefined ? undefined : (METHODS.get(first) ?? (more.includes(first) ? '' : undefined));
  if (first === undefined || method === undefined || COMPOUNDS.test(words.join('-'))) return null;
  if (NOUNS_TOO.has(first)) {
    const isCamel = words.length > 1 && !/[-_]/.test(segment) && /[A-Z]/.test(segment.slice(1));
    const isWhole = words.length === 1 && !isCollection && !/^(head|options)$/.test(first);
    if (!isCamel && !isWhole) return null;
  }
  return { verb: first, method };
}

/** Whether a segment is an action: `cancel`, `publish`, `send-invite`. */
export function isAction(segment: string): boolean {
  return ACTIONS.has(wordsOf(segment)[0] ?? '');
}

/** What stays of a segment without its verb: a plural noun in kebab case; empty when nothing does. */
export function nounOf(segment: string): string {
  const words = wordsOf(segment).slice(1);
  const by = words.findIndex((word) => /^(by|for|from|with|of)$/.test(word));
  const kept = (by >= 0 ? words.slice(0, by) : words).filter(
    (word) => !/^(all|a|an|the|new|one|single|list)$/.test(word),
  );
  const last = kept.pop();
  return last === undefined ? '' : [...kept, pluralOf(last)].join('-');
}
