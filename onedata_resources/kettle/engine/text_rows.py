"""The rows of one text file, as texts by field; whole files at once where that reads the same."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from onedata_resources.kettle.engine.csv_scan import Delimited, plain_csv
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.text_layout import data_lines
from onedata_resources.kettle.engine.text_lines import LINE, scan_lines
from onedata_resources.kettle.engine.text_split import split_fields
from onedata_resources.kettle.settings.text_input import TextField, TextInputSettings
from onedata_resources.kettle.values.convert import elementwise


def file_rows(scope: StepScope, settings: TextInputSettings, path: Path) -> pl.LazyFrame:
    """Return the file's rows as texts."""
    names = [each.field.name for each in settings.fields]
    rows = _at_once(scope, settings, path, names)
    if rows is not None:
        return rows
    lines = scan_lines(
        path, settings.encoding, settings.compression, marked=True, ends=settings.line_ends
    )
    lines = data_lines(lines, settings.layout)
    if settings.fixed:
        return lines.select(_cut(each, settings) for each in settings.fields)
    return split_fields(
        lines, names, settings.separator, settings.enclosure, settings.escape, exact=True
    )


def _at_once(
    scope: StepScope, settings: TextInputSettings, path: Path, names: list[str]
) -> pl.LazyFrame | None:
    layout, packed = settings.layout, settings.compression.lower() != "none"
    plain = layout.simple and layout.skip_empty and layout.header_lines < 2
    if not plain or packed or settings.fixed or settings.escape or settings.line_ends == "dos":
        return None
    with path.open("rb") as file:
        first = file.readline()
        if b"\r" in first and settings.line_ends == "unix":
            return None
    if layout.header_lines and not first.strip(b"\r\n"):
        return None
    csv = plain_csv(
        path, settings.encoding, Delimited(names, settings.separator, settings.enclosure)
    )
    if csv is None:
        return None
    rows = csv.numbered.slice(1) if layout.header_lines else csv.numbered
    return scope.tap(rows, csv.dropped, schema=dict.fromkeys(names, pl.String()))


def _cut(each: TextField, settings: TextInputSettings) -> pl.Expr:
    start = max(each.position, 0)
    length = each.field.length if each.field.length > 0 else None
    if not settings.by_bytes:
        return pl.col(LINE).str.slice(start, length).alias(each.field.name)

    def cut(lines: pl.Series) -> pl.Series:
        coded = (line.encode(settings.encoding, "replace") for line in lines)
        parts = (line[start : None if length is None else start + length] for line in coded)
        return pl.Series([part.decode(settings.encoding, "replace") for part in parts])

    return elementwise(pl.col(LINE), cut, pl.String()).alias(each.field.name)
