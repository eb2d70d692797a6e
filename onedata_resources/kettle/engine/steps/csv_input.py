"""CsvInput: one delimited file, read by position."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl

from onedata_resources.kettle.engine.conversions import with_typed
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.engine.text_lines import (
    LINE,
    holds,
    read_quoted_lines,
    scan_lines,
    split_fields,
)
from onedata_resources.kettle.settings.files import CsvInputSettings, local_path
from onedata_resources.kettle.values.convert import not_empty, trimmed
from onedata_resources.kettle.values.types import Field, KettleType

K = KettleType
ROW = "__kettle_number"


@step("CsvInput")
def csv_input(scope: StepScope, settings: CsvInputSettings, inputs: Inputs) -> Outputs:
    """Return the file's rows; a value that does not fit its type sends its row to the error hop."""
    names = _filenames(settings, inputs)
    frames = [_rows(scope, settings, Path(name)) for name in names]
    frame = pl.concat(frames) if len(frames) > 1 else frames[0]
    if settings.row_number_field:
        frame = frame.with_row_index(ROW, offset=1).with_columns(pl.col(ROW).cast(pl.Int64))
    frame = scope.counted(frame, "input")
    texts = tuple(_text_field(field) for field in settings.fields)
    stream = Stream(frame, texts)
    outputs = Outputs(stream) if settings.lazy else _converted(scope, stream)
    return _with_extras(outputs, settings)


def _filenames(settings: CsvInputSettings, inputs: Inputs) -> list[str]:
    if inputs.main is None:
        return [settings.filename]
    column = inputs.main.field(settings.filename_field or inputs.main.names[0]).name
    found = inputs.main.frame.select(column).collect().to_series().drop_nulls()
    return [local_path(str(name)) for name in found]


def _rows(scope: StepScope, settings: CsvInputSettings, path: Path) -> pl.LazyFrame:
    """Return the file's fields as texts, empty ones as null.

    Raises:
        StepError: The file is missing, or quoted fields span lines in a way that cannot be read.
    """
    if not path.is_file():
        raise StepError(
            f"File [{path}] does not exist or is not a file.", f"文件 [{path}] 不存在或不是文件。"
        )
    names = [field.name for field in settings.fields]
    lines = scan_lines(path, settings.encoding)
    enclosure = settings.enclosure if holds(path, settings.enclosure) else ""
    if enclosure and _spans_lines(lines, enclosure):
        rows = read_quoted_lines(path, settings.encoding, settings.separator, settings.enclosure)
        if settings.breaks_possible and any(len(row) < len(names) for row in rows):
            raise StepError(
                f"File [{path}] has rows with fewer fields than the step, which reads on in the "
                "next line because line breaks are possible in fields.",
                f"文件 [{path}] 中有些行的字段少于步骤的定义；由于允许字段内换行，会继续读下一行。",
            )
        padded = [[*row, *[""] * len(names)][: len(names)] for row in rows]
        schema = dict.fromkeys(names, pl.String())
        fields = pl.LazyFrame(padded, schema=schema, orient="row")
        fields = fields.slice(1) if settings.header else fields
    else:
        lines = _data_lines(scope, settings, lines)
        fields = split_fields(lines, names, settings.separator, enclosure)
    fields = fields.select(_cleaned(field) for field in settings.fields)
    return (
        fields.with_columns(pl.lit(str(path)).alias(LINE)) if settings.include_filename else fields
    )


def _data_lines(scope: StepScope, settings: CsvInputSettings, lines: pl.LazyFrame) -> pl.LazyFrame:
    """Return the lines that hold rows.

    As in Kettle, a header that names more columns than the step has fields leaves its rest as the
    first row, and a line with fewer fields than the step fails when fields may hold line breaks.
    """
    count, separator = len(settings.fields), settings.separator
    if settings.header:
        first = lines.head(1).collect().to_series().to_list()
        rest = first[0].split(separator)[count:] if first and separator else []
        lines = lines.slice(1)
        if rest:
            left = pl.LazyFrame({LINE: [separator.join(rest)]})
            lines = pl.concat([left, lines])
    lines = lines.filter(pl.col(LINE) != "")
    if not settings.breaks_possible or count < 2 or not separator:
        return lines
    short = pl.col(LINE).str.count_matches(separator, literal=True) < count - 1
    why = pl.format(
        "The row [{}] has fewer fields than the step, which reads on in the next line because "
        "line breaks are possible in fields.",
        pl.col(LINE),
    )
    return scope.checked(Stream(lines, (Field(LINE),)), short, why).frame


def _spans_lines(lines: pl.LazyFrame, enclosure: str) -> bool:
    """Return whether some line has an open enclosure at its end."""
    odd = pl.col(LINE).str.count_matches(enclosure, literal=True) % 2 == 1
    return bool(lines.select(odd.any()).collect(engine="streaming").item())


def _cleaned(field: Field) -> pl.Expr:
    return not_empty(trimmed(pl.col(field.name), field.trim))


def _text_field(field: Field) -> Field:
    return field if field.type is K.STRING else replace(field, lazy=True)


def _converted(scope: StepScope, stream: Stream) -> Outputs:
    """Return typed rows; in a rejected row only the values that do not fit are null."""
    typed = [field for field in stream.fields if field.lazy]
    fields = tuple(replace(field, lazy=False) for field in stream.fields)
    checked = with_typed(stream, [(each.name, replace(each, trim="none")) for each in typed])
    stream = checked.stream
    rejected = None
    if checked.lost:
        bad = pl.any_horizontal(each for _, each in checked.lost)
        whys = [
            pl.when(each).then(_why(field)).otherwise(pl.lit("")) for field, each in checked.lost
        ]
        kinds = f"{typed[0].type}<binary-string>"
        why = pl.concat_str(whys)
        stream, rejected = scope.split(stream, bad, why, fields=kinds, code="CSVINPUT001")
    values = [checked.value(each.name).alias(each.name) for each in typed]
    main = Stream(stream.frame.with_columns(values), fields)
    if rejected is None:
        return Outputs(main)
    extra = rejected.fields[len(fields) :]
    return Outputs(main, rejected=Stream(rejected.frame.with_columns(values), (*fields, *extra)))


def _why(field: Field) -> pl.Expr:
    """Return Kettle's text for a value that does not fit."""
    text = pl.col(field.name)
    position = text.str.extract(r"^(-?[\d.,]*)", 1).str.len_chars() + 1
    who = f"{field.name} String"
    return pl.format(
        f"\nUnexpected conversion error while converting value [{who}] to an {field.type}\n\n"
        f"{who} : couldn't convert String to {field.type}\n\n"
        f"{who} : couldn't convert String to number : non-numeric character found at position {{}}"
        " for value [{}]\n\n\n",
        position,
        text,
    )


def _with_extras(outputs: Outputs, settings: CsvInputSettings) -> Outputs:
    """Add the file name and the row number, which the frame carries beside the fields."""
    added: list[tuple[Field, pl.Expr]] = []
    if settings.include_filename:
        added.append((Field("filename", K.STRING), pl.col(LINE)))
    if settings.row_number_field:
        added.append((Field(settings.row_number_field, K.INTEGER), pl.col(ROW)))
    if not added or outputs.main is None:
        return outputs
    columns = [(field, pl.col(field.name)) for field in outputs.main.fields]
    return Outputs(outputs.main.selected([*columns, *added]), rejected=outputs.rejected)
