"""Data held to a standard: which rule is broken in how many rows, and in which.

Every rule is an expression, so a table is read once however many rules there are. How a standard
comes to be is in `standards.py`; how breaches become asset checks is not here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from onedata_assets.domain.metadata.standards import ColumnStandard, TableStandard

if TYPE_CHECKING:
    import polars as pl

EXAMPLES = 5


class Rule(StrEnum):
    """What a column, or a table, can break."""

    ABSENT = "absent"
    NULL = "null"
    REPEATED = "repeated"
    SHORT = "short"
    LONG = "long"
    FORM = "form"
    CODE = "code"
    BELOW = "below"
    ABOVE = "above"
    SCALE = "scale"


@dataclass(frozen=True)
class Breach:
    """A rule that is broken: by how many of how many rows, with values that break it."""

    column: str
    rule: Rule
    rows: int
    of: int
    examples: tuple[str, ...] = ()


def breaches(frame: pl.LazyFrame, standard: TableStandard) -> list[Breach]:
    """Return every rule that a table breaks, in the order of the standard's columns.

    A column that the standard does not have breaks nothing.
    """
    import polars as pl

    have = frame.collect_schema().names()
    absent = [each.name for each in standard.columns if each.name not in have]
    rules = [
        (each, rule, broken)
        for each in standard.columns
        if each.name in have
        for rule, broken in _broken(each)
    ]
    if not rules:
        return [Breach(name, Rule.ABSENT, 0, 0) for name in absent]
    counted = [broken.sum().alias(f"{n} rows") for n, (_, _, broken) in enumerate(rules)]
    shown = [
        pl.col(each.name).filter(broken).head(EXAMPLES).implode().alias(f"{n} values")
        for n, (each, _, broken) in enumerate(rules)
    ]
    found = frame.select(pl.len().alias("of"), *counted, *shown).collect().row(0, named=True)
    missing = [Breach(name, Rule.ABSENT, found["of"], found["of"]) for name in absent]
    told = [
        Breach(each.name, rule, found[f"{n} rows"], found["of"], _texts(found[f"{n} values"]))
        for n, (each, rule, _) in enumerate(rules)
        if found[f"{n} rows"]
    ]
    key = [*_key_breach(frame, standard)] if not set(standard.key) - set(have) else []
    return [*missing, *told, *key]


def _key_breach(frame: pl.LazyFrame, standard: TableStandard) -> Iterator[Breach]:
    """Yield that rows have a key of several columns that others have."""
    import polars as pl

    if len(standard.key) < 2:
        return
    repeated = pl.struct(standard.key).is_duplicated()
    found = frame.select(pl.len().alias("of"), repeated.sum().alias("rows")).collect()
    if found["rows"].item():
        name = ", ".join(standard.key)
        yield Breach(name, Rule.REPEATED, found["rows"].item(), found["of"].item())


def _broken(column: ColumnStandard) -> Iterator[tuple[Rule, pl.Expr]]:
    """Yield each rule of a column with the expression that is true where it is broken."""
    import polars as pl

    value = pl.col(column.name)
    text = value.cast(pl.String)
    if not column.nullable:
        yield Rule.NULL, value.is_null()
    if column.unique:
        yield Rule.REPEATED, value.is_duplicated() & value.is_not_null()
    if column.shortest is not None:
        yield Rule.SHORT, _true(text.str.len_chars() < column.shortest)
    if column.longest is not None:
        yield Rule.LONG, _true(text.str.len_chars() > column.longest)
    if column.pattern is not None:
        yield Rule.FORM, _true(~text.str.contains(f"^(?:{column.pattern})$"))
    if column.codes:
        yield Rule.CODE, _true(~text.is_in([each.value for each in column.codes]))
    if column.low is not None:
        yield Rule.BELOW, _true(value < _bound(column, column.low))
    if column.high is not None:
        yield Rule.ABOVE, _true(value > _bound(column, column.high))
    if column.scale is not None:
        yield Rule.SCALE, _true(value != value.round(column.scale))


def _true(condition: pl.Expr) -> pl.Expr:
    """Return the condition where it is known: a null breaks only the rule that there be none."""
    return condition.fill_null(value=False)


def _bound(column: ColumnStandard, text: str) -> pl.Expr:
    """Return a bound as a value of its column."""
    from datetime import date, datetime, time
    from decimal import Decimal

    import polars as pl

    read: dict[str, Any] = {
        "date": date.fromisoformat,
        "moment": datetime.fromisoformat,
        "time": time.fromisoformat,
    }
    return pl.lit(read.get(column.family, Decimal)(text))


def _texts(values: list[Any] | None) -> tuple[str, ...]:
    return tuple("" if each is None else str(each) for each in values or ())
