"""JsonInput: rows from JSON documents in files, or in a field of the rows that come in."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from onedata_resources.kettle.engine.conversions import with_typed
from onedata_resources.kettle.engine.failures import missing_files
from onedata_resources.kettle.engine.json_rows import WHY, JsonRows
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import (
    Inputs,
    Outputs,
    Stream,
    free_name,
)
from onedata_resources.kettle.settings.json_input import JsonInputSettings
from onedata_resources.kettle.values.types import Field, KettleType

K = KettleType
FILE = "__kettle_file"
ROW = "__kettle_number"


@step("JsonInput")
def json_input(scope: StepScope, settings: JsonInputSettings, inputs: Inputs) -> Outputs:
    """Return the documents' rows; a document that cannot be read goes to the error hop."""
    source = _source(scope, settings, inputs)
    column = FILE if not settings.source_field else source.field(settings.source_field).name
    names: list[str] = []
    for each in settings.fields:
        names.append(free_name(each.field.name, [*source.names, *names]))
    rows = JsonRows(settings, column, tuple(names))
    schema = dict(source.frame.collect_schema()) | dict.fromkeys([*names, WHY], pl.String())
    expanded = scope.tap(source.frame, rows.expand, schema=schema)
    texts = [Field(name) for name in names]
    wide = Stream(expanded, (*source.fields, *texts, Field(WHY)))
    good, rejected = _typed(scope, settings, source, wide, names)
    return Outputs(_finished(scope, settings, good, names, column), rejected=rejected)


def _source(scope: StepScope, settings: JsonInputSettings, inputs: Inputs) -> Stream:
    """Return one row per document: the rows that come in, or the names of the files."""
    if settings.source_field:
        return inputs.required()
    paths = [path for choice in settings.files for path in choice.paths()]
    missing = [each.name for each in settings.files if not each.paths()]
    if missing and not settings.ignore_missing_file:
        raise missing_files(missing)
    scope.require_folders(settings.files)
    frame = pl.LazyFrame({FILE: [str(path) for path in paths]}, schema={FILE: pl.String})
    return Stream(frame, (Field(FILE),))


def _typed(
    scope: StepScope, settings: JsonInputSettings, source: Stream, wide: Stream, names: list[str]
) -> tuple[Stream, Stream | None]:
    """Return rows with typed values, and the rejected ones as they came in."""
    typed = tuple(
        replace(each.field, name=name) for name, each in zip(names, settings.fields, strict=True)
    )
    checked = with_typed(wide, [(name, field) for name, field in zip(names, typed, strict=True)])
    why = pl.coalesce(
        pl.col(WHY), *(pl.when(bad).then(_lost(field.name, field)) for field, bad in checked.lost)
    )
    bad = pl.any_horizontal(pl.col(WHY).is_not_null(), *(each for _, each in checked.lost))
    good, rejected = scope.split(
        checked.stream, bad, why, fields=settings.source_field, code="JsonInput001"
    )
    columns = [(field, pl.col(field.name)) for field in source.fields]
    main = good.selected([*columns, *((field, checked.value(field.name)) for field in typed)])
    if rejected is None:
        return main, None
    extra = rejected.fields[len(wide.fields) :]
    return main, rejected.selected([*columns, *((field, pl.col(field.name)) for field in extra)])


def _lost(name: str, field: Field) -> pl.Expr:
    value = pl.col(name)
    return pl.format(
        f"字段 [{name}] 的值 [{{}}] 无法按 {field.type} 解析 / "
        f"Couldn't parse field [{name}] with value [{{}}] as {field.type}",
        value,
        value,
    )


def _finished(
    scope: StepScope,
    settings: JsonInputSettings,
    stream: Stream,
    names: list[str],
    column: str,
) -> Stream:
    """Return the rows with repeated values filled, limited, numbered, and without the source."""
    frame = scope.counted(stream.frame, "input")
    repeated = [
        pl.col(name).forward_fill()
        for name, each in zip(names, settings.fields, strict=True)
        if each.repeat
    ]
    frame = frame.with_columns(repeated) if repeated else frame
    frame = frame.head(settings.limit) if settings.limit > 0 else frame
    columns = [(field, pl.col(field.name)) for field in stream.fields if field.name != FILE]
    if settings.remove_source and settings.source_field:
        columns = [(field, value) for field, value in columns if field.name != column]
    if settings.file_field:
        columns.append((Field(settings.file_field), pl.col(column)))
    if settings.row_number_field:
        frame = frame.with_row_index(ROW, offset=1)
        number = Field(settings.row_number_field, K.INTEGER)
        columns.append((number, pl.col(ROW).cast(pl.Int64)))
    return Stream(frame, stream.fields).selected(columns)
