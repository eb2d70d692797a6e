"""Excel workbooks and Parquet files as frames; CSV is in `catalog_csv.py`, XML `catalog_xml.py`."""

from __future__ import annotations

from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onedata_assets.domain.metadata.file_formats.layouts import (
    LINES,
    MOST_BEFORE,
    begins_at,
    is_header,
)
from onedata_resources.clients.catalog_rows import frame_of
from onedata_resources.clients.catalog_text import Read, UnreadableError

if TYPE_CHECKING:
    import polars as pl

WORKBOOK_BYTES = 100 << 20
"""A workbook is unpacked in memory, about ten times its size, before a row of it is seen."""
MOST_SHEET_ROWS = 2**31 - 1
"""More than any sheet has, and as many as can be asked for."""


def read_parquet(path: Path, rows: int) -> Read:
    """Return the first rows of a Parquet file, and how many it says it has.

    Raises:
        UnreadableError: It is none.
    """
    import polars as pl
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        counted = pq.read_metadata(path).num_rows
        frame = pl.scan_parquet(path, glob=False).head(rows).collect()
    except (pa.ArrowException, pl.exceptions.PolarsError) as error:
        reason = str(error).splitlines()[0]
        raise UnreadableError(
            f"It is no Parquet: {reason}", f"不是 Parquet 文件：{reason}"
        ) from error
    return Read(frame, {"format": "parquet"}, rows=counted)


def read_workbook(path: Path, rows: int) -> dict[str, Read]:
    """Return the first rows of every sheet of a workbook that has some.

    Raises:
        UnreadableError: It is too large, protected, or no workbook.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    if path.stat().st_size > WORKBOOK_BYTES:
        raise UnreadableError(
            f"Workbooks over {WORKBOOK_BYTES >> 20} MiB are not opened: save it as CSV.",
            f"超过 {WORKBOOK_BYTES >> 20} MiB 的工作簿不会打开：请另存为 CSV。",
        )
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            sheets = {
                name: book.get_sheet_by_name(name).to_python(
                    nrows=min(rows + 1 + MOST_BEFORE, MOST_SHEET_ROWS)
                )
                for name in book.sheet_names
            }
    except CalamineError as error:
        raise UnreadableError(f"It is no workbook: {error}", f"不是工作簿：{error}") from error
    found = {name: _read(name, cells, rows) for name, cells in sheets.items() if cells}
    return {name: read for name, read in found.items() if read.frame.width}


def read_sheet(path: Path, rows: int, sheet: str) -> pl.DataFrame:
    """Return the first rows of a sheet of a workbook.

    Raises:
        UnreadableError: It is no workbook, or has no such sheet.
    """
    sheets = read_workbook(path, rows)
    if sheet not in sheets:
        raise UnreadableError(f"It has no sheet {sheet!r}.", f"没有工作表 {sheet!r}。")
    return sheets[sheet].frame


def _read(name: str, cells: list[list[Any]], rows: int) -> Read:
    """Return a sheet without the titles and remarks above its table."""
    texts = [["" if cell is None else str(cell) for cell in row] for row in cells[:LINES]]
    before = begins_at(texts) or 0
    told = {"skipped_lines": str(before)} if before else {}
    frame = _sheet(cells[before:]).head(rows)
    return Read(frame, {"format": "excel", "sheet": name, **told})


def _sheet(cells: list[list[Any]]) -> pl.DataFrame:
    """Return a sheet as a frame without the columns in which nothing stands.

    Its first row has the names where it is of texts, which all differ or stand above numbers.
    """
    grid = [["" if cell is None else cell for cell in row] for row in cells]
    held = [place for place in range(len(grid[0])) if any(row[place] != "" for row in grid)]
    first, *others = [[row[place] for place in held] for row in grid] or [[]]
    named = [cell for cell in first if cell != ""]
    is_distinct = len(set(named)) == len(named) == len(first)
    below = [[str(cell) for cell in row] for row in others[:LINES]]
    is_named = all(isinstance(cell, str) for cell in first) and (
        is_distinct or (2 * len(named) > len(first) and is_header(first, below))
    )
    names = _unique(first if is_named else [""] * len(first))
    rows = [
        tuple(None if cell == "" else _plain(cell) for cell in row)
        for row in (others if is_named else [first, *others])
    ]
    return frame_of(names, rows)


def _unique(names: list[str]) -> list[str]:
    """Return names for all columns: one without gets its place, one that comes again a number."""
    taken: dict[str, None] = {}
    for place, name in enumerate(names):
        told = name or f"column{place}"
        numbered = (f"{told}_{number}" for number in count(1))
        taken[next(each for each in (told, *islice(numbered, len(names))) if each not in taken)] = (
            None
        )
    return list(taken)


def _plain(cell: object) -> object:
    """Return a cell's value; Excel keeps whole numbers as fractions."""
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell
