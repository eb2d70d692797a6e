"""ConcatFields: fields joined to one text, printed as in a line of a text file."""

from __future__ import annotations

import polars as pl

from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, Stream
from onedata_resources.kettle.settings.texts import ConcatFieldsSettings, JoinedField
from onedata_resources.kettle.values.convert import not_empty, to_text, trimmed, value_of
from onedata_resources.kettle.values.plain_text import plain_text
from onedata_resources.kettle.values.types import Field, KettleType

K = KettleType


@step("ConcatFields")
def concat_fields(scope: StepScope, settings: ConcatFieldsSettings, inputs: Inputs) -> Outputs:
    """Return the rows with the joined text behind their fields, or in place of those joined."""
    del scope
    stream = inputs.required()
    fields = [_described(stream, each) for each in settings.fields] or [
        JoinedField(each, "") for each in stream.fields
    ]
    shown = _plain if settings.fast else _printed
    texts = [shown(stream, each, settings) for each in fields]
    joined = not_empty(pl.concat_str(texts, separator=settings.separator))
    gone = {each.field.name for each in fields} if settings.remove else set()
    kept = [(each, pl.col(each.name)) for each in stream.fields if each.name not in gone]
    target = Field(settings.target, K.STRING, settings.length, 0)
    return Outputs(stream.selected([*kept, (target, joined)]))


def _described(stream: Stream, wanted: JoinedField) -> JoinedField:
    """Return the field as the stream knows it, with what the step's own list says about it."""
    return JoinedField(stream.field(wanted.field.name).described(wanted.field), wanted.null_text)


def _plain(stream: Stream, each: JoinedField, settings: ConcatFieldsSettings) -> pl.Expr:
    """Return the value as Java prints it, enclosed where every value is."""
    known = stream.field(each.field.name)
    text = plain_text(value_of(known), known).fill_null(each.null_text)
    mark = pl.lit(settings.enclosure)
    return pl.concat_str([mark, text, mark]) if settings.force_enclosure else text


def _printed(stream: Stream, each: JoinedField, settings: ConcatFieldsSettings) -> pl.Expr:
    """Return the value with its mask; texts are trimmed, fitted to their length and enclosed."""
    field, known = each.field, stream.field(each.field.name)
    text = pl.col(known.name) if field.shown_as_read else to_text(value_of(known), field)
    if field.type is not K.STRING:
        return text.fill_null(each.null_text)
    text = trimmed(not_empty(text) if each.null_text else text, field.trim)
    if field.length >= 0:
        text = text.str.slice(0, field.length).str.pad_end(field.length)
    return _enclosed(text.fill_null(each.null_text), settings)


def _enclosed(text: pl.Expr, settings: ConcatFieldsSettings) -> pl.Expr:
    """Enclose a text when forced to, or when it holds the separator or the enclosure."""
    mark = settings.enclosure
    if not mark:
        return text
    if settings.force_enclosure and not settings.padded:
        needs = text != ""
    elif settings.fix_disabled:
        return text
    else:
        needs = text.str.contains(mark, literal=True)
        if settings.separator:
            needs = needs | text.str.contains(settings.separator, literal=True)
    doubled = text.str.replace_all(mark, mark * 2, literal=True)
    return pl.when(needs).then(pl.concat_str([pl.lit(mark), doubled, pl.lit(mark)])).otherwise(text)
