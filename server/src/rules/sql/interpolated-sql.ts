// interpolated-sql: a value put into SQL text instead of being passed as a bound parameter.
import { analyzeSql } from '../../infer/sql/analyze';
import { bindFixes } from '../../infer/sql/bindFix';
import { relatedOf, shownExpression, shownOrigin, weightOf } from '../../infer/sql/wording';
import type { Fix, Problem, RegionRule } from '../../linter/rule';

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
  fixText: `Puts a placeholder into the text and the value beside it, in the style of the driver that runs it: \`:name\` and a
dict (SQLAlchemy, databases), \`?\` (sqlite3, aiosqlite, DuckDB), \`%s\` (psycopg, PyMySQL, Django), \`$1\` (asyncpg). The
driver is known from the receiver, followed through functions, dependencies, attributes and fixtures of the project.
Parameters that are passed already are kept and extended, quotes around a placeholder go, the wildcards of \`LIKE '%{x}%'\`
move into the value, \`IN ({…})\` becomes an expanding parameter (SQLAlchemy), \`= ANY(…)\` (psycopg, asyncpg) or as many
placeholders as there are values, \`DATE '{x}'\` a cast, and a text that is built first and run later is mended at both
places. What only a branch adds goes by its name. Where the driver cannot be told, the styles are offered one by one.

It is safe where the bound value is to the database what the text was: a \`str\` within single quotes, an \`int\` or
\`float\` outside of quotes. It is offered singly where the value's type is not known (a number that was quoted becomes a
number, \`None\` becomes \`NULL\`), for lists, for what branches add, where a bare string has to be wrapped into \`text()\`,
where the server has to guess a parameter's type, and for drivers that look at the value's Python type where text would
have been converted (asyncpg, DuckDB, databases, asynchronous SQLAlchemy). There is none where a clause is put in, where the
value was escaped for SQL by hand, or where no parameters can be passed (\`executescript\`, definitions, a function of the
project that takes none).`,
  notes: `Silent: constants, numbers (\`int(x)\`, \`len(x)\`, \`%d\`), parameters of path operations and fields of validated models
whose type holds no text (\`int\`, \`UUID\`, \`date\`, \`Literal\`, an \`Enum\`, a \`pattern\` of word characters), placeholders built
from a length, values that were checked against constants with the other branch leaving, literal mappings, psycopg's
\`sql\` composition, t-strings, and prose wherever it goes. Helpers' parameters annotated as numbers and values from settings
are an information. Names and keywords are the business of
[\`interpolated-sql-identifier\`](interpolated-sql-identifier.md).`,
  *check(_region, context): Iterable<Problem> {
    for (const each of analyzeSql(context)) {
      if (each.position.role === 'identifier') continue;
      const { hole, position } = each;
      const shown = `"${shownExpression(each)}"${shownOrigin(each)}`;
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
        ...(isWhole ? {} : relatedOf(each)),
      };
    }
  },
  fix(problem, _region, context): Fix[] {
    return bindFixes(problem.span.start, context, context.imports, context.file.path).map(
      ({ title, isSafe, isPreferred, edits, imports }) => ({
        title,
        safe: isSafe,
        preferred: isPreferred,
        edits,
        imports,
      }),
    );
  },
};
