"""Sequence and NumberRange: a number per row, and a text per range that a number is in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl

from onedata_resources.kettle.engine.databases import dialect_of
from onedata_resources.kettle.engine.in_order import in_order
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope, schema_of
from onedata_resources.kettle.engine.sql_sessions import session_of
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError
from onedata_resources.kettle.engine.unread import readable
from onedata_resources.kettle.settings.sequences import (
    Counter,
    NumberRangeSettings,
    SequenceSettings,
)
from onedata_resources.kettle.values.convert import convert, failed, not_empty
from onedata_resources.kettle.values.formatted import formatted
from onedata_resources.kettle.values.refusals import THROWN, refusal
from onedata_resources.kettle.values.types import Field, KettleType, made_field

K = KettleType


@step("Sequence")
def sequence(scope: StepScope, settings: SequenceSettings, inputs: Inputs) -> Outputs:
    """Return the rows with the next numbers; steps and copies share a counter by its name."""
    stream = inputs.required()
    numbers = (
        _from_counter(scope, settings.counter)
        if settings.counter
        else _from_database(scope, settings)
    )
    added = stream.appended([(made_field(settings.field, K.INTEGER), pl.lit(None, pl.Int64))])
    name = added.names[-1]

    def number(batch: pl.DataFrame) -> pl.DataFrame:
        return batch.with_columns(numbers(batch.height).alias(name))

    return Outputs(added.with_frame(in_order(scope, added.frame, number, schema_of(added))))


def _from_counter(scope: StepScope, counter: Counter) -> Callable[[int], pl.Series]:
    shared = scope.state.counters.setdefault(counter.name, Position(counter))
    if shared.counter != counter:
        raise StepError(
            f"Another step uses the counter [{counter.name}] with another start, increment or end.",
            f"另一步骤以不同的起始值、增量或最大值使用计数器 [{counter.name}]。",
        )

    def numbers(count: int) -> pl.Series:
        with scope.state.control.lock:
            return shared.take(count)

    return numbers


class Position:
    """How far a counter has come."""

    def __init__(self, counter: Counter) -> None:
        self.counter = counter
        self.taken = 0

    def take(self, count: int) -> pl.Series:
        """Return the next numbers."""
        counter = self.counter
        places = pl.int_range(self.taken, self.taken + count, dtype=pl.Int64(), eager=True)
        self.taken += count
        upwards = counter.increment > 0 and counter.maximum > counter.start
        downwards = counter.increment < 0 and counter.maximum < counter.start
        if upwards or downwards:
            places = places % ((counter.maximum - counter.start) // counter.increment + 1)
        return counter.start + places * counter.increment


def _from_database(scope: StepScope, settings: SequenceSettings) -> Callable[[int], pl.Series]:
    url = scope.connection(settings.connection)
    if dialect_of(url) != "postgresql":
        raise StepError(
            f"A sequence of a {dialect_of(url)} database is not supported; use a counter.",
            f"不支持 {dialect_of(url)} 数据库的序列；请使用计数器。",
        )
    name = f"{settings.schema}.{settings.sequence}" if settings.schema else settings.sequence
    session = session_of(scope, settings.connection)
    query = "SELECT nextval(CAST(? AS regclass)) AS n FROM generate_series(1, ?)"

    def numbers(count: int) -> pl.Series:
        _, found = session.query(query, (name, count))
        return pl.Series([row[0] for row in found], dtype=pl.Int64)

    return numbers


@step("NumberRange")
def number_range(scope: StepScope, settings: NumberRangeSettings, inputs: Inputs) -> Outputs:
    """Return the rows with the texts of the ranges that the number is in, joined by commas."""
    stream = inputs.required()
    stream, rejected = readable(scope, stream, [settings.field], code="NumberRange001")
    field = replace(stream.field(settings.field), lazy=False)
    value = stream.value(field.name)
    if field.type is K.STRING:
        bad = failed(not_empty(value), convert(value, field, K.NUMBER))
        why = formatted(f"{THROWN}{{}}", refusal(value, field, K.NUMBER))
        stream, rejected = scope.split(stream, bad, why, fields="", code="NumberRange001")
    number = convert(value, field, K.NUMBER)
    texts = [
        pl.when((number >= rule.lower) & (number < rule.upper) & number.is_not_nan()).then(
            pl.lit(rule.text)
        )
        for rule in settings.rules
        if rule.text
    ]
    found = (
        not_empty(pl.concat_str(texts, separator=",", ignore_nulls=True))
        if texts
        else pl.lit(None, pl.String)
    )
    result = found.fill_null(pl.lit(settings.fallback or None, pl.String))
    added = stream.appended([(Field(settings.result, K.STRING, 255), result)])
    return Outputs(added, rejected=rejected)
