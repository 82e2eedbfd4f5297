// leaked-exception-detail: the text of an exception, or a traceback, in an answer to clients.
import { type Answer, readAnswers } from '../../infer/security/answers';
import { type ExceptionPiece, findExceptionText, isForDevelopers } from '../../infer/security/exceptionText';
import { hidesException } from '../../infer/security/hideException';
import { roleOf } from '../../infer/security/roles';
import type { Context, FunctionRule, FunctionTarget, Problem } from '../../linter/rule';

export const leakedExceptionDetail: FunctionRule = {
  id: 'leaked-exception-detail',
  family: 'security',
  severity: 'warning',
  preset: 'skill',
  codes: [],
  scope: 'function',
  summary: 'The text of an exception or a traceback is sent to clients',
  why: `What an unexpected exception says is written for those who run the program: it names tables, files, hosts, keys, sometimes
values of other users. It belongs into the log. Clients get a text that says what did not work, and nothing else.`,
  bad: `from fastapi import APIRouter, HTTPException

from app.reports import Report, build_report

router = APIRouter(prefix="/api/v1/reports")


@router.get("/{report_id}")
async def read_report(report_id: int) -> Report:
    """Return a report."""
    try:
        return await build_report(report_id)
    except Exception as e:
        raise HTTPException(status_code=500, detail=f"Cannot build the report: {e}") from e
`,
  good: `import logging

from fastapi import APIRouter, HTTPException

from app.reports import Report, build_report

logger = logging.getLogger(__name__)

router = APIRouter(prefix="/api/v1/reports")


@router.get("/{report_id}")
async def read_report(report_id: int) -> Report:
    """Return a report."""
    try:
        return await build_report(report_id)
    except Exception as e:
        logger.exception("Cannot build the report")
        raise HTTPException(status_code=500, detail="Cannot build the report") from e
`,
  fixText: `Logs the exception, unless the handler does so already, with the module's logger or one that is made, and leaves of the text
what the program says itself, or the status in words. It is not safe: clients see another text.`,
  notes: `Looked at in path operations, dependencies, exception handlers and middlewares: \`str(e)\`, \`repr(e)\`, \`e.args\`, f-strings and
the like in \`HTTPException\`, in responses and in what is returned, also by way of a local variable. Reported are answers with 5xx,
answers with any status behind \`except Exception\`, a bare \`except\` or the base error of a library or database, and tracebacks everywhere.

Silent: a narrow exception (\`ValueError\`, one of the project's own) that becomes a 4xx; exceptions that are meant for clients,
\`HTTPException\` and those of the project that carry a status or a message; \`errors()\` of a validation error; the name of the class;
answers under a condition such as \`settings.debug\`.`,
  *check({ facts }, context) {
    for (const { piece, answer } of leaksIn({ facts }, context)) yield problemOf(piece, answer);
  },
  fix({ span }, { facts }, context) {
    const leak = leaksIn({ facts }, context).find(({ piece }) => spanOf(piece).start === span.start);
    const fix = leak && hidesException(leak.piece, leak.answer, facts, context);
    return fix ? [fix] : [];
  },
};

interface Leak {
  readonly piece: ExceptionPiece;
  readonly answer: Answer;
}

function leaksIn({ facts }: Pick<FunctionTarget, 'facts'>, context: Context): Leak[] {
  const { project } = context;
  const text = facts.node.text;
  if (!/\bexcept\b|\bexc|\btraceback\b|Exception|Error/.test(text) || !/\b(raise|return)\b/.test(text)) return [];
  const role = roleOf(facts, context);
  if (role === null) return [];
  const found: Leak[] = [];
  const told = new Set<number>();
  for (const answer of readAnswers(facts, project, role === 'operation')) {
    if (isForDevelopers(answer.statement, facts.body)) continue;
    for (const expression of answer.payload) {
      for (const piece of findExceptionText(expression, { facts, project })) {
        if (told.has(spanOf(piece).start) || !isLeak(piece, answer) || isForDevelopers(piece.node, facts.body))
          continue;
        told.add(spanOf(piece).start);
        found.push({ piece, answer });
      }
    }
  }
  return found;
}

/** Whether what was caught is not for clients to read in an answer of this status. */
function isLeak({ isTraceback, exception }: ExceptionPiece, { status }: Answer): boolean {
  if (isTraceback) return true;
  if (!exception || exception.caught === 'public') return false;
  return exception.caught === 'broad' || (status !== null && status >= 500);
}

/** Where a piece is reported: in the answer, unless it was put into what is sent somewhere else. */
function spanOf({ node, through, isPutIn }: ExceptionPiece): { start: number; end: number } {
  const { start, end } = through && !isPutIn ? through : node;
  return { start, end };
}

function problemOf(piece: ExceptionPiece, { status }: Answer): Problem {
  const { node, through, isPutIn, exception, isTraceback } = piece;
  const written = (through && !isPutIn ? through : node).text.replace(/\s+/g, ' ');
  const what = isTraceback
    ? 'the traceback: files, code and values'
    : exception!.caught === 'broad'
      ? `the text of ${namesOf(exception!.classes)}, which may hold paths, SQL or secrets`
      : `the text of ${namesOf(exception!.classes)} in an answer with ${status}`;
  const related =
    through && !isPutIn
      ? [
          {
            message: `"${node.text.replace(/\s+/g, ' ')}" is put into it here.`,
            span: { start: node.start, end: node.end },
          },
        ]
      : [];
  return {
    span: spanOf(piece),
    message: `"${written}" tells clients ${what}.`,
    ...(related.length > 0 ? { related } : {}),
  };
}

function namesOf(classes: readonly string[]): string {
  const plain = classes.filter((each) => each !== '' && each !== '?');
  if (plain.some((each) => /^(Base)?Exception$/.test(each)) || plain.length === 0) return 'any exception';
  return plain.map((each) => `"${each}"`).join(' or ');
}
