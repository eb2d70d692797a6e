"""CsvInput: delimited files, read by position."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import polars as pl

from onedata_resources.kettle.engine.conversions import with_typed
from onedata_resources.kettle.engine.csv_rows import csv_rows
from onedata_resources.kettle.engine.csv_values import text_field, typed_at_once, unfit_text
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.engine.text_lines import LINE
from onedata_resources.kettle.settings.files import CsvInputSettings, local_path
from onedata_resources.kettle.values.types import NUMERIC, Field, KettleType, made_field

K = KettleType
ROW = "__kettle_number"


@step("CsvInput")
@step("ParGzipCsvInput")
def csv_input(scope: StepScope, settings: CsvInputSettings, inputs: Inputs) -> Outputs:
    """Return the files' rows; a value that does not fit its type sends its row to the error hop.

    Of several copies that share a file, the first one reads it.
    """
    names = _filenames(settings, inputs)
    texts = tuple(text_field(field) for field in settings.fields)
    if not names or (settings.parallel and scope.metrics.copy):
        frame = _nothing(settings)
    else:
        frame = pl.concat([_numbered(_rows(scope, settings, name), settings) for name in names])
    stream = Stream(scope.counted(frame, "input"), texts)
    outputs = Outputs(_unread(stream)) if settings.lazy else _converted(scope, stream)
    return _with_extras(outputs, settings)


def _unread(stream: Stream) -> Stream:
    """Return the stream whose texts, too, are bytes of the file to later steps."""
    return Stream(stream.frame, tuple(replace(each, lazy=True) for each in stream.fields))


def _filenames(settings: CsvInputSettings, inputs: Inputs) -> list[str]:
    if inputs.main is None:
        return [settings.filename]
    column = inputs.main.field(settings.filename_field or inputs.main.names[0]).name
    found = inputs.main.frame.select(column).collect().to_series().drop_nulls()
    return [str(name) for name in found]


def _nothing(settings: CsvInputSettings) -> pl.LazyFrame:
    names = [*(field.name for field in settings.fields), *([LINE] * settings.include_filename)]
    frame = pl.LazyFrame(schema=dict.fromkeys(names, pl.String()))
    return _numbered(frame, settings)


def _numbered(frame: pl.LazyFrame, settings: CsvInputSettings) -> pl.LazyFrame:
    """Number the rows of one file where the step wants that."""
    if not settings.row_number_field:
        return frame
    return frame.with_row_index(ROW, offset=1).with_columns(pl.col(ROW).cast(pl.Int64))


def _rows(scope: StepScope, settings: CsvInputSettings, name: str) -> pl.LazyFrame:
    """Return the file's fields as texts, empty ones as null.

    Raises:
        StepError: The file is missing, or quoted fields span lines in a way that cannot be read.
    """
    path = Path(local_path(name))
    if not path.is_file():
        raise StepError(
            f"File [{path}] does not exist or is not a file.", f"文件 [{path}] 不存在或不是文件。"
        )
    scope.reads(path, wanted=settings.add_to_result)
    rows = csv_rows(scope, settings, path)
    return rows.with_columns(pl.lit(name).alias(LINE)) if settings.include_filename else rows


def _converted(scope: StepScope, stream: Stream) -> Outputs:
    """Return typed rows; in a rejected row only the values that do not fit are null."""
    if scope.error_hop is None:
        return Outputs(typed_at_once(scope, stream, unfit_text))
    typed = [field for field in stream.fields if field.lazy]
    fields = tuple(replace(field, lazy=False) for field in stream.fields)
    checked = with_typed(stream, [(each.name, replace(each, trim="none")) for each in typed])
    stream = checked.stream
    rejected = None
    if checked.lost:
        bad = pl.any_horizontal(each for _, each in checked.lost)
        why = _listed(pl.when(each).then(unfit_text(field)) for field, each in checked.lost)
        kinds = _listed(
            pl.when(each).then(pl.lit(_described(field))) for field, each in checked.lost
        )
        count = pl.sum_horizontal(each.cast(pl.Int64) for _, each in checked.lost)
        stream, rejected = scope.split(
            stream, bad, why, fields=kinds, code="CSVINPUT001", errors=count
        )
    values = [checked.value(each.name).alias(each.name) for each in typed]
    main = Stream(stream.frame.with_columns(values), fields)
    if rejected is None:
        return Outputs(main)
    extra = rejected.fields[len(fields) :]
    return Outputs(main, rejected=Stream(rejected.frame.with_columns(values), (*fields, *extra)))


def _listed(texts: Iterable[pl.Expr]) -> pl.Expr:
    return pl.concat_str(list(texts), separator=", ", ignore_nulls=True)


def _described(field: Field) -> str:
    """Return Kettle's words for the type of a field that holds its text."""
    size = ""
    if field.length > 0 and field.type in NUMERIC:
        places = (
            f", {field.precision}" if field.precision > 0 and field.type is not K.INTEGER else ""
        )
        size = f"({field.length}{places})"
    return f"{field.type}{size}<binary-string>"


def _with_extras(outputs: Outputs, settings: CsvInputSettings) -> Outputs:
    """Add the file name and the row number, which the frame carries beside the fields."""
    added: list[tuple[Field, pl.Expr]] = []
    if settings.include_filename:
        added.append((Field(settings.filename_field), pl.col(LINE)))
    if settings.row_number_field:
        added.append((made_field(settings.row_number_field, K.INTEGER, 10), pl.col(ROW)))
    if not added or outputs.main is None:
        return outputs
    rejected = outputs.rejected
    if rejected is not None:
        rejected = _inserted(rejected, added, len(settings.fields))
    return Outputs(_inserted(outputs.main, added, len(settings.fields)), rejected=rejected)


def _inserted(stream: Stream, added: list[tuple[Field, pl.Expr]], at: int) -> Stream:
    columns = [(field, pl.col(field.name)) for field in stream.fields]
    return stream.selected([*columns[:at], *added, *columns[at:]])
