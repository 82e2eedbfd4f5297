// Which database library a name, type or module belongs to, and how that library writes parameters.
// Must not know how texts are built.

/** A library, or several that write parameters alike. */
export type DriverName =
  | 'sqlalchemy'
  | 'sqlite3'
  | 'aiosqlite'
  | 'psycopg'
  | 'psycopg2'
  | 'asyncpg'
  | 'pymysql'
  | 'mysql-connector'
  | 'databases'
  | 'duckdb'
  | 'django'
  | 'odbc'
  | 'oracle'
  | 'spark'
  /** Alembic's `op.execute`: SQLAlchemy's texts, no parameters. */
  | 'alembic'
  | 'unknown';

const BY_MODULE: Readonly<Record<string, DriverName>> = {
  sqlalchemy: 'sqlalchemy',
  sqlmodel: 'sqlalchemy',
  flask_sqlalchemy: 'sqlalchemy',
  sqlite3: 'sqlite3',
  pysqlite3: 'sqlite3',
  sqlcipher3: 'sqlite3',
  apsw: 'sqlite3',
  sqlite_utils: 'sqlite3',
  aiosqlite: 'aiosqlite',
  psycopg: 'psycopg',
  psycopg_pool: 'psycopg',
  psycopg2: 'psycopg2',
  aiopg: 'psycopg2',
  asyncpg: 'asyncpg',
  pymysql: 'pymysql',
  MySQLdb: 'pymysql',
  aiomysql: 'pymysql',
  asyncmy: 'pymysql',
  mysql: 'mysql-connector',
  databases: 'databases',
  duckdb: 'duckdb',
  django: 'django',
  pyodbc: 'odbc',
  aioodbc: 'odbc',
  oracledb: 'oracle',
  cx_Oracle: 'oracle',
  pyspark: 'spark',
};

/** The driver that a dotted library name (`sqlalchemy.orm.Session`) belongs to, or null. */
export function driverOf(qualifiedName: string): DriverName | null {
  return Object.hasOwn(BY_MODULE, root(qualifiedName)) ? BY_MODULE[root(qualifiedName)]! : null;
}

function root(qualifiedName: string): string {
  return qualifiedName.split('.')[0]!;
}

/** Whether a library's name is that of something that runs SQL or gives what does: a connection, session, engine. */
export function isDatabaseName(qualifiedName: string): boolean {
  const last = qualifiedName.slice(qualifiedName.lastIndexOf('.') + 1);
  return (
    /(Session|Connection|Cursor|Pool|Engine|Database|Transaction|DuckDBPyConnection|sessionmaker)$/i.test(last) ||
    /^(MySQLConnection\w*|SQLAlchemy)$/.test(last) ||
    /^(connect|create_pool|create_engine|create_async_engine|scoped_session|connection|engine_from_config|connections)$/.test(
      last,
    )
  );
}

/** Methods of a connection, session, pool or engine that give another one. */
export const DATABASE_METHODS: ReadonlySet<string> = new Set(
  `cursor connect begin begin_nested acquire connection transaction get_bind execution_options execute getconn get_session
  session async_session __aenter__ __enter__ begin_transaction cursors raw_connection`.split(/\s+/),
);

/** How a library writes one parameter. */
export type Placeholder = 'named-colon' | 'question' | 'percent' | 'percent-named' | 'dollar';

/** What a fix must know of a driver. */
export interface DriverTraits {
  /** Its ways to write a parameter, the one that people use first. */
  readonly placeholders: readonly Placeholder[];
  /** What positional values are passed in. */
  readonly sequence: 'tuple' | 'list' | 'arguments';
  /**
   * What becomes of `IN (…)`: one parameter that SQLAlchemy expands, PostgreSQL's `= ANY(…)` with one array, or as many
   * placeholders as there are values.
   */
  readonly lists: 'expanding' | 'any' | 'generated';
  /** Whether it looks at a value's Python type where the database would have converted a text. */
  readonly isStrict: boolean;
  /** Whether the server must infer a parameter's type from where it stands, and refuses where nothing says it. */
  readonly infersTypes: boolean;
  /** Whether several statements with parameters may stand in one text. */
  readonly takesSeveral: boolean;
  /** The keyword of a call's parameters. */
  readonly keyword: string;
  /** Whether parameters may be passed by that keyword alone. */
  readonly isKeywordOnly: boolean;
  /** Whether names that the text does not mention may be passed, so that a branch need not be taken. */
  readonly ignoresUnused: boolean;
  /** Whether a single value may be passed bare, so that a variable need not hold a sequence. */
  readonly takesBare: boolean;
}

const COMMON: DriverTraits = {
  placeholders: ['question', 'named-colon'],
  sequence: 'tuple',
  lists: 'generated',
  isStrict: false,
  infersTypes: false,
  takesSeveral: false,
  keyword: 'parameters',
  isKeywordOnly: false,
  ignoresUnused: true,
  takesBare: false,
};
const PERCENT: DriverTraits = {
  ...COMMON,
  placeholders: ['percent', 'percent-named'],
  takesSeveral: true,
  keyword: 'params',
};

const TRAITS: Readonly<Record<Exclude<DriverName, 'unknown'>, DriverTraits>> = {
  // It may run on anything: what the strictest of them wants.
  sqlalchemy: { ...COMMON, placeholders: ['named-colon'], lists: 'expanding', infersTypes: true },
  alembic: { ...COMMON, placeholders: ['named-colon'], lists: 'expanding', infersTypes: true },
  databases: {
    ...COMMON,
    placeholders: ['named-colon'],
    isStrict: true,
    infersTypes: true,
    keyword: 'values',
    isKeywordOnly: true,
  },
  sqlite3: COMMON,
  aiosqlite: COMMON,
  psycopg: { ...PERCENT, lists: 'any', infersTypes: true, takesSeveral: false },
  psycopg2: { ...PERCENT, lists: 'any', keyword: 'vars' },
  asyncpg: {
    ...COMMON,
    placeholders: ['dollar'],
    sequence: 'arguments',
    lists: 'any',
    isStrict: true,
    infersTypes: true,
  },
  pymysql: { ...PERCENT, keyword: 'args', takesBare: true },
  'mysql-connector': PERCENT,
  duckdb: { ...COMMON, placeholders: ['question'], sequence: 'list', isStrict: true },
  django: PERCENT,
  odbc: { ...COMMON, placeholders: ['question'], takesBare: true },
  oracle: { ...COMMON, placeholders: ['named-colon'], ignoresUnused: false },
  spark: {
    ...COMMON,
    placeholders: ['named-colon'],
    isStrict: true,
    keyword: 'args',
    isKeywordOnly: true,
    ignoresUnused: false,
  },
};

/** How a known driver takes parameters. */
export function traitsOf(driver: Exclude<DriverName, 'unknown'>): DriverTraits {
  return TRAITS[driver];
}

/** A driver to offer where the receiver's library is not known, and the words that name the action. */
export interface Guess {
  readonly driver: Exclude<DriverName, 'unknown'>;
  readonly title: string;
}

const GUESSES: Readonly<Record<string, Guess>> = {
  question: { driver: 'sqlite3', title: '? (sqlite3, aiosqlite)' },
  percent: { driver: 'psycopg2', title: '%s (psycopg, PyMySQL)' },
  mysql: { driver: 'mysql-connector', title: '%s (PyMySQL, psycopg)' },
  colon: { driver: 'sqlalchemy', title: ':name (SQLAlchemy)' },
  dollar: { driver: 'asyncpg', title: '$1 (asyncpg)' },
};

/**
 * The drivers to offer for a receiver that could be any: by what its name and the call say.
 * @param receiver its last name, `cursor` of `self.cursor`
 */
export function guessDrivers(receiver: string, method: string, isAwaited: boolean): Guess[] {
  if (/spark/i.test(receiver)) return [{ driver: 'spark', title: ':name (Spark)' }];
  const of = (...names: string[]): Guess[] => names.map((name) => GUESSES[name]!);
  // SQLAlchemy hands that to the driver as it is.
  if (method === 'exec_driver_sql') return of('question', 'percent');
  if (/^fetch(row|val)?$/.test(method)) return of('dollar', 'percent');
  if (/^(scalars?|exec|stream|stream_scalars)$/.test(method) || /(^|_)(session|sess|engine)$/i.test(receiver))
    return of('colon');
  if (/(^|_)(cur|cursor|curs|c)$/i.test(receiver)) return of('question', 'percent');
  return isAwaited ? of('colon', 'dollar', 'question', 'percent') : of('question', 'percent', 'colon');
}

/** Libraries whose statements a cursor runs (PEP 249): what is left for `cursor.execute` in a file that imports several. */
export function hasCursors(driver: DriverName): boolean {
  return !/^(sqlalchemy|alembic|databases|asyncpg|unknown)$/.test(driver);
}
