"""TextFileOutput: rows as delimited lines."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, Stream
from onedata_resources.kettle.engine.text_files import TextFiles
from onedata_resources.kettle.engine.text_lines import LINE
from onedata_resources.kettle.settings.files import OutputField, TextOutputSettings
from onedata_resources.kettle.values.convert import not_empty, to_text, trimmed, value_of
from onedata_resources.kettle.values.types import Field, KettleType

K = KettleType


@step("TextFileOutput")
def text_file_output(scope: StepScope, settings: TextOutputSettings, inputs: Inputs) -> Outputs:
    """Write the rows as lines and pass them on."""
    stream = inputs.required()
    fields = [_described(stream, each) for each in settings.fields] or [
        OutputField(each, "", has_format=False) for each in stream.fields
    ]
    texts = [_text(stream, each, settings) for each in fields]
    line = pl.concat_str(texts, separator=settings.separator)
    line = pl.concat_str([line, pl.lit(settings.line_end)])
    files = TextFiles(settings, scope.metrics.copy, _header(fields, settings))
    if not settings.name_field:
        files.opened(settings.name)
    scope.writes(files)
    name = stream.field(settings.name_field).name if settings.name_field else ""
    shared = stream.with_frame(stream.frame.cache()) if scope.next_steps else stream
    lines = shared.frame.select(*([name] if name else []), line.alias(LINE))

    def write(batch: pl.DataFrame) -> None:
        scope.add("output", _write(files, settings, batch, name))
        if not scope.next_steps:
            scope.add("written", batch.height)

    scope.sink(lines, write)
    return Outputs(shared if scope.next_steps else None)


def _write(files: TextFiles, settings: TextOutputSettings, batch: pl.DataFrame, name: str) -> int:
    """Write one batch to the file, or to the file that each row names; return the lines."""
    if name:
        parts = batch.partition_by(name, as_dict=True, maintain_order=True)
        return sum(
            files.write(str(key[0]), _joined(part), part.height) for key, part in parts.items()
        )
    if settings.split_every <= 0:
        return files.write(settings.name, _joined(batch), batch.height)
    lines = 0
    while batch.height:
        room = settings.split_every - files.opened(settings.name).rows
        part = batch.head(room)
        lines += files.write(settings.name, _joined(part), part.height)
        batch = batch.slice(part.height)
        if part.height == room and batch.height:
            files.next_part(settings.name)
    return lines


def _joined(batch: pl.DataFrame) -> str:
    return str(batch[LINE].str.join("").item())


def _described(stream: Stream, output: OutputField) -> OutputField:
    """Return the field as the stream knows it, with what the step's own list says about it."""
    known, given = stream.field(output.field.name), output.field
    merged = replace(
        known,
        length=given.length,
        precision=given.precision,
        mask=given.mask,
        decimal=given.decimal or known.decimal,
        group=given.group or known.group,
        trim=given.trim,
        lazy=known.lazy and not output.has_format,
    )
    return OutputField(merged, output.null_text, output.has_format)


def _text(stream: Stream, output: OutputField, settings: TextOutputSettings) -> pl.Expr:
    """Return what is written for the field, never null."""
    field, known = output.field, stream.field(output.field.name)
    text = pl.col(known.name) if field.lazy else to_text(value_of(known), field)
    text = not_empty(text) if field.type is K.STRING and output.null_text else text
    if field.type is K.STRING:
        text = _fitted(trimmed(text, field.trim), field)
    text = text.fill_null(output.null_text)
    return _enclosed(text, settings) if field.type is K.STRING else text


def _fitted(text: pl.Expr, field: Field) -> pl.Expr:
    """Cut or pad the text to the field's length."""
    if field.length < 0:
        return text
    return text.str.slice(0, field.length).str.pad_end(field.length)


def _enclosed(text: pl.Expr, settings: TextOutputSettings) -> pl.Expr:
    """Enclose the text when forced to, or when it holds the separator or the enclosure."""
    mark = settings.enclosure
    if not mark or (settings.fix_disabled and not settings.force_enclosure):
        return text
    doubled = text.str.replace_all(mark, mark * 2, literal=True)
    enclosed = pl.concat_str([pl.lit(mark), doubled, pl.lit(mark)])
    if settings.force_enclosure and not settings.pad:
        return pl.when(text != "").then(enclosed).otherwise(text)
    needs = text.str.contains(mark, literal=True)
    if settings.separator:
        needs = needs | text.str.contains(settings.separator, literal=True)
    return pl.when(needs).then(enclosed).otherwise(text)


def _header(fields: list[OutputField], settings: TextOutputSettings) -> str:
    mark = settings.enclosure
    names = []
    for each in fields:
        name = each.field.name
        forced = settings.force_enclosure and each.field.type is K.STRING and not settings.pad
        special = settings.separator and settings.separator in name and not settings.fix_disabled
        names.append(f"{mark}{name}{mark}" if mark and (forced or special) else name)
    return settings.separator.join(names) + settings.line_end
