// What a resource is called: in code, in sentences and in paths.
// Must not know models or routers.
import { pluralOf } from '../nouns';
import { kebabOf, wordsOf } from '../paths';
import type { Nouns } from './plan';

/** Names that handlers use for other things, and words that Python keeps for itself. */
const TAKEN =
  /^(status|select|col|router|app|limit|offset|statement|session|db|store|now|name|value|id|type|list|dict|set|str|int|float|bool|object|input|file|filter|map|range|property|class|import|from|global|pass|return|with|lambda|assert|async|await|break|continue|def|del|elif|else|except|finally|for|if|in|is|nonlocal|not|or|raise|try|while|yield|match|case|and|as|none|true|false|setattr|data|max|uuid4|datetime|timezone)$/;

/** Letters of a variable with which lines stay readable. */
const LONGEST = 24;

/** The nouns of a resource by the name of its class: `OrderItem`. */
export function nounsOf(resource: string, taken: readonly string[] = []): Nouns {
  const words = wordsOf(resource);
  const last = words.at(-1)!;
  const many = [...words.slice(0, -1), pluralOf(last)];
  // A long name's last words are enough for a variable.
  let short = words;
  while (short.length > 1 && short.join('_').length > LONGEST) short = short.slice(1);
  const plain = short.join('_');
  const variable = TAKEN.test(plain) || taken.includes(plain) ? `${plain}_row` : plain;
  const plural = many.slice(words.length - short.length).join('_');
  const isSame = plural === variable || TAKEN.test(plural) || taken.includes(plural);
  return {
    variable,
    variables: isSame ? `all_${plural}` : plural,
    words: words.join(' '),
    manyWords: many.join(' '),
  };
}

/** The collection's segment of path: `OrderItem` → `order-items`. */
export function collectionOf(resource: string): string {
  const words = kebabOf(resource).split('-');
  return [...words.slice(0, -1), pluralOf(words.at(-1)!)].join('-');
}
