// Reads from version specifiers the lowest Python that a project runs on.
// Must not know files or TOML.

/** Major and minor number. */
export type PythonVersion = readonly [number, number];

/**
 * The lowest version that a `requires-python` (PEP 440) or Poetry's `python` constraint admits.
 * @returns null when it names no lower bound or is not understood
 */
export function lowestPython(specifier: string): PythonVersion | null {
  // Poetry joins alternatives by `||`: the lowest of them counts, and one without a bound leaves none.
  let lowest: PythonVersion | null = null;
  for (const alternative of specifier.split('||')) {
    const bound = lowerBound(alternative);
    if (!bound) return null;
    if (!lowest || compareVersions(bound, lowest) < 0) lowest = bound;
  }
  return lowest;
}

function lowerBound(alternative: string): PythonVersion | null {
  let highest: PythonVersion | null = null;
  // A comma or a space joins clauses; the space between an operator and its version joins nothing.
  for (const clause of alternative.replace(/([<>=!~^])\s+/g, '$1').split(/[\s,]+/)) {
    const match = /^(>=|>|===?|~=|\^|~)?v?(\d+)(?:\.(\d+))?(?:\.(?:\d+|\*))*(?:\.\*)?(?:[a-z]+\d*)?$/i.exec(clause);
    if (!match) continue;
    const bound: PythonVersion = [Number(match[2]), Number(match[3] ?? 0)];
    if (!highest || compareVersions(bound, highest) > 0) highest = bound;
  }
  return highest;
}

function compareVersions(one: PythonVersion, other: PythonVersion): number {
  return one[0] - other[0] || one[1] - other[1];
}
