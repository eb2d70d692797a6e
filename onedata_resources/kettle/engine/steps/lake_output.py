"""Rows into a table of the lake, for TableOutput."""

from __future__ import annotations

import uuid

import polars as pl

from onedata_resources.kettle.engine.lake_writer import LakeWriter
from onedata_resources.kettle.engine.passing_on import count_passed, passed_on, shared
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Outputs, StepError, Stream
from onedata_resources.kettle.lake_parts import LakePart
from onedata_resources.kettle.readiness import LAKE
from onedata_resources.kettle.settings.database import TableOutputSettings
from onedata_resources.kettle.values.convert import not_empty
from onedata_resources.kettle.values.types import KettleType

K = KettleType


def into_lake(
    scope: StepScope,
    settings: TableOutputSettings,
    stream: Stream,
    columns: tuple[tuple[str, str], ...],
) -> Outputs:
    """Write the rows into one version of the table, and pass them on.

    Raises:
        StepError: The run has no lake, or the settings ask for what only a database has.
    """
    lake = scope.state.lake
    if lake is None:
        raise StepError(
            f"Connection '{LAKE}' needs a lake, and the run has none.",
            f"连接 '{LAKE}' 需要数据湖，而本次运行没有配置。",
        )
    if not settings.schema:
        raise StepError(
            "A table of the lake needs a layer as its schema, for example ods.",
            "数据湖的表须以层名作为模式，例如 ods。",
        )
    if settings.date_field or settings.table_field or settings.key_field:
        raise StepError(
            "A step writes one table of the lake, and the lake makes no keys.",
            "一个步骤只写数据湖的一张表，且数据湖不生成主键。",
        )
    values = [_value(stream, source).alias(column) for column, source in columns]
    schema = dict(stream.frame.select(values).collect_schema())
    writer = LakeWriter(lake, (settings.schema, settings.table), schema)
    if settings.truncate:
        part = LakePart.told(scope.state.variables, [column for column, _ in columns])
        writer.where = part.predicate if part else None
    else:
        writer.token = _token(scope)
    scope.writes(writer)
    kept = shared(scope, stream)

    def write(batch: pl.DataFrame) -> None:
        writer.add(batch)
        scope.add("output", batch.height)
        count_passed(scope, batch.height)

    scope.sink(kept.frame.select(values), write)
    return passed_on(scope, kept)


def _value(stream: Stream, name: str) -> pl.Expr:
    value = stream.value(name)
    return not_empty(value) if stream.field(name).type is K.STRING else value


def _token(scope: StepScope) -> tuple[str, int]:
    """Return the token of this append: one per run, unless the caller names the run."""
    run = scope.state.variables.get("LAKE_APPEND_TOKEN") or uuid.uuid4().hex
    name = f"{scope.state.transformation.name}/{scope.step.name}/{scope.metrics.copy}"
    return f"kettle:{name}:{run}", 1
