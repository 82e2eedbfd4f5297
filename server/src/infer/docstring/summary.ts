// Proposes a docstring's summary from a function's name, as far as the name says it.
// Must not guess: what it writes is offered as a placeholder to be overwritten.

/** Methods whose names say nothing by themselves. */
const KNOWN = new Map([
  ['__init__', 'Initialize the instance.'],
  ['__call__', 'Call the instance.'],
]);

/** `Get user by id.` of `get_user_by_id`, `getUserById` or `_get_user_by_id`. */
export function proposeSummary(name: string): string {
  const known = KNOWN.get(name);
  if (known) return known;
  const words = splitName(name);
  const [first, ...rest] = words;
  if (!first) return 'Summary.';
  return `${[first[0]!.toUpperCase() + first.slice(1), ...rest].join(' ')}.`;
}

/** The words of a name in lower case, abbreviations as they are: `parse`, `HTML`, `page` of `parseHTMLPage`. */
export function splitName(name: string): string[] {
  return name
    .split('_')
    .flatMap((part) =>
      part
        .replace(/(\p{Ll})(\p{Lu})|(\d)(\p{Lu}\p{Ll})/gu, '$1$3 $2$4')
        .replace(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, '$1 $2')
        .split(' '),
    )
    .filter((word) => word !== '')
    .map((word) => (/^(\d+\p{Lu}+|\p{Lu}[\p{Lu}\d]+)s?$/u.test(word) ? word : word.toLowerCase()));
}
