// Tells an SQL statement from prose by its tokens.
// Must not know Python, sinks or where holes come from.
import { type SqlToken, tokenizeSql } from './sqlTokens';

/** Words that SQL keeps for itself as far as prose and names are to be told apart. */
export const SQL_KEYWORDS: ReadonlySet<string> = new Set(
  `SELECT FROM WHERE AND OR NOT INSERT INTO VALUES UPDATE SET DELETE JOIN LEFT RIGHT INNER OUTER FULL CROSS LATERAL NATURAL
  ON USING GROUP BY ORDER HAVING LIMIT OFFSET FETCH FIRST NEXT ROWS ROW ONLY UNION ALL EXCEPT INTERSECT DISTINCT AS ASC DESC
  NULLS LAST IS NULL IN LIKE ILIKE SIMILAR REGEXP RLIKE GLOB MATCH BETWEEN EXISTS ANY SOME CASE WHEN THEN ELSE END CAST WITH
  RECURSIVE RETURNING CREATE ALTER DROP TABLE VIEW INDEX UNIQUE PRIMARY KEY FOREIGN REFERENCES DEFAULT CONSTRAINT CHECK
  DATABASE SCHEMA USER ROLE SEQUENCE TRIGGER FUNCTION PROCEDURE EXTENSION TYPE COLUMN ADD RENAME TO IF REPLACE IGNORE CONFLICT
  DO NOTHING TEMP TEMPORARY TRUNCATE CASCADE RESTRICT GRANT REVOKE MERGE CALL EXPLAIN ANALYZE COPY PRAGMA VACUUM ATTACH DETACH
  OVER PARTITION WINDOW FILTER FOR SHARE SKIP LOCKED NOWAIT COLLATE ESCAPE INTERVAL DATE TIMESTAMP TIME TRUE FALSE TOP
  MATERIALIZED REFRESH CONCURRENTLY ONLY START TRANSACTION BEGIN COMMIT ROLLBACK SAVEPOINT RELEASE LOCK USE SHOW DESCRIBE
  STRAIGHT_JOIN FORCE LOCAL SESSION GLOBAL INTEGER INT BIGINT TEXT VARCHAR CHAR BOOLEAN SERIAL NUMERIC REAL BLOB
  AUTOINCREMENT AUTO_INCREMENT MODE KILL LISTEN NOTIFY REINDEX CLUSTER COMMENT PASSWORD OWNER PRIVILEGES IDENTIFIED`.split(
    /\s+/,
  ),
);

const isWord = (token: SqlToken | undefined, ...words: string[]): boolean =>
  token?.kind === 'word' && words.includes(token.text);

/** A name: a word that is no keyword, a quoted name, a hole. */
function isName(token: SqlToken | undefined): boolean {
  if (!token) return false;
  if (token.kind === 'hole' || token.kind === 'quoted') return true;
  return token.kind === 'word' && (token.holes.length > 0 || !SQL_KEYWORDS.has(token.text));
}

/** Keywords that serve as names of tables all the same, in examples above all. */
const NAMES_TOO = new Set(
  'TABLE USER ROLE TYPE INDEX SESSION MODE DATE KEY COMMENT COLUMN VIEW DATABASE SCHEMA TIME TEXT'.split(' '),
);

/** What may stand behind `FROM`, `INTO` or `UPDATE`. */
function isTarget(token: SqlToken | undefined): boolean {
  return isName(token) || (token?.kind === 'word' && NAMES_TOO.has(token.text));
}

/** The tokens without comments and without what only wraps a statement: opening brackets, `EXPLAIN`. */
function statementTokens(tokens: readonly SqlToken[]): SqlToken[] {
  const plain = tokens.filter((token) => token.kind !== 'comment');
  let at = 0;
  while (plain[at]?.text === '(' || plain[at]?.text === ';') at++;
  if (isWord(plain[at], 'EXPLAIN')) {
    at++;
    while (isWord(plain[at], 'ANALYZE', 'VERBOSE', 'QUERY', 'PLAN', 'FOR')) at++;
  }
  return at > 0 ? plain.slice(at) : plain;
}

/**
 * Whether a text begins as an SQL statement does: its verb and what the verb must be followed by.
 * Meant for texts that something with a sink's name takes; prose is told apart by `isUnmistakableSql`.
 */
export function isSqlStatement(tokens: readonly SqlToken[]): boolean {
  const t = statementTokens(tokens);
  const [first, second, third] = t;
  if (first?.kind !== 'word') return false;
  switch (first.text) {
    case 'SELECT':
      return t.length > 1 && !isProse(t);
    case 'WITH':
      return t.slice(1, 6).some((token) => isWord(token, 'AS')) || isWord(second, 'RECURSIVE');
    case 'INSERT':
    case 'REPLACE':
      return (
        isWord(second, 'INTO', 'OR', 'IGNORE', 'OVERWRITE') ||
        (isTarget(second) && t.some((x) => isWord(x, 'VALUES', 'SELECT')))
      );
    case 'UPDATE':
      return t.slice(1, 8).some((token) => isWord(token, 'SET')) && !isProse(t);
    case 'DELETE':
      return (isWord(second, 'FROM') || (isTarget(second) && t.some((x) => isWord(x, 'WHERE', 'FROM')))) && !isProse(t);
    case 'MERGE':
      return isWord(second, 'INTO') || t.some((token) => isWord(token, 'USING'));
    case 'CREATE':
      return t.slice(1, 6).some((token) => isWord(token, ...OBJECTS));
    case 'ALTER':
    case 'DROP':
      return isWord(second, ...OBJECTS) && !isProse(t);
    case 'TRUNCATE':
      return isWord(second, 'TABLE') || (isName(second) && t.length <= 4);
    case 'GRANT':
    case 'REVOKE':
      return t.some((token) => isWord(token, 'ON', 'TO', 'FROM')) && !isProse(t);
    case 'COPY':
      return t.some((token) => isWord(token, 'FROM', 'TO')) && !isProse(t);
    case 'CALL':
      return isName(second) && t.some((token) => token.text === '(');
    case 'SET':
      return (
        (third?.text === '=' ||
          isWord(third, 'TO', 'SCHEMA') ||
          isWord(second, 'LOCAL', 'SESSION', 'ROLE', 'TIME', 'CONSTRAINTS')) &&
        !isProse(t)
      );
    case 'LOCK':
      return isWord(second, 'TABLE', 'TABLES');
    case 'ROLLBACK':
      return isWord(second, 'TO');
    case 'PRAGMA':
    case 'VACUUM':
    case 'ATTACH':
    case 'DETACH':
    case 'SAVEPOINT':
    case 'RELEASE':
    case 'LISTEN':
    case 'NOTIFY':
    case 'USE':
    case 'REINDEX':
    case 'REFRESH':
    case 'ANALYZE':
    case 'DESCRIBE':
    case 'SHOW':
      return second !== undefined && !isProse(t);
    default:
      return false;
  }
}

const OBJECTS = [
  ...['TABLE', 'VIEW', 'INDEX', 'DATABASE', 'SCHEMA', 'USER', 'ROLE', 'SEQUENCE', 'TRIGGER', 'FUNCTION', 'PROCEDURE'],
  ...['EXTENSION', 'TYPE', 'MATERIALIZED', 'POLICY', 'DOMAIN', 'AGGREGATE', 'VIRTUAL', 'PUBLICATION', 'SUBSCRIPTION'],
];

/**
 * Whether a text is an SQL statement beyond doubt, so that it may be judged where no sink is in sight: it parses as
 * a statement, and its keywords are written as SQL's are (all in capitals, or with signs that prose does not have).
 * @param isNamedSql whether it is bound to a name such as `query`: then it need not look different from English
 */
export function isUnmistakableSql(text: string, tokens = tokenizeSql(text), isNamedSql = false): boolean {
  if (!isSqlStatement(tokens)) return false;
  const t = statementTokens(tokens);
  if (isProse(t)) return false;
  const verb = t[0]!;
  if (!hasBody(t)) return false;
  if (isNamedSql) return true;
  const keywords = t.filter((token) => token.kind === 'word' && SQL_KEYWORDS.has(token.text));
  const written = (token: SqlToken): string => text.slice(token.start, token.end);
  const capitals = keywords.filter((token) => written(token) === token.text);
  if (written(verb) === verb.text && capitals.length >= 2) return true;
  if (/^[A-Z][a-z]/.test(written(verb)) && capitals.length === 0 && keywords.length < 3) return false;
  // In small letters English would do as well: signs that only SQL has must be there.
  return t.some(
    (token, i) =>
      (token.kind === 'operator' && token.text !== '-' && token.text !== '/' && i > 0) ||
      token.kind === 'placeholder' ||
      (token.kind === 'string' && token.closed && i > 2 && t[i - 1]!.kind === 'operator') ||
      isWord(token, 'VALUES'),
  );
}

/** What makes a verb's statement whole enough to be recognized without a sink. */
function hasBody(t: readonly SqlToken[]): boolean {
  const has = (...words: string[]): boolean => t.some((token) => isWord(token, ...words));
  const after = (word: string): SqlToken | undefined => t[t.findIndex((token) => isWord(token, word)) + 1];
  switch (t[0]!.text) {
    case 'SELECT': {
      const from = t.findIndex((token) => isWord(token, 'FROM'));
      const target = t[from + 1];
      return (
        from > 1 &&
        (isTarget(target) || target?.text === '(' || isWord(target, 'ONLY', 'LATERAL') || endsWithHole(t, from))
      );
    }
    case 'WITH':
      return has('SELECT', 'INSERT', 'UPDATE', 'DELETE');
    case 'INSERT':
    case 'REPLACE':
      return has('VALUES', 'SELECT', 'SET', 'DEFAULT') || (has('INTO') && t.some((token) => token.text === '('));
    case 'UPDATE': {
      const set = t.findIndex((token) => isWord(token, 'SET'));
      const next = t[set + 2];
      return (
        set > 1 &&
        (next?.text === '=' ||
          next?.text === '.' ||
          endsWithHole(t, set) ||
          t[set + 1]?.text === '(' ||
          t[set + 1]?.kind === 'hole')
      );
    }
    case 'DELETE':
      return isTarget(has('FROM') ? after('FROM') : t[1]);
    case 'CREATE':
      return t.some((token) => token.text === '(') || has('VIEW', 'DATABASE', 'SCHEMA', 'USER', 'ROLE', 'EXTENSION');
    case 'ALTER':
      return has('ADD', 'DROP', 'RENAME', 'ALTER', 'MODIFY', 'SET', 'OWNER', 'PASSWORD', 'COLUMN', 'CONSTRAINT');
    case 'DROP':
      return isWord(t[1], 'TABLE', 'VIEW', 'INDEX', 'DATABASE', 'SCHEMA', 'USER', 'ROLE') && t.length <= 9;
    case 'TRUNCATE':
      return isWord(t[1], 'TABLE');
    case 'MERGE':
      return has('USING');
    case 'GRANT':
    case 'REVOKE':
      return has('ON') && has('TO', 'FROM');
    case 'COPY':
      return has('FROM', 'TO') && t.length >= 4;
    default:
      return false;
  }
}

function endsWithHole(t: readonly SqlToken[], at: number): boolean {
  return t[at + 1]?.kind === 'hole' || t[at + 1]?.holes.length === 1;
}

/** Words that end an English sentence or lead on in it, and do not stand as bare names in SQL. */
const ENGLISH = new Set(
  `A AN THE THIS THAT THESE THOSE YOUR MY OUR THEIR ITS PLEASE CANNOT COULD SHOULD WILL WOULD FAILED ERROR
  WAS WERE ARE BEEN HAS HAVE WITHOUT BECAUSE ABOUT BELOW ABOVE FOLLOWING`.split(/\s+/),
);

/** Whether words follow one another as in a sentence: SQL needs keywords or signs between names. */
export function isProse(t: readonly SqlToken[]): boolean {
  let run = 0;
  for (const [i, token] of t.entries()) {
    const bare = isBareWord(token);
    run = bare ? run + 1 : 0;
    if (run >= 3 && !isDefinition(t)) return true;
    if (
      bare &&
      ENGLISH.has(token.text) &&
      t[i - 1]?.text !== '.' &&
      t[i + 1]?.text !== '.' &&
      (run >= 2 || isBareWord(t[i + 1]))
    )
      return true;
    const next = t[i + 1];
    const gap = next ? next.start > token.end : true;
    // A full stop, an exclamation mark or a colon ends a phrase; in SQL something follows at once.
    if (token.kind === 'other' && /[.!:]/.test(token.text) && gap && i > 0 && t[i - 1]!.kind !== 'quoted') return true;
    if (
      token.kind === 'placeholder' &&
      token.text === '?' &&
      !next &&
      t[i - 1]?.kind === 'word' &&
      t[i - 1]!.end === token.start
    )
      return true;
    if (
      (token.kind === 'string' || token.kind === 'quoted') &&
      !token.closed &&
      token.holes.length === 0 &&
      /^'(s|t|re|ll|ve|d|m)\b/i.test(token.text)
    )
      return true;
  }
  return false;
}

function isBareWord(token: SqlToken | undefined): boolean {
  return token?.kind === 'word' && token.holes.length === 0 && !SQL_KEYWORDS.has(token.text);
}

function isDefinition(t: readonly SqlToken[]): boolean {
  return isWord(t[0], 'CREATE', 'ALTER', 'GRANT', 'SET', 'PRAGMA', 'COPY', 'SHOW');
}
