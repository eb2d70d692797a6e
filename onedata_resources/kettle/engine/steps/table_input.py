"""TableInput: the rows of a query, read in bulk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from onedata_resources.kettle.engine.databases import marker_count, split_at_markers, stream_query
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.sources import batch_source
from onedata_resources.kettle.engine.sql_reader import (
    Read,
    answered,
    in_kettle_types,
    read_query,
)
from onedata_resources.kettle.engine.sql_session import Row, Session
from onedata_resources.kettle.engine.sql_sessions import session_of
from onedata_resources.kettle.engine.sql_tables import sqlite_fields, sqlite_query_columns
from onedata_resources.kettle.engine.sql_values import frame_of, storable
from onedata_resources.kettle.engine.sqlite_columns import (
    SqliteColumn,
    iso_dates,
    seen_kind,
    shown_names,
    typed_query,
)
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.readiness import LAKE
from onedata_resources.kettle.settings.database import TableInputSettings
from onedata_resources.kettle.values.convert import elementwise, failed, not_empty
from onedata_resources.kettle.values.dtypes import dtype_of, type_of
from onedata_resources.kettle.values.formatted import formatted
from onedata_resources.kettle.values.stored import value_of
from onedata_resources.kettle.values.types import Field, KettleType

K = KettleType


@step("TableInput")
def table_input(scope: StepScope, settings: TableInputSettings, inputs: Inputs) -> Outputs:
    """Return the query's rows; with a lookup step, its fields bind the query's question marks."""
    parameters = inputs.named.get(settings.lookup) or inputs.main
    if not scope.connection(settings.connection):
        stream = _from_lake(scope, settings)
    else:
        session = session_of(scope, settings.connection)
        rows = None if parameters is None else _rows(session, settings, parameters)
        most = settings.limit if settings.each_row else 0
        if session.database.dialect == "sqlite":
            stream = _from_sqlite(scope, session, settings.sql, rows, most)
        elif rows is None:
            stream = read_query(scope, session, settings.sql)
        else:
            stream = _bound(session, settings.sql, rows, most)
    single = parameters is None or not settings.each_row
    frame = stream.frame.head(settings.limit) if settings.limit > 0 and single else stream.frame
    return Outputs(stream.with_frame(scope.counted(frame, "input")))


def _rows(session: Session, settings: TableInputSettings, parameters: Stream) -> list[Row]:
    """Return the values to bind, once per row of the lookup step, or once for all its rows."""
    fields = parameters.fields
    given = parameters.frame.select(value_of(field).alias(field.name) for field in fields)
    values = storable(given.collect(engine="streaming"), fields, session.database)
    wanted = marker_count(settings.sql)
    found = list(values.iter_rows())
    if not settings.each_row and not found:
        raise StepError(
            f"Expected to read parameters from step [{settings.lookup}] but none were found.",
            f"未能从步骤 [{settings.lookup}] 读到查询参数。",
        )
    rows = found if settings.each_row else [tuple(value for row in found for value in row)]
    if rows and len(rows[0]) != wanted:
        raise StepError(
            f"The query has {wanted} question marks, and the lookup step gives {len(rows[0])}"
            " values to bind them with.",
            f"查询有 {wanted} 个问号，而查询参数步骤给出 {len(rows[0])} 个值。",
        )
    return list(rows)


def _bound(session: Session, sql: str, rows: list[Row], most: int) -> Stream:
    if rows:
        return answered(session, sql, rows, most)
    none = answered(session, sql, [[None] * marker_count(sql)])
    return none.with_frame(none.frame.head(0))


def _from_sqlite(
    scope: StepScope, session: Session, sql: str, rows: list[Row] | None, most: int
) -> Stream:
    without_values = "NULL".join(split_at_markers(sql)) if rows is not None else sql
    columns = sqlite_query_columns(session, without_values)
    names = shown_names(columns)
    typed = typed_query(sql, columns)
    columns = [replace(column, name=name) for column, name in zip(columns, names, strict=True)]
    if rows is not None or session.held:
        raw = _answers(session, sql, [()] if rows is None else rows, columns, most)
        return Stream(raw, sqlite_fields(columns))
    schema, read = stream_query(session.database.url, typed)
    read = _without_first(read)
    if _is_shared(scope, session):
        read = _read_whole(session, read)
    raw = batch_source(schema, scope.reading(read))
    described = tuple(Field(column.name, _raw_kind(column)) for column in columns)
    stream = Stream(raw.rename(dict(zip(schema, names, strict=True))), described)
    return _with_dates(scope, stream, columns)


def _answers(
    session: Session, sql: str, rows: list[Row], columns: list[SqliteColumn], most: int
) -> pl.LazyFrame:
    """Return the answers, `most` to each row of values where that is no 0.

    A column without a declared type has that of its values.
    """
    found = [row for values in rows for row in session.query(sql, values)[1][: most or None]]
    session.rest()
    for number, column in enumerate(columns):
        if not column.declared and found:
            kind = seen_kind([row[number] for row in found])
            columns[number] = replace(column, kind=kind)
    return frame_of(found, sqlite_fields(columns), session.database).lazy()


def _with_dates(scope: StepScope, stream: Stream, columns: list[SqliteColumn]) -> Stream:
    """Return the stream in the columns' types; a text that is no date fails the step."""
    dates = [column.name for column in columns if column.kind is K.DATE]
    moments = {name: elementwise(pl.col(name), iso_dates, pl.Datetime("ms")) for name in dates}
    if dates:
        bad = pl.any_horizontal(failed(not_empty(pl.col(n)), moments[n]) for n in dates)
        why = pl.coalesce(
            pl.when(failed(pl.col(n), moments[n])).then(
                formatted(f"Column '{n}' is declared as a date but holds [{{}}].", pl.col(n))
            )
            for n in dates
        )
        stream = scope.checked(stream, bad, why)
    values = [moments.get(column.name, _typed(column)).alias(column.name) for column in columns]
    return Stream(stream.frame.select(values), sqlite_fields(columns))


def _raw_kind(column: SqliteColumn) -> KettleType:
    return K.STRING if column.kind is K.DATE else column.kind


def _typed(column: SqliteColumn) -> pl.Expr:
    value = pl.col(column.name)
    return not_empty(value) if column.kind is K.STRING else value.cast(dtype_of(column.kind))


def _without_first(read: Read) -> Read:
    """Leave out the first row, which only shows the types."""

    def batches() -> Iterator[pl.DataFrame]:
        for number, batch in enumerate(read()):
            yield batch.slice(1) if number == 0 else batch

    return batches


def _is_shared(scope: StepScope, session: Session) -> bool:
    """Return whether other steps of the run use the same database."""
    url, connections = session.database.url, scope.state.connections
    using = [scope.state.connection_of(step) for step in scope.state.transformation.steps]
    return sum(connections.get(name) == url for name in using) > 1


def _read_whole(session: Session, read: Read) -> Read:
    """Read all rows at once: SQLite lets nobody commit while a reader is at work."""

    def batches() -> Iterator[pl.DataFrame]:
        with session.lock:
            found = list(read())
        yield from found

    return batches


def _from_lake(scope: StepScope, settings: TableInputSettings) -> Stream:
    """Return the rows of a query over lake tables, named layer.table."""
    if scope.state.lake is None:
        raise StepError(
            f"Connection '{LAKE}' needs a lake, and the run has none.",
            f"连接 '{LAKE}' 需要数据湖，而本次运行没有配置。",
        )
    return in_kettle_types(scope.state.lake.sql(settings.sql).lazy(), type_of)
