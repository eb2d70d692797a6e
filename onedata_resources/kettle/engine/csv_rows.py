"""The rows of one file of CsvInput, as texts: at once where that is safe, else line by line."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from onedata_resources.kettle.engine.csv_scan import Delimited, plain_csv, short_line
from onedata_resources.kettle.engine.csv_values import emptied
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import StepError, Stream
from onedata_resources.kettle.engine.text_lines import (
    LINE,
    holds,
    read_quoted_lines,
    scan_lines,
)
from onedata_resources.kettle.engine.text_split import split_fields
from onedata_resources.kettle.settings.files import CsvInputSettings
from onedata_resources.kettle.values.types import Field


def csv_rows(scope: StepScope, settings: CsvInputSettings, path: Path) -> pl.LazyFrame:
    """Return the file's fields as texts, trimmed, empty ones as null.

    Raises:
        StepError: Quoted fields span lines in a way that cannot be read.
    """
    rows = _at_once(scope, settings, path)
    if rows is not None:
        return rows
    rows = _by_line(scope, settings, path)
    return scope.tap(rows, lambda batch: emptied(batch, settings.fields))


def _at_once(scope: StepScope, settings: CsvInputSettings, path: Path) -> pl.LazyFrame | None:
    if settings.compression != "None":
        return None
    names = [field.name for field in settings.fields]
    dialect = Delimited(names, settings.separator, settings.enclosure)
    if settings.header:
        first = _first_line(path)
        if not first or first.count(settings.separator) >= len(names):
            return None
    csv = plain_csv(path, settings.encoding, dialect)
    if csv is None:
        return None
    rows = csv.numbered.slice(1) if settings.header else csv.numbered
    trimmed = any(field.trim != "none" for field in settings.fields)

    def whole(batch: pl.DataFrame) -> pl.DataFrame:
        batch = csv.dropped(batch)
        if settings.breaks_possible and batch[names[-1]].null_count():
            short = short_line(path, dialect)
            if short is not None:
                raise too_short(short)
        return emptied(batch, settings.fields) if trimmed or csv.enclosed else batch

    return scope.tap(rows, whole, schema=dict.fromkeys(names, pl.String()))


def _first_line(path: Path) -> str:
    with path.open("rb") as file:
        return file.readline().decode("utf-8", "replace").rstrip("\r\n")


def too_short(row: str) -> StepError:
    """Return the failure of a row with fewer fields than the step where fields may span lines."""
    return StepError(
        f"The row [{row}] has fewer fields than the step, which reads on in the next line because "
        "line breaks are possible in fields.",
        f"行 [{row}] 的字段少于步骤的定义；由于允许字段内换行，会继续读下一行。",
    )


def _by_line(scope: StepScope, settings: CsvInputSettings, path: Path) -> pl.LazyFrame:
    names = [field.name for field in settings.fields]
    lines = scan_lines(path, settings.encoding, settings.compression)
    packed = settings.compression != "None"
    enclosure = settings.enclosure if packed or holds(path, settings.enclosure) else ""
    if packed or not enclosure or not _spans_lines(lines, enclosure):
        lines = _data_lines(scope, settings, lines)
        return split_fields(lines, names, settings.separator, enclosure)
    rows = read_quoted_lines(path, settings.encoding, settings.separator, settings.enclosure)
    short = next((row for row in rows if len(row) < len(names)), None)
    if settings.breaks_possible and short is not None:
        raise too_short(settings.separator.join(short))
    padded = [[*row, *[""] * len(names)][: len(names)] for row in rows]
    fields = pl.LazyFrame(padded, schema=dict.fromkeys(names, pl.String()), orient="row")
    return fields.slice(1) if settings.header else fields


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
    return scope.checked(Stream(lines, (Field(LINE),)), short, pl.col(LINE), too_short).frame


def _spans_lines(lines: pl.LazyFrame, enclosure: str) -> bool:
    """Return whether some line has an open enclosure at its end."""
    odd = pl.col(LINE).str.count_matches(enclosure, literal=True) % 2 == 1
    return bool(lines.select(odd.any()).collect(engine="streaming").item())
