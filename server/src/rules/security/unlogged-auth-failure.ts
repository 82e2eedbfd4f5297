// unlogged-auth-failure: a 401 or 403, or a refused login, of which nothing is logged.
import type { FunctionFacts } from '../../facts/functions';
import { isLogged } from '../../infer/security/loggedPaths';
import { loggerFor } from '../../infer/security/logger';
import { loggedText, type Refusal, refusalsIn } from '../../infer/security/refusals';
import type { FixContext, FunctionRule } from '../../linter/rule';
import type { ProjectView } from '../../project/view';

export const unloggedAuthFailure: FunctionRule = {
  id: 'unlogged-auth-failure',
  family: 'security',
  severity: 'warning',
  preset: 'skill',
  codes: [],
  scope: 'function',
  summary: 'A 401, a 403 or a refused login is not logged',
  why: `Somebody who tries passwords, or doors that are not theirs, shows in the log first, if it says so. An answer of 401 that
leaves no trace cannot be counted, and after a break-in nobody can tell when it began.`,
  bad: `from fastapi import HTTPException, status

from app.users import User, find_user


def get_current_user(token: str) -> User:
    """Return the user of a token.

    Args:
        token: What the client sent.

    Returns:
        The user.

    Raises:
        HTTPException: If the token is nobody's.
    """
    user = find_user(token)
    if user is None:
        raise HTTPException(status_code=status.HTTP_401_UNAUTHORIZED, detail="Could not validate credentials")
    return user
`,
  good: `import logging

from fastapi import HTTPException, status

from app.users import User, find_user

logger = logging.getLogger(__name__)


def get_current_user(token: str) -> User:
    """Return the user of a token.

    Args:
        token: What the client sent.

    Returns:
        The user.

    Raises:
        HTTPException: If the token is nobody's.
    """
    user = find_user(token)
    if user is None:
        logger.warning("Could not validate credentials")
        raise HTTPException(status_code=status.HTTP_401_UNAUTHORIZED, detail="Could not validate credentials")
    return user
`,
  fixText: `Puts \`logger.warning("…")\` in front, with the text of the answer where that is a plain one, and never with what was typed.
The module's logger is used, else that of the class, else \`logging.getLogger(__name__)\` is added. It is not safe only because it writes
something that was not written before.`,
  notes: `Found: \`raise HTTPException(401 …)\`, also by a variable, an attribute of the class or an exception class of
the project whose status is 401 or 403; \`return JSONResponse(status_code=401)\`; in a function for logins another 4xx after a
failed check of the password.

Silent: a log call anywhere on the way to it (\`logging\`, structlog, loguru, \`audit…\`, \`log_…\`, \`security_event\`,
\`capture_message\`), in a function of the project that is called on the way, in the exception's constructor, in an \`except\` around, in a
decorator or dependency that logs, in somebody who calls the function; projects with an exception handler that logs
\`HTTPException\` (or the project's own) or a middleware that logs the status; an exception that is raised again; tests.`,
  *check({ facts, owner }, context) {
    if (context.file.isTest || !/raise|Response/.test(facts.body.text)) return;
    const place = { region: context.region, project: context.project, owner, occurrence: context.occurrence };
    const { isThere, dependencies } = context.file.manifest;
    const isOther = isThere && !Object.keys(dependencies).some((name) => FRAMEWORK.test(name));
    for (const refusal of refusalsIn(facts, place)) {
      const isOwn = refusal.exception !== null && !/HTTPException$/.test(refusal.exception);
      if (isOwn && isOther && !usesFramework(context.project)) continue;
      if (isLogged(refusal, facts, place)) continue;
      yield { span: refusal.node, message: messageOf(refusal, facts), data: { at: refusal.statement.start } };
    }
  },
  fix(problem, { facts, owner }, context) {
    const { at } = problem.data as { at: number };
    const place = { region: context.region, project: context.project, owner };
    const refusal = refusalsIn(facts, place).find(({ statement }) => statement.start === at);
    return refusal ? [logBefore(refusal, facts, owner?.name ?? null, context)] : [];
  },
};

const FRAMEWORK = /^(fastapi|starlette)\b|^(fastapi|starlette)-/;

/** Whether a file imports FastAPI: what other frameworks do about their own exceptions is not known. */
function usesFramework(project: ProjectView): boolean {
  return project.importedModules().some((module) => /^(fastapi|starlette)\b/.test(module));
}

function messageOf({ status, exception, isLogin }: Refusal, { name }: FunctionFacts): string {
  if (isLogin) return `"${name}" refuses a login and nothing logs it; failed logins should leave a trace.`;
  const what = status === 401 ? 'failed authentication' : 'a refused access';
  return `"${name}" ${exception === null ? 'answers' : 'raises'} a ${status} and nothing logs it; ${what} should leave a trace.`;
}

function logBefore(refusal: Refusal, facts: FunctionFacts, owner: string | null, context: FixContext) {
  const own = classLogger(facts, owner, context);
  const logger = own === null ? loggerFor(context.project, context.imports) : { name: own, statement: null };
  const { statement } = refusal;
  const call = `${logger.name}.warning(${loggedText(refusal, facts.name)})`;
  const { source } = statement;
  const line = source.slice(source.lastIndexOf('\n', statement.start - 1) + 1, statement.start);
  const isAlone = line.trim() === '';
  return {
    title: `Log it: ${logger.name}.warning(…)`,
    safe: false,
    edits: [{ start: statement.start, end: statement.start, newText: isAlone ? `${call}\n${line}` : `${call}; ` }],
    imports: context.imports.requested,
    moduleStatements: logger.statement === null ? [] : [logger.statement],
  };
}

/** `self.logger`, in a class that has one where the module has none. */
function classLogger(facts: FunctionFacts, owner: string | null, { project }: FixContext): string | null {
  if (owner === null || facts.parameters[0]?.name !== 'self') return null;
  if (['logger', 'log', 'LOGGER', 'LOG'].some((name) => project.binding(name) !== null)) return null;
  const names = project.attributes(owner).map(({ name }) => name);
  const found = ['logger', '_logger', 'log', '_log'].find((name) => names.includes(name));
  return found === undefined ? null : `self.${found}`;
}
