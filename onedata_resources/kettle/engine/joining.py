"""Rows of several hops as one stream, and the layout of rows that never come."""

from __future__ import annotations

import polars as pl

from onedata_resources.kettle.engine.stream import Outputs, StepError, Stream
from onedata_resources.kettle.model import ErrorHop
from onedata_resources.kettle.values.convert import to_text
from onedata_resources.kettle.values.dtypes import column_dtype
from onedata_resources.kettle.values.stored import value_of
from onedata_resources.kettle.values.types import Field, KettleType


def none_rejected(hop: ErrorHop, outputs: Outputs) -> Stream:
    """Return the layout of rejected rows, without rows, for a step that rejects none."""
    streams = [each for each in (outputs.main, *outputs.targets.values()) if each is not None]
    fields = list(streams[0].fields) if streams else []
    added = (hop.count_field, hop.description_field, hop.fields_field, hop.code_field)
    fields += [Field(name) for name in added if name]
    schema = {field.name: column_dtype(field) for field in fields}
    return Stream(pl.LazyFrame(schema=schema), tuple(fields))


def joined(streams: list[Stream]) -> Stream | None:
    """Return the rows of all streams; the others are read by position in the first one's layout."""
    if not streams:
        return None
    first, *others = streams
    if not others:
        return first
    frames = [first.frame]
    for other in others:
        columns = [
            _in_place_of(mine, other, number).alias(mine.name)
            for number, mine in enumerate(first.fields)
        ]
        frames.append(other.frame.select(columns))
    try:
        schemas = [list(frame.collect_schema().values()) for frame in frames]
    except pl.exceptions.PolarsError as error:
        raise StepError(str(error), f"汇入的数据流无法合并：{error}") from error
    if any(schema != schemas[0] for schema in schemas):
        raise StepError(
            "The rows that arrive from several steps have fields of different types.",
            "来自多个步骤的行，其字段类型不一致。",
        )
    return first.with_frame(pl.concat(frames, how="vertical"))


def _in_place_of(mine: Field, other: Stream, number: int) -> pl.Expr:
    """Return the other stream's field at that position; a text field takes any value as text."""
    if number >= len(other.fields):
        return pl.lit(None, column_dtype(mine))
    theirs = other.fields[number]
    if mine.type is KettleType.STRING or mine.lazy:
        return pl.col(theirs.name) if theirs.lazy else to_text(pl.col(theirs.name), theirs)
    return value_of(theirs)
