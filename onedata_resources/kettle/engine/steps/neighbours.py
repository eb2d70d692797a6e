"""Steps that look at the rows around: AnalyticQuery, FieldsChangeSequence and DetectLastRow."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from onedata_resources.kettle.engine.comparing import compared
from onedata_resources.kettle.engine.group_codes import GROUP, GroupCodes
from onedata_resources.kettle.engine.group_rows import LINE, Running
from onedata_resources.kettle.engine.in_order import in_order
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope, schema_of
from onedata_resources.kettle.engine.stream import Inputs, Outputs, Stream
from onedata_resources.kettle.settings.reshape import AnalyticSettings
from onedata_resources.kettle.settings.samples import LastRowSettings
from onedata_resources.kettle.settings.sequences import ChangeSettings
from onedata_resources.kettle.values.types import Field, KettleType, made_field

K = KettleType
KEY = "__kettle_key_"


def in_runs(scope: StepScope, stream: Stream, keys: tuple[str, ...]) -> pl.LazyFrame:
    """Return the rows with the number of the run of equal keys that each is in."""
    names = [f"{KEY}{at}" for at in range(len(keys))]
    frame = stream.frame.with_columns(
        compared(stream, key).alias(name) for key, name in zip(keys, names, strict=True)
    )
    return GroupCodes(names, [], hashed=False).coded(scope, frame).drop(names)


@step("AnalyticQuery")
def analytic_query(scope: StepScope, settings: AnalyticSettings, inputs: Inputs) -> Outputs:
    """Return the rows with values of rows before or after them in the same run of groups."""
    stream = inputs.required()
    for name in settings.groups:
        stream.field(name)
    added = []
    for each in settings.neighbours:
        field = stream.field(each.subject)
        same = pl.col(GROUP).shift(-each.offset) == pl.col(GROUP)
        value = pl.when(same).then(pl.col(field.name).shift(-each.offset))
        added.append((replace(field, name=each.name), value))
    kept = [(each, pl.col(each.name)) for each in stream.fields]
    found = Stream(in_runs(scope, stream, settings.groups), ())
    return Outputs(found.selected([*kept, *added]))


@step("FieldsChangeSequence")
def fields_change_sequence(scope: StepScope, settings: ChangeSettings, inputs: Inputs) -> Outputs:
    """Return the rows with a number that starts again where a field changes."""
    stream = inputs.required()
    coded = in_runs(scope, stream, settings.fields or tuple(stream.names))
    if not settings.result:
        return Outputs(stream)
    counted = Running([]).carried(scope, coded)
    number = settings.start + (pl.col(LINE) - 1) * settings.increment
    kept = [(each, pl.col(each.name)) for each in stream.fields]
    result = (made_field(settings.result, K.INTEGER, 10, 0), number)
    return Outputs(Stream(counted, ()).selected([*kept, result]))


@step("DetectLastRow")
def detect_last_row(scope: StepScope, settings: LastRowSettings, inputs: Inputs) -> Outputs:
    """Return the rows with a flag that is true in the last one."""
    stream = inputs.required()
    flagged = stream.appended([(Field(settings.result, K.BOOLEAN), pl.lit(value=False))])
    name = flagged.names[-1]
    waiting: list[pl.DataFrame] = []

    def take(batch: pl.DataFrame) -> pl.DataFrame:
        rows = pl.concat([*waiting, batch])
        waiting[:] = [rows.tail(1)]
        return rows.head(-1)

    def last() -> pl.DataFrame:
        rows = waiting[0] if waiting else pl.DataFrame(schema=schema)
        return rows.with_columns(pl.lit(value=True).alias(name))

    schema = schema_of(flagged)
    return Outputs(flagged.with_frame(in_order(scope, flagged.frame, take, schema, last)))
