"""The values of rows out of documents: their types, what is rejected, and columns that are added.

The rows themselves are made in `document_rows`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl

from onedata_resources.kettle.engine.conversions import Typed, with_typed
from onedata_resources.kettle.engine.document_rows import FILE, WHY, Documents
from onedata_resources.kettle.engine.file_facts import fact_columns
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Outputs, Stream
from onedata_resources.kettle.values.convert import not_empty
from onedata_resources.kettle.values.dtypes import dtype_of
from onedata_resources.kettle.values.formatted import formatted
from onedata_resources.kettle.values.types import Field, KettleType, made_field

K = KettleType
ROW = "__kettle_number"


def with_types(
    scope: StepScope, source: Documents, frame: pl.LazyFrame, *, told: bool = False
) -> Outputs:
    """Return the finished rows of `frame`, which has the texts of the values.

    Where `told`, the frame has a column `WHY` that tells why a document gave no rows; its row, and
    one with a value that does not fit, goes to the error hop as it came in.
    """
    texts = [Field(name) for name in (*source.names, *([WHY] if told else []))]
    wide = Stream(frame, (*source.stream.fields, *texts))
    pairs = list(zip(source.names, source.fields, strict=True))
    checked = with_typed(wide, [(name, replace(each.field, name=name)) for name, each in pairs])
    named = {name: each.field for name, each in pairs}
    bads = [bad for _, bad in checked.lost]
    describe = source.describe or _lost
    whys = [
        pl.when(bad).then(describe(named[field.name], pl.col(field.name)))
        for field, bad in checked.lost
    ]
    if told:
        bads.insert(0, pl.col(WHY).is_not_null())
        whys.insert(0, pl.when(bads[0]).then(pl.col(WHY)))
    if not bads:
        return Outputs(finished(scope, source, checked.stream, checked.value))
    good, rejected = scope.split(
        checked.stream,
        pl.any_horizontal(bads),
        pl.coalesce(whys),
        fields=source.settings.column,
        code=source.code,
    )
    main = finished(scope, source, good, checked.value)
    if rejected is None:
        return Outputs(main)
    columns = [(each, pl.col(each.name)) for each in source.stream.fields if each.name != FILE]
    if source.rejects_whole:
        columns += _so_far(source, checked)
    columns += [(each, pl.col(each.name)) for each in rejected.fields[len(wide.fields) :]]
    return Outputs(main, rejected=rejected.selected(columns))


def _so_far(source: Documents, checked: Typed) -> list[tuple[Field, pl.Expr]]:
    """Return the fields of a rejected row: values up to the one that does not fit, then null."""
    lost = {field.name: bad for field, bad in checked.lost}
    columns: list[tuple[Field, pl.Expr]] = []
    wrong: list[pl.Expr] = [pl.lit(value=False)]
    for name, each in zip(source.names, source.fields, strict=True):
        wrong += [lost[name]] if name in lost else []
        value = pl.when(pl.any_horizontal(wrong).not_()).then(checked.value(name))
        columns.append((each.field, value))
    settings = source.settings
    told = [(settings.file_field, K.STRING), (settings.row_number_field, K.INTEGER)]
    columns += [
        (made_field(name, kind), pl.lit(None, dtype_of(kind))) for name, kind in told if name
    ]
    facts = fact_columns(settings.facts, pl.lit(None, pl.String))
    return columns + [(field, pl.lit(None, dtype_of(field.type))) for field, _ in facts]


def _lost(field: Field, value: pl.Expr) -> pl.Expr:
    return formatted(
        f"字段 [{field.name}] 的值 [{{}}] 无法按 {field.type} 解析 / "
        f"Couldn't parse field [{field.name}] with value [{{}}] as {field.type}",
        value,
        value,
    )


def finished(
    scope: StepScope, source: Documents, good: Stream, value_of: Callable[[str], pl.Expr] = pl.col
) -> Stream:
    """Return the rows with repeated values filled, limited, numbered, and told about.

    `value_of` gives the typed value of a column.
    """
    settings = source.settings
    frame = good.frame.head(settings.limit) if settings.limit > 0 else good.frame
    frame = scope.counted(frame, source.counter)
    gone = {FILE, source.column} if settings.remove_field else {FILE}
    columns = [
        (field, pl.col(field.name)) for field in source.stream.fields if field.name not in gone
    ]
    for name, each in zip(source.names, source.fields, strict=True):
        value = value_of(name)
        columns.append((each.field, _repeated(each.field, value) if each.repeat else value))
    of_file = settings.is_file or not settings.column
    path = pl.col(source.column) if of_file else pl.lit(None, pl.String)
    if settings.file_field:
        columns.append((Field(settings.file_field, length=250), path))
    if settings.row_number_field:
        frame = frame.with_row_index(ROW, offset=1)
        number = made_field(settings.row_number_field, K.INTEGER)
        columns.append((number, pl.col(ROW).cast(pl.Int64)))
    columns.extend(fact_columns(settings.facts, path))
    return Stream(frame, good.fields).selected(columns)


def _repeated(field: Field, value: pl.Expr) -> pl.Expr:
    """Return the values with the last one in the place of each that says nothing after it."""
    if field.type is not K.STRING:
        return value.forward_fill()
    return pl.coalesce(not_empty(value).forward_fill(), value)
