// Finds the known name that a misspelt one was meant to be.
// Must not know what the names stand for.

/**
 * The known name closest to a wrong one, or null when none is near: at most a third of its letters may differ, case,
 * `_` and `-` not counted.
 */
export function closestName(wrong: string, known: Iterable<string>): string | null {
  const wanted = normalize(wrong);
  let best: string | null = null;
  let least = Math.floor(wanted.length / 3) + 1;
  for (const name of known) {
    const candidate = normalize(name);
    if (Math.abs(candidate.length - wanted.length) >= least) continue;
    const distance = editDistance(wanted, candidate);
    if (distance < least) {
      least = distance;
      best = name;
    }
  }
  return best;
}

/** ` Did you mean "x"?`, or nothing. */
export function didYouMean(wrong: string, known: Iterable<string>): string {
  const closest = closestName(wrong, known);
  return closest === null ? '' : ` Did you mean "${closest}"?`;
}

function normalize(name: string): string {
  return name.toLowerCase().replace(/_/g, '-');
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
function editDistance(one: string, other: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const cost = one[i - 1] === other[j - 1] ? 0 : 1;
      let value = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + cost);
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        value = Math.min(value, before[j - 2]! + 1);
      }
      row.push(value);
    }
    before = previous;
    previous = row;
  }
  return previous[other.length]!;
}
