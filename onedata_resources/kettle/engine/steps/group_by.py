"""GroupBy and MemoryGroupBy: one row per group, or every row with what is computed of its group."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from onedata_resources.kettle.engine.aggregate_columns import (
    Column,
    checked,
    field_beside_keys,
    subjects_of,
    summed_as_number,
)
from onedata_resources.kettle.engine.aggregates import merged, partials, result
from onedata_resources.kettle.engine.comparing import compared
from onedata_resources.kettle.engine.group_codes import GROUP, GroupCodes
from onedata_resources.kettle.engine.group_rows import every_row
from onedata_resources.kettle.engine.in_order import in_order
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.run_partials import RunPartials
from onedata_resources.kettle.engine.scope import StepScope, schema_of
from onedata_resources.kettle.engine.stream import Inputs, Outputs, Stream
from onedata_resources.kettle.settings.groups import COUNTS, GroupSettings
from onedata_resources.kettle.values.convert import convert, failed, not_empty, to_text
from onedata_resources.kettle.values.dtypes import column_dtype, dtype_of
from onedata_resources.kettle.values.formatted import formatted
from onedata_resources.kettle.values.java_hash import group_order
from onedata_resources.kettle.values.types import NUMERIC, Field, KettleType

K = KettleType
KEY = "__kettle_key_"
SHOWN = "__kettle_shown_"
NOTHING = "__kettle_nothing"
NUMBER = "__kettle_number_"


@step("GroupBy")
def group_by(scope: StepScope, settings: GroupSettings, inputs: Inputs) -> Outputs:
    """Return a row per run of equal keys, or every row with the aggregates of its run."""
    stream, columns = columns_of(scope, inputs.required(), settings)
    if settings.all_rows:
        return Outputs(every_row(scope, stream, settings, columns))
    return Outputs(_beside_keys(scope, stream, settings, columns))


@step("MemoryGroupBy")
def memory_group_by(scope: StepScope, settings: GroupSettings, inputs: Inputs) -> Outputs:
    """Return a row per distinct keys, in the order of Java's hash map."""
    stream, columns = columns_of(scope, inputs.required(), settings)
    for column in columns:
        if column.aggregate.code == "STD_DEV":
            stream = _without_null(scope, stream, column)
    return Outputs(_beside_keys(scope, stream, settings, columns))


def columns_of(
    scope: StepScope, stream: Stream, settings: GroupSettings
) -> tuple[Stream, list[Column]]:
    """Return the aggregates with the fields that they are computed of, and the rows with those."""
    columns = []
    for at, aggregate in enumerate(settings.aggregates):
        counts_rows = aggregate.code == "COUNT_ANY" and not stream.has(aggregate.subject)
        subject = Field("", K.INTEGER) if counts_rows else stream.field(aggregate.subject)
        if summed_as_number(aggregate.code, subject, settings):
            stream, subject = _as_number(scope, stream, subject)
        column = Column(aggregate, subject, at, settings.hashed, settings.all_rows)
        columns.append(checked(column))
    return stream, columns


def _as_number(scope: StepScope, stream: Stream, subject: Field) -> tuple[Stream, Field]:
    """Return the rows with the field's number in a column beside its fields."""
    number = replace(subject, name=NUMBER + subject.name, type=K.NUMBER, lazy=False)
    value = stream.value(subject.name)
    converted = convert(value, replace(subject, lazy=False), K.NUMBER).alias(number.name)
    beside = Stream(stream.frame.with_columns(converted), (*stream.fields, number))
    text = to_text(value, replace(subject, lazy=False))
    why = formatted("The value [{}] of field '{}' is no number.", text, pl.lit(subject.name))
    sure = scope.checked(beside, failed(not_empty(text), pl.col(number.name)), why)
    return stream.with_frame(sure.frame), number


def _without_null(scope: StepScope, stream: Stream, column: Column) -> Stream:
    name = column.subject.name
    why = pl.lit(f"The standard deviation of field '{name}' is impossible: it has a null.")
    return scope.checked(stream, stream.value(name).is_null(), why)


def _beside_keys(
    scope: StepScope, stream: Stream, settings: GroupSettings, columns: list[Column]
) -> Stream:
    """Return the keys of each group and its aggregates."""
    keys = [stream.field(name) for name in settings.keys]
    names = [f"{KEY}{at}" for at in range(len(keys))]
    frame = stream.frame.select(
        *(compared(stream, key.name).alias(name) for key, name in zip(keys, names, strict=True)),
        *(_shown(stream, key, settings).alias(f"{SHOWN}{at}") for at, key in enumerate(keys)),
        *subjects_of(stream, columns),
        *([] if keys else [pl.lit(0).alias(NOTHING)]),
    )
    codes = GroupCodes(
        names, [each.value for each in columns if each.added_in_order], hashed=settings.hashed
    )
    shown = [
        pl.col(f"{SHOWN}{at}").first() if settings.hashed else pl.col(f"{SHOWN}{at}").last()
        for at in range(len(keys))
    ]
    computed = [
        each
        for column in columns
        for each in partials(column, null_is_least=settings.null_is_least)
    ]
    merging = _merging(settings, columns, shown)
    if merging is None:
        grouped = codes.coded(scope, frame).group_by(GROUP).agg(*shown, *computed).sort(GROUP)
    else:
        grouped = RunPartials(codes, [*shown, *computed], merging).grouped(scope, frame)
    if settings.hashed:
        keys = [replace(key, lazy=False) for key in keys]
    finished = _finished(grouped, settings, keys, columns, codes)
    if settings.hashed:
        finished = _in_map_order(scope, finished, len(keys))
    return _or_one_row(scope, finished, settings)


def _merging(
    settings: GroupSettings, columns: list[Column], shown: list[pl.Expr]
) -> list[pl.Expr] | None:
    """Return what makes one row of two parts of a run, None where rows are grouped otherwise."""
    parts = [merged(each, null_is_least=settings.null_is_least) for each in columns]
    known = [each for each in parts if each is not None]
    if settings.hashed or not settings.keys or len(known) < len(parts):
        return None
    return [*shown, *(each for part in known for each in part)]


def _shown(stream: Stream, key: Field, settings: GroupSettings) -> pl.Expr:
    """Return the key as it leaves: a text that is not read yet stays so beside its run only."""
    return stream.value(key.name) if settings.hashed else pl.col(key.name)


def _finished(
    grouped: pl.LazyFrame,
    settings: GroupSettings,
    keys: list[Field],
    columns: list[Column],
    codes: GroupCodes,
) -> Stream:
    """Return the stream of the keys and the aggregates' final values."""
    chosen: list[tuple[Field, pl.Expr]] = [
        (key, pl.col(f"{SHOWN}{at}")) for at, key in enumerate(keys)
    ]
    for column in columns:
        field = field_beside_keys(column)
        if settings.sums_are_numbers and column.aggregate.code in {"SUM", "AVERAGE"}:
            field = replace(field, type=K.NUMBER)
        chosen.append((field, final(column, field, codes, settings)))
    return Stream(grouped, ()).selected(chosen)


def final(column: Column, field: Field, codes: GroupCodes, settings: GroupSettings) -> pl.Expr:
    """Return the aggregate of each finished group; null becomes zero where that is switched on."""
    total = codes.sum(column.value) if column.added_in_order else None
    value = result(column, field, total, hashed=settings.hashed)
    if not settings.nulls_are_zero or field.type not in NUMERIC or field.lazy:
        return value
    return value.fill_null(pl.lit(0).cast(dtype_of(field.type)))


def _in_map_order(scope: StepScope, stream: Stream, keys: int) -> Stream:
    def ordered(groups: pl.DataFrame) -> pl.DataFrame:
        columns = groups.get_columns()[:keys]
        return groups[group_order(columns, groups.height)] if groups.height else groups

    return scope.whole(stream, ordered, stream.fields)


def _or_one_row(scope: StepScope, stream: Stream, settings: GroupSettings) -> Stream:
    """Return the groups, or one row where there is none and the settings ask for it."""
    if not settings.always_a_row:
        return stream
    seen: list[int] = []

    def note(batch: pl.DataFrame) -> pl.DataFrame:
        seen.append(batch.height)
        return batch

    def one() -> pl.DataFrame:
        return empty.clear(0 if seen else 1).with_columns(of_nothing)

    empty = pl.DataFrame(schema={each.name: column_dtype(each) for each in stream.fields})
    of_nothing = [
        _of_nothing(aggregate.code, settings).cast(empty.schema[field.name]).alias(field.name)
        for field, aggregate in zip(
            stream.fields[len(settings.keys):], settings.aggregates, strict=True
        )
    ]  # fmt: skip
    return stream.with_frame(in_order(scope, stream.frame, note, schema_of(stream), one))


def _of_nothing(code: str, settings: GroupSettings) -> pl.Expr:
    if code in COUNTS and (settings.hashed or code != "COUNT_DISTINCT"):
        return pl.lit(0)
    unknown = code in {"MEDIAN", "PERCENTILE"} and not settings.hashed
    return pl.lit(float("nan")) if unknown else pl.lit(None)
