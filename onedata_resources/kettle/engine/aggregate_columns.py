"""The aggregates of a grouping step: the columns that each needs, and its field.

What each computes is in `aggregates.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import polars as pl

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
from onedata_resources.kettle.values.stored import value_of
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
