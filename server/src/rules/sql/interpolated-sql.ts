// interpolated-sql: a value put into SQL text instead of being passed as a bound parameter.
import { analyzeSql } from '../../infer/sql/analyze';
import { shownExpression, shownOrigin, weightOf } from '../../infer/sql/wording';
import type { Problem, RegionRule } from '../../linter/rule';

export const interpolatedSql: RegionRule = {
  id: 'interpolated-sql',
  family: 'sql',
  severity: 'error',
  preset: 'skill',
  codes: ['S608'],
  scope: 'region',
  summary: 'A value is put into SQL text instead of being passed as a bound parameter',
  why: `Whoever controls the value controls the statement: \`' OR '1'='1\` reads every row, \`'; DROP TABLE users; --\` does
worse. A bound parameter is never read as SQL, needs no quoting, and lets the database keep its plan.`,
  bad: `from sqlalchemy import text
from sqlalchemy.orm import Session


def count_users(db: Session, name: str) -> int:
    """Count the users of a name.

    Args:
        db: Database session.
        name: The users' name.

    Returns:
        How many there are.
    """
    query = text(f"SELECT count(*) FROM users WHERE name = '{name}'")
    return db.execute(query).scalar_one()
`,
  good: `from sqlalchemy import text
from sqlalchemy.orm import Session


def count_users(db: Session, name: str) -> int:
    """Count the users of a name.

    Args:
        db: Database session.
        name: The users' name.

    Returns:
        How many there are.
    """
    query = text("SELECT count(*) FROM users WHERE name = :name")
    return db.execute(query, {"name": name}).scalar_one()
`,
  fixText: 'None: bind the value by hand.',
  *check(_region, context): Iterable<Problem> {
    for (const each of analyzeSql(context)) {
      if (each.position.role === 'identifier') continue;
      const { hole, position } = each;
      const shown = `"${shownExpression(each)}"${shownOrigin(each)}`;
      const target = each.sink ?? each.wrapper;
      const isWhole = each.flat.text.length === 1;
      const message = isWhole
        ? `${shown} is run as SQL; only texts that the program wrote may be.`
        : position.role === 'clause'
          ? `${shown} is put into SQL text as a clause; build it of constants and bound parameters.`
          : `${shown} is put into SQL text; pass it as a bound parameter.`;
      yield {
        span: { start: hole.expression.start, end: hole.expression.end },
        message,
        severity: weightOf(each),
        ...(target && !isWhole
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
