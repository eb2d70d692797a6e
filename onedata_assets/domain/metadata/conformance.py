"""Data held to a standard: which rule is broken in how many rows, and in which.

Every rule is an expression, so a table is read once however many rules there are, and once more for
keys (`repeated.py`). Codes must stand in the standard (`shared_code_sets.resolved`). How a standard
comes to be is in `standards.py`; what of a breach anybody may see, in `breaches_shown.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from onedata_assets.domain.metadata.codings import CODINGS
from onedata_assets.domain.metadata.model import Family
from onedata_assets.domain.metadata.repeated import repeated
from onedata_assets.domain.metadata.standards import ColumnStandard, TableStandard
from onedata_assets.domain.metadata.value_families import as_family, bound

if TYPE_CHECKING:
    import polars as pl

EXAMPLES = 5
CHECKED = frozenset(Family) - {Family.BINARY, Family.NESTED, Family.OTHER}
"""Families that values can fail to be of."""


class Rule(StrEnum):
    """What a column, or a table, can break."""

    ABSENT = "absent"
    NAME = "name"
    TYPE = "type"
    NULL = "null"
    REPEATED = "repeated"
    SHORT = "short"
    LONG = "long"
    FORM = "form"
    CODING = "coding"
    CODE = "code"
    BELOW = "below"
    ABOVE = "above"
    WIDE = "wide"
    SCALE = "scale"


@dataclass(frozen=True)
class Breach:
    """A rule that is broken: by how many of how many rows, with values that break it.

    `keys` tells the row of each example by the columns that identify one, as `order_id = 17`, or
    its rows, ` / ` between them; it is empty where nothing identifies a row, and for what is broken
    by a table.
    """

    column: str
    rule: Rule
    rows: int
    of: int
    examples: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Conformance:
    """How a table keeps its standard; `rows` is how many it has."""

    rows: int
    rules: int
    breaches: tuple[Breach, ...]


def conformance(frame: pl.LazyFrame, standard: TableStandard, *, today: date) -> Conformance:
    """Return how a table keeps its standard; breaches are in the order of the columns.

    A column that the standard does not have breaks nothing but the rule how columns are named.
    """
    import polars as pl

    schema = frame.collect_schema()
    rules = list(row_rules(standard, schema, today))
    counted = [broken.sum().alias(f"{n} rows") for n, (_, _, broken) in enumerate(rules)]
    identity = identity_of(standard, schema.names())
    whose = [pl.col(name).alias(f"key {at}") for at, name in enumerate(identity)]
    values = [
        pl.struct(pl.col(each.name).alias("value"), *whose)
        .filter(broken)
        .head(EXAMPLES)
        .implode()
        .alias(f"{n} values")
        for n, (each, _, broken) in enumerate(rules)
    ]
    asked = frame.select(pl.len().alias("of"), *counted, *values)
    found = asked.collect(engine="streaming").row(0, named=True)
    of = found["of"]
    told = [
        Breach(each.name, rule, found[f"{n} rows"], of, *_examples(found[f"{n} values"], identity))
        for n, (each, rule, _) in enumerate(rules)
        if found[f"{n} rows"]
    ]
    absent = [each.name for each in standard.columns if each.name not in schema]
    told += [Breach(name, Rule.ABSENT, of, of) for name in absent]
    naming = standard.naming
    if naming:
        told += [Breach(name, Rule.NAME, of, of) for name in schema if not naming.keeps(name)]
    keys = list(single_keys(standard, schema.names()))
    told += [
        Breach(", ".join(key), Rule.REPEATED, each.rows, of, each.examples, each.keys)
        for key, each in zip(keys, repeated(frame, keys, identity), strict=True)
        if each.rows
    ]
    order = {each.name: at for at, each in enumerate(standard.columns)}
    told.sort(key=lambda each: (order.get(each.column, len(order)), list(Rule).index(each.rule)))
    return Conformance(of, len(rules) + len(absent) + len(keys) + bool(naming), tuple(told))


def breaches(
    frame: pl.LazyFrame, standard: TableStandard, *, today: date | None = None
) -> list[Breach]:
    """Return every rule that a table breaks; `today` matters to codes with a day of birth."""
    return list(conformance(frame, standard, today=today or date.max).breaches)


def identity_of(standard: TableStandard, have: Collection[str]) -> tuple[str, ...]:
    """Return the columns that identify a row, `()` where none are said or the rows lack one."""
    alone = next((each.name for each in standard.columns if each.unique and not each.nullable), "")
    names = standard.key or ((alone,) if alone else ())
    return names if set(names) <= set(have) else ()


def row_rules(
    standard: TableStandard, schema: Mapping[str, pl.DataType], today: date
) -> Iterator[tuple[ColumnStandard, Rule, pl.Expr]]:
    """Yield each rule that a row can break, with the expression that is true where it does."""
    for each in standard.columns:
        if each.name in schema:
            for rule, broken in _broken(each, schema[each.name], today):
                yield each, rule, broken


def single_keys(standard: TableStandard, have: Collection[str]) -> Iterator[tuple[str, ...]]:
    """Yield the columns whose values no two rows may share, as far as the table has them."""
    for each in standard.columns:
        if each.unique and each.name in have:
            yield (each.name,)
    if len(standard.key) > 1 and not set(standard.key) - set(have):
        yield standard.key


def _broken(
    column: ColumnStandard, dtype: pl.DataType, today: date
) -> Iterator[tuple[Rule, pl.Expr]]:
    """Yield each rule of a column with the expression that is true where it is broken."""
    import polars as pl

    stored = pl.col(column.name)
    value = as_family(stored, dtype, column.family)
    text = stored.cast(pl.String, strict=False) if dtype != pl.String else stored
    if column.family in CHECKED and column.family is not Family.TEXT:
        yield Rule.TYPE, value.is_null() & stored.is_not_null()
    if not column.nullable:
        yield Rule.NULL, stored.is_null()
    yield from _misshapen(column, text)
    if column.coding:
        passes = CODINGS[column.coding].passes(text.str.strip_chars(), today)
        yield Rule.CODING, stored.is_not_null() & ~passes.fill_null(value=False)
    if column.codes:
        yield Rule.CODE, _true(~_code(column, value, text).is_in(_codes(column)))
    if column.low is not None:
        yield Rule.BELOW, _true(value < bound(column, column.low))
    if column.high is not None:
        yield Rule.ABOVE, _true(value > bound(column, column.high))
    if column.bits is not None:
        room = 2 ** (column.bits - 1)
        yield Rule.WIDE, _true((value < -room) | (value >= room))
    if column.precision is not None:
        whole = 10 ** (column.precision - (column.scale or 0))
        yield Rule.WIDE, _true((value <= -whole) | (value >= whole))
    if column.scale is not None:
        yield Rule.SCALE, _true(value != value.round(column.scale))


def _misshapen(column: ColumnStandard, text: pl.Expr) -> Iterator[tuple[Rule, pl.Expr]]:
    if column.shortest is not None:
        yield Rule.SHORT, _true(text.str.len_chars() < column.shortest)
    if column.longest is not None:
        yield Rule.LONG, _true(text.str.len_chars() > column.longest)
    if column.pattern is not None:
        yield Rule.FORM, _true(~text.str.contains(f"^(?:{column.pattern})$"))


def _code(column: ColumnStandard, value: pl.Expr, text: pl.Expr) -> pl.Expr:
    """Return a value as codes are written: `1.0` and `01` of a number are the code `1`."""
    import polars as pl

    return text if column.family is Family.TEXT else value.cast(pl.String)


def _codes(column: ColumnStandard) -> list[str]:
    return [each.value for each in column.codes]


def _true(condition: pl.Expr) -> pl.Expr:
    """Return the condition where it is known: a null breaks only the rule that there be none."""
    return condition.fill_null(value=False)


def _examples(
    found: list[dict[str, Any]] | None, identity: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return values that break a rule, and what identifies their rows."""
    rows = found or []
    keys = (
        ", ".join(f"{name} = {_text(row[f'key {at}'])}" for at, name in enumerate(identity))
        for row in rows
    )
    return tuple(_text(row["value"]) for row in rows), tuple(keys) if identity else ()


def _text(value: Any) -> str:  # noqa: ANN401  a value of any type
    return "" if value is None else str(value)
