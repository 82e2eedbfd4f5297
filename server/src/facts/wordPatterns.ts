// Whether a regular expression leaves word characters alone: no quote, no white space.
// Must not know where it is written.

/** Splits at a sign that stands in no bracket and no quotes. */
export function splitTop(text: string, sign: string): string[] {
  const items: string[] = [];
  let depth = 0;
  let quote = '';
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (quote !== '') {
      if (character === '\\') i++;
      else if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character)) depth--;
    else if (character === sign && depth === 0) {
      items.push(text.slice(from, i).trim());
      from = i + 1;
    }
  }
  const last = text.slice(from).trim();
  if (last !== '') items.push(last);
  return items;
}

/**
 * Whether a regular expression that matches a whole text leaves word characters (and `-`, `.`, `,`) only.
 * @param mustAnchor whether the expression itself must hold at both ends
 */
export function isWordPattern(pattern: string, mustAnchor: boolean): boolean {
  const inner = pattern.replace(/^(\^|\\A)/, '').replace(/(\$|\\Z|\\z)$/, '');
  if (mustAnchor && !(/^(\^|\\A)/.test(pattern) && /(\$|\\Z|\\z)$/.test(pattern))) return false;
  // An alternative outside brackets would be free of the anchors.
  if (mustAnchor && splitTop(inner, '|').length > 1) return false;
  const plain = inner
    .replace(/\\[wd]|\\[-.]/g, 'a')
    .replace(/\[(?!\^)[\w\-., ]*\]/g, (set) => (/[ ]/.test(set) ? ' ' : 'a'));
  return /^(?:[\w,-]|\(\?:|\(|\)|\||[+*?]|\{\d*,?\d*\})+$/.test(plain);
}
