"""TableOutput: rows into a table of a database or of the lake."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import polars as pl

from onedata_resources.kettle.engine.lake_writer import LakeWriter
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.sql_writer import WHY, SqlWriter, quoted
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.lake_parts import LakePart
from onedata_resources.kettle.readiness import LAKE
from onedata_resources.kettle.settings.database import TableOutputSettings
from onedata_resources.kettle.values.convert import not_empty
from onedata_resources.kettle.values.types import Field, KettleType

K = KettleType


@step("TableOutput")
def table_output(scope: StepScope, settings: TableOutputSettings, inputs: Inputs) -> Outputs:
    """Write the rows and pass them on.

    The lake gets one version at the end of the run. A database gets a commit every `commit` rows;
    rows that it refuses go to the error hop, or vanish when errors are ignored.
    """
    stream = inputs.required()
    columns = settings.columns or tuple((name, name) for name in stream.names)
    values = [_value(stream, source).alias(column) for column, source in columns]
    url = scope.connection(settings.connection)
    if not url:
        return _into_lake(scope, settings, stream, values, [column for column, _ in columns])
    writer = SqlWriter(
        url=url,
        table=_table(url, settings),
        columns=[column for column, _ in columns],
        commit=0 if scope.state.transformation.single_transaction else settings.commit,
        truncate=settings.truncate,
    )
    scope.writes(writer)
    if scope.error_hop is not None or settings.ignore_errors:
        return _refusals_told(scope, settings, stream, values, writer)

    def write(batch: pl.DataFrame) -> None:
        writer.add(batch)
        _count(scope, batch.height)

    return _passed_on(scope, stream, values, write)


def _passed_on(
    scope: StepScope,
    stream: Stream,
    values: list[pl.Expr],
    write: Callable[[pl.DataFrame], None],
) -> Outputs:
    """Give the values to `write`, in order, and let the rows go on where there is a next step."""
    shared = stream.with_frame(stream.frame.cache()) if scope.next_steps else stream
    scope.sink(shared.frame.select(values), write)
    return Outputs(shared if scope.next_steps else None)


def _count(scope: StepScope, rows: int) -> None:
    scope.add("output", rows)
    if not scope.next_steps:
        scope.add("written", rows)


def _value(stream: Stream, name: str) -> pl.Expr:
    value = stream.value(name)
    return not_empty(value) if stream.field(name).type is K.STRING else value


def _table(url: str, settings: TableOutputSettings) -> str:
    names = [settings.schema, settings.table] if settings.schema else [settings.table]
    return ".".join(quoted(url, name) for name in names)


def _into_lake(
    scope: StepScope,
    settings: TableOutputSettings,
    stream: Stream,
    values: list[pl.Expr],
    columns: list[str],
) -> Outputs:
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
    schema = dict(stream.frame.select(values).collect_schema())
    writer = LakeWriter(lake, (settings.schema, settings.table), schema)
    if settings.truncate:
        part = LakePart.told(scope.state.variables, columns)
        writer.where = part.predicate if part else None
    else:
        writer.token = _token(scope)
    scope.writes(writer)

    def write(batch: pl.DataFrame) -> None:
        writer.add(batch)
        _count(scope, batch.height)

    return _passed_on(scope, stream, values, write)


def _token(scope: StepScope) -> tuple[str, int]:
    """Return the token of this append: one per run, unless the caller names the run."""
    run = scope.state.variables.get("LAKE_APPEND_TOKEN") or uuid.uuid4().hex
    name = f"{scope.state.transformation.name}/{scope.step.name}/{scope.metrics.copy}"
    return f"kettle:{name}:{run}", 1


def _refusals_told(
    scope: StepScope,
    settings: TableOutputSettings,
    stream: Stream,
    values: list[pl.Expr],
    writer: SqlWriter,
) -> Outputs:
    """Write batch by batch; refused rows leave by the error hop, or vanish."""
    inserted = [f"{WHY}{number}" for number in range(len(values))]
    renamed = [value.alias(name) for value, name in zip(values, inserted, strict=True)]
    wide = stream.frame.with_columns(renamed)
    schema = dict(stream.frame.collect_schema()) | {WHY: pl.String()}

    def write(batch: pl.DataFrame) -> pl.DataFrame:
        rows = batch.select(inserted)
        rows.columns = writer.columns
        with scope.state.control.lock:
            reasons = writer.try_add(rows)
            writer.connection.commit()
        good = sum(reason is None for reason in reasons)
        scope.add("output", good)
        return batch.drop(inserted).with_columns(pl.Series(WHY, reasons, dtype=pl.String))

    tried = scope.tap(wide, write, schema=schema).cache()
    good = stream.with_frame(tried.filter(pl.col(WHY).is_null()).drop(WHY))
    if scope.error_hop is None or settings.ignore_errors:
        return Outputs(good)
    wrong = Stream(tried.filter(pl.col(WHY).is_not_null()), (*stream.fields, Field(WHY)))
    rejected = scope.rejected(wrong, pl.col(WHY), fields="", code="TOP001")
    kept = [(each, pl.col(each.name)) for each in rejected.fields if each.name != WHY]
    return Outputs(good, rejected=rejected.selected(kept))
