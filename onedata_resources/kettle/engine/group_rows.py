"""GroupBy that keeps every row, beside it the aggregates of its run, running sums, its number."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from onedata_resources.kettle.engine.aggregate_columns import (
    COUNT_LENGTH,
    Column,
    field_beside_rows,
    subjects_of,
)
from onedata_resources.kettle.engine.aggregates import partials, result
from onedata_resources.kettle.engine.calculations import Operand, divide
from onedata_resources.kettle.engine.comparing import compared
from onedata_resources.kettle.engine.group_codes import GROUP, GroupCodes
from onedata_resources.kettle.engine.in_order import in_order
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Stream
from onedata_resources.kettle.settings.groups import CUMULATIVE, GroupSettings
from onedata_resources.kettle.values.convert import convert
from onedata_resources.kettle.values.dtypes import dtype_of
from onedata_resources.kettle.values.types import NUMERIC, Field, KettleType, made_field

K = KettleType
LINE = "__kettle_line"
KEY = "__kettle_key_"


def every_row(
    scope: StepScope, stream: Stream, settings: GroupSettings, columns: Sequence[Column]
) -> Stream:
    """Return every row with the aggregates of its run, and its number in the run."""
    names = [f"{KEY}{at}" for at in range(len(settings.keys))]
    frame = stream.frame.with_columns(
        *(
            compared(stream, key).alias(name)
            for key, name in zip(settings.keys, names, strict=True)
        ),
        *subjects_of(stream, columns),
    )
    codes = GroupCodes(names, [c.value for c in columns if c.added_in_order], hashed=False)
    running = [each for each in columns if each.aggregate.code in CUMULATIVE]
    coded = Running(running).carried(scope, codes.coded(scope, frame)).cache()
    whole = [each for each in columns if each.aggregate.code not in CUMULATIVE]
    joined = coded
    if whole:
        totals = _totals(coded, settings, whole, codes)
        joined = coded.join(totals, on=GROUP, how="left", maintain_order="left")
    added = [(field_beside_rows(each), pl.col(each.partial)) for each in columns]
    if settings.line_number:
        added.append((made_field(settings.line_number, K.INTEGER, COUNT_LENGTH, 0), pl.col(LINE)))
    kept = [(each, pl.col(each.name)) for each in stream.fields]
    return Stream(joined, stream.fields).selected([*kept, *added])


def _totals(
    coded: pl.LazyFrame, settings: GroupSettings, columns: Sequence[Column], codes: GroupCodes
) -> pl.LazyFrame:
    computed = [
        each
        for column in columns
        for each in partials(column, null_is_least=settings.null_is_least)
    ]
    finals = []
    for column in columns:
        field = field_beside_rows(column)
        total = codes.sum(column.value) if column.added_in_order else None
        value = result(column, field, total, hashed=False)
        if settings.nulls_are_zero and field.type in NUMERIC:
            value = value.fill_null(pl.lit(0).cast(dtype_of(field.type)))
        finals.append(value.alias(column.partial))
    return coded.group_by(GROUP).agg(computed).select(GROUP, *finals)


class Running:
    """Running sums and averages within a run, and line numbers, carried from batch to batch."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = columns
        self.group = -1
        self.line = 0
        self.sums: dict[str, object] = {}
        self.counts: dict[str, int] = {}

    def carried(self, scope: StepScope, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Return the frame with the running values and each row's number in its run."""
        schema = {**frame.collect_schema(), LINE: pl.Int64()}
        for column in self.columns:
            schema[column.partial] = dtype_of(field_beside_rows(column).type)
        return in_order(scope, frame, self._batch, schema)

    def _batch(self, batch: pl.DataFrame) -> pl.DataFrame:
        goes_on = int(batch[GROUP][0]) == self.group
        lines = pl.int_range(1, pl.len() + 1, dtype=pl.Int64()).over(GROUP)
        offset = self.line if goes_on else 0
        first = pl.col(GROUP) == batch[GROUP][0]
        found = batch.with_columns(pl.when(first).then(lines + offset).otherwise(lines).alias(LINE))
        for column in self.columns:
            found = self._summed(found, column, goes_on=goes_on)
        self.group = int(found[GROUP][-1])
        self.line = int(found[LINE][-1])
        return found

    def _summed(self, batch: pl.DataFrame, column: Column, *, goes_on: bool) -> pl.DataFrame:
        name, kind = column.value, column.subject.type
        before = self.sums.get(column.partial) if goes_on else None
        counted = self.counts.get(column.partial, 0) if goes_on else 0
        carry = pl.DataFrame(
            {name: [before], GROUP: [batch[GROUP][0]]},
            schema={name: dtype_of(kind), GROUP: pl.Int64()},
        )
        both = pl.concat([carry, batch.select(name, GROUP)])
        running = pl.col(name).cum_sum().forward_fill().over(GROUP).alias("sum")
        present = pl.col(name).is_not_null().cast(pl.Int64)
        places = present.cum_sum().over(GROUP).alias("count")
        made = both.select(running.cast(dtype_of(kind)), places)[1:]
        same = batch[GROUP] == batch[GROUP][0]
        extra = counted - (1 if before is not None else 0)
        counts = made["count"] + pl.select(pl.when(same).then(extra).otherwise(0)).to_series()
        self.sums[column.partial], self.counts[column.partial] = made["sum"][-1], int(counts[-1])
        value = made["sum"]
        if column.aggregate.code == "CUM_AVG":
            value = made.with_columns(counts.alias("count")).select(_average(kind)).to_series()
        return batch.with_columns(value.alias(column.partial))


def _average(kind: KettleType) -> pl.Expr:
    value, count = pl.col("sum"), pl.col("count")
    if kind is K.INTEGER:
        return pl.when(value.is_not_null()).then(convert(value, Field("", kind), K.NUMBER) / count)
    return divide(Operand(Field("", kind), value), Operand(Field("", K.INTEGER), count)).value
