"""TextFileInput: delimited or fixed text files, read line by line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl

from onedata_resources.kettle.engine.conversions import with_typed
from onedata_resources.kettle.engine.failures import missing_files
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, Stream
from onedata_resources.kettle.engine.text_lines import LINE, scan_lines, split_fields
from onedata_resources.kettle.settings.files import local_path
from onedata_resources.kettle.settings.text_input import TextField, TextInputSettings
from onedata_resources.kettle.values.convert import not_empty, trimmed
from onedata_resources.kettle.values.types import Field, KettleType

K = KettleType
FILE = "__kettle_file"
ROW = "__kettle_number"
SMALL_BYTES = 64 * 1024 * 1024
BAD = "__kettle_bad_"


@step("TextFileInput")
def text_file_input(scope: StepScope, settings: TextInputSettings, inputs: Inputs) -> Outputs:
    """Return the files' rows; a value that does not fit its type fails the step or is told of."""
    frame = _all_rows(settings, _paths(scope, settings, inputs))
    if not settings.row_number_by_file:
        frame = frame.drop(ROW).with_row_index(ROW, offset=1)
    frame = frame.with_columns(pl.col(ROW).cast(pl.Int64))
    frame = frame.head(settings.limit) if settings.limit > 0 else frame
    frame = scope.counted(frame, "input")
    texts = tuple(Field(each.field.name) for each in settings.fields)
    stream = Stream(frame.with_columns(_cleaned(each) for each in settings.fields),
                    (*texts, Field(FILE), Field(ROW, K.INTEGER)))  # fmt: skip
    return _typed(scope, settings, stream)


def _all_rows(settings: TextInputSettings, paths: list[Path]) -> pl.LazyFrame:
    """Return the rows of all files; small files are read at once, so that batches are large."""
    if not paths:
        empty = dict.fromkeys([each.field.name for each in settings.fields], pl.String())
        return pl.LazyFrame(schema={**empty, FILE: pl.String(), ROW: pl.Int64()})
    frame = pl.concat([_rows(settings, path) for path in paths])
    if len(paths) > 1 and sum(path.stat().st_size for path in paths) < SMALL_BYTES:
        return frame.collect(engine="streaming").rechunk().lazy()
    return frame


def _paths(scope: StepScope, settings: TextInputSettings, inputs: Inputs) -> list[Path]:
    """Return the files to read; a required one that is missing fails the step."""
    if settings.names_step or settings.names_field:
        names = inputs.named.get(settings.names_step) or inputs.required()
        column = names.field(settings.names_field).name
        found = names.frame.select(column).collect().to_series().drop_nulls()
        return [Path(local_path(str(name))) for name in found]
    missing = [each.name for each in settings.files if each.required and not each.paths()]
    if missing and not settings.ignore_errors:
        raise missing_files(missing)
    scope.require_folders(settings.files)
    return [path for choice in settings.files for path in choice.paths()]


def _rows(settings: TextInputSettings, path: Path) -> pl.LazyFrame:
    lines = scan_lines(path, settings.encoding, settings.compression, marked=True)
    lines = lines.slice(settings.header_lines) if settings.header_lines else lines
    if settings.footer_lines:
        count = lines.select(pl.len()).collect().item()
        lines = lines.head(max(count - settings.footer_lines, 0))
    if settings.skip_empty:
        lines = lines.filter(pl.col(LINE) != "")
    names = [each.field.name for each in settings.fields]
    if settings.fixed:
        fields = lines.select(_cut(each) for each in settings.fields)
    else:
        fields = split_fields(lines, names, settings.separator, settings.enclosure, settings.escape)
    return fields.with_row_index(ROW, offset=1).select(
        *names, pl.lit(str(path)).alias(FILE), pl.col(ROW).cast(pl.Int64)
    )


def _cut(each: TextField) -> pl.Expr:
    length = each.field.length if each.field.length > 0 else None
    return pl.col(LINE).str.slice(max(each.position, 0), length).alias(each.field.name)


def _cleaned(each: TextField) -> pl.Expr:
    """Return the field's text: trimmed, null where the settings say so, then filled."""
    text = trimmed(pl.col(each.field.name), each.field.trim)
    if each.null_if:
        padded = text.str.strip_chars_end(" ").str.to_lowercase()
        text = pl.when(padded != each.null_if.rstrip(" ").lower()).then(text)
    text = not_empty(text)
    if each.if_null:
        text = text.fill_null(each.if_null)
    text = text.forward_fill() if each.repeat else text
    return text.alias(each.field.name)


def _typed(scope: StepScope, settings: TextInputSettings, stream: Stream) -> Outputs:
    """Return the typed rows, with error columns, without bad rows, or failing at the first."""
    typed = [each.field for each in settings.fields if each.field.type is not K.STRING]
    checked = with_typed(stream, [(field.name, replace(field, trim="none")) for field in typed])
    stream, wrong = checked.stream, checked.lost
    values = {field.name: checked.value(field.name) for field in typed}
    rejected = None
    told = settings.ignore_errors and not settings.skip_error_lines
    if wrong and told:
        stream = _told(settings, stream, wrong)
    elif wrong and settings.skip_error_lines:
        good = pl.any_horizontal(bad for _, bad in wrong).not_()
        kept = stream.frame.filter(good).drop(ROW).with_row_index(ROW, offset=1)
        stream = stream.with_frame(kept)
    elif wrong:
        why = pl.coalesce(pl.when(bad).then(_message(field)) for field, bad in wrong)
        bad = pl.any_horizontal(bad for _, bad in wrong)
        names = ",".join(field.name for field in typed)
        stream, rejected = scope.split(stream, bad, why, fields=names, code="TEXTFILEINPUT001")
    columns = [
        (each.field, values.get(each.field.name, pl.col(each.field.name)))
        for each in settings.fields
    ]
    for name, kind, source in (
        (settings.count_field, K.INTEGER, pl.col(f"{BAD}n") if wrong and told else pl.lit(0)),
        (settings.fields_field, K.STRING, _extra("f", present=bool(wrong) and told)),
        (settings.text_field, K.STRING, _extra("t", present=bool(wrong) and told)),
        (settings.file_field, K.STRING, pl.col(FILE)),
        (settings.row_number_field, K.INTEGER, pl.col(ROW)),
        (settings.short_name_field, K.STRING, pl.col(FILE).str.split("/").list.last()),
    ):
        if name:
            columns.append(
                (Field(name, kind), source.cast(pl.Int64) if kind is K.INTEGER else source)
            )
    return Outputs(stream.selected(_in_kettle_order(settings, columns)), rejected=rejected)


def _extra(mark: str, *, present: bool) -> pl.Expr:
    return pl.col(f"{BAD}{mark}") if present else pl.lit(None, pl.String)


def _in_kettle_order(
    settings: TextInputSettings, columns: list[tuple[Field, pl.Expr]]
) -> list[tuple[Field, pl.Expr]]:
    """Put the file name and the row number behind the fields, before the error columns."""
    last = {settings.count_field, settings.fields_field, settings.text_field} - {""}
    return sorted(columns, key=lambda column: column[0].name in last)


def _message(field: Field) -> pl.Expr:
    return pl.format(
        f"Couldn't parse field [{field.type}] with value [{{}}], format [{field.mask}] "
        "on data row [{}].",
        pl.col(field.name),
        pl.col(ROW),
    )


def _told(
    settings: TextInputSettings, stream: Stream, wrong: list[tuple[Field, pl.Expr]]
) -> Stream:
    """Return the stream with the number, names and texts of each row's errors beside it."""
    del settings
    count = pl.sum_horizontal(bad.cast(pl.Int64) for _, bad in wrong)
    names = [pl.when(bad).then(pl.lit(field.name)) for field, bad in wrong]
    texts = [pl.when(bad).then(_message(field)) for field, bad in wrong]
    return stream.with_frame(
        stream.frame.with_columns(
            count.alias(f"{BAD}n"),
            not_empty(pl.concat_str(names, separator=",", ignore_nulls=True)).alias(f"{BAD}f"),
            not_empty(pl.concat_str(texts, separator="\n", ignore_nulls=True)).alias(f"{BAD}t"),
        )
    )
