// non-kebab-path: a segment in camel or snake case: `/userProfiles`, `/user_profiles`.
import { renameSegment } from '../../infer/pathFix';
import { writtenSegments } from '../../infer/pathSegments';
import { readPathSettings } from '../../infer/pathSettings';
import { isVersion, kebabOf } from '../../infer/paths';
import { findVerb } from '../../infer/verbs';
import type { RegionRule } from '../../linter/rule';

export const nonKebabPath: RegionRule = {
  id: 'non-kebab-path',
  family: 'rest',
  severity: 'warning',
  preset: 'skill',
  codes: [],
  scope: 'region',
  summary: 'A segment of a path is in camel or snake case: `/userProfiles`, `/user_profiles`',
  why: `Hosts are compared without regard to case, paths with it: \`/userProfiles\` and \`/userprofiles\` are two. Underscores vanish
under the line that links are drawn with. Lower case and hyphens leave nothing to remember.`,
  bad: `from fastapi import FastAPI

from app.models import ProfileResponse

app = FastAPI()


@app.get("/api/v1/user_profiles/{profile_id}")
async def get_profile(profile_id: str) -> ProfileResponse:
    """Get a profile.

    Args:
        profile_id: Which one.

    Returns:
        The profile.
    """
    return ProfileResponse(id=profile_id)
`,
  good: `from fastapi import FastAPI

from app.models import ProfileResponse

app = FastAPI()


@app.get("/api/v1/user-profiles/{profile_id}")
async def get_profile(profile_id: str) -> ProfileResponse:
    """Get a profile.

    Args:
        profile_id: Which one.

    Returns:
        The profile.
    """
    return ProfileResponse(id=profile_id)
`,
  fixText: `Writes the segment in lower case with hyphens, in every route of the router that has it, and in the calls of the tests'
clients that have the path as a literal. It is not safe: the public URL changes and clients must follow.`,
  notes: `Parameters (\`{user_id}\`) are Python names and stay. Files (\`/openapi_v1.json\`), versions and segments with other
characters than letters, digits, \`-\` and \`_\` are left alone, and so are paths that a protocol prescribes (\`/scim/v2/Users\`). A segment with a verb in it is \`verb-in-path\`'s. One in a prefix is
reported once, at the prefix. Silent: what \`verb-in-path\` leaves alone.`,
  *check(region, context) {
    const { verbs } = readPathSettings(context.file);
    for (const { text, span, uses } of writtenSegments(region, context)) {
      const kebab = misspelt(text);
      if (kebab === null || findVerb(text, false, verbs)) continue;
      if (uses.every(({ segments }) => segments.some((each) => PROTOCOLS.test(each.text)))) continue;
      yield {
        span,
        message: `"${text}" is not in kebab case: paths are written in lower case with hyphens, "${kebab}".`,
        data: { text, path: uses[0]!.operation.path },
      };
    }
  },
  fix(problem, region, context) {
    const { text } = problem.data as { text: string };
    const kebab = misspelt(text);
    const written = writtenSegments(region, context).find(
      (each) => each.span.start === problem.span.start && each.text === text,
    );
    const fix = written && kebab !== null ? renameSegment(written, kebab, context) : null;
    return fix ? [fix] : [];
  },
};

/** Protocols that prescribe their paths, `/scim/v2/Users`. */
const PROTOCOLS = /^(scim|fhir|odata|ocpi)$/i;

/** A segment as it should be; null where it is right or no word of a path. */
function misspelt(text: string): string | null {
  if (!/^[A-Za-z0-9_-]+$/.test(text) || !/[A-Z_]/.test(text) || isVersion(text)) return null;
  // `_internal` and `__debug__` are marked on purpose.
  const kebab = kebabOf(text);
  return kebab === '' || kebab === text.replace(/^_+|_+$/g, '') ? null : kebab;
}
