"""What each aggregate computes of the rows of a group, as expressions.

Sums of numbers are added in the order of the rows by `group_codes.py`: adding doubles in another
order gives other digits. Which rows make a group is in `steps/group_by.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl

from onedata_resources.kettle.engine.aggregate_columns import EXTREMES, PICKED, SUMS, Column
from onedata_resources.kettle.engine.calculations import Operand, divide
from onedata_resources.kettle.settings.groups import CONCATS, CUMULATIVE, PERCENTILES
from onedata_resources.kettle.values.convert import convert, not_empty, to_text
from onedata_resources.kettle.values.dtypes import dtype_of
from onedata_resources.kettle.values.types import Field, KettleType

K = KettleType


def partials(column: Column, *, null_is_least: bool) -> list[pl.Expr]:
    """Return what is computed while the rows of a group pass by."""
    value, code = pl.col(column.value), column.aggregate.code
    if code in CUMULATIVE:
        return []
    counted = [value.count().alias(column.count)] if code in SUMS else []
    if column.added_in_order:
        return counted
    return [_partial(column, value, null_is_least=null_is_least).alias(column.partial), *counted]


def merged(column: Column, *, null_is_least: bool) -> list[pl.Expr] | None:
    """Return what makes one of the partials of a group's parts, None where those are not enough."""
    code, whole = column.aggregate.code, column.partial
    if code in CUMULATIVE:
        return []
    plain = column.order == column.shown == column.value and not column.subject.lazy
    if code not in _MERGED or not plain:
        return None
    counted = [pl.col(column.count).sum()] if code in SUMS else []
    if column.added_in_order:
        return counted
    part = pl.col(whole)
    if code == "MIN" and null_is_least:
        return [pl.when(part.null_count() == 0).then(part.min()).alias(whole)]
    return [_MERGED[code](part).alias(whole), *counted]


def _partial(column: Column, value: pl.Expr, *, null_is_least: bool) -> pl.Expr:
    code = column.aggregate.code
    if code in PERCENTILES:
        return _percentile(convert(value, _plain(column), K.NUMBER), column.aggregate.percent)
    if code in CONCATS:
        text = to_text(value, _plain(column))
        # What was not read yet is no null for Kettle, and a blank then prints as this word.
        text = text.fill_null("null") if column.subject.lazy else text
        return _joined(text, column.aggregate.separator)
    if code == "STD_DEV":
        return convert(value, _plain(column), K.NUMBER).std(ddof=0)
    if code in EXTREMES:
        return _extreme(column, null_is_least=null_is_least)
    return _picked(column) if code in PICKED else _SIMPLE[code](_said(column, value))


def _said(column: Column, value: pl.Expr) -> pl.Expr:
    """Return the values; an empty text is null, as it is for Kettle wherever it asks."""
    return not_empty(value) if column.subject.type is K.STRING else value


def _joined(text: pl.Expr, separator: str) -> pl.Expr:
    """Return the texts joined, empty without any; a separator stands only behind some text."""
    said = text.drop_nulls()
    return said.filter((said != "").cum_max()).str.join(separator)


def _extreme(column: Column, *, null_is_least: bool) -> pl.Expr:
    """Return the first of the least or greatest values, by the rules that the field was sorted by.

    MemoryGroupBy compares in the direction of the sort, so that a falling one turns them round.
    """
    shown, order = pl.col(column.shown), pl.col(column.order)
    code, turned = column.aggregate.code, column.hashed and column.subject.descending
    text = column.subject.type is K.STRING and column.subject.collation is None
    said = text and column.hashed and code == "MIN" and not null_is_least
    order = not_empty(order) if said else order
    least = (code == "MIN") is not turned
    best = order.min() if least else order.max()
    found = best if column.shown == column.order else shown.filter(order == best).first()
    if said:
        return pl.coalesce(found, shown.first())
    blank_is_least = code == "MIN" and (null_is_least or column.keeps_text) and not turned
    if blank_is_least or (code == "MAX" and turned):
        return pl.when(order.null_count() == 0).then(found)
    return found


def _picked(column: Column) -> pl.Expr:
    """Return the first or the last value; a blank that was not read yet counts as one."""
    code, shown = column.aggregate.code, pl.col(column.shown)
    every = code.endswith("_INCL_NULL") or (
        column.subject.lazy and (code == "FIRST" or column.keeps_text)
    )
    if column.hashed and not every:
        # MemoryGroupBy starts from the first row's value, where an empty text is no null.
        said, begun = _said(column, shown).drop_nulls(), shown.first()
        first = code.startswith("FIRST")
        return pl.coalesce(begun, said.first()) if first else pl.coalesce(said.last(), begun)
    kept = shown if every else shown.drop_nulls()
    return kept.first() if code.startswith("FIRST") else kept.last()


def _plain(column: Column) -> Field:
    return replace(column.subject, name=column.value, lazy=False)


_SIMPLE: dict[str, Callable[[pl.Expr], pl.Expr]] = {
    "COUNT_ANY": lambda _: pl.len().cast(pl.Int64),
    "SUM": pl.Expr.sum,
    "AVERAGE": pl.Expr.sum,
    "COUNT_ALL": lambda value: value.count().cast(pl.Int64),
    "COUNT_DISTINCT": lambda value: value.drop_nulls().n_unique().cast(pl.Int64),
}

_MERGED = {
    "SUM": pl.Expr.sum,
    "AVERAGE": pl.Expr.sum,
    "COUNT_ALL": pl.Expr.sum,
    "COUNT_ANY": pl.Expr.sum,
    "MIN": pl.Expr.min,
    "MAX": pl.Expr.max,
    "FIRST": lambda part: part.drop_nulls().first(),
    "LAST": lambda part: part.drop_nulls().last(),
    "FIRST_INCL_NULL": pl.Expr.first,
    "LAST_INCL_NULL": pl.Expr.last,
}
"""What makes one part of a group of two, for values that no rule or unread text is about."""


def _percentile(value: pl.Expr, percent: float) -> pl.Expr:
    """Return the percentile between the neighbours of its place; NaN of nothing."""
    ordered, count = value.drop_nulls().sort(), value.count().cast(pl.Float64)
    place = count * percent / 100 + percent / 100
    below = place.floor().clip(1, None).cast(pl.Int64)
    low = ordered.get(below - 1, null_on_oob=True)
    high = ordered.get(below, null_on_oob=True)
    between = low + (place - place.floor()) * (high - low)
    return (
        pl.when(count == 0).then(float("nan")).when(place < 1).then(ordered.first())
        .when(place >= count).then(ordered.last()).otherwise(between)
    )  # fmt: skip


def result(column: Column, field: Field, total: pl.Expr | None, *, hashed: bool) -> pl.Expr:
    """Return the aggregate of the finished group; `total` is the sum that was added in order."""
    code = column.aggregate.code
    if code in CUMULATIVE:
        return pl.lit(None, dtype_of(field.type))
    partial = pl.col(column.partial)
    if code == "COUNT_DISTINCT" and not hashed:
        return pl.when(partial > 0).then(partial)
    if code not in SUMS:
        return partial
    kind, count = column.subject.type, pl.col(column.count)
    value = pl.when(count > 0).then(partial if total is None else total)
    if code == "AVERAGE":
        divisor = Operand(Field("", K.INTEGER), count.cast(pl.Int64))
        value = divide(Operand(Field("", kind), value), divisor).value
    return convert(value, Field("", kind), field.type)
