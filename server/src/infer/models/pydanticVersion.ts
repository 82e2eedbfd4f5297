// Which Pydantic a project asks for.
// Must not know where the requirement comes from.

/** Whether a requirement (PEP 440 or Poetry's) keeps a project on Pydantic 1. */
export function isOnV1(requirement: string | undefined): boolean {
  if (requirement === undefined || />=?\s*2/.test(requirement)) return false;
  return requirement
    .split(/[,|\s]+(?=[<>=~^!\d])/)
    .some((clause) => /^\s*(<\s*2(\.0)*$|<=?\s*1\b|===?\s*1\b|~=?\s*1\.|\^\s*1\b|1(\.|$))/.test(clause.trim()));
}
