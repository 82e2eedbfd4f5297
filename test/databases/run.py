"""Runs the code of test/databases before and after its fix, on the real libraries and databases.

Reads {"servers": {name: port}, "folder": path, "cases": [...]} from standard input and prints for each case what the
two texts answered: rows as texts, or the error.
"""

import asyncio
import datetime
import decimal
import inspect
import json
import os
import sqlite3
import sys
import traceback
import warnings
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

TABLE = """CREATE TABLE users (
    id INTEGER, name VARCHAR(50), note VARCHAR(50), age INTEGER, born DATE
)"""
ROWS = [
    (1, "Ann", "ax", 30, "2001-02-03"),
    (2, "Bob", "bx", 40, "2002-03-04"),
    (3, "Cid", "50%", 50, "2003-04-05"),
]
FILL = "INSERT INTO users VALUES " + ", ".join(
    "(%d, '%s', '%s', %d, '%s')" % row for row in ROWS
)

warnings.simplefilter("ignore")
loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)


def wait(value: Any) -> Any:
    """The value, or what it gives once awaited."""
    return loop.run_until_complete(value) if inspect.isawaitable(value) else value


class Admin:
    """A plain connection that resets the table and looks at it."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def run(self, sql: str) -> list[tuple]:
        """Runs one statement; gives its rows."""
        cursor = self.connection.cursor()
        cursor.execute(sql)
        rows = cursor.fetchall() if sql.startswith("SELECT") else []
        if hasattr(self.connection, "commit"):
            self.connection.commit()
        return rows

    def reset(self) -> None:
        """Puts the three rows back."""
        self.run("DELETE FROM users")
        self.run(FILL)


def open_admins(servers: dict[str, int], folder: str) -> dict[str, Admin]:
    """One connection for each database."""
    import duckdb
    import psycopg
    import pymysql

    admins = {
        "sqlite": Admin(sqlite3.connect(f"{folder}/users.sqlite")),
        "duckdb": Admin(duckdb.connect(f"{folder}/users.duckdb")),
        "postgresql": Admin(psycopg.connect(f"postgresql://tester@127.0.0.1:{servers['postgresql']}/postgres")),
        "mariadb": Admin(pymysql.connect(host="127.0.0.1", port=servers["mariadb"], user="tester")),
    }
    admins["mariadb"].run("CREATE DATABASE tests")
    admins["mariadb"].run("USE tests")
    admins["sqlite"].run("PRAGMA synchronous = OFF")
    for admin in admins.values():
        admin.run(TABLE)
        admin.reset()
    return admins


def openers(servers: dict[str, int], folder: str) -> dict[str, Callable[[], Any]]:
    """How each driver is opened: what the code under test gets, and what ends a run."""
    postgres = f"tester@127.0.0.1:{servers['postgresql']}/postgres"
    maria = {"host": "127.0.0.1", "port": servers["mariadb"], "user": "tester"}
    lite = f"{folder}/users.sqlite"

    def plain(connection: Any) -> Any:
        return connection, lambda: wait(connection.commit()), lambda: wait(connection.rollback())

    def free(connection: Any) -> Any:
        return connection, lambda: None, lambda: None

    def open_sqlite3() -> Any:
        return plain(sqlite3.connect(lite))

    def open_aiosqlite() -> Any:
        import aiosqlite

        return plain(wait(aiosqlite.connect(lite)))

    def session(url: str) -> Callable[[], Any]:
        def open_session() -> Any:
            from sqlalchemy import create_engine
            from sqlalchemy.orm import Session

            return plain(Session(create_engine(url)))

        return open_session

    def open_engine() -> Any:
        from sqlalchemy import create_engine

        return free(create_engine(f"postgresql+psycopg2://{postgres}"))

    def async_session(url: str) -> Callable[[], Any]:
        def open_async_session() -> Any:
            from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

            return plain(AsyncSession(create_async_engine(url)))

        return open_async_session

    def open_async_connection() -> Any:
        from sqlalchemy.ext.asyncio import create_async_engine

        return plain(wait(create_async_engine(f"sqlite+aiosqlite:///{lite}").connect()))

    def open_sqlmodel() -> Any:
        from sqlmodel import Session, create_engine

        return plain(Session(create_engine(f"sqlite:///{lite}")))

    def databases(url: str) -> Callable[[], Any]:
        def open_databases() -> Any:
            from databases import Database

            database = Database(url)
            wait(database.connect())
            return free(database)

        return open_databases

    def open_duckdb() -> Any:
        import duckdb

        return free(duckdb.connect(f"{folder}/users.duckdb"))

    def open_psycopg() -> Any:
        import psycopg

        return plain(psycopg.connect(f"postgresql://{postgres}"))

    def open_psycopg_async() -> Any:
        import psycopg

        return plain(wait(psycopg.AsyncConnection.connect(f"postgresql://{postgres}")))

    def open_psycopg2() -> Any:
        import psycopg2

        return plain(psycopg2.connect(f"postgresql://{postgres}"))

    def open_asyncpg() -> Any:
        import asyncpg

        return free(wait(asyncpg.connect(f"postgresql://{postgres}")))

    def open_pymysql() -> Any:
        import pymysql

        return plain(pymysql.connect(**maria, database="tests"))

    def open_aiomysql() -> Any:
        import aiomysql

        return plain(wait(aiomysql.connect(**maria, db="tests", loop=loop)))

    def open_mysql_connector() -> Any:
        import mysql.connector

        return plain(mysql.connector.connect(**maria, database="tests", use_pure=True, collation="utf8mb4_general_ci"))

    def open_django() -> Any:
        import django
        from django.conf import settings

        if not settings.configured:
            settings.configure(DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": lite}})
            django.setup()
        return free(None)

    def open_alembic() -> Any:
        from alembic.migration import MigrationContext
        from alembic.operations import Operations
        from sqlalchemy import create_engine

        connection = create_engine(f"postgresql+psycopg://{postgres}").connect()
        # What `alembic upgrade` does around each revision: `alembic.op` stands for these operations.
        Operations(MigrationContext.configure(connection))._install_proxy()
        return None, connection.commit, connection.rollback

    return {
        "sqlite3": open_sqlite3,
        "sqlite3, by name": open_sqlite3,
        "aiosqlite": open_aiosqlite,
        "SQLAlchemy session": session(f"sqlite:///{lite}"),
        "SQLAlchemy session on PyMySQL": session(f"mysql+pymysql://tester@127.0.0.1:{servers['mariadb']}/tests"),
        "SQLAlchemy session on psycopg": session(f"postgresql+psycopg://{postgres}"),
        "SQLAlchemy engine on psycopg2": open_engine,
        "SQLAlchemy async session on asyncpg": async_session(f"postgresql+asyncpg://{postgres}"),
        "SQLAlchemy async connection": open_async_connection,
        "SQLModel": open_sqlmodel,
        "databases": databases(f"sqlite+aiosqlite:///{lite}"),
        "databases on asyncpg": databases(f"postgresql+asyncpg://{postgres}"),
        "DuckDB": open_duckdb,
        "psycopg": open_psycopg,
        "psycopg async": open_psycopg_async,
        "psycopg2": open_psycopg2,
        "asyncpg": open_asyncpg,
        "PyMySQL": open_pymysql,
        "aiomysql": open_aiomysql,
        "MySQL Connector": open_mysql_connector,
        "Django": open_django,
        "pandas on sqlite3": open_sqlite3,
        "pandas on SQLAlchemy": open_engine,
        "Alembic": open_alembic,
    }


def rows_of(result: Any) -> list[str]:
    """What came out, as texts in a fixed order."""
    if hasattr(result, "values") and hasattr(result, "columns"):
        result = result.values.tolist()
    rows = []
    for row in result or []:
        values = row._mapping.values() if hasattr(row, "_mapping") else row.values() if hasattr(row, "values") else row
        rows.append(repr([str(value) if isinstance(value, datetime.date) else value for value in values]))
    return sorted(rows)


class Runner:
    """Runs texts on one driver."""

    def __init__(self, admin: Admin, opened: Any) -> None:
        self.admin = admin
        self.database, self.keep, self.drop = opened

    def run(self, source: str, value: str, writes: bool) -> list[str] | str:
        """The rows that `find` gives; of what writes, the rows that it changed; or the error."""
        names: dict[str, Any] = {}
        given = eval(value, {"date": datetime.date, "Decimal": decimal.Decimal, "Plain": SimpleNamespace})
        try:
            exec(compile(source, "case.py", "exec"), names)
            rows = rows_of(wait(names["find"](self.database, given)))
            if not writes:
                self.drop()
                return rows
            self.keep()
        except Exception as error:
            self.drop()
            return f"{type(error).__name__}: {error}"
        rows = rows_of(self.admin.run("SELECT id, name, note, age FROM users WHERE note = 'changed'"))
        self.admin.reset()
        return rows


def main() -> None:
    """Runs all cases."""
    request = json.load(sys.stdin)
    admins = open_admins(request["servers"], request["folder"])
    how = openers(request["servers"], request["folder"])
    runners: dict[str, Runner] = {}
    results = []
    for case in request["cases"]:
        driver, writes = case["driver"], case["writes"]
        if driver not in runners:
            runners[driver] = Runner(admins[case["database"]], how[driver]())
        run = runners[driver].run
        results.append(
            {
                "ordinary": [
                    [run(case["before"], value, writes), run(case["after"], value, writes)]
                    for value in case["ordinary"]
                ],
                "hostile": [run(case["before"], case["hostile"], writes), run(case["after"], case["hostile"], writes)],
            }
        )
    print(json.dumps(results), flush=True)


status = 1
try:
    main()
    status = 0
except Exception:
    traceback.print_exc()
finally:
    # At once: the threads of connections that nobody closed would keep the process alive.
    sys.stderr.flush()
    os._exit(status)
