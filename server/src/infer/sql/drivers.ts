// Which database library a name, type or module belongs to, and how that library writes parameters.
// Must not know how texts are built.

/** A library, or several that write parameters alike. */
export type DriverName =
  | 'sqlalchemy'
  | 'sqlite3'
  | 'aiosqlite'
  | 'psycopg'
  | 'asyncpg'
  | 'pymysql'
  | 'databases'
  | 'duckdb'
  | 'django'
  /** Alembic's `op.execute`: SQLAlchemy's texts, no parameters. */
  | 'alembic'
  /** None in particular, with names and a dict. */
  | 'named'
  | 'unknown';

const BY_MODULE: Readonly<Record<string, DriverName>> = {
  sqlalchemy: 'sqlalchemy',
  sqlmodel: 'sqlalchemy',
  sqlite3: 'sqlite3',
  aiosqlite: 'aiosqlite',
  psycopg: 'psycopg',
  psycopg2: 'psycopg',
  psycopg_pool: 'psycopg',
  aiopg: 'psycopg',
  asyncpg: 'asyncpg',
  pymysql: 'pymysql',
  MySQLdb: 'pymysql',
  aiomysql: 'pymysql',
  asyncmy: 'pymysql',
  mysql: 'pymysql',
  databases: 'databases',
  duckdb: 'duckdb',
  django: 'django',
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
export interface PlaceholderStyle {
  readonly kind: 'named-colon' | 'question' | 'percent' | 'percent-named' | 'dollar';
}

/** The names under which a fix mentions a driver's style. */
export const STYLE_TITLES: Readonly<Record<PlaceholderStyle['kind'], string>> = {
  'named-colon': ':name',
  question: '?',
  percent: '%s',
  'percent-named': '%(name)s',
  dollar: '$1',
};
