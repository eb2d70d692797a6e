"""Steps that make rows or fields out of nothing: DataGrid, RowGenerator, Constant, GetVariable."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

import polars as pl

from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.sources import NUMBER, batch_source, numbered
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.settings.rows import (
    ConstantField,
    ConstantSettings,
    DataGridSettings,
    RowGeneratorSettings,
    VariableFieldsSettings,
)
from onedata_resources.kettle.values.convert import JAVA_BLANKS, convert, failed, trimmed
from onedata_resources.kettle.values.dtypes import column_dtype
from onedata_resources.kettle.values.types import Field, KettleType, made_field

SHORT_DATE_MASK = "M/d/yy h:mm a"
"""How Java reads a date that nobody gives it a mask for."""
_WHOLE = re.compile(r"[+-]?\d{1,19}")


def parsed(texts: list[str | None], field: Field) -> pl.Series:
    """Return the texts as values of the field's type, read with its mask.

    Raises:
        StepError: A text does not fit.
    """
    frame = pl.DataFrame({"t": pl.Series(texts, dtype=pl.String)})
    text = replace(field, name="t", type=KettleType.STRING, lazy=False)
    raw = pl.col("t") if field.type is KettleType.STRING else trimmed(pl.col("t"), field.trim)
    value = convert(raw, text, field.type).cast(column_dtype(field)).alias("v")
    frame = frame.with_columns(value)
    lost = frame.filter(failed(pl.col("t"), pl.col("v")) & (pl.col("t") != ""))
    if lost.height:
        raise StepError(
            f"Couldn't parse field [{field.name}] with value [{lost['t'][0]}] as {field.type}"
            f"{f', format [{field.mask}]' if field.mask else ''}.",
            f"字段 [{field.name}] 的值 [{lost['t'][0]}] 无法按 {field.type} 解析。",
        )
    return frame["v"].alias(field.name)


def constants(fields: Iterable[ConstantField]) -> list[tuple[Field, pl.Expr]]:
    """Return each field with its constant value."""
    return [(each.field, pl.lit(parsed([each.text], each.field)).first()) for each in fields]


def _typed(text: str, kind: KettleType) -> str | None:
    """Return the text that was typed in; nothing but blanks is an empty text or no value."""
    if text.strip(JAVA_BLANKS):
        return text
    return "" if text and kind is KettleType.STRING else None


@step("DataGrid")
def data_grid(scope: StepScope, settings: DataGridSettings, inputs: Inputs) -> Outputs:
    """Return the typed rows."""
    del scope, inputs
    width = len(settings.fields)
    lines = [(*line, *[""] * (width - len(line))) for line in settings.lines]
    columns = [
        parsed(["" if emptied else _typed(line[number], field.type) for line in lines], field)
        for number, (field, emptied) in enumerate(
            zip(settings.fields, settings.emptied, strict=True)
        )
    ]
    frame = pl.DataFrame(columns) if columns else pl.DataFrame(height=len(lines))
    return Outputs(Stream(frame.lazy(), settings.fields))


@step("RowGenerator")
def row_generator(scope: StepScope, settings: RowGeneratorSettings, inputs: Inputs) -> Outputs:
    """Return the same row as often as the limit says."""
    del inputs
    rows = batch_source({NUMBER: pl.Int64()}, scope.reading(numbered(settings.limit)))
    return Outputs(_beside(rows, constants(settings.fields)))


@step("Constant")
def constant(scope: StepScope, settings: ConstantSettings, inputs: Inputs) -> Outputs:
    """Return the rows with the constants added; a mask only says how the text is read."""
    del scope
    added = [
        (made_field(each.name, each.type, each.length, each.precision), value)
        for each, value in constants(map(_as_java_reads, _masked(settings.fields)))
    ]
    return Outputs(inputs.required().appended(added))


def _masked(fields: Iterable[ConstantField]) -> Iterator[ConstantField]:
    """Yield the constants; a date without a mask is read by that of the date before, if any."""
    mask = SHORT_DATE_MASK
    for each in fields:
        if each.field.type is KettleType.DATE and each.text:
            mask = each.field.mask or mask
            yield replace(each, field=replace(each.field, mask=mask))
        else:
            yield each


def _as_java_reads(constant: ConstantField) -> ConstantField:
    """Return the constant as this step reads it: by Java's own rules instead of Kettle's.

    Numbers may have a tail and dates any day; whole and big numbers have no mask, and only Y and
    TRUE are true.
    """
    field, text = constant.field, constant.text
    if not text:
        return constant
    if field.type is KettleType.BOOLEAN:
        return replace(constant, text="Y" if text.upper() in {"Y", "TRUE"} else "N")
    if field.type is KettleType.INTEGER and not _WHOLE.fullmatch(text):
        raise StepError(
            f"Couldn't parse Integer field [{field.name}] with value [{text}].",
            f"Integer 字段 [{field.name}] 的值 [{text}] 不是整数。",
        )
    if field.type in {KettleType.INTEGER, KettleType.BIG_NUMBER}:
        text = text.removeprefix("+")
        return replace(constant, text=text, field=replace(field, mask="", decimal="."))
    if field.type is KettleType.TIMESTAMP:
        mask = "yyyy-MM-dd HH:mm:ss" + (".SSSSSSSSS" if "." in text else "")
        return replace(constant, field=replace(field, mask=mask))
    return replace(constant, field=replace(field, lenient_numbers=True, lenient_dates=True))


@step("GetVariable")
def get_variable(scope: StepScope, settings: VariableFieldsSettings, inputs: Inputs) -> Outputs:
    """Return the rows, or one row where none come in, with the variables' values added."""
    del scope
    columns = []
    for each in settings.fields:
        field = each.field
        if field.type is KettleType.STRING and field.length < 0:
            field = Field(field.name, length=len(each.text))
        columns.append((field, pl.lit(parsed([each.text or None], each.field)).first()))
    if inputs.main is not None:
        return Outputs(inputs.main.appended(columns))
    return Outputs(_beside(pl.LazyFrame({NUMBER: [0]}), columns))


def _beside(rows: pl.LazyFrame, columns: Iterable[tuple[Field, pl.Expr]]) -> Stream:
    """Return the fields of as many rows as there are, whose only column is their number."""
    made = Stream(rows, ()).appended(columns)
    return made.with_frame(made.frame.drop(NUMBER))
