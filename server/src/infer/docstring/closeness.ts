// Whether one name may be another one, changed: a typo, another case, an abbreviation, a word more or less.
// Must not know docstrings.
import { splitName } from './summary';

/** How near two names are: `same` but for case, underscores or one letter; `close` by their words; else null. */
export function closeness(one: string, other: string): 'same' | 'close' | null {
  const [left, right] = [splitName(one), splitName(other)].map((words) => words.map((word) => word.toLowerCase()));
  const [joined, otherJoined] = [left!.join(''), right!.join('')];
  if (joined === '' || otherJoined === '') return null;
  if (joined === otherJoined || isTypo(joined, otherJoined)) return 'same';
  const [short, long] = left!.length <= right!.length ? [left!, right!] : [right!, left!];
  if (short.length < long.length) return short.every((word) => long.includes(word)) ? 'close' : null;
  const differing = short.flatMap((word, index) => (word === long[index] ? [] : [[word, long[index]!] as const]));
  return differing.length === 1 && isVariant(...differing[0]!) ? 'close' : null;
}

/** One letter (no digit) added, left out, replaced or two swapped, in a name long enough for it to be chance. */
function isTypo(one: string, other: string): boolean {
  if (Math.min(one.length, other.length) < 4 || /\d/.test(one + other)) return false;
  return distance(one, other) <= 1;
}

/** `num` of `number`, `msg` of `message`, `items` of `item`, `colour` of `color`. */
function isVariant(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (/\d/.test(one + other)) return false;
  if (short.length >= 2 && short[0] === long[0] && isSubsequence(short, long)) return true;
  return distance(short, long) <= Math.floor(long.length / 4);
}

function isSubsequence(short: string, long: string): boolean {
  let at = 0;
  for (const letter of long) if (letter === short[at]) at++;
  return at === short.length;
}

/** Optimal string alignment: insertions, deletions, replacements and swaps of neighbours. */
function distance(one: string, other: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const replaced = previous[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1);
      row[j] = Math.min(replaced, previous[j]! + 1, row[j - 1]! + 1);
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        row[j] = Math.min(row[j]!, before[j - 2]! + 1);
      }
    }
    before = previous;
    previous = row;
  }
  return previous[other.length]!;
}
