"""Databases that statements of standards are run on, each by its own driver, and rows for them."""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

import duckdb
import psycopg2
import pymysql
import sqlalchemy as sa
from pymysql.constants import CLIENT

from onedata_assets.domain.metadata.ddl_checks import quoted
from onedata_assets.domain.metadata.ddl_dialects import BY_NAME
from onedata_assets.domain.metadata.model import Family, TableName
from onedata_assets.domain.metadata.physical_tables import Placed, Refers
from onedata_assets.domain.metadata.standard_ddl import ddl
from onedata_assets.domain.metadata.standards import Code, ColumnStandard, TableStandard
from onedata_assets.domain.processing.contract import Text

T = Text(en="t", zh="题")
TITLE = Text(en="Paid orders; it's all of them", zh="已付订单")
REFUSED = (sqlite3.Error, duckdb.Error, psycopg2.Error, pymysql.Error)
Row = Mapping[str, str]
"""Values by column, as SQL writes them; a column without one gets null."""


@dataclass
class Made:
    """A database that takes scripts of several statements."""

    dialect: str
    connection: Any

    @classmethod
    def of(cls, dialect: str, url: str = "") -> Self:
        """Open a database; files in memory have no URL."""
        at = sa.make_url(url) if url else None
        if dialect == "sqlite":
            connection = sqlite3.connect(":memory:", isolation_level=None)
            connection.execute("PRAGMA foreign_keys = ON")
        elif dialect == "duckdb":
            connection = duckdb.connect()
        elif dialect == "postgres":
            connection = psycopg2.connect(url)
            connection.autocommit = True
        else:
            assert at is not None
            connection = pymysql.connect(
                host=at.host, port=at.port or 0, user=at.username, password=at.password or "",
                database=at.database, autocommit=True, charset="utf8mb4",
                client_flag=CLIENT.MULTI_STATEMENTS,
            )  # fmt: skip
        return cls(dialect, connection)

    def run(self, script: str) -> list[tuple[Any, ...]]:
        """Run statements; return the rows of the last one."""
        if self.dialect == "sqlite" and script.count(";") > 1:
            self.connection.executescript(script)
            return []
        if self.dialect == "duckdb":
            return self.connection.execute(script).fetchall()
        cursor = self.connection.cursor()
        cursor.execute(script)
        while self.dialect == "mysql" and cursor.nextset():
            pass
        return list(cursor.fetchall()) if cursor.description else []

    def make(self, standard: TableStandard, *references: Refers, name: str = "") -> str:
        """Make a table as a person would who exported its standard; return the statement."""
        named = TableName("", name or standard.table)
        script = ddl(standard, self.dialect, Placed(named, references))
        self.run(script)
        return script

    def insert(self, table: str, row: Row) -> None:
        """Put in a row."""
        names = ", ".join(self.quoted(name) for name in row)
        self.run(f"INSERT INTO {self.quoted(table)} ({names}) VALUES ({', '.join(row.values())})")

    def all_of(self, table: str) -> list[tuple[Any, ...]]:
        """Return the rows that a table has."""
        return self.run(f"SELECT * FROM {self.quoted(table)}")

    def quoted(self, name: str) -> str:
        """Return a name as the database quotes it."""
        return quoted(name, BY_NAME[self.dialect])

    def escaped(self, text: str) -> str:
        """Return a text as SQL writes it."""
        plain = text.replace("'", "''")
        return f"'{plain.replace(chr(92), chr(92) * 2) if self.dialect == 'mysql' else plain}'"

    def drop(self, *tables: str) -> None:
        """Drop tables, those that refer first."""
        for each in tables:
            self.run(f"DROP TABLE IF EXISTS {self.quoted(each)}")


def opened(dialect: str, url: str) -> Iterator[Made]:
    """Lend a database and close it."""
    made = Made.of(dialect, url)
    yield made
    made.connection.close()


def column(name: str, family: Family = Family.TEXT, **rules: Any) -> ColumnStandard:
    """Return what a column must be."""
    return ColumnStandard(**{"name": name, "title": T, "family": family} | rules)


def coded(*values: str) -> tuple[Code, ...]:
    """Return a code set."""
    return tuple(Code(value=each, title=T) for each in values)


def standard(name: str, *columns: ColumnStandard, key: tuple[str, ...] = ()) -> TableStandard:
    """Return a standard of a table."""
    return TableStandard(table=name, title=TITLE, columns=columns, key=key)
