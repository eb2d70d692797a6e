"""StepMetastructure, StepsMetrics and PrioritizeStreams: facts of streams, and their order."""

from __future__ import annotations

import time

import polars as pl

from onedata_resources.kettle.engine.gathered import named_input, one_layout
from onedata_resources.kettle.engine.in_order import in_order
from onedata_resources.kettle.engine.metrics import StepMetrics
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.settings.stream_facts import (
    MeasuredStep,
    MetricsSettings,
    PrioritySettings,
    StructureSettings,
)
from onedata_resources.kettle.values.dtypes import column_dtype
from onedata_resources.kettle.values.types import Field, KettleType, made_field

K = KettleType
STRUCTURE = (
    made_field("Position", K.INTEGER),
    Field("Fieldname"),
    Field("Comments"),
    Field("Type"),
    made_field("Length", K.INTEGER),
    made_field("Precision", K.INTEGER),
    Field("Origin"),
)


@step("StepMetastructure")
def structure(scope: StepScope, settings: StructureSettings, inputs: Inputs) -> Outputs:
    """Return one row for each field once the last row has come; without rows there is none."""
    stream = inputs.required()
    fields = STRUCTURE
    if settings.count_field:
        fields = (*fields, made_field(settings.count_field, K.INTEGER))
    schema = {each.name: column_dtype(each) for each in fields}
    empty = pl.DataFrame(schema=schema)
    seen = [0]

    def count(batch: pl.DataFrame) -> pl.DataFrame:
        seen[0] += batch.height
        return empty

    def told() -> pl.DataFrame:
        if not seen[0]:
            return empty
        rows = [
            (at, each.name, None, each.type.value, each.length, each.own_precision, each.origin)
            for at, each in enumerate(stream.fields, 1)
        ]
        counted = [(*row, seen[0]) for row in rows] if settings.count_field else rows
        return pl.DataFrame(counted, schema=schema, orient="row")

    return Outputs(Stream(in_order(scope, stream.frame, count, schema, told), fields))


@step("StepsMetrics")
def metrics(scope: StepScope, settings: MetricsSettings, inputs: Inputs) -> Outputs:
    """Return the counters of steps that are done."""
    del inputs
    found = [(each, _measured(scope, each)) for each in settings.steps]
    measured = [each for _, each in found if each is not None]
    types = {each.name: each.type for each in scope.state.transformation.steps}
    seconds = int(time.monotonic() - scope.state.started)
    facts = [vars(each) | {"type": types[each.name], "seconds": seconds} for each in measured]
    fields = tuple(_counter(name, kind) for name, kind in settings.counters)
    rows = pl.DataFrame(
        [
            pl.Series(field.name, [each[kind] for each in facts], dtype=column_dtype(field))
            for field, (_, kind) in zip(fields, settings.counters, strict=True)
        ]
    )
    scope.add("read", len(measured))
    return Outputs(Stream(rows.lazy(), fields))


def _measured(scope: StepScope, wanted: MeasuredStep) -> StepMetrics | None:
    each = next(
        (e for e in scope.state.steps if (e.name, e.copy) == (wanted.name, wanted.copy)), None
    )
    if each is None and wanted.required:
        raise StepError(
            f"We cannot get step [{wanted.name}] CopyNr={wanted.copy}!",
            f"找不到步骤 [{wanted.name}] 的副本 {wanted.copy}。",
        )
    return each


def _counter(name: str, kind: str) -> Field:
    if kind in {"name", "type"}:
        return Field(name)
    return made_field(name, K.INTEGER) if kind == "seconds" else made_field(name, K.INTEGER, 10, 0)


@step("PrioritizeStreams")
def prioritized(scope: StepScope, settings: PrioritySettings, inputs: Inputs) -> Outputs:
    """Return all rows of the first input, then those of the next one and so on."""
    del scope
    streams = one_layout([named_input(inputs, name) for name in settings.steps])
    frames = [each.frame for each in streams]
    return Outputs(streams[0].with_frame(pl.concat(frames, how="vertical")))
