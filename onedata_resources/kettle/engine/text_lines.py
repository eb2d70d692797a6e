"""Lines of text files, and their fields. What a field's text means is decided by its step."""

from __future__ import annotations

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
_PLAIN = frozenset({"utf-8", "utf8", "us-ascii", "ascii", ""})


def scan_lines(path: Path, encoding: str, compression: str = "None") -> pl.LazyFrame:
    """Return the lines of the file without their ends (LF or CRLF), not read yet.

    Raises:
        StepError: The encoding is unknown or does not fit the file.
    """
    packed = compression.lower() not in {"none", ""}
    if not packed and encoding.lower() in _PLAIN:
        return pl.scan_lines(path, name=LINE, glob=False)
    data = _unpacked(path, compression) if packed else path.read_bytes()
    try:
        text = data.decode(encoding or "utf-8")
    except (LookupError, UnicodeDecodeError) as error:
        raise StepError(f"File '{path}' cannot be read as {encoding}: {error}") from error
    return pl.scan_lines(io.BytesIO(text.encode()), name=LINE)


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
    raise StepError(f"Compression '{compression}' is not supported for file '{path}'.")


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
        StepError: The file is not text of that encoding.
    """
    try:
        with path.open(encoding=encoding or "utf-8", newline="") as file:
            reader = csv.reader(file, delimiter=separator, quotechar=enclosure)
            return [row for row in reader if row]
    except (UnicodeDecodeError, LookupError, csv.Error) as error:
        raise StepError(f"File '{path}' cannot be read as {encoding}: {error}") from error
