"""The rows of a query as a stream of Kettle's types: read in bulk where that is possible.

What SQLite's values are is in `sqlite_columns.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from onedata_resources.clients.database_url import CONNECTORX_SCHEMES
from onedata_resources.kettle.engine.bulk_query import readable
from onedata_resources.kettle.engine.databases import shown, stream_query
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.sources import batch_source
from onedata_resources.kettle.engine.sql_columns import fields_of
from onedata_resources.kettle.engine.sql_session import Row, Session
from onedata_resources.kettle.engine.sql_values import frame_of
from onedata_resources.kettle.engine.stream import StepError, Stream
from onedata_resources.kettle.values.convert import failed, not_empty
from onedata_resources.kettle.values.dtypes import dtype_of
from onedata_resources.kettle.values.types import TEMPORAL, Field, KettleType, made_field

K = KettleType
NUMBERS = frozenset({K.INTEGER, K.NUMBER, K.BIG_NUMBER})
Read = Callable[[], Iterator[pl.DataFrame]]


def read_query(scope: StepScope, session: Session, sql: str) -> Stream:
    """Return the rows of a query without parameters."""
    database = session.database
    scope.log(f"Reading from {shown(database.url)}", level="Detailed")
    description = None if session.held else _described(session, sql)
    if description is None or database.dialect not in CONNECTORX_SCHEMES:
        return answered(session, sql, [()])
    fields = fields_of(description, database)
    asked = readable(sql, description, database.dialect)
    if asked is None:
        return answered(session, sql, [()])
    try:
        schema, read = stream_query(database.url, asked)
    except StepError:
        return answered(session, sql, [()])  # a type of column that the bulk reader does not have
    frame = _with_numbers(scope, batch_source(schema, scope.reading(read)), schema, fields)
    values = [
        _typed(pl.col(name), dtype, field).alias(field.name)
        for (name, dtype), field in zip(schema.items(), fields, strict=True)
    ]
    return Stream(frame.select(values), fields)


def _described(session: Session, sql: str) -> list[Any] | None:
    """Return the query's columns without running it, or None where only running it tells them.

    Raises:
        StepError: PostgreSQL refuses the query.
    """
    dialect = session.database.dialect
    try:
        with session.lock:
            if dialect == "postgresql":
                session.execute(f"DECLARE kettle_described NO SCROLL CURSOR FOR {sql}")
                description, _ = session.query("FETCH 0 FROM kettle_described")
            elif dialect == "mysql":
                described = f"SELECT * FROM (\n{sql}\n) kettle_described LIMIT 0"  # noqa: S608
                description, _ = session.query(described)
            else:
                return None
            return description
    except StepError:
        return None
    finally:
        session.dirty = False
        session.rest()


def answered(session: Session, sql: str, rows: list[Row], most: int = 0) -> Stream:
    """Return the answers to the query, run at once for each row of values.

    There are `most` to each row where that is no 0.
    """
    fields: tuple[Field, ...] = ()
    frames = []
    for row in rows:
        description, found = session.query(sql, row)
        fields = fields or fields_of(description, session.database)
        frames.append(frame_of(found[: most or None], fields, session.database))
    session.rest()
    return Stream(pl.concat(frames).lazy(), fields)


def _with_numbers(
    scope: StepScope,
    frame: pl.LazyFrame,
    schema: Mapping[str, pl.DataType],
    fields: Sequence[Field],
) -> pl.LazyFrame:
    """Return the rows; a text of the server that is no number of its field fails the step."""
    texts = {
        name: field
        for (name, dtype), field in zip(schema.items(), fields, strict=True)
        if dtype == pl.String and field.type in NUMBERS
    }

    def check(batch: pl.DataFrame) -> pl.DataFrame:
        for name, field in texts.items():
            made = pl.col(name).cast(dtype_of(field.type), strict=False)
            lost = batch.filter(failed(pl.col(name), made))
            if not lost.is_empty():
                raise _no_number(field, lost[name][0])
        return batch

    return scope.tap(frame, check, schema=dict(schema)) if texts else frame


def _no_number(field: Field, value: str) -> StepError:
    return StepError(
        f"Column '{field.name}' holds {value}, which is no {field.type} of Kettle. Round or"
        " convert it in the query.",
        f"列 {field.name} 的值 {value} 不是 Kettle 的 {field.type}。请在查询中取整或转换。",
    )


def _typed(value: pl.Expr, dtype: pl.DataType, field: Field) -> pl.Expr:
    """Return the bulk reader's value as the field's type."""
    if field.type is K.STRING:
        return not_empty(value.cast(pl.String, strict=False))
    if field.type is K.BOOLEAN and dtype != pl.Boolean:
        return value.cast(pl.Int64, strict=False) != 0
    if field.type in TEMPORAL:
        return _moment(value, dtype).cast(dtype_of(field.type))
    return value.cast(dtype_of(field.type))


def _moment(value: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if dtype == pl.Time:
        return pl.date(1970, 1, 1).dt.combine(value)
    if dtype == pl.Duration:
        return pl.datetime(1970, 1, 1) + value
    if dtype == pl.String:
        return pl.datetime(1970, 1, 1) + _time_of_mysql(value)
    if dtype.is_integer():
        return pl.datetime(value, 1, 1)
    if getattr(dtype, "time_zone", None):
        return value.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    return value.cast(pl.Datetime("us"))


def _time_of_mysql(text: pl.Expr) -> pl.Expr:
    """Return a time as MySQL writes it, which may be of several days or below nothing."""
    parts = [text.str.extract(r"^-?(\d+):(\d+):(\d+(?:\.\d+)?)$", at) for at in (1, 2, 3)]
    hours, minutes, seconds = (each.cast(pl.Float64) for each in parts)
    micros = ((hours * 3600 + minutes * 60 + seconds) * 1e6).round().cast(pl.Int64)
    sign = pl.when(text.str.starts_with("-")).then(-1).otherwise(1)
    return pl.duration(microseconds=micros * sign)


def in_kettle_types(frame: pl.LazyFrame, kinds: Callable[[pl.DataType], KettleType]) -> Stream:
    """Return the columns of a frame from outside as Kettle's types; others become text."""
    fields, expressions = [], []
    for name, dtype in frame.collect_schema().items():
        field = made_field(name, kinds(dtype))
        expressions.append(_typed(pl.col(name), dtype, field).alias(name))
        fields.append(field)
    return Stream(frame.select(expressions), tuple(fields))
