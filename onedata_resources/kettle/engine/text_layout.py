"""Which lines of a text file are rows: headers, footers, pages, wrapped lines and filters."""

from __future__ import annotations

from functools import reduce

import polars as pl

from onedata_resources.kettle.engine.text_lines import LINE
from onedata_resources.kettle.settings.text_input import Layout, LineFilter

NUMBER, PLACE, ROW = "__kettle_number", "__kettle_place", "__kettle_row"


def data_lines(lines: pl.LazyFrame, layout: Layout) -> pl.LazyFrame:
    """Return the lines that are rows, wrapped ones put together."""
    if layout.document_lines:
        lines = lines.slice(layout.document_lines)
    if layout.filters:
        lines = _filtered(lines, layout)
    elif layout.skip_empty:
        lines = lines.filter(pl.col(LINE) != "")
    if layout.page_lines:
        return _paged(lines, layout)
    lines = lines.slice(layout.header_lines) if layout.header_lines else lines
    if layout.footer_lines:
        count = lines.select(pl.len()).collect().item()
        lines = lines.head(max(count - layout.footer_lines, 0))
    return _unwrapped(lines, layout.wraps) if layout.wraps else lines


def _filtered(lines: pl.LazyFrame, layout: Layout) -> pl.LazyFrame:
    """Leave out lines; those of the header are not asked, and some end the file."""
    found = [_found(each) for each in layout.filters]
    pairs = list(zip(layout.filters, found, strict=True))
    out = _any([hit for each, hit in pairs if not each.positive])
    wanted = [hit for each, hit in pairs if each.positive]
    header = pl.col(NUMBER) < (0 if layout.page_lines else layout.header_lines)
    last = _any([hit for each, hit in pairs if each.last and not each.positive])
    empty = (pl.col(LINE) == "") if layout.skip_empty else pl.lit(value=False)
    ended = (last & ~header & ~empty).cum_sum() > 0
    kept = (header | (~out & (_any(wanted) if wanted else pl.lit(value=True)))) & ~empty
    numbered = lines.with_row_index(NUMBER)
    return numbered.filter(kept & ~ended).drop(NUMBER)


def _any(conditions: list[pl.Expr]) -> pl.Expr:
    return reduce(lambda one, other: one | other, conditions, pl.lit(value=False))


def _found(wanted: LineFilter) -> pl.Expr:
    """Return whether the line has the text: at its place whatever the case, or anywhere."""
    if wanted.position < 0:
        return pl.col(LINE).str.contains(wanted.text, literal=True)
    at = pl.col(LINE).str.slice(wanted.position, len(wanted.text))
    return at.str.to_lowercase() == wanted.text.lower()


def _paged(lines: pl.LazyFrame, layout: Layout) -> pl.LazyFrame:
    """Return the rows of all pages.

    As in Kettle, pages after the first one have a header whatever the settings say.
    """
    size = layout.page_lines * (layout.wraps + 1)
    page = layout.page_header_lines + size + layout.page_footer_lines
    shift = layout.page_header_lines - layout.header_lines
    place = (pl.col(NUMBER).cast(pl.Int64) + shift) % page - layout.page_header_lines
    rows = lines.with_row_index(NUMBER).filter((place >= 0) & (place < size)).drop(NUMBER)
    return _unwrapped(rows, layout.wraps) if layout.wraps else rows


def _unwrapped(lines: pl.LazyFrame, wraps: int) -> pl.LazyFrame:
    numbered = lines.with_row_index(NUMBER).with_columns(pl.col(NUMBER) // (wraps + 1))
    joined = numbered.group_by(NUMBER, maintain_order=True).agg(pl.col(LINE).str.join(""))
    return joined.select(LINE)
