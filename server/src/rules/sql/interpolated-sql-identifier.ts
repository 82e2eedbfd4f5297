// interpolated-sql-identifier: a table, column, keyword or sort direction put into SQL text unchecked.
import { analyzeSql } from '../../infer/sql/analyze';
import { shownExpression, shownOrigin, weightOf } from '../../infer/sql/wording';
import type { Problem, RegionRule } from '../../linter/rule';

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
  fixText: 'None: write the check by hand.',
  *check(_region, context): Iterable<Problem> {
    for (const each of analyzeSql(context)) {
      if (each.position.role !== 'identifier') continue;
      const { hole } = each;
      const weight = weightOf(each);
      const target = each.sink ?? each.wrapper;
      yield {
        span: { start: hole.expression.start, end: hole.expression.end },
        message: `"${shownExpression(each)}"${shownOrigin(each)} is put into SQL text as a name or keyword; check it against the allowed ones.`,
        severity: weight === 'error' ? 'warning' : weight,
        ...(target
          ? {
              related: [
                {
                  span: { start: target.call.start, end: target.call.end },
                  message: `"${target.name}" gets the text here.`,
                },
              ],
            }
          : {}),
      };
    }
  },
};
