// Every sink of the sql rules with every way of building a text: generated, since nobody would write them all by hand.
// What must stay silent is generated alongside: the same sinks with constants and bound values.
import assert from 'node:assert/strict';
import { interpolatedSql } from '../../server/src/rules/sql/interpolated-sql';
import { interpolatedSqlIdentifier } from '../../server/src/rules/sql/interpolated-sql-identifier';
import { lintText } from './lintText';

/** A sink: what makes it known, and the call with `§` for the text. */
interface SinkCase {
  readonly name: string;
  readonly setup: string;
  readonly call: string;
  /** Whether the function is asynchronous. */
  readonly isAsync?: boolean;
  /** Parameters of the function, without the value. */
  readonly parameters?: string;
}

const SQLITE = 'import sqlite3\n\nconnection = sqlite3.connect("app.db")\n';
const ALCHEMY =
  'import sqlalchemy as sa\nfrom sqlalchemy import literal_column, text\nfrom sqlalchemy.orm import Session\n';
const ASYNC = 'from sqlalchemy import text\nfrom sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession\n';

const SINKS: readonly SinkCase[] = [
  { name: 'sqlite3 execute', setup: SQLITE, call: 'connection.execute(§)' },
  { name: 'sqlite3 cursor', setup: SQLITE, call: 'connection.cursor().execute(§)' },
  { name: 'sqlite3 executemany', setup: SQLITE, call: 'connection.executemany(§, [])' },
  { name: 'sqlite3 executescript', setup: SQLITE, call: 'connection.executescript(§)' },
  { name: 'Session.execute(text)', setup: ALCHEMY, parameters: 'db: Session, ', call: 'db.execute(text(§))' },
  { name: 'Session.scalar', setup: ALCHEMY, parameters: 'db: Session, ', call: 'db.scalar(text(§))' },
  { name: 'Session.scalars', setup: ALCHEMY, parameters: 'db: Session, ', call: 'db.scalars(statement=sa.text(§))' },
  { name: 'literal_column', setup: ALCHEMY, parameters: 'db: Session, ', call: 'db.scalar(literal_column(§))' },
  { name: 'exec_driver_sql', setup: ALCHEMY, parameters: 'db: sa.Connection, ', call: 'db.exec_driver_sql(§)' },
  {
    name: 'stream',
    setup: ASYNC,
    isAsync: true,
    parameters: 'db: AsyncConnection, ',
    call: 'await db.stream(text(§))',
  },
  {
    name: 'stream_scalars',
    setup: ASYNC,
    isAsync: true,
    parameters: 'db: AsyncSession, ',
    call: 'await db.stream_scalars(text(§))',
  },
  {
    name: 'SQLModel exec',
    setup: 'from sqlmodel import Session, text\n',
    parameters: 'db: Session, ',
    call: 'db.exec(text(§))',
  },
  ...['fetch', 'fetchrow', 'fetchval', 'execute', 'executemany', 'prepare', 'cursor'].map((method) => ({
    name: `asyncpg ${method}`,
    setup: 'import asyncpg\n',
    isAsync: true,
    parameters: 'db: asyncpg.Connection, ',
    call: `await db.${method}(§)`,
  })),
  ...['fetch_all', 'fetch_one', 'fetch_val', 'execute', 'iterate'].map((method) => ({
    name: `databases ${method}`,
    setup: 'from databases import Database\n',
    isAsync: true,
    parameters: 'db: Database, ',
    call: `await db.${method}(query=§)`,
  })),
  ...['execute', 'execute_fetchall', 'executemany'].map((method) => ({
    name: `aiosqlite ${method}`,
    setup: 'import aiosqlite\n',
    isAsync: true,
    parameters: 'db: aiosqlite.Connection, ',
    call: `await db.${method}(§)`,
  })),
  {
    name: 'psycopg',
    setup: 'import psycopg\n',
    parameters: 'db: psycopg.Connection, ',
    call: 'db.cursor().execute(query=§)',
  },
  { name: 'psycopg2', setup: 'import psycopg2\n', call: 'psycopg2.connect("").cursor().execute(§)' },
  {
    name: 'copy_expert',
    setup: 'import psycopg2\n',
    call: 'psycopg2.connect("").cursor().copy_expert(sql=§, file=None)',
  },
  {
    name: 'execute_values',
    setup: 'from psycopg2.extras import execute_values\n',
    call: 'execute_values(None, §, [])',
  },
  { name: 'psycopg SQL', setup: 'from psycopg import sql\n', call: 'sql.SQL(§)' },
  {
    name: 'aiomysql',
    setup: 'import aiomysql\n',
    isAsync: true,
    parameters: 'db: aiomysql.Cursor, ',
    call: 'await db.execute(§)',
  },
  { name: 'pymysql', setup: 'import pymysql\n', call: 'pymysql.connect().cursor().execute(§)' },
  { name: 'duckdb execute', setup: 'import duckdb\n', call: 'duckdb.connect().execute(§)' },
  { name: 'duckdb sql', setup: 'import duckdb\n', call: 'duckdb.sql(§)' },
  { name: 'pandas read_sql', setup: 'import pandas as pd\n', call: 'pd.read_sql(§, None)' },
  { name: 'pandas read_sql_query', setup: 'import pandas as pd\n', call: 'pd.read_sql_query(sql=§, con=None)' },
  { name: 'alembic', setup: 'from alembic import op\n', call: 'op.execute(§)' },
  { name: 'django cursor', setup: 'from django.db import connection\n', call: 'connection.cursor().execute(§)' },
  {
    name: 'django RawSQL',
    setup: 'from django.db.models.expressions import RawSQL\n',
    call: 'RawSQL(§, ())',
  },
  { name: 'django raw', setup: 'from app.models import User\n', call: 'User.objects.raw(§)' },
  { name: 'attribute of self', setup: '', parameters: 'self, ', call: 'self.session.execute(§)' },
];

/** A way of building: the statements before and the expression; `value` is the parameter. */
interface Building {
  readonly name: string;
  readonly before?: string;
  readonly text: string;
}

const HEAD = "SELECT a FROM t WHERE b = '";
const BUILDINGS: readonly Building[] = [
  { name: 'f-string', text: `f"${HEAD}{value}'"` },
  { name: 'conversion', text: `f"SELECT a FROM t WHERE b = {value!r}"` },
  { name: 'format specification', text: `f"${HEAD}{value:>10}'"` },
  { name: 'nested f-string', text: `f"SELECT a FROM t {f'WHERE b = {value}'}"` },
  { name: 'percent with a tuple', text: `"${HEAD}%s' AND c = %s" % (value, 1)` },
  { name: 'percent with a mapping', text: `"${HEAD}%(v)s'" % {"v": value}` },
  { name: 'percent with a value', text: `"${HEAD}%s'" % value` },
  { name: 'format with a position', text: `"${HEAD}{}'".format(value)` },
  { name: 'format with a number', text: `"${HEAD}{0}'".format(value)` },
  { name: 'format with a name', text: `"${HEAD}{v}'".format(v=value)` },
  { name: 'format with an attribute', text: `"${HEAD}{v.name}'".format(v=value)` },
  { name: 'format with an index', text: `"${HEAD}{v[0]}'".format(v=value)` },
  { name: 'format_map', text: `"${HEAD}{v}'".format_map({"v": value})` },
  { name: 'plus', text: `"${HEAD}" + value + "'"` },
  { name: 'implicit concatenation', text: `("SELECT a FROM t " f"WHERE b = '{value}'")` },
  { name: 'join of a list', text: `" ".join(["SELECT a FROM t", f"WHERE b = '{value}'"])` },
  { name: 'replace', text: `"SELECT a FROM t WHERE b = ':v'".replace(":v", value)` },
  { name: 'strip and upper', text: `f" ${HEAD}{value}' ".strip()` },
  { name: 'ternary', text: `(f"${HEAD}{value}'" if value else "SELECT a FROM t")` },
  { name: 'walrus', text: `(query := f"${HEAD}{value}'")` },
  {
    name: 'template',
    before: 'from string import Template\n',
    text: `Template("${HEAD}$v'").substitute(v=value)`,
  },
  { name: 'dedent', before: 'import textwrap\n', text: `textwrap.dedent(f"${HEAD}{value}'")` },
  { name: 'sqlparse', before: 'import sqlparse\n', text: `sqlparse.format(f"${HEAD}{value}'", reindent=True)` },
  { name: 'variable', before: `query = f"${HEAD}{value}'"\n`, text: 'query' },
  { name: 'copy', before: `first = f"${HEAD}{value}'"\nquery = first\n`, text: 'query' },
  { name: 'plus equals', before: `query = "SELECT a FROM t"\nquery += f" WHERE b = '{value}'"\n`, text: 'query' },
  {
    name: 'appended list',
    before: `parts = ["SELECT a FROM t"]\nif value:\n    parts.append(f"WHERE b = '{value}'")\n`,
    text: '" ".join(parts)',
  },
  {
    name: 'comprehension',
    before: `where = " AND ".join([f"{name} = '{value}'" for name in ("b", "c")])\n`,
    text: '"SELECT a FROM t WHERE " + where',
  },
  {
    name: 'generator',
    before: `where = " AND ".join(f"{name} = '{value}'" for name in ("b", "c"))\n`,
    text: '"SELECT a FROM t WHERE " + where',
  },
  {
    name: 'branches',
    before: `if value:\n    query = f"${HEAD}{value}'"\nelse:\n    query = "SELECT a FROM t"\n`,
    text: 'query',
  },
  {
    name: 'match',
    before: `match value:\n    case "":\n        query = "SELECT a FROM t"\n    case _:\n        query = f"${HEAD}{value}'"\n`,
    text: 'query',
  },
  { name: 'dictionary', before: `queries = {"x": f"${HEAD}{value}'"}\n`, text: 'queries["x"]' },
  { name: 'try', before: `try:\n    query = f"${HEAD}{value}'"\nfinally:\n    pass\n`, text: 'query' },
  { name: 'local function', before: `def build(v):\n    return f"${HEAD}{v}'"\n\n`, text: 'build(value)' },
  { name: 'lambda', before: `build = lambda v: f"${HEAD}{v}'"\n`, text: 'build(value)' },
];

/** Texts that nothing but the program can have written, and values that are bound. */
const SAFE: readonly Building[] = [
  { name: 'constant', text: '"SELECT a FROM t WHERE b = :b"' },
  { name: 'constants', before: 'table = "t"\n', text: 'f"SELECT a FROM {table}"' },
  { name: 'number', text: 'f"SELECT a FROM t LIMIT {int(value)} OFFSET {len(value)}"' },
  { name: 'marks', text: `f"SELECT a FROM t WHERE b IN ({','.join('?' * len(value))})"` },
  {
    name: 'checked',
    before: 'if value not in ("a", "b"):\n    raise ValueError(value)\n',
    text: 'f"SELECT a FROM t ORDER BY {value}"',
  },
  { name: 'looked up', text: 'f"SELECT a FROM t ORDER BY {dict(x=1) and {"a": "b"}[value]}"' },
  { name: 'ternary of constants', text: `"SELECT a FROM t" + (" ORDER BY a" if value else "")` },
];

function moduleOf(sink: SinkCase, building: Building): string {
  const before = (building.before ?? '').replace(/^(?=.)/gm, '    ');
  const call = sink.call.replace('§', building.text);
  const keyword = sink.isAsync ? 'async def' : 'def';
  return `${sink.setup}\n\n${keyword} run(${sink.parameters ?? ''}value):\n${before}    return ${call}\n`;
}

const rules = [interpolatedSql, interpolatedSqlIdentifier];

describe('every sink with every way of building', () => {
  for (const sink of SINKS) {
    it(sink.name, () => {
      for (const building of BUILDINGS) {
        const text = moduleOf(sink, building);
        const { problems, parses } = lintText(text, { rules });
        assert.ok(parses, text);
        assert.ok(problems.length > 0, `silent on ${building.name}:\n${text}`);
        // That the text is SQL may tell by itself; that it is run must be told by the call.
        assert.ok(
          problems.some(({ related }) => related.length > 0),
          `no sink for ${building.name}:\n${text}`,
        );
        assert.equal(new Set(problems.map(({ start }) => start)).size, problems.length, `twice:\n${text}`);
      }
      for (const building of SAFE) {
        const text = moduleOf(sink, building);
        const { problems, parses } = lintText(text, { rules });
        assert.ok(parses, text);
        assert.deepEqual(
          problems.map(({ message }) => message),
          [],
          `false alarm on ${building.name}:\n${text}`,
        );
      }
    });
  }
});
