"""A query as the bulk reader can read it: columns of types that it does not have come as texts.

connectorx ends in a panic on most of PostgreSQL's types, on times of MySQL beyond a day, and cuts
decimals after ten places. The server writes such columns as texts then; a query without them stays
as it is, and so does its speed. What becomes of the texts is in `sql_reader.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

DIGITS = 28
"""Digits that a decimal of connectorx always has."""
SCALE = 10
"""Decimals that it keeps."""
_PG_NUMERIC = 1700
_PG_READ = frozenset({16, 17, 19, 20, 21, 23, 25, 114, 700, 701, 1042, 1043})
_PG_READ |= {869, 1082, 1083, 1114, 1184, 2950, 3802}
_PG_KEPT = {1266: "time"}
"""Types that the server gives as another one than text: a time loses its zone, as Kettle has it."""
_MY_DECIMALS, _MY_TIME = frozenset({0, 246}), 11
QUOTE, BACKTICK = '"', "`"
_MOST_ROWS = 2**64 - 1


def readable(sql: str, description: Sequence[Any], dialect: str) -> str | None:
    """Return a query whose rows the bulk reader can read, in the same order.

    `description` is what the driver says of its columns. None is returned where the query cannot
    be told otherwise: the driver's own rows are right then.
    """
    if dialect == "postgresql":
        return _of_postgres(sql, description)
    return _of_mysql(sql, description) if dialect == "mysql" else sql


def _of_postgres(sql: str, description: Sequence[Any]) -> str:
    odd = [not _is_read_of_postgres(each) for each in description]
    if not any(odd):
        return sql
    names = [f"c{at}" for at in range(len(odd))]  # two columns may have one name
    named = (
        f"asked.{name}{_cast(each) if is_odd else ''} AS {_quoted(each.name, QUOTE)}"
        for name, is_odd, each in zip(names, odd, description, strict=True)
    )
    return f"SELECT {', '.join(named)} FROM (\n{_bare(sql)}\n) AS asked({', '.join(names)})"  # noqa: S608 - the step's own SQL


def _cast(column: Any) -> str:  # noqa: ANN401 - the driver's
    return f"::{_PG_KEPT.get(column.type_code, 'text')}"


def _is_read_of_postgres(column: Any) -> bool:  # noqa: ANN401 - the driver's
    if column.type_code != _PG_NUMERIC:
        return column.type_code in _PG_READ
    digits, scale = column.precision, column.scale
    return digits is not None and 0 < digits <= DIGITS and 0 <= (scale or 0) <= SCALE


def _of_mysql(sql: str, description: Sequence[Any]) -> str | None:
    odd = [not _is_read_of_mysql(each) for each in description]
    if not any(odd):
        return sql
    whole = _in_order(_bare(sql))
    if whole is None:
        return None
    names = [_quoted(each.name, BACKTICK) for each in description]
    chosen = (
        f"CAST(asked.{name} AS CHAR) AS {name}" if is_odd else f"asked.{name}"
        for name, is_odd in zip(names, odd, strict=True)
    )
    return f"SELECT {', '.join(chosen)} FROM (\n{whole}\n) AS asked"  # noqa: S608 - the step's own SQL


def _is_read_of_mysql(column: Any) -> bool:  # noqa: ANN401 - the driver's
    if column.type_code == _MY_TIME:
        return False
    is_decimal = column.type_code in _MY_DECIMALS
    return not is_decimal or (column.scale <= SCALE and column.length <= DIGITS)


def _in_order(sql: str) -> str | None:
    """Return a query that keeps its order within another: MySQL drops one that has no limit."""
    import sqlglot

    try:
        told = sqlglot.parse_one(sql, read="mysql")
    except sqlglot.ParseError:
        return None
    is_ordered = told.args.get("order") is not None and told.args.get("limit") is None
    return f"{sql}\nLIMIT {_MOST_ROWS}" if is_ordered else sql


def _bare(sql: str) -> str:
    return sql.strip().removesuffix(";").rstrip()


def _quoted(name: str, mark: str) -> str:
    return mark + name.replace(mark, mark * 2) + mark
