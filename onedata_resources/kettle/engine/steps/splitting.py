"""Steps that take texts apart: FieldSplitter and SplitFieldToRows3."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from onedata_resources.kettle.engine.parts import PART, required_pattern, typed_parts, why_lost
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.steps.texts import text_field
from onedata_resources.kettle.engine.stream import Inputs, Outputs, Stream
from onedata_resources.kettle.settings.splitting import (
    FieldSplitterSettings,
    PartField,
    SplitRowsSettings,
)
from onedata_resources.kettle.values.convert import not_empty, valuewise
from onedata_resources.kettle.values.types import Field, KettleType, free_name, made_field

K = KettleType
DEFAULT_INTEGER_LENGTH = 10
PARTS = pl.List(pl.String())


@step("FieldSplitter")
def field_splitter(scope: StepScope, settings: FieldSplitterSettings, inputs: Inputs) -> Outputs:
    """Return the rows with the parts of a text in the text's place."""
    stream = inputs.required()
    source = text_field(stream, settings.name)
    marked = _split(stream, source, settings)
    beside, values, lost = typed_parts(marked, _parts(settings))
    if lost:
        beside = scope.checked(beside, *why_lost(lost))
    columns: list[tuple[Field, pl.Expr]] = []
    for field in stream.fields:
        kept = [(field, pl.col(field.name))]
        columns += _renamed(stream, source, values) if field.name == source.name else kept
    return Outputs(beside.selected(columns))


def _renamed(
    stream: Stream, source: Field, values: list[tuple[Field, pl.Expr]]
) -> list[tuple[Field, pl.Expr]]:
    """Return the parts under names that no other field of the row has, before or behind them."""
    taken = [name for name in stream.names if name != source.name]
    columns = []
    for field, value in values:
        name = free_name(field.name, taken)
        taken.append(name)
        columns.append((replace(field, name=name), value))
    return columns


def _split(stream: Stream, source: Field, settings: FieldSplitterSettings) -> Stream:
    """Return the stream with the list of parts, or for plain parts a struct of them, beside it."""
    text, delimiter = stream.value(source.name), settings.delimiter
    if settings.enclosure:
        parts = valuewise(text, lambda each: enclosed_parts(str(each), settings), PARTS)
    elif settings.fields[0].mark:
        parts = text.str.split(delimiter)
    else:
        parts = text.str.split_exact(delimiter, len(settings.fields))
    return stream.with_frame(stream.frame.with_columns(parts.alias(f"{PART}all")))


def _parts(settings: FieldSplitterSettings) -> Iterable[tuple[PartField, pl.Expr]]:
    found = pl.col(f"{PART}all")
    for number, part in enumerate(settings.fields):
        if part.mark:
            own = found.list.eval(pl.element().filter(pl.element().str.starts_with(part.mark)))
            text = own.list.first()
            text = text.str.slice(len(part.mark)) if part.remove_mark else text
        elif settings.enclosure:
            text = found.list.get(number, null_on_oob=True)
        else:
            text = found.struct.field(f"field_{number}")
        yield part, not_empty(text)


def enclosed_parts(text: str, settings: FieldSplitterSettings) -> list[str]:
    """Return the parts of the text; delimiters inside an enclosure do not count."""
    parts: list[str] = []
    open_part: str | None = None
    for piece in text.split(settings.delimiter):
        odd = piece.count(settings.enclosure) % 2 == 1
        if open_part is not None:
            open_part += settings.delimiter + piece
            if odd:
                parts.append(open_part)
                open_part = None
        elif odd:
            open_part = piece
        else:
            parts.append(piece)
    return [_bare(part, settings.enclosure) for part in parts] if settings.bare else parts


def _bare(part: str, enclosure: str) -> str:
    """Return the part without its first and its last enclosure, where there are two."""
    first, last = part.find(enclosure), part.rfind(enclosure)
    if first == last:
        return part
    inner = part[first + len(enclosure) : last]
    return part[:first] + inner + part[last + len(enclosure) :]


@step("SplitFieldToRows3")
def split_field_to_rows(scope: StepScope, settings: SplitRowsSettings, inputs: Inputs) -> Outputs:
    """Return one row for each part of the text, numbered if asked for; null is one empty part."""
    del scope
    stream = inputs.required()
    text = stream.value(text_field(stream, settings.name).name).fill_null("")
    parts, number = f"{PART}text", f"{PART}number"
    frame = stream.frame.with_columns(_row_parts(text, settings).alias(parts))
    if settings.number_per_row:
        numbers = pl.int_ranges(1, pl.col(parts).list.len().cast(pl.Int64) + 1)
        frame = frame.with_columns(numbers.alias(number)).explode(parts, number)
    else:
        frame = frame.explode(parts).with_row_index(number, offset=1)
    added = [(Field(settings.output, K.STRING), pl.col(parts))]
    if settings.number_field:
        field = made_field(settings.number_field, K.INTEGER, DEFAULT_INTEGER_LENGTH, 0)
        added.append((field, pl.col(number).cast(pl.Int64)))
    more = stream.with_frame(frame).appended(added)
    return Outputs(more.fields_only())


def _row_parts(text: pl.Expr, settings: SplitRowsSettings) -> pl.Expr:
    if settings.delimiter and not settings.regex:
        return text.str.split(settings.delimiter)
    pattern = required_pattern(settings.delimiter, "" if settings.regex else "q")
    return valuewise(text, lambda each: pattern.split(str(each)), PARTS)
