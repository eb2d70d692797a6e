"""What somebody may read of a table as one SELECT: their rows, and their columns as they see them.

Whoever runs it must do so before, and apart from, what the reader wrote, whose errors must not tell
of rows that they do not see (`onedata_resources/clients/lake_sql.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from onedata_assets.domain.security.data_conditions import (
    DIALECT,
    Parsed,
    Table,
    bound,
    parsed,
    source_of,
)
from onedata_assets.domain.security.data_policies import Shown
from onedata_assets.domain.security.data_rights import TableRights
from onedata_assets.domain.security.policies import PolicyError

if TYPE_CHECKING:
    import polars as pl

STARS = 8
"""How many stars a masked text has at most, so that its length tells little."""


class Kind(StrEnum):
    """What a column holds, as far as masks differ."""

    TEXT = "text"
    DAY = "day"
    MOMENT = "moment"
    OTHER = "other"


def kinds_of(schema: pl.Schema, names: Iterable[str]) -> dict[str, Kind]:
    """Return what these columns hold."""
    import polars as pl

    def kind(dtype: pl.DataType) -> Kind:
        if dtype == pl.Date:
            return Kind.DAY
        if isinstance(dtype, pl.Datetime):
            return Kind.MOMENT
        return Kind.TEXT if dtype == pl.String else Kind.OTHER

    return {name: kind(schema[name]) for name in names}


@dataclass(frozen=True)
class Compiled:
    """The SELECT over the table's `own` rows, and the other tables that it reads by its names."""

    sql: str
    own: str
    sources: Mapping[str, Table]


def compiled(
    table: Table, columns: Mapping[str, Kind], rights: TableRights, *, secret: str
) -> Compiled:
    """Return the SELECT of what somebody may read; with another `secret` pseudonyms are others.

    Without `columns` it has a row for each that they may count.

    Raises:
        PolicyError: They may read none of the columns, or a condition cannot be.
    """
    seen = {
        name: way
        for name in columns
        if (way := rights.shown.get(name, Shown.HIDDEN)) is not Shown.HIDDEN
    }
    if not rights.is_allowed or (columns and not seen):
        raise PolicyError(
            f"Data policies hide these columns of {'/'.join(table)} from you: "
            f"{', '.join(columns)}. State the purpose that they are for, or ask a creator of the "
            "project.",
            f"数据策略对您隐藏了 {'/'.join(table)} 的这些列：{'、'.join(columns)}。"
            "请说明相应的用途，或联系项目组的创建者。",
        )
    conditions = [(parsed(each.policy, each.sql), each.attributes) for each in rights.conditions]
    chosen = (
        ", ".join(
            f"{_mask(name, columns[name], way, secret)} AS {_quoted(name)}"
            for name, way in seen.items()
        )
        or "1 AS one"
    )
    where = " AND ".join(f"({_text(each, values)})" for each, values in conditions)
    tables = set[Table]().union(*(each.tables for each, _ in conditions))
    own = "own rows of " + "/".join(table)
    source = f"{_quoted(own)} AS {_quoted(table[1])}"
    sql = f"SELECT {chosen} FROM {source}" + (f" WHERE {where}" if where else "")  # noqa: S608  quoted names
    return Compiled(sql, own, {source_of(each): each for each in sorted(tables)})


def _text(condition: Parsed, attributes: Mapping[str, str]) -> str:
    return bound(condition, attributes).sql(dialect=DIALECT)


def _mask(column: str, kind: Kind, way: Shown, secret: str) -> str:
    """Return the expression of a column as it is seen; null stays null."""
    name = _quoted(column)
    if way is Shown.CLEAR:
        return name
    if way is Shown.PSEUDONYM:
        # The same value is the same name everywhere, so joins and counts still hold.
        return f"left(sha256('{secret}' || CAST({name} AS VARCHAR)), 16)"
    if way in {Shown.YEAR, Shown.PARTIAL} and kind in {Kind.DAY, Kind.MOMENT}:
        year = f"date_trunc('year', {name})"
        return f"CAST({year} AS DATE)" if kind is Kind.DAY else year
    if kind is Kind.TEXT and way is Shown.PARTIAL:
        return _partial(name)
    return f"CASE WHEN false THEN {name} END"


def _partial(name: str) -> str:
    """Return a text's beginning and end: what people use to tell that it is theirs.

    Of numbers and codes from 11 signs the first three and the last four, of mail addresses the
    first sign and the host, of everything else the first sign. One sign shows nothing. A JSON text
    with an address in it is no address, so a host has no quotes or brackets.
    """
    return (
        f"CASE WHEN length({name}) <= 1 THEN repeat('*', length({name}))"
        f" WHEN regexp_full_match({name}, '[^@\\s]+@[\\p{{L}}\\p{{N}}._-]+')"
        f" THEN left({name}, 1) || '***' || substring({name}, strpos({name}, '@'))"
        f" WHEN regexp_full_match({name}, '[0-9A-Za-z +-]{{11,}}')"
        f" AND regexp_matches({name}, '[0-9]{{4}}')"
        f" THEN left({name}, 3) || repeat('*', length({name}) - 7) || right({name}, 4)"
        f" ELSE left({name}, 1) || repeat('*', least(length({name}) - 1, {STARS})) END"
    )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
