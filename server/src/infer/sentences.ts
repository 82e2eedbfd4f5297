// Pieces of English sentences for messages and generated prose.
// Must not know what they are about.

/** `a user`, `an order line`; by letters, with the common words that sound otherwise. */
export function withArticle(noun: string): string {
  const isVowel =
    /^([aeio]|u(?!ni|s(e|a|u)|r[ilo]|tili)|hour|honou?r|heir)/.test(noun) && !/^(eu|one\b|once\b)/.test(noun);
  return `${isVowel ? 'an' : 'a'} ${noun}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
}
