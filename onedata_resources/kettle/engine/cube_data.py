"""Kettle's binary form of fields and rows, as Java's data streams write it: high byte first."""

from __future__ import annotations

import gzip
import struct
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import IO, Any

import polars as pl

from onedata_resources.kettle.engine.stream import StepError
from onedata_resources.kettle.values.java_double import java_decimal
from onedata_resources.kettle.values.types import Field, KettleType

K = KettleType
TYPES = {1: K.NUMBER, 2: K.STRING, 3: K.DATE, 4: K.BOOLEAN, 5: K.INTEGER, 6: K.BIG_NUMBER,
         8: K.BINARY, 9: K.TIMESTAMP}  # fmt: skip
NUMBERS = {kind: number for number, kind in TYPES.items()}
TRIMS = ("none", "left", "right", "both")
NORMAL, AS_TEXT = 0, 1
"""How values are stored: as such, or as the bytes of the text that was read."""
FIRST = datetime(1970, 1, 1)  # noqa: DTZ001 - moments of rows have no zone
_NULL, _PRESENT = b"\1", b"\0"


@dataclass
class Source:
    """Reads the parts of the form from a file; an end in the middle of a row is an end of rows."""

    file: IO[bytes] | gzip.GzipFile

    def take(self, size: int) -> bytes:
        """Return so many bytes.

        Raises:
            EOFError: The file has fewer.
        """
        data = self.file.read(size)
        if len(data) < size:
            raise EOFError
        return data

    def number(self, form: str) -> Any:  # noqa: ANN401 - by its form
        """Return one number of the form."""
        return struct.unpack(f">{form}", self.take(struct.calcsize(f">{form}")))[0]

    def text(self) -> str | None:
        """Return a text; None where it says so."""
        size = self.number("i")
        return None if size < 0 else self.take(size).decode("utf-8", "replace")

    def field(self) -> Field:
        """Return a field.

        Raises:
            StepError: Its type, or the way its values are stored, is not known.
        """
        number, stored = self.number("i"), self.number("i")
        kind = TYPES.get(number)
        if kind is None or stored not in {NORMAL, AS_TEXT}:
            raise StepError(
                f"The file has a field of type {number}, stored in way {stored}: neither is read.",
                f"文件含有类型 {number}、存储方式 {stored} 的字段，无法读取。",
            )
        text = self.field() if stored == AS_TEXT and self.number("?") else None
        name, length, precision = self.text() or "", self.number("i"), self.number("i")
        origin, _ = self.text(), self.text()
        mask, decimal, group, currency = (self.text() or "" for _ in range(4))
        trim, ignore_case = TRIMS[self.number("i")], self.number("?")
        self.text()
        uncollated, strength, descending = self.number("?"), self.number("i"), self.number("?")
        self.number("?")
        lenient_dates, locale, zone = self.number("?"), self.text() or "", self.text() or ""
        return Field(
            name, kind, length, precision, mask, decimal or ".", group or ",", currency, trim,
            lazy=stored == AS_TEXT and kind is not K.STRING, lenient_dates=lenient_dates,
            descending=descending, ignore_case=ignore_case,
            collation=None if uncollated else strength, locale=locale, zone=zone,
            lenient_numbers=self.number("?"), origin=origin or "",
            stored_mask=None if text is None else text.mask,
        )  # fmt: skip

    def value(self, field: Field) -> Any:  # noqa: ANN401 - of the field's type
        """Return a value of the field; that of a lazy field is its text."""
        if self.number("?"):
            return None
        if field.lazy or field.type is K.STRING:
            return self.text()
        return _READERS[field.type](self)


def _moment(milliseconds: int) -> datetime:
    return FIRST + timedelta(milliseconds=milliseconds)


def _timestamp(source: Source) -> datetime:
    seconds = source.number("q") // 1000
    return FIRST + timedelta(seconds=seconds, microseconds=source.number("i") // 1000)


_READERS: dict[KettleType, Callable[[Source], Any]] = {
    K.NUMBER: lambda source: source.number("d"),
    K.INTEGER: lambda source: source.number("q"),
    K.BOOLEAN: lambda source: source.number("?"),
    K.DATE: lambda source: _moment(source.number("q")),
    K.TIMESTAMP: _timestamp,
    K.BIG_NUMBER: lambda source: Decimal(source.text() or "0"),
    K.BINARY: lambda source: source.take(source.number("i")),
}


def text_bytes(text: str | None) -> bytes:
    """Return a text as the form has it."""
    if text is None:
        return struct.pack(">i", -1)
    data = text.encode("utf-8", "replace")
    return struct.pack(">i", len(data)) + data


def field_bytes(field: Field) -> bytes:
    """Return a field whose values are stored as such."""
    collated = field.collation is not None
    return b"".join(
        (
            struct.pack(">ii", NUMBERS[field.type], NORMAL),
            text_bytes(field.name),
            struct.pack(">ii", field.length, field.own_precision),
            text_bytes(field.origin or None),
            text_bytes(None),
            text_bytes(field.mask or None),
            text_bytes(field.decimal),
            text_bytes(field.group),
            text_bytes(field.currency),
            struct.pack(">i?", TRIMS.index(field.trim), field.ignore_case),
            text_bytes("en-US"),
            struct.pack(">?i??", not collated, field.collation or 0, field.descending, False),
            struct.pack(">?", field.lenient_dates),
            text_bytes(field.locale or "en_US"),
            text_bytes(field.zone or "UTC"),
            struct.pack(">?", field.lenient_numbers),
        )
    )


def header_bytes(fields: tuple[Field, ...]) -> bytes:
    """Return what stands before the rows."""
    return struct.pack(">i", len(fields)) + b"".join(map(field_bytes, fields))


def row_bytes(batch: pl.DataFrame, fields: tuple[Field, ...]) -> bytes:
    """Return the rows of a batch with the fields' typed values."""
    if not fields:
        return b"\1" * batch.height
    columns = [
        [_NULL if each is None else _PRESENT + _WRITERS[field.type](each) for each in column]
        for column, field in zip(map(_plain, batch.get_columns()), fields, strict=True)
    ]
    return b"".join(part for row in zip(*columns, strict=True) for part in row)


def _plain(column: pl.Series) -> list[Any]:
    """Return the values as numbers and texts: moments are counted from 1970."""
    if column.dtype == pl.Datetime:
        return column.dt.epoch("ms" if column.dtype == pl.Datetime("ms") else "us").to_list()
    return column.to_list()


_WRITERS: dict[KettleType, Callable[[Any], bytes]] = {
    K.NUMBER: struct.Struct(">d").pack,
    K.INTEGER: struct.Struct(">q").pack,
    K.BOOLEAN: struct.Struct(">?").pack,
    K.DATE: struct.Struct(">q").pack,
    K.TIMESTAMP: lambda value: struct.pack(">qi", value // 1000, value % 1_000_000 * 1000),
    K.BIG_NUMBER: lambda value: text_bytes(java_decimal(value)),
    K.STRING: text_bytes,
    K.BINARY: lambda value: struct.pack(">i", len(value)) + value,
}
