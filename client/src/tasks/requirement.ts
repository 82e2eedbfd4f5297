// What may be handed to `uv add`: requirements as PEP 508 writes them, and nothing that `uv` could take for an option.
// Pure; it must not know VS Code.

/** PEP 508, "Names". */
const NAME = '[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?';
const EXTRAS = `\\[\\s*(?:${NAME}(?:\\s*,\\s*${NAME})*)?\\s*\\]`;
/** PEP 440's operators with a version behind each. */
const CLAUSE = '(?:===|~=|==|!=|<=|>=|<|>)\\s*[A-Za-z0-9.*+!_-]+';
const VERSIONS = `(?:${CLAUSE}(?:\\s*,\\s*${CLAUSE})*|\\(\\s*${CLAUSE}(?:\\s*,\\s*${CLAUSE})*\\s*\\))`;
const URL = '@\\s*(?:[a-z][a-z0-9+.-]*)://\\S+';
const MARKER = ';\\s*\\S.*';
const REQUIREMENT = new RegExp(
  `^${NAME}\\s*(?:${EXTRAS})?\\s*(?:${URL}(?:\\s+${MARKER})?|(?:${VERSIONS})?\\s*(?:${MARKER})?)$`,
);

/**
 * The requirements that somebody typed, each an argument of its own.
 * @param text one requirement, which may have spaces, or several that have none, between spaces
 * @returns why not, in a sentence, where one is none
 */
export function readRequirements(text: string): readonly string[] | { readonly why: string } {
  const whole = text.trim();
  if (whole === '') return { why: 'Type the name of a package.' };
  if (/\p{Cc}/u.test(whole)) return { why: 'A requirement is one line of text.' };
  if (REQUIREMENT.test(whole)) return [whole];
  const parts = whole.split(/\s+/);
  const wrong = parts.find((part) => !REQUIREMENT.test(part));
  if (wrong === undefined) return parts;
  return {
    why: `"${wrong}" is no requirement. Write a name with what you want of it: httpx, fastapi[standard]>=0.115`,
  };
}
