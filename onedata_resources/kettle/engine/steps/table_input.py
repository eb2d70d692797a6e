"""TableInput: the rows of a query, read in bulk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

import polars as pl

from onedata_resources.kettle.engine.databases import (
    dialect_of,
    read_parameters,
    shown,
    stream_query,
)
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.sources import batch_source
from onedata_resources.kettle.engine.sqlite_columns import (
    SqliteColumn,
    iso_dates,
    shown_names,
    sqlite_columns,
    typed_query,
)
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.readiness import LAKE
from onedata_resources.kettle.settings.database import TableInputSettings
from onedata_resources.kettle.values.convert import elementwise, failed, made_field, not_empty
from onedata_resources.kettle.values.dtypes import dtype_of, type_of
from onedata_resources.kettle.values.types import Field, KettleType

K = KettleType


@step("TableInput")
def table_input(scope: StepScope, settings: TableInputSettings, inputs: Inputs) -> Outputs:
    """Return the query's rows; with a lookup step, its fields bind the query's question marks."""
    url = scope.connection(settings.connection)
    parameters = inputs.named.get(settings.lookup) or inputs.main
    if not url:
        stream = _from_lake(scope, settings)
    elif parameters is not None:
        stream = _bound(settings, url, parameters)
    elif dialect_of(url) == "sqlite":
        stream = _from_sqlite(scope, settings, url)
    else:
        scope.log(f"Reading from {shown(url)}", level="Detailed")
        schema, read = stream_query(url, settings.sql)
        stream = _in_kettle_types(batch_source(schema, scope.reading(read)))
    frame = stream.frame.head(settings.limit) if settings.limit > 0 else stream.frame
    return Outputs(stream.with_frame(scope.counted(frame, "input")))


def _in_kettle_types(frame: pl.LazyFrame) -> Stream:
    """Return the columns as Kettle's types; what Kettle has no type for becomes text."""
    fields, expressions = [], []
    for name, dtype in frame.collect_schema().items():
        kind = type_of(dtype)
        value = pl.col(name)
        if dtype == pl.Datetime and getattr(dtype, "time_zone", None):
            value = value.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
        target = dtype_of(kind)
        value = value.cast(target)
        expressions.append(not_empty(value).alias(name) if kind is K.STRING else value)
        fields.append(made_field(name, kind))
    return Stream(frame.select(expressions), tuple(fields))


def _from_sqlite(scope: StepScope, settings: TableInputSettings, url: str) -> Stream:
    columns = sqlite_columns(url, settings.sql)
    schema, read = stream_query(url, typed_query(settings.sql, columns))
    raw = batch_source(schema, scope.reading(_without_first(read)))
    names = shown_names(columns)
    columns = [replace(column, name=name) for column, name in zip(columns, names, strict=True)]
    described = tuple(Field(column.name, _raw_kind(column)) for column in columns)
    stream = Stream(raw.rename(dict(zip(schema, names, strict=True))), described)
    dates = [column.name for column in columns if column.kind is K.DATE]
    moments = {name: elementwise(pl.col(name), iso_dates, pl.Datetime("ms")) for name in dates}
    if dates:
        bad = pl.any_horizontal(failed(not_empty(pl.col(n)), moments[n]) for n in dates)
        why = pl.coalesce(
            pl.when(failed(pl.col(n), moments[n])).then(
                pl.format(f"Column '{n}' is declared as a date but holds [{{}}].", pl.col(n))
            )
            for n in dates
        )
        stream = scope.checked(stream, bad, why)
    fields = tuple(made_field(column.name, column.kind) for column in columns)
    values = [moments.get(column.name, _typed(column)).alias(column.name) for column in columns]
    return Stream(stream.frame.select(values), fields)


def _raw_kind(column: SqliteColumn) -> KettleType:
    return K.STRING if column.kind is K.DATE else column.kind


def _typed(column: SqliteColumn) -> pl.Expr:
    value = pl.col(column.name)
    return not_empty(value) if column.kind is K.STRING else value.cast(dtype_of(column.kind))


def _without_first(
    read: Callable[[], Iterator[pl.DataFrame]],
) -> Callable[[], Iterator[pl.DataFrame]]:
    """Leave out the first row, which only shows the types."""

    def batches() -> Iterator[pl.DataFrame]:
        for number, batch in enumerate(read()):
            yield batch.slice(1) if number == 0 else batch

    return batches


def _bound(settings: TableInputSettings, url: str, parameters: Stream) -> Stream:
    """Return the answers for the rows of the lookup step, or for its first row only."""
    values = parameters.frame.select(
        parameters.value(name).alias(name) for name in parameters.names
    ).collect(engine="streaming")
    rows = values.rows() if settings.each_row else values.head(1).rows()
    if not rows:
        raise StepError(
            "The lookup step gave no row to bind the query's parameters with.",
            "查询参数所用的步骤没有给出任何行。",
        )
    frames = read_parameters(url, settings.sql, [_plain(row) for row in rows])
    return _in_kettle_types(pl.concat(frames, how="vertical_relaxed").lazy())


def _plain(row: tuple[object, ...]) -> tuple[object, ...]:
    """Return the row with moments as ISO text, which every database compares rightly."""
    return tuple(
        value.isoformat(sep=" ") if isinstance(value, datetime) else value for value in row
    )


def _from_lake(scope: StepScope, settings: TableInputSettings) -> Stream:
    """Return the rows of a query over lake tables, named layer.table."""
    if scope.state.lake is None:
        raise StepError(
            f"Connection '{LAKE}' needs a lake, and the run has none.",
            f"连接 '{LAKE}' 需要数据湖，而本次运行没有配置。",
        )
    return _in_kettle_types(scope.state.lake.sql(settings.sql).lazy())
