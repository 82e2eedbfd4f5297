// The database libraries under test: how code that uses each of them is written.
// Must not know how the SQL is built, nor how the code is run: `run.py` opens what `find` gets.

/** Parameters that a statement has already: names with the Python that gives their values. */
export type Given = readonly (readonly [name: string, value: string])[];

/** One library, on one database. */
export interface Driver {
  /** Known to `run.py` by this name. */
  readonly name: string;
  readonly database: 'sqlite' | 'duckdb' | 'postgresql' | 'mariadb';
  readonly imports: readonly string[];
  /** The `def` line of `find`; `VALUE` stands for the parameters behind the connection. */
  readonly head: string;
  /** The lines that run a text and return its rows; null where it returns none. */
  read: ((text: string) => readonly string[]) | null;
  /** The lines that run a text without rows. */
  write: ((text: string) => readonly string[]) | null;
  /** The placeholder of one of the given parameters, by its index. */
  mark(index: number, name: string): string;
  /** The argument that passes what is given; empty when nothing is. */
  pass(given: Given): string;
  /** Whether a bare text must be wrapped to be run, so that `query` alone is none. */
  readonly wraps?: boolean;
  /** What the library itself stumbles over, before a fix and after it. */
  readonly cannotRun?: RegExp;
  /** Whether `%` in the text is doubled where parameters are passed. */
  readonly doublesPercent?: boolean;
}

function tuple(given: Given): string {
  const values = given.map(([, value]) => value);
  return given.length === 0 ? '' : `, (${values.join(', ')}${values.length === 1 ? ',' : ''})`;
}

function list(given: Given): string {
  return given.length === 0 ? '' : `, [${given.map(([, value]) => value).join(', ')}]`;
}

function dict(given: Given, lead = ', '): string {
  return given.length === 0 ? '' : `${lead}{${given.map(([name, value]) => `"${name}": ${value}`).join(', ')}}`;
}

const question = { mark: () => '?', pass: tuple };
const colon = { mark: (_: number, name: string) => `:${name}`, pass: (given: Given) => dict(given) };
const percent = { mark: () => '%s', pass: tuple, doublesPercent: true };

const cursorLines = (text: string): string[] => [
  'cursor = db.cursor()',
  `cursor.execute(${text})`,
  'return cursor.fetchall()',
];
const cursorWrite = (text: string): string[] => ['with db.cursor() as cursor:', `    cursor.execute(${text})`];

/** Sessions and connections of SQLAlchemy. */
function sqlalchemy(name: string, database: Driver['database'], imports: readonly string[], type: string): Driver {
  const isAsync = /async/i.test(type);
  const wait = isAsync ? 'await ' : '';
  return {
    name,
    database,
    imports: [...imports, 'from sqlalchemy import text'],
    head: `${isAsync ? 'async ' : ''}def find(db: ${type}, VALUE):`,
    read: (text) => [`rows = ${wait}db.execute(${wrapped(text)})`, 'return rows.fetchall()'],
    write: (text) => [`${wait}db.execute(${wrapped(text)})`],
    wraps: true,
    ...colon,
  };
}

/** Puts `text()` around the text of a call's arguments. */
function wrapped(call: string): string {
  const at = splitText(call);
  const text = call.slice(0, at);
  // A statement is wrapped already.
  return `${text === 'statement' ? text : `text(${text})`}${call.slice(at)}`;
}

/** Where the text ends and what is passed with it begins. */
function splitText(call: string): number {
  const at = call.lastIndexOf(PASSES);
  return at < 0 ? call.length : at;
}

/** Stands between a text and what is passed with it until the call is written. */
export const PASSES = '\u0001';

/** The call's arguments as they are written. */
export function written(lines: readonly string[]): string[] {
  return lines.map((line) => line.replaceAll(PASSES, ''));
}

/** All of them. */
export const DRIVERS: readonly Driver[] = [
  {
    name: 'sqlite3',
    database: 'sqlite',
    imports: ['import sqlite3'],
    head: 'def find(db: sqlite3.Connection, VALUE):',
    read: (text) => [`return db.execute(${text}).fetchall()`],
    write: (text) => [`db.execute(${text})`],
    ...question,
  },
  {
    name: 'sqlite3, by name',
    database: 'sqlite',
    imports: ['import sqlite3'],
    head: 'def find(db: sqlite3.Connection, VALUE):',
    read: cursorLines,
    write: (text) => [`db.cursor().execute(${text})`],
    ...colon,
  },
  {
    name: 'aiosqlite',
    database: 'sqlite',
    imports: ['import aiosqlite'],
    head: 'async def find(db: aiosqlite.Connection, VALUE):',
    read: (text) => [`async with db.execute(${text}) as cursor:`, '    return await cursor.fetchall()'],
    write: (text) => [`await db.execute(${text})`],
    ...question,
  },
  sqlalchemy('SQLAlchemy session', 'sqlite', ['from sqlalchemy.orm import Session'], 'Session'),
  sqlalchemy('SQLAlchemy session on PyMySQL', 'mariadb', ['from sqlalchemy.orm import Session'], 'Session'),
  sqlalchemy('SQLAlchemy session on psycopg', 'postgresql', ['from sqlalchemy.orm import Session'], 'Session'),
  {
    ...sqlalchemy('SQLAlchemy engine on psycopg2', 'postgresql', ['from sqlalchemy.engine import Engine'], 'Engine'),
    read: (text) => ['with db.begin() as conn:', `    return conn.execute(${wrapped(text)}).all()`],
    write: (text) => ['with db.begin() as conn:', `    conn.execute(${wrapped(text)})`],
  },
  sqlalchemy(
    'SQLAlchemy async session on asyncpg',
    'postgresql',
    ['from sqlalchemy.ext.asyncio import AsyncSession'],
    'AsyncSession',
  ),
  sqlalchemy(
    'SQLAlchemy async connection',
    'sqlite',
    ['from sqlalchemy.ext.asyncio import AsyncConnection'],
    'AsyncConnection',
  ),
  {
    ...sqlalchemy('SQLModel', 'sqlite', ['from sqlmodel import Session'], 'Session'),
    read: (text) => [`return db.exec(${wrapped(text)}).all()`],
    write: (text) => [`db.exec(${wrapped(text)})`],
    pass: (given) => dict(given, ', params='),
  },
  ...(['databases', 'databases on asyncpg'] as const).map(
    (name): Driver => ({
      name,
      database: name === 'databases' ? 'sqlite' : 'postgresql',
      imports: ['from databases import Database'],
      head: 'async def find(db: Database, VALUE):',
      read: (text) => [`return await db.fetch_all(${text})`],
      write: (text) => [`await db.execute(query=${text})`],
      mark: colon.mark,
      pass: (given) => dict(given, ', values='),
      // On aiosqlite it reads the percent signs of any text.
      ...(name === 'databases' ? { cannotRun: /LIKE|100%/ } : {}),
    }),
  ),
  {
    name: 'DuckDB',
    database: 'duckdb',
    imports: ['import duckdb'],
    head: 'def find(db: duckdb.DuckDBPyConnection, VALUE):',
    read: (text) => [`return db.execute(${text}).fetchall()`],
    write: (text) => [`db.execute(${text})`],
    mark: question.mark,
    pass: list,
  },
  {
    name: 'psycopg',
    database: 'postgresql',
    imports: ['import psycopg'],
    head: 'def find(db: psycopg.Connection, VALUE):',
    read: (text) => ['with db.cursor() as cur:', `    cur.execute(${text})`, '    return cur.fetchall()'],
    write: cursorWrite,
    ...percent,
  },
  {
    name: 'psycopg async',
    database: 'postgresql',
    imports: ['import psycopg'],
    head: 'async def find(db: psycopg.AsyncConnection, VALUE):',
    read: (text) => [`cursor = await db.execute(${text})`, 'return await cursor.fetchall()'],
    write: (text) => [`await db.execute(${text})`],
    ...percent,
  },
  {
    name: 'psycopg2',
    database: 'postgresql',
    imports: ['from psycopg2.extensions import connection'],
    head: 'def find(db: connection, VALUE):',
    read: cursorLines,
    write: cursorWrite,
    mark: (_, name) => `%(${name})s`,
    pass: (given) => dict(given),
    doublesPercent: true,
  },
  {
    name: 'asyncpg',
    database: 'postgresql',
    imports: ['import asyncpg'],
    head: 'async def find(db: asyncpg.Connection, VALUE):',
    read: (text) => [`return await db.fetch(${text}, timeout=60)`],
    write: (text) => [`await db.execute(${text})`],
    mark: (index) => `$${index + 1}`,
    pass: (given) => given.map(([, value]) => `, ${value}`).join(''),
  },
  {
    name: 'PyMySQL',
    database: 'mariadb',
    imports: ['import pymysql'],
    head: 'def find(db: pymysql.connections.Connection, VALUE):',
    read: cursorLines,
    write: cursorWrite,
    ...percent,
  },
  {
    name: 'aiomysql',
    database: 'mariadb',
    imports: ['import aiomysql'],
    head: 'async def find(db: aiomysql.Connection, VALUE):',
    read: (text) => [
      'async with db.cursor() as cur:',
      `    await cur.execute(${text})`,
      '    return await cur.fetchall()',
    ],
    write: (text) => ['cur = await db.cursor()', `await cur.execute(${text})`],
    ...percent,
  },
  {
    name: 'MySQL Connector',
    database: 'mariadb',
    imports: ['from mysql.connector import MySQLConnection'],
    head: 'def find(db: MySQLConnection, VALUE):',
    read: cursorLines,
    write: cursorWrite,
    ...percent,
  },
  {
    name: 'Django',
    database: 'sqlite',
    imports: ['from django.db import connection'],
    head: 'def find(_, VALUE):',
    read: (text) => [
      'with connection.cursor() as cursor:',
      `    cursor.execute(${text})`,
      '    return cursor.fetchall()',
    ],
    write: (text) => ['with connection.cursor() as cursor:', `    cursor.execute(${text})`],
    ...percent,
  },
  {
    name: 'pandas on sqlite3',
    database: 'sqlite',
    imports: ['import sqlite3', '', 'import pandas as pd'],
    head: 'def find(db: sqlite3.Connection, VALUE):',
    read: (text) => [`return pd.read_sql_query(${text}, db)`.replace(/(, params=.*), db\)$/, ', db$1)')],
    write: null,
    mark: question.mark,
    pass: (given) => tuple(given).replace(/^, /, ', params='),
  },
  {
    name: 'pandas on SQLAlchemy',
    database: 'postgresql',
    imports: ['import pandas as pd', 'from sqlalchemy import text', 'from sqlalchemy.engine import Engine'],
    head: 'def find(db: Engine, VALUE):',
    read: (text) => [`return pd.read_sql(${wrapped(text)}, con=db)`.replace(/(, params=.*), con=db\)$/, ', con=db$1)')],
    write: null,
    mark: colon.mark,
    pass: (given) => dict(given, ', params='),
    wraps: true,
  },
  {
    name: 'Alembic',
    database: 'postgresql',
    imports: ['from alembic import op'],
    head: 'def find(_, VALUE):',
    read: null,
    write: (text) => [`op.execute(${text})`],
    mark: () => '',
    pass: () => '',
  },
];
