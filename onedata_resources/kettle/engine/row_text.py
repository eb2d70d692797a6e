"""Rows as delimited text: the texts of a batch's fields, and its lines as bytes.

Most files are joined and written by Polars' own sink (`steps/text_output.py`). Where each file's
rows must be told apart, the lines of a batch are made here with expressions, and their bytes taken
from the column that holds them: `write_csv` would run a query within the run's query, which can
stop both for good.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

import polars as pl

from onedata_resources.kettle.engine.stream import Stream
from onedata_resources.kettle.settings.text_output import OutputField, TextOutputSettings
from onedata_resources.kettle.values.convert import (
    not_empty,
    number_mask_of,
    to_text,
    trimmed,
)
from onedata_resources.kettle.values.plain_text import plain_text
from onedata_resources.kettle.values.stored import value_of
from onedata_resources.kettle.values.types import (
    DEFAULT_NUMBER_MASKS,
    TEMPORAL,
    Field,
    KettleType,
)

K = KettleType


class RowText:
    """Prints rows as the settings of a TextFileOutput say."""

    def __init__(self, stream: Stream, settings: TextOutputSettings, date_mask: str = "") -> None:
        """Take the stream's fields; `date_mask` is that of dates which have none of their own."""
        self.settings = settings
        outputs = [_described(stream, each) for each in settings.fields] or [
            OutputField(each, "", has_format=False) for each in stream.fields
        ]
        if date_mask:
            outputs = [_dated(each, date_mask) for each in outputs]
        self.columns = [(each, stream.field(each.field.name)) for each in outputs]
        self.fields = [each.field for each in outputs]

    def header(self) -> bytes:
        """Return the line of names."""
        mark = self.settings.enclosure
        names = []
        for field in self.fields:
            forced = self.settings.force_enclosure and field.type is K.STRING
            signs = [each for each in (mark, self.settings.separator) if each]
            special = any(each in field.name for each in signs) and not self.settings.fix_disabled
            names.append(f"{mark}{field.name}{mark}" if forced or special else field.name)
        return self.encoded(self.settings.separator.join(names) + self.settings.line_end)

    def encoded(self, text: str) -> bytes:
        """Return the text in the file's encoding; what it cannot hold becomes a question mark."""
        return text.encode(self.settings.encoding, "replace")

    @property
    def joinable(self) -> bool:
        """Return whether Polars' own writer can join the texts to lines."""
        sign, encoding = self.settings.separator, self.settings.encoding.upper()
        return len(sign) == 1 and sign.isascii() and encoding == "UTF-8" and bool(self.columns)

    @property
    def schema(self) -> Mapping[str, pl.DataType]:
        """Return the columns of `texts`."""
        return {
            str(number): pl.Int64() if self._plain_digits(output, known) else pl.String()
            for number, (output, known) in enumerate(self.columns)
        }

    @cached_property
    def _texts(self) -> list[pl.Expr]:
        """Return the columns of `texts`, before nulls have their text and signs are enclosed."""
        return [
            self._text(output, known).alias(str(number))
            for number, (output, known) in enumerate(self.columns)
        ]

    def texts(self, batch: pl.DataFrame) -> pl.DataFrame:
        """Return what is written for each field, null where that is nothing.

        An Integer whose digits are its text stays a number.
        """
        texts = batch.select(self._texts)
        changed = []
        for column, (output, _) in zip(texts.get_columns(), self.columns, strict=True):
            nothing = output.null_text and column.null_count()
            text = column.fill_null(output.null_text) if nothing else column
            if output.field.type is K.STRING:
                text = self._enclosed(text)
            if text is not column:
                changed.append(text)
        return texts.with_columns(changed) if changed else texts

    def lines(self, batch: pl.DataFrame) -> bytes | memoryview:
        """Return the rows as lines."""
        texts = self.texts(batch).select(pl.all().cast(pl.String).fill_null(""))
        signs = [self.settings.separator, self.settings.line_end]
        separator, end = (each.replace("{", "{{").replace("}", "}}") for each in signs)
        template = separator.join(["{}"] * texts.width) + end
        # Polars 2.1 panics in `format` where a column has a chunk without rows.
        rows = texts.rechunk().select(pl.format(template, *texts.columns)).to_series()
        data = utf8_of(rows)
        if self.settings.encoding.upper() == "UTF-8":
            return data
        return self.encoded(data.tobytes().decode())

    def _plain_digits(self, output: OutputField, known: Field) -> bool:
        """Return whether the field is an Integer that is written as its digits."""
        field, settings = output.field, self.settings
        if field.type is not K.INTEGER or known.type is not K.INTEGER or known.lazy:
            return False
        mask = DEFAULT_NUMBER_MASKS[K.INTEGER]
        shown = settings.fast or (number_mask_of(field) == mask and not settings.pad)
        return shown and not output.null_text

    def _text(self, output: OutputField, known: Field) -> pl.Expr:
        """Return what is written for the field, null or empty where it has no value."""
        field, column = output.field, pl.col(known.name)
        if self._plain_digits(output, known):
            return column
        if self.settings.fast:
            if known.lazy or field.type is K.STRING:
                return column
            # A moment of either type is written as a Date prints itself.
            moment = known.type in TEMPORAL
            return plain_text(column, replace(known, type=K.DATE) if moment else known)
        text = column if field.shown_as_read else to_text(value_of(known), field)
        if field.type is not K.STRING:
            return _padded(text, field) if self.settings.pad else text
        if output.null_text:
            text = not_empty(text)
        text = _padded(trimmed(text, field.trim), field)
        blank = self.settings.pad and field.length > 0 and not output.null_text
        return text.fill_null(" " * field.length) if blank else text

    def _enclosed(self, text: pl.Series) -> pl.Series:
        """Return the texts with those enclosed that have to be."""
        mark, settings = self.settings.enclosure, self.settings
        if not mark:
            return text
        if settings.force_enclosure and not settings.pad:
            return self._marked(text, text != "")
        if settings.fix_disabled:
            return text
        signs = "|".join(re.escape(each) for each in (mark, settings.separator) if each)
        needs = text.str.contains(signs)
        return self._marked(text, needs) if needs.any() else text

    def _marked(self, text: pl.Series, needs: pl.Series) -> pl.Series:
        mark = self.settings.enclosure
        doubled = text.str.replace_all(mark, mark * 2, literal=True)
        return (mark + doubled + mark).zip_with(needs.fill_null(False), text).alias(text.name)


def utf8_of(texts: pl.Series) -> memoryview:
    """Return the bytes of all texts, one after the other."""
    array = texts.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest())
    buffers, offsets = array.buffers(), array.offset
    if not len(array) or buffers[2] is None:
        return memoryview(b"")
    ends = memoryview(buffers[1]).cast("q")
    return memoryview(buffers[2])[ends[offsets] : ends[offsets + len(array)]]


def _described(stream: Stream, output: OutputField) -> OutputField:
    """Return the field as the stream knows it, with what the step's own list says about it."""
    merged = stream.field(output.field.name).described(output.field)
    return OutputField(merged, output.null_text, output.has_format)


def _dated(output: OutputField, mask: str) -> OutputField:
    field = output.field
    if field.type not in TEMPORAL or field.mask:
        return output
    return replace(output, field=replace(field, mask=mask))


def _padded(text: pl.Expr, field: Field) -> pl.Expr:
    """Cut or pad the text to the field's length."""
    if field.length < 0 or (field.length == 0 and field.type is not K.STRING):
        return text
    return text.str.slice(0, field.length).str.pad_end(field.length)
