// Which Pydantic a project asks for.
// Must not know where the requirement comes from.

/** Whether a requirement (PEP 440 or Poetry's) keeps a project on Pydantic 1. */
export function isOnV1(requirement: string | undefined): boolean {
  return (
    requirement !== undefined && /(<\s*2|==\s*1|~=\s*1|\^1|<=\s*1)/.test(requirement) && !/>=?\s*2/.test(requirement)
  );
}
