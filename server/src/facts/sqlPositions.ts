// Says of each hole in an SQL text what stands there: a value, an identifier (or keyword), or a clause.
// Must not know Python or where holes come from.
import { SQL_KEYWORDS } from './sqlShape';
import type { SqlToken } from './sqlTokens';

/** What a hole is to SQL. A `clause` is a condition, a list of assignments, a subquery: more than one value. */
export interface HolePosition {
  readonly role: 'value' | 'identifier' | 'clause';
  /** The quotes around it: `'`, `"`, `` ` ``, `[`, `$`; empty when it stands bare. */
  readonly quote: string;
  /** Whether a parameter can take its place: a bare value or (part of) a quoted value that is closed. */
  readonly bindable: boolean;
  /** The hole is all there is in `IN (…)`. */
  readonly inList: boolean;
  /** It belongs to a LIKE pattern (or ILIKE, GLOB, SIMILAR TO). */
  readonly inPattern: boolean;
  /** A word before the quotes gives them a type (`DATE '…'`, `INTERVAL '…'`) or `::type` follows. */
  readonly typed: boolean;
  /** It is an argument of a function, where a column may stand as well. */
  readonly inFunction: boolean;
}

const IDENTIFIER_AFTER = new Set(
  `FROM JOIN INTO UPDATE TABLE VIEW INDEX DATABASE SCHEMA COLUMN TRUNCATE DESCRIBE ROLE USER SAVEPOINT RELEASE EXISTS
  AS COLLATE SEQUENCE TRIGGER FUNCTION PROCEDURE CALL USE PRAGMA ANALYZE VACUUM REINDEX NOTIFY LISTEN RENAME ADD
  CONSTRAINT REFERENCES EXTENSION TYPE OWNER ONLY TO DISTINCT RETURNING CONCURRENTLY COPY GRANT REVOKE DOMAIN REFRESH
  DROP ALTER CREATE ISOLATION NULLS TABLES CLUSTER MERGE`.split(/\s+/),
);
const VALUE_AFTER = new Set(
  `LIKE ILIKE REGEXP RLIKE GLOB MATCH BETWEEN LIMIT OFFSET TOP INTERVAL THEN ELSE DEFAULT PASSWORD ESCAPE RETURN DATE
  TIMESTAMP TIME FETCH FIRST NEXT ANY ALL SOME TO VALUES IS`.split(/\s+/),
);
const COMPARISON = new Set([
  'LIKE',
  'ILIKE',
  'REGEXP',
  'RLIKE',
  'GLOB',
  'MATCH',
  'BETWEEN',
  'IN',
  'IS',
  'SIMILAR',
  'NOT',
  'COLLATE',
]);
const CONDITION_AFTER = new Set(['WHERE', 'AND', 'OR', 'ON', 'HAVING', 'NOT', 'WHEN', 'CASE', 'FILTER']);
const CLAUSES = new Set(
  `SELECT FROM WHERE SET VALUES LIMIT OFFSET HAVING RETURNING INTO ON USING BY JOIN UPDATE TABLE WITH CHECK DISTINCT
  UNION EXCEPT INTERSECT TOP DELETE INSERT CREATE ALTER DROP ORDER GROUP`.split(/\s+/),
);
/** Functions whose argument is a column as a rule. */
const COLUMN_FUNCTIONS = new Set(
  'COUNT SUM AVG MIN MAX ARRAY_AGG STRING_AGG GROUP_CONCAT JSON_AGG ROW_NUMBER RANK'.split(' '),
);

/** Where each hole of a text stands, by the hole's index. */
export function positionHoles(tokens: readonly SqlToken[]): HolePosition[] {
  const positions: HolePosition[] = [];
  const plain = tokens.filter((token) => token.kind !== 'comment');
  const frames: Frame[] = [{ opener: null, clause: '', index: -1 }];
  const found = new Map<SqlToken, HolePosition>();
  for (const [i, token] of plain.entries()) {
    const frame = frames.at(-1)!;
    if (token.holes.length > 0) found.set(token, positionOf(plain, i, frame));
    if (token.text === '(') frames.push({ opener: opener(plain, i, frame), clause: '', index: i });
    else if (token.text === ')' && frames.length > 1) frames.pop();
    else if (token.text === ';') frame.clause = '';
    else if (token.kind === 'word' && CLAUSES.has(token.text) && token.holes.length === 0) {
      // `ORDER BY` is a clause of its own; `ON` of an index names a table.
      frame.clause = token.text === 'BY' ? `${plain[i - 1]?.text ?? ''} BY` : token.text;
      frame.index = i;
    }
  }
  for (const token of tokens) {
    const position = token.kind === 'comment' ? IN_COMMENT : found.get(token)!;
    for (const index of token.holes) positions[index] = position;
  }
  return positions;
}

interface Frame {
  /** What stands before the bracket: a word in capitals, `IN`, `VALUES`, `columns` for a list of columns; '' for a mere group. */
  readonly opener: string | null;
  clause: string;
  index: number;
}

const IN_COMMENT: HolePosition = {
  role: 'clause',
  quote: '',
  bindable: false,
  inList: false,
  inPattern: false,
  typed: false,
  inFunction: false,
};

function opener(plain: readonly SqlToken[], i: number, outer: Frame): string {
  const before = plain[i - 1];
  if (!before) return '';
  if (before.text === ',' && (outer.clause === 'VALUES' || outer.opener === 'VALUES')) return 'VALUES';
  if (
    before.kind === 'word' &&
    (before.text === 'IN' || before.text === 'VALUES' || before.text === 'ANY' || before.text === 'VALUE')
  ) {
    return before.text === 'VALUE' ? 'VALUES' : before.text;
  }
  // `INSERT INTO user (…)`: where only a table can stand a keyword is one.
  const isTable = ['INTO', 'TABLE', 'REFERENCES'].includes(plain[i - 2]?.text ?? '') && plain[i - 2]?.kind === 'word';
  const isName =
    before.kind === 'quoted' ||
    before.kind === 'hole' ||
    (before.kind === 'word' && (isTable || !SQL_KEYWORDS.has(before.text)));
  if (isName) {
    let start = i - 1;
    while (plain[start - 1]?.text === '.') start -= 2;
    const lead = plain[start - 1];
    if (
      lead?.kind === 'word' &&
      ['INTO', 'TABLE', 'REFERENCES', 'EXISTS', 'ON', 'INSERT', 'COPY', 'UPDATE', 'WITH', 'VIEW'].includes(lead.text)
    ) {
      const joins =
        lead.text === 'ON' && outer.clause === 'ON' && plain[start - 2]?.text !== 'INDEX' && !isCreateIndex(plain);
      if (!joins) return 'columns';
    }
    return before.text;
  }
  if (before.kind === 'word') {
    if (['KEY', 'UNIQUE', 'CONFLICT', 'BY', 'USING', 'COLUMN', 'ON', 'INSERT'].includes(before.text)) return 'columns';
    return before.text;
  }
  return '';
}

function isCreateIndex(plain: readonly SqlToken[]): boolean {
  return plain[0]?.text === 'CREATE' && plain.slice(1, 4).some((token) => token.text === 'INDEX');
}

function positionOf(plain: readonly SqlToken[], i: number, frame: Frame): HolePosition {
  const token = plain[i]!;
  const before = plain[i - 1];
  const next = plain[i + 1];
  const bare = (role: HolePosition['role'], more: Partial<HolePosition> = {}): HolePosition => ({
    role,
    quote: '',
    bindable: role === 'value',
    inList: false,
    inPattern: isPatternOperator(before),
    typed: next?.text === '::',
    inFunction: isArgument(before, frame),
    ...more,
  });
  if (token.kind === 'string' || token.kind === 'quoted') {
    const isValue =
      token.kind === 'string' ||
      (token.quote === '"' &&
        !/^(SET|PRAGMA)$/.test(plain[0]?.text ?? '') &&
        !isArgument(before, frame) &&
        !isIdentifierPlace(plain, i, frame) &&
        isValuePlace(plain, i, frame));
    if (!isValue) return bare('identifier', { quote: token.quote, bindable: false });
    const typed =
      next?.text === '::' ||
      (before?.kind === 'word' && /^(DATE|TIME|TIMESTAMP|TIMESTAMPTZ|INTERVAL|E|B|X|N|U|R)$/.test(before.text));
    const ddl = ['CREATE', 'ALTER', 'GRANT', 'COMMENT', 'NOTIFY', 'LISTEN', 'SET', 'ATTACH', 'PRAGMA'].includes(
      plain[0]?.text ?? '',
    );
    return bare('value', {
      quote: token.quote,
      bindable: token.closed && token.quote !== '$' && !ddl,
      inList: frame.opener === 'IN' && before?.text === '(' && next?.text === ')',
      typed: typed === true,
    });
  }
  if (token.kind !== 'hole') {
    // Part of a name, of a placeholder or of a number: `users_{year}`, `:id{i}`.
    return bare(token.kind === 'number' ? 'value' : 'identifier', { bindable: false });
  }
  if (plain[0]?.text === 'PRAGMA') return bare('identifier');
  // The name of a parameter: `:{name}`, `@{name}`.
  if ((before?.text === ':' || before?.text === '@') && before.end === token.start) return bare('identifier');
  if (touches(before, token, '.') || touches(token, next, '.')) return bare('identifier');
  if (before?.text === '::') return bare('identifier');
  if (next?.text === '(' && next.start === token.end && !(before?.text === 'IN' || before?.text === 'VALUES'))
    return bare('identifier');
  if (isIdentifierPlace(plain, i, frame)) return bare('identifier');
  if (before?.kind === 'word' && before.text === 'IN') return bare('value', { bindable: true, inList: true });
  if (isValuePlace(plain, i, frame)) {
    const inList = frame.opener === 'IN' && before?.text === '(' && next?.text === ')';
    const insideValues = frame.opener === 'VALUES' && before?.text === '(' && next?.text === ')';
    if (isSet(plain)) {
      const isName = plain.some(({ text }) => /^(SEARCH_PATH|ROLE|AUTHORIZATION)$/.test(text));
      return bare(isName ? 'identifier' : 'value', { bindable: false });
    }
    return bare('value', { inList, bindable: !insideValues && before?.text !== 'VALUES' });
  }
  return bare('clause');
}

/** Whether a token is an argument of a function: behind a bracket or comma in a call. */
function isArgument(before: SqlToken | undefined, { opener, clause }: Frame): boolean {
  if (before?.text !== '(' && before?.text !== ',') return false;
  return (
    opener !== null &&
    !/^(|IN|VALUES|ANY|columns|EXISTS|AS|FROM|JOIN|WHERE|AND|OR|NOT|ON)$/.test(opener) &&
    clause === ''
  );
}

function touches(one: SqlToken | undefined, other: SqlToken | undefined, sign: string): boolean {
  return (
    one !== undefined && other !== undefined && one.end === other.start && (one.text === sign || other.text === sign)
  );
}

function isPatternOperator(before: SqlToken | undefined): boolean {
  return before !== undefined && /^(LIKE|ILIKE|GLOB|RLIKE|REGEXP|TO|~~\*?|!~~\*?)$/.test(before.text);
}

function isOperator(token: SqlToken | undefined): boolean {
  if (!token) return false;
  return (
    (token.kind === 'operator' && token.text !== '*' && token.text !== '::') ||
    (token.kind === 'word' && COMPARISON.has(token.text))
  );
}

function isValuePlace(plain: readonly SqlToken[], i: number, frame: Frame): boolean {
  const before = plain[i - 1];
  if (!before) return false;
  if (before.kind === 'operator' && before.text !== '::') return !(before.text === '*' && frame.clause === 'SELECT');
  if (before.kind === 'word' && before.text === 'AND' && isBetween(plain, i)) return true;
  if (before.kind === 'word' && VALUE_AFTER.has(before.text)) {
    if (before.text === 'TO')
      return plain[i - 2]?.text === 'SIMILAR' || (plain[0]?.text === 'SET' && frame.opener === null);
    if (before.text === 'ALL') return plain[i - 2]?.kind === 'operator';
    return true;
  }
  if (before.text === '(' || before.text === ',') {
    const { opener } = frame;
    if (opener === 'IN' || opener === 'VALUES' || opener === 'ANY') return true;
    if (opener === '' || opener === null || opener === 'columns') {
      if (frame.clause === 'LIMIT' || frame.clause === 'VALUES') return true;
      if (frame.clause === 'SET') return before.text === '(';
      return false;
    }
    if (
      /^(EXISTS|AS|FROM|JOIN|WHERE|AND|OR|NOT|ON|OVER|HAVING|WITH|UNION|ALL|EXCEPT|INTERSECT|FILTER|LATERAL)$/.test(
        opener,
      )
    )
      return false;
    if (frame.clause !== '') return frame.clause === 'LIMIT';
    return !COLUMN_FUNCTIONS.has(opener);
  }
  return false;
}

/** Whether the `AND` before a token is the one of `BETWEEN a AND b`. */
function isBetween(plain: readonly SqlToken[], i: number): boolean {
  for (let at = i - 2; at >= Math.max(0, i - 8); at--) {
    const { text } = plain[at]!;
    if (text === 'BETWEEN') return true;
    if (text === 'AND' || text === 'OR' || text === 'WHERE') return false;
  }
  return false;
}

function isIdentifierPlace(plain: readonly SqlToken[], i: number, frame: Frame): boolean {
  const before = plain[i - 1];
  const next = plain[i + 1];
  if (!before) return next !== undefined && isOperator(next);
  if (before.kind === 'word' && before.holes.length === 0) {
    const word = before.text;
    if (word === 'TO' && plain[i - 2]?.text === 'SIMILAR') return false;
    if (isSet(plain) && plain.some(({ text }) => /^(SEARCH_PATH|ROLE|AUTHORIZATION)$/.test(text))) return true;
    if (word === 'TO' && isSet(plain)) return false;
    if (word === 'BY') return plain[i - 2]?.text !== 'IDENTIFIED';
    if (word === 'SET') return isOperator(next) || plain[0]?.text === 'SET' || next?.text === '.';
    if (word === 'ON')
      return (
        isCreateIndex(plain) ||
        ['GRANT', 'REVOKE', 'COMMENT', 'CREATE', 'DROP', 'ALTER'].includes(plain[0]?.text ?? '') ||
        isOperator(next)
      );
    if (word === 'AS') return !(frame.clause === 'WITH');
    if (word === 'SELECT') return true;
    if (word === 'WITH' || word === 'UNION' || word === 'ALL' || word === 'EXCEPT' || word === 'INTERSECT')
      return word === 'WITH' && isNameWord(next, 'AS');
    if (CONDITION_AFTER.has(word)) return isOperator(next) && !isBetween(plain, i);
    if (IDENTIFIER_AFTER.has(word)) return true;
    if (VALUE_AFTER.has(word)) return false;
    // An operator as a hole: `age {op} 5`.
    if (['WHERE', 'ON', 'HAVING'].includes(frame.clause)) return !SQL_KEYWORDS.has(word) && isOperand(next);
    if (frame.clause === 'ORDER BY')
      return next === undefined || /^[,;)]$|^(LIMIT|OFFSET|NULLS|FETCH|FOR)$/.test(next.text);
    if (frame.clause === 'ALTER' || frame.clause === 'TABLE' || frame.clause === 'CREATE') return true;
    if (['GRANT', 'REVOKE', 'CREATE', 'ALTER'].includes(plain[0]?.text ?? ''))
      return word !== 'WITH' && word !== 'ENCRYPTED';
    return false;
  }
  if (before.kind === 'hole' || before.holes.length > 0) {
    if (frame.clause === 'ORDER BY') return next === undefined || next.text !== '(';
    if (['WHERE', 'ON', 'HAVING'].includes(frame.clause) || frame.clause === '')
      return isOperand(next) && before.kind === 'hole' && positionedAsColumn(plain, i - 1);
    return false;
  }
  if (before.kind === 'quoted' && frame.clause === 'ORDER BY') return true;
  if (before.text === ',' || before.text === '(') {
    if (frame.opener === 'columns') return true;
    if (frame.opener && COLUMN_FUNCTIONS.has(frame.opener) && frame.clause === '') return true;
    if (before.text === '(' && frame.opener !== '' && !isOperator(next)) return false;
    if (
      [
        'SELECT',
        'ORDER BY',
        'GROUP BY',
        'PARTITION BY',
        'FROM',
        'RETURNING',
        'DISTINCT',
        'TABLE',
        'USING',
        'INTO',
      ].includes(frame.clause)
    ) {
      return before.text === ',' || isOperator(next);
    }
    if (frame.clause === 'SET' || before.text === '(')
      return isOperator(next) && frame.opener !== 'VALUES' && frame.opener !== 'IN';
  }
  return false;
}

/** A `SET x = y` or `SET LOCAL …` statement; such take no parameters. */
function isSet(plain: readonly SqlToken[]): boolean {
  return plain[0]?.text === 'SET';
}

function isNameWord(token: SqlToken | undefined, word: string): boolean {
  return token?.kind === 'word' && token.text === word;
}

function isOperand(token: SqlToken | undefined): boolean {
  return token !== undefined && /^(string|number|placeholder|hole)$/.test(token.kind);
}

function positionedAsColumn(plain: readonly SqlToken[], i: number): boolean {
  const before = plain[i - 1];
  return !before || (before.kind === 'word' && CONDITION_AFTER.has(before.text)) || before.text === '(';
}
