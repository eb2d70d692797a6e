"""The rows of a .dbf file as Kettle's library reads them: no memos, no deleted records."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from onedata_resources.kettle.engine.stream import StepError
from onedata_resources.kettle.values.convert import trimmed
from onedata_resources.kettle.values.dtypes import dtype_of
from onedata_resources.kettle.values.types import Field, KettleType

K = KettleType
HEAD, ENTRY = 32, 32
FIELDS_END, RECORDS_END, DELETED = 0x0D, 0x1A, ord("*")
MEMO = "null"
"""What Kettle's library puts in place of a memo, which is in another file."""
_TYPES = {"C": K.STRING, "M": K.STRING, "N": K.NUMBER, "F": K.NUMBER, "I": K.NUMBER,
          "L": K.BOOLEAN, "D": K.DATE}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One field of the file: its letter for the type, and where its bytes are in a record."""

    field: Field
    letter: str
    start: int
    width: int


@dataclass(frozen=True)
class Table:
    """The columns of a file, and its records as bytes, all of one length."""

    columns: tuple[Column, ...]
    records: np.ndarray


def read_table(path: Path) -> Table:
    """Return the file's columns and those records that are not deleted.

    Raises:
        StepError: It is no .dbf file, or has a field of an unknown type.
    """
    data = path.read_bytes()
    if len(data) < HEAD:
        raise _unreadable(path)
    start, width = struct.unpack_from("<HH", data, 8)
    ends = data.find(FIELDS_END, HEAD)
    count = (ends - HEAD) // ENTRY
    if ends < 0 or not width or start > len(data) or count < 1:
        raise _unreadable(path)
    at, columns = 1, []
    for number in range(count):
        entry = data[HEAD + number * ENTRY : HEAD + (number + 1) * ENTRY]
        column = _column(path, entry, at)
        columns.append(column)
        at += column.width
    body = data[start:]
    whole = np.frombuffer(body[: len(body) // width * width], np.uint8).reshape(-1, width)
    ended = np.flatnonzero(whole[:, 0] == RECORDS_END)
    whole = whole[: ended[0]] if len(ended) else whole
    return Table(tuple(columns), whole[whole[:, 0] != DELETED])


def _column(path: Path, entry: bytes, at: int) -> Column:
    name = entry[:11].split(b"\0")[0].decode("iso-8859-1")
    letter, width, decimals = chr(entry[11]), entry[16], entry[17]
    kind = _TYPES.get(letter)
    if kind is None:
        raise StepError(
            f"Field {name} of {path} has the type '{letter}', which is not read.",
            f"{path} 的字段 {name} 类型为 '{letter}'，无法读取。",
        )
    sizes = {K.STRING: (width, -1), K.NUMBER: (width, decimals)}.get(kind, (-1, -1))
    return Column(Field(name, kind, *sizes), letter, at, width)


def _unreadable(path: Path) -> StepError:
    return StepError(f"File {path} is no .dbf file.", f"文件 {path} 不是 .dbf 文件。")


def values_of(table: Table, column: Column, encoding: str, path: Path) -> pl.Series:
    """Return the values of one column.

    Raises:
        StepError: A text is no number.
    """
    cells = table.records[:, column.start : column.start + column.width]
    name, dtype = column.field.name, dtype_of(column.field.type)
    if column.letter == "M":
        return pl.Series(name, [MEMO] * len(cells), dtype=dtype)
    if column.letter == "I":
        numbers = np.ascontiguousarray(cells[:, :4]).view("<i4").reshape(-1)
        return pl.Series(name, numbers.astype(np.float64))
    if column.letter == "L":
        return pl.Series(name, np.isin(cells[:, 0], list(b"YyTt")))
    texts = pl.Series(name, [each.tobytes().decode(encoding, "replace") for each in cells])
    texts = texts.cast(pl.String)
    if column.letter == "C":
        return texts.to_frame().select(trimmed(pl.col(name), "right")).to_series()
    return _dates(texts) if column.letter == "D" else _numbers(texts, column, path)


def _numbers(texts: pl.Series, column: Column, path: Path) -> pl.Series:
    """Return the numbers; an empty text, or one with a question mark, is none."""
    bare = texts.str.strip_chars()
    empty = (bare == "") | bare.str.contains("?", literal=True)
    numbers = bare.cast(pl.Float64, strict=False)
    wrong = bare.filter(numbers.is_null() & ~empty)
    if len(wrong):
        raise StepError(
            f"Unable to read row from {path}: field {column.field.name} holds [{wrong[0]}].",
            f"无法读取 {path}：字段 {column.field.name} 的值为 [{wrong[0]}]。",
        )
    if column.letter == "F":
        numbers = numbers.cast(pl.Float32).cast(pl.Float64)
    return numbers.set(empty, None)


def _dates(texts: pl.Series) -> pl.Series:
    """Return the days; months and days beyond their end go on into the next ones, as in Java."""
    parts = texts.to_frame("t").select(
        pl.col("t").str.slice(at, size).cast(pl.Int32, strict=False).alias(part)
        for part, at, size in (("y", 0, 4), ("m", 4, 2), ("d", 6, 2))
    )
    first = pl.date(pl.col("y"), 1, 1).dt.offset_by(pl.concat_str(pl.col("m") - 1, pl.lit("mo")))
    days = pl.duration(days=pl.col("d") - 1)
    known = pl.col("y") > 0
    moment = pl.when(known).then(first + days).cast(pl.Datetime("ms"))
    return parts.select(moment.alias(texts.name)).to_series()
