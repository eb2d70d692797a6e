"""Lines of text files, and their fields. What a field's text means is decided by its step."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import mmap
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl

from onedata_resources.kettle.engine.stream import StepError
from onedata_resources.kettle.values.convert import elementwise

LINE = "__kettle_line"
CHUNK_BYTES = 1024**2
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    b"\x84\x31\x95\x33": "gb18030",
}
"""Byte order marks, longer before shorter where one begins with the other."""


def scan_lines(
    path: Path, encoding: str, compression: str = "None", *, marked: bool = False
) -> pl.LazyFrame:
    """Return the lines of the file without their ends (LF or CRLF).

    As in Kettle, bytes that are no text of the encoding become U+FFFD. Where `marked`, a byte order
    mark at the file's start decides the encoding and is left out.

    Raises:
        StepError: The encoding is unknown.
    """
    packed = compression.lower() not in {"none", ""}
    data = _unpacked(path, compression) if packed else None
    mark = _mark(path, data) if marked else b""
    name = _codec(path, _MARKS.get(mark) or encoding or "utf-8")
    if data is None and not mark and name in {"utf-8", "ascii"} and _decodes(path, name):
        return pl.scan_lines(path, name=LINE, glob=False)
    text = (path.read_bytes() if data is None else data)[len(mark) :].decode(name, "replace")
    return pl.scan_lines(io.BytesIO(text.encode("utf-8", "replace")), name=LINE)


def _mark(path: Path, data: bytes | None) -> bytes:
    """Return the byte order mark that the file begins with, or nothing."""
    if data is None:
        with path.open("rb") as file:
            data = file.read(4)
    return next((mark for mark in _MARKS if data.startswith(mark)), b"")


def _codec(path: Path, encoding: str) -> str:
    """Return Python's name of the encoding."""
    try:
        return codecs.lookup(encoding).name
    except LookupError as error:
        raise StepError(
            f"File '{path}' cannot be read: there is no encoding {encoding}.",
            f"文件 '{path}' 无法读取：没有名为 {encoding} 的编码。",
        ) from error


def _decodes(path: Path, codec: str) -> bool:
    """Return whether the whole file is text of the encoding; it is read once, chunk by chunk."""
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def holds(path: Path, text: str) -> bool:
    """Return whether the file's bytes hold the text; always true where that cannot be told."""
    if not text.isascii() or not path.stat().st_size:
        return bool(text)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return bool(text) and data.find(text.encode()) >= 0


def _unpacked(path: Path, compression: str) -> bytes:
    kind = compression.lower()
    if kind == "gzip":
        return gzip.decompress(path.read_bytes())
    if kind == "zip":
        with zipfile.ZipFile(path) as archive:
            return archive.read(archive.namelist()[0])
    raise StepError(
        f"Compression '{compression}' is not supported for file '{path}'.",
        f"不支持文件 '{path}' 的压缩方式 '{compression}'。",
    )


def split_fields(
    lines: pl.LazyFrame, names: list[str], separator: str, enclosure: str, escape: str = ""
) -> pl.LazyFrame:
    """Return the lines' fields in place of the lines; missing ones are null, more are dropped."""
    if not separator:
        first = pl.col(LINE).alias(names[0])
        rest = [pl.lit(None, pl.String).alias(name) for name in names[1:]]
        return lines.with_columns(first, *rest).drop(LINE)
    dtype = pl.Struct(dict.fromkeys(names, pl.String()))
    splitter = _splitter(separator, enclosure, escape)

    def split(batch: pl.Series) -> pl.Series:
        parts = batch.str.split_exact(separator, len(names) - 1).struct.unnest()
        parts.columns = names
        if splitter is not None:
            quoted = batch.str.contains(enclosure, literal=True).fill_null(value=False)
            if quoted.any():
                parts = _with_quoted(parts, batch, quoted, splitter)
        return parts.to_struct(LINE)

    fields = elementwise(pl.col(LINE), split, dtype)
    return lines.with_columns(fields.alias(LINE)).unnest(LINE)


def _with_quoted(
    parts: pl.DataFrame, lines: pl.Series, quoted: pl.Series, splitter: Callable[[str], list[str]]
) -> pl.DataFrame:
    """Return the fields with those of the quoted lines put in their places."""
    width = parts.width
    rows = [splitter(line) for line in lines.filter(quoted).to_list()]
    padded = [(row + [None] * width)[:width] for row in rows]  # type: ignore[list-item]
    places = quoted.arg_true()
    return parts.with_columns(
        parts[name].scatter(places, pl.Series([row[number] for row in padded], dtype=pl.String))
        for number, name in enumerate(parts.columns)
    )


def _splitter(separator: str, enclosure: str, escape: str) -> Callable[[str], list[str]] | None:
    """Return the function for lines with enclosures; None where there are none."""
    if not enclosure:
        return None
    if len(separator) > 1 or len(enclosure) > 1:
        return lambda line: split_quoted(line, separator, enclosure)

    def split(line: str) -> list[str]:
        reader = csv.reader(
            [line],
            delimiter=separator,
            quotechar=enclosure,
            escapechar=escape or None,
            doublequote=True,
        )
        return next(reader, [])

    return split


def split_quoted(line: str, separator: str, enclosure: str) -> list[str]:
    """Return the fields of one line whose separator or enclosure is longer than a character."""
    fields, at, size = [], 0, len(enclosure)
    while True:
        text = ""
        if line.startswith(enclosure, at):
            at += size
            while at < len(line):
                if line.startswith(enclosure * 2, at):
                    text, at = text + enclosure, at + 2 * size
                elif line.startswith(enclosure, at):
                    at += size
                    break
                else:
                    text, at = text + line[at], at + 1
        end = line.find(separator, at)
        fields.append(text + line[at : None if end < 0 else end])
        if end < 0:
            return fields
        at = end + len(separator)


def read_quoted_lines(path: Path, encoding: str, separator: str, enclosure: str) -> list[list[str]]:
    """Return the fields of a file whose quoted fields may span lines; empty lines give none.

    Raises:
        StepError: The encoding is unknown, or a field is too long.
    """
    codec = _codec(path, encoding or "utf-8")
    try:
        with path.open(encoding=codec, errors="replace", newline="") as file:
            reader = csv.reader(file, delimiter=separator, quotechar=enclosure)
            return [row for row in reader if row]
    except csv.Error as error:
        raise StepError(
            f"File '{path}' cannot be read as delimited text: {error}",
            f"文件 '{path}' 无法按分隔文本读取：{error}",
        ) from error
