"""Reading SQLite in bulk: what its columns hold, and a query that gives them one type each.

SQLite keeps a type per value. The declared type of a column decides here, and a first row of
typed constants tells the bulk reader; dates are ISO text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

from onedata_resources.kettle.engine.stream import free_name
from onedata_resources.kettle.values.types import KettleType

K = KettleType
Query = Callable[[str], list[tuple[Any, ...]]]
SAMPLE_ROWS = 200
_CONSTANT = {K.INTEGER: "0", K.BOOLEAN: "0", K.NUMBER: "0.5", K.BINARY: "x'00'"}
_CAST = {K.INTEGER: "INTEGER", K.BOOLEAN: "INTEGER", K.NUMBER: "REAL", K.BINARY: "BLOB"}
_PYTHON = {int: K.INTEGER, float: K.NUMBER, str: K.STRING, bytes: K.BINARY}


@dataclass(frozen=True)
class SqliteColumn:
    """A column of a query: its name and the type that its values get."""

    name: str
    kind: KettleType
    declared: bool


def sqlite_columns(run: Query, sql: str) -> list[SqliteColumn]:
    """Return the columns with their declared types, or where there is none the first value's.

    `run` runs a statement and returns its rows.
    """
    run(f"CREATE TEMP VIEW kettle_query AS {sql}")
    try:
        described = run("PRAGMA table_info(kettle_query)")
        rows = []
        if any(not row[2] for row in described):
            rows = run(f"SELECT * FROM kettle_query LIMIT {SAMPLE_ROWS}")  # noqa: S608 - own names
    finally:
        run("DROP VIEW temp.kettle_query")
    columns = []
    for number, (_, name, declared, *_rest) in enumerate(described):
        kind = declared_kind(declared) if declared else seen_kind([row[number] for row in rows])
        columns.append(SqliteColumn(name, kind, bool(declared)))
    return columns


def seen_kind(values: list[object]) -> KettleType:
    """Return the type that holds all the values; text where there are none."""
    kinds = {_PYTHON.get(type(value), K.STRING) for value in values if value is not None}
    if kinds == {K.INTEGER, K.NUMBER}:
        return K.NUMBER
    return kinds.pop() if len(kinds) == 1 else K.STRING


def declared_kind(declared: str) -> KettleType:
    """Return the Kettle type of a declared column type."""
    name = declared.upper()
    for words, kind in (
        (("BOOL",), K.BOOLEAN),
        (("DATE", "TIMESTAMP"), K.DATE),
        (("INT",), K.INTEGER),
        (("CHAR", "CLOB", "TEXT", "TIME"), K.STRING),
        (("BLOB", "BINARY"), K.BINARY),
    ):
        if any(word in name for word in words):
            return kind
    return K.NUMBER


def typed_query(sql: str, columns: list[SqliteColumn]) -> str:
    """Return the query with one type per column, after a first row that shows the types."""
    shown = ", ".join(
        f"{_CONSTANT.get(c.kind, chr(39) + 'x' + chr(39))} AS {_name(c)}" for c in columns
    )
    cast = ", ".join(_cast(column) for column in columns)
    return f"SELECT {shown} UNION ALL SELECT {cast} FROM ({sql}\n)"  # noqa: S608 - the user's own query


def shown_names(columns: list[SqliteColumn]) -> list[str]:
    """Return the columns' names as Kettle has them: SQLite's `id:1` for a second `id` is `id_1`."""
    names: list[str] = []
    for column in columns:
        base, mark, number = column.name.rpartition(":")
        repeated = mark and number.isdigit() and base in names
        names.append(free_name(base if repeated else column.name, names))
    return names


def _name(column: SqliteColumn) -> str:
    return '"' + column.name.replace('"', '""') + '"'


def _cast(column: SqliteColumn) -> str:
    """Return the column in its type; a number whose type was only seen is left as it is.

    Cutting a real number down to an integer would lose it silently.
    """
    if not column.declared and column.kind is K.INTEGER:
        return _name(column)
    return f"CAST({_name(column)} AS {_CAST.get(column.kind, 'TEXT')})"


_FORMATS = ("%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M")


def iso_dates(texts: pl.Series) -> pl.Series:
    """Return the moments of ISO texts, or of milliseconds since 1970; null for other texts."""
    sample = texts.drop_nulls().head(1)
    length = len(sample[0]) if len(sample) else 0
    formats = sorted(_FORMATS, key=lambda each: (each == "%Y-%m-%d") != (length == 10))
    dates = texts.str.to_datetime(formats[0], time_unit="ms", strict=False)
    for each in formats[1:]:
        missed = dates.is_null() & texts.is_not_null()
        if not missed.any():
            return dates
        rest = texts.filter(missed).str.to_datetime(each, time_unit="ms", strict=False)
        dates = dates.scatter(missed.arg_true(), rest)
    missed = dates.is_null() & texts.is_not_null()
    numbers = texts.filter(missed).cast(pl.Int64, strict=False).cast(pl.Datetime("ms"))
    return dates.scatter(missed.arg_true(), numbers)
