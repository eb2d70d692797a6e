"""The fields of delimited lines; lines without enclosures and escapes are split as a column."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable

import polars as pl

from onedata_resources.kettle.engine.enclosed_fields import enclosed_fields
from onedata_resources.kettle.engine.text_lines import LINE
from onedata_resources.kettle.values.convert import elementwise


def split_fields(
    lines: pl.LazyFrame,
    names: list[str],
    separator: str,
    enclosure: str,
    escape: str = "",
    *,
    exact: bool = False,
) -> pl.LazyFrame:
    """Return the lines' fields in place of the lines; missing ones are null, more are dropped.

    Where `exact`, lines whose enclosures do not stand around whole fields are read as TextFileInput
    reads them.
    """
    if not separator:
        first = pl.col(LINE).alias(names[0])
        rest = [pl.lit(None, pl.String).alias(name) for name in names[1:]]
        return lines.with_columns(first, *rest).drop(LINE)
    dtype = pl.Struct(dict.fromkeys(names, pl.String()))
    splitter = _splitter(separator, enclosure, escape, exact=exact)
    signs = [sign for sign in (enclosure, escape) if sign]

    def split(batch: pl.Series) -> pl.Series:
        parts = batch.str.split_exact(separator, len(names) - 1).struct.unnest()
        parts.columns = names
        if splitter is not None:
            quoted = batch.str.contains_any(signs).fill_null(value=False)
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


def _splitter(
    separator: str, enclosure: str, escape: str, *, exact: bool
) -> Callable[[str], list[str]] | None:
    """Return the function for lines with enclosures or escapes; None where there are none."""
    if not enclosure and not (exact and escape):
        return None
    single = len(separator) == 1 and len(enclosure) == 1 and not escape
    if not exact:
        if not single:
            return lambda line: split_quoted(line, separator, enclosure)
        return lambda line: _parsed(line, separator, enclosure)
    if not single:
        return lambda line: enclosed_fields(line, separator, enclosure, escape)
    mark, sign = re.escape(enclosure), re.escape(separator)
    field = f"(?:{mark}(?:[^{mark}]|{mark}{mark})*{mark}|[^{mark}{sign}]*)"
    whole = re.compile(f"{field}(?:{sign}{field})*")

    def split(line: str) -> list[str]:
        if whole.fullmatch(line):
            return _parsed(line, separator, enclosure)
        return enclosed_fields(line, separator, enclosure, "")

    return split


def _parsed(line: str, separator: str, enclosure: str) -> list[str]:
    reader = csv.reader([line], delimiter=separator, quotechar=enclosure, doublequote=True)
    return next(reader, [])


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
