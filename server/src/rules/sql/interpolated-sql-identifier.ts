// interpolated-sql-identifier: a table, column, keyword or sort direction put into SQL text unchecked.
import type { Region } from '../../facts/region';
import { analyzeSql } from '../../infer/sql/analyze';
import { quoteFix } from '../../infer/sql/quoteFix';
import { relatedOf, shownExpression, shownOrigin, weightOf } from '../../infer/sql/wording';
import { escapeSnippet } from '../../linter/edits';
import type { Fix, FixContext, Problem, RegionRule } from '../../linter/rule';
import { closest, innermostNode } from '../../syntax/node';

export const interpolatedSqlIdentifier: RegionRule = {
  id: 'interpolated-sql-identifier',
  family: 'sql',
  severity: 'warning',
  preset: 'skill',
  codes: ['S608'],
  scope: 'region',
  summary: 'A table, column or sort direction is put into SQL text without a check',
  why: `Names and keywords cannot be bound as parameters, so they stay text: whoever controls one controls the statement. A
name that was found in a list of allowed ones, or quoted by the driver, can do no harm.`,
  bad: `from sqlalchemy import text
from sqlalchemy.orm import Session


def count_rows(db: Session, table: str) -> int:
    """Count the rows of a table.

    Args:
        db: Database session.
        table: The table's name.

    Returns:
        How many there are.
    """
    return db.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
`,
  good: `from sqlalchemy import text
from sqlalchemy.orm import Session


def count_rows(db: Session, table: str) -> int:
    """Count the rows of a table.

    Args:
        db: Database session.
        table: The table's name.

    Returns:
        How many there are.

    Raises:
        ValueError: If the table is none of the countable ones.
    """
    if table not in {"users", "orders"}:
        raise ValueError("unknown table")
    return db.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
`,
  fixText: `Inserts a check against a set of allowed names before the statement, as a snippet whose tab stop is that set. It is
never safe: which names are allowed is for you to say. There is none where the name is an expression of several parts.
Where the driver quotes names itself, that is offered too: psycopg's \`sql.SQL(…).format(…)\` with \`sql.Identifier\`,
SQLAlchemy's \`identifier_preparer.quote\`, Django's \`quote_name\`. A quoted name does no harm, but still reads whatever
table or column it names.`,
  notes: `Names that are constants, members of an \`Enum\`, looked up in a literal mapping, checked with the other branch leaving
(an \`assert\` alone is no check), or quoted by the driver (\`sql.Identifier\`, \`quote_ident\`, \`identifier_preparer.quote\`,
\`quote_name\`) are silent. Values are the business of [\`interpolated-sql\`](interpolated-sql.md).`,
  *check(_region, context): Iterable<Problem> {
    for (const each of analyzeSql(context)) {
      if (each.position.role !== 'identifier') continue;
      const { hole } = each;
      const weight = weightOf(each);
      yield {
        span: { start: hole.expression.start, end: hole.expression.end },
        message: `"${shownExpression(each)}"${shownOrigin(each)} is put into SQL text as a name or keyword; check it against the allowed ones.`,
        severity: weight === 'error' ? 'warning' : weight,
        ...relatedOf(each),
      };
    }
  },
  fix(problem, region, context): Fix[] {
    const quoting = quoteFix(problem.span.start, context, context.imports, context.file.path);
    const check = checkFix(problem, region, context);
    return [...(check ? [check] : []), ...(quoting ? [{ ...quoting, safe: false, preferred: !check }] : [])];
  },
};

/** A check against a set of allowed names before the statement; null where the name is no plain one, or bound in it. */
function checkFix(problem: Problem, region: Region, context: FixContext): Fix | null {
  const expression = innermostNode(region.node, problem.span);
  const name = region.text.slice(problem.span.start, problem.span.end);
  if (!/^[A-Za-z_][\w.]*$/.test(name)) return null;
  // A name bound in a comprehension or lambda means nothing before the statement.
  if (closest(expression, (node) => /_comprehension$|^(generator_expression|lambda)$/.test(node.type))) return null;
  const statement = closest(expression, (node) => node.parent === null || node.parent.type === 'block');
  if (!statement) return null;
  const indent = indentOf(statement.start, context);
  if (indent === null) return null;
  const check = [
    `if ${name} not in {"\${1}"}:`,
    `${indent}${context.indentUnit}raise ValueError(${escapeSnippet(`f"unknown ${name}: {${name}!r}"`)})`,
    indent,
  ];
  return {
    title: `Check "${name}" against allowed names`,
    safe: false,
    preferred: true,
    snippet: true,
    edits: [{ start: statement.start, end: statement.start, newText: check.join('\n') }],
  };
}

/** The white space before a statement; null when it does not begin its line. */
function indentOf(start: number, { text, regionStart }: FixContext): string | null {
  const line = text.slice(text.lastIndexOf('\n', regionStart + start - 1) + 1, regionStart + start);
  return /^[ \t]*$/.test(line) ? line : null;
}
