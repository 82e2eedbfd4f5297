// Compares Python versions.
// Must not know where a version comes from.

/** Whether the project's lowest Python is 3.`minor` or later. */
export function isAtLeast(
  { python: [major, own] }: { readonly python: readonly [number, number] },
  minor: number,
): boolean {
  return major > 3 || (major === 3 && own >= minor);
}
