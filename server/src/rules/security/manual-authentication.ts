// manual-authentication: a path operation that reads a header or cookie with credentials and checks it itself.
import type { FunctionFacts } from '../../facts/functions';
import { offerAuthDependency } from '../../infer/security/authDependency';
import { type Credential, checksCredential, followCredential, readCredentials } from '../../infer/security/credentials';
import { roleOf } from '../../infer/security/roles';
import type { Context, FunctionRule } from '../../linter/rule';
import type { Span } from '../../syntax/node';

export const manualAuthentication: FunctionRule = {
  id: 'manual-authentication',
  family: 'security',
  severity: 'warning',
  preset: 'skill',
  codes: [],
  scope: 'function',
  summary: 'A path operation reads `Authorization`, an API key or a session cookie and checks it itself',
  why: `What each handler checks for itself, one of them forgets, and none is told in the documentation. A dependency is written and tested
once, stands in the signature where everybody sees it, and can be put on a whole router.`,
  bad: `from fastapi import APIRouter, HTTPException, Request

from app.settings import API_KEY

router = APIRouter(prefix="/api/v1/reports")


@router.get("/latest")
async def read_latest_report(request: Request) -> str:
    """Return the latest report."""
    if request.headers.get("X-API-Key") != API_KEY:
        raise HTTPException(status_code=404, detail="Not found")
    return "All is well"
`,
  good: `from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request

from app.settings import API_KEY

router = APIRouter(prefix="/api/v1/reports")


def verify_api_key(request: Request) -> None:
    """Check the header "X-API-Key" of a request.

    Args:
        request: The request.

    Raises:
        HTTPException: If the check fails.
    """
    if request.headers.get("X-API-Key") != API_KEY:
        raise HTTPException(status_code=404, detail="Not found")


@router.get("/latest")
async def read_latest_report(_: Annotated[None, Depends(verify_api_key)]) -> str:
    """Return the latest report."""
    return "All is well"
`,
  fixText: `Moves the statements that read and check the credential into a dependency above the function, with the parameters that they
need, and lets the function depend on it: \`user: Annotated[User, Depends(get_current_user)]\`. It is not safe: the dependency
runs before everything else in the function. Statements that answer by themselves stay. There is no
fix where nothing else is left, or where what is checked needs more of the function than its parameters.`,
  notes: `Reported where a header or cookie with credentials is looked up in the request, or taken as a \`Header()\` or \`Cookie()\` parameter,
and the function refuses without it, compares it, or has it verified.

Silent: dependencies, security schemes, middlewares, helpers; a header that is but sent on; a cookie that is but deleted; refresh
tokens, CSRF tokens and signatures of webhooks.`,
  *check({ facts }, context) {
    const credential = credentialOf(facts, context);
    if (!credential) return;
    const { name, kind, reads } = credential;
    const verb = reads.length === 0 ? 'takes' : 'reads';
    const message = `"${facts.name}" ${verb} the ${kind} "${name}" and checks it itself; a dependency should.`;
    yield { span: spanOf(credential), message, ...(reads.length === 0 ? { about: facts } : {}) };
  },
  fix(_problem, { facts, owner }, context) {
    const credential = credentialOf(facts, context);
    const fix = credential && offerAuthDependency(credential, facts, { ...context, owner });
    return fix ? [fix] : [];
  },
};

/** The first credential that a path operation checks. */
function credentialOf(facts: FunctionFacts, context: Context): Credential | null {
  if (!/\b(headers|cookies|Header|Cookie)\b/.test(facts.node.text) || roleOf(facts, context) !== 'operation')
    return null;
  return (
    readCredentials(facts, context.project).find((each) => checksCredential(followCredential(each, facts), facts)) ??
    null
  );
}

function spanOf({ parameter, reads }: Credential): Span {
  const { start, end } = reads[0] ?? parameter.nameSpan;
  return { start, end };
}
