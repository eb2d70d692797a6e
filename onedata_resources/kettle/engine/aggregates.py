"""What each aggregate computes of the rows of a group, as expressions, and its field.

Sums of numbers are added in the order of the rows by `group_codes.py`: adding doubles in another
order gives other digits. Which rows make a group is in `steps/group_by.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import polars as pl

from onedata_resources.kettle.engine.calculations import Operand, divide
from onedata_resources.kettle.engine.comparing import compared
from onedata_resources.kettle.engine.stream import StepError, Stream
from onedata_resources.kettle.settings.groups import (
    CONCATS,
    COUNTS,
    CUMULATIVE,
    PERCENTILES,
    Aggregate,
    GroupSettings,
)
from onedata_resources.kettle.values.convert import convert, not_empty, to_text, value_of
from onedata_resources.kettle.values.dtypes import dtype_of
from onedata_resources.kettle.values.types import NUMERIC, Field, KettleType, made_field

K = KettleType
SUMS = frozenset({"SUM", "AVERAGE"})
EXTREMES = frozenset({"MIN", "MAX"})
PICKED = EXTREMES | {"FIRST", "LAST", "FIRST_INCL_NULL", "LAST_INCL_NULL"}
COUNT_LENGTH = 10
_KINDS = (
    dict.fromkeys(COUNTS, K.INTEGER)
    | dict.fromkeys(CONCATS, K.STRING)
    | dict.fromkeys({*PERCENTILES, "STD_DEV"}, K.NUMBER)
)


@dataclass(frozen=True)
class Column:
    """One aggregate over its subject; `at` is its place among the aggregates.

    `hashed` is of MemoryGroupBy, `beside_rows` of a GroupBy that keeps every row.
    """

    aggregate: Aggregate
    subject: Field
    at: int
    hashed: bool = False
    beside_rows: bool = False

    @property
    def value(self) -> str:
        """Return the name of the column that holds the subject's value."""
        return f"__kettle_subject_{self.subject.name}"

    @property
    def keeps_text(self) -> bool:
        """Return whether a text that is not read yet leaves as it is, as it does beside a run."""
        picked = self.aggregate.code in PICKED and self.subject.lazy
        return picked and not self.hashed and not self.beside_rows

    @property
    def shown(self) -> str:
        """Return the name of the column that a picked value is taken from."""
        return f"__kettle_text_{self.subject.name}" if self.keeps_text else self.value

    @property
    def order(self) -> str:
        """Return the name of the column that the least and the greatest are found by."""
        return f"__kettle_order_{self.subject.name}" if self._has_rules else self.value

    @property
    def _has_rules(self) -> bool:
        ruled = self.subject.ignore_case or self.subject.collation is not None
        return ruled and self.subject.type is K.STRING and self.aggregate.code in EXTREMES

    @property
    def partial(self) -> str:
        """Return the name of the column that holds the aggregate."""
        return f"__kettle_aggregate_{self.at}"

    @property
    def count(self) -> str:
        """Return the name of the column that holds how many values were not null."""
        return f"__kettle_count_{self.at}"

    @property
    def added_in_order(self) -> bool:
        """Return whether the sum depends on the order in which values are added."""
        return self.aggregate.code in SUMS and self.subject.type is K.NUMBER


def subjects_of(stream: Stream, columns: Iterable[Column]) -> list[pl.Expr]:
    """Return the values that the aggregates need, each once."""
    needed: dict[str, pl.Expr] = {}
    for each in columns:
        if each.aggregate.code != "COUNT_ANY":
            name = each.subject.name
            needed[each.shown] = pl.col(name)
            needed[each.order] = compared(stream, name) if stream.has(name) else pl.col(name)
            needed[each.value] = value_of(each.subject)
    return [value.alias(name) for name, value in needed.items()]


def summed_as_number(code: str, subject: Field, settings: GroupSettings) -> bool:
    """Return whether the sum adds the numbers that a field's texts, flags or moments stand for.

    An average does so only where its field is the one that was summed: beside the keys of a run.
    """
    beside_run = not settings.hashed and not settings.all_rows
    wanted = code == "SUM" or (code == "AVERAGE" and beside_run)
    return wanted and subject.type not in NUMERIC and subject.type is not K.BINARY


def checked(column: Column) -> Column:
    """Return the column.

    Raises:
        StepError: The aggregate cannot be computed of a field of that type.
    """
    code, subject = column.aggregate.code, column.subject
    if code in (SUMS | CUMULATIVE) and subject.type not in NUMERIC:
        raise StepError(
            f"{code} of field '{subject.name}' is impossible: it is a {subject.type}, no number.",
            f"无法对字段 '{subject.name}' 求 {code}：其类型为 {subject.type}，不是数值。",
        )
    return column


def field_beside_keys(column: Column) -> Field:
    """Return the field of an aggregate that stands beside the keys of its group.

    MemoryGroupBy describes it as a step that keeps every row does, and prints all counts so.
    """
    name, code, subject = column.aggregate.name, column.aggregate.code, column.subject
    if column.hashed:
        return field_beside_rows(column)
    kind = _KINDS.get(code, subject.type)
    if code in COUNTS:
        return made_field(name, kind)
    if code in _KINDS or code in (SUMS | CUMULATIVE):
        return made_field(name, kind, subject.length, subject.precision)
    return replace(subject, name=name, lazy=column.keeps_text)


def field_beside_rows(column: Column) -> Field:
    """Return the field of an aggregate that stands beside every row of its group.

    It takes over the mask of its subject; a count of what has none prints with leading zeros.
    """
    name, code, subject = column.aggregate.name, column.aggregate.code, column.subject
    kind = _KINDS.get(code, subject.type)
    if code in COUNTS:
        counted = made_field(name, kind, COUNT_LENGTH, 0)
        return replace(counted, mask=subject.mask) if subject.name else counted
    if code == "CUM_AVG" and kind is K.INTEGER:
        kind = K.NUMBER
    return Field(name, kind, mask=subject.mask)


def partials(column: Column, *, null_is_least: bool) -> list[pl.Expr]:
    """Return what is computed while the rows of a group pass by."""
    value, code = pl.col(column.value), column.aggregate.code
    if code in CUMULATIVE:
        return []
    counted = [value.count().alias(column.count)] if code in SUMS else []
    if column.added_in_order:
        return counted
    return [_partial(column, value, null_is_least=null_is_least).alias(column.partial), *counted]


def _partial(column: Column, value: pl.Expr, *, null_is_least: bool) -> pl.Expr:
    code = column.aggregate.code
    if code in PERCENTILES:
        return _percentile(convert(value, _plain(column), K.NUMBER), column.aggregate.percent)
    if code == "COUNT_ANY":
        return pl.len().cast(pl.Int64)
    if code in CONCATS:
        text = to_text(value, _plain(column))
        # What was not read yet is no null for Kettle, and a blank then prints as this word.
        text = text.fill_null("null") if column.subject.lazy else text
        return not_empty(text.str.join(column.aggregate.separator))
    if code == "STD_DEV":
        return convert(value, _plain(column), K.NUMBER).std(ddof=0)
    if code in EXTREMES:
        return _extreme(column, null_is_least=null_is_least)
    return _picked(column) if code in PICKED else _SIMPLE[code](value)


def _extreme(column: Column, *, null_is_least: bool) -> pl.Expr:
    """Return the first of the least or greatest values, by the rules that the field was sorted by.

    MemoryGroupBy compares in the direction of the sort, so that a falling one turns them round.
    """
    shown, order = pl.col(column.shown), pl.col(column.order)
    code, turned = column.aggregate.code, column.hashed and column.subject.descending
    least = (code == "MIN") is not turned
    best = order.min() if least else order.max()
    found = best if column.shown == column.order else shown.filter(order == best).first()
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
    kept = shown if every else shown.drop_nulls()
    return kept.first() if code.startswith("FIRST") else kept.last()


def _plain(column: Column) -> Field:
    return replace(column.subject, name=column.value, lazy=False)


_SIMPLE = {
    "SUM": pl.Expr.sum,
    "AVERAGE": pl.Expr.sum,
    "COUNT_ALL": lambda value: value.count().cast(pl.Int64),
    "COUNT_DISTINCT": lambda value: value.drop_nulls().n_unique().cast(pl.Int64),
}


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
