"""Files of CSV and its like as frames, out of their beginning, however large they are.

DuckDB finds out delimiter, quotes, header and types, once lines before the table are taken off, and
each line is one. Their encoding is found out in `catalog_text.py`; they are read whole in
`catalog_whole.py`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onedata_assets.domain.metadata.file_formats.blanks import UNIT, blanks_of, parted
from onedata_assets.domain.metadata.file_formats.broken_lines import BrokenLines
from onedata_assets.domain.metadata.file_formats.carriage_returns import (
    MARK,
    Form,
    candidates,
    end_rows,
    marked,
    returned,
    settled,
)
from onedata_assets.domain.metadata.file_formats.layouts import Layout, layout_of
from onedata_resources.clients.catalog_frames import finite_days
from onedata_resources.clients.catalog_text import Read, head, mixed, unreadable, written

if TYPE_CHECKING:
    import polars as pl

_ROWS = """
SELECT count(*) FROM read_csv($path, delim = $delim, quote = $quote, header = $header, skip = $skip,
                              all_varchar = true, ignore_errors = true, store_rejects = true)
"""
_REJECTED = "SELECT count(DISTINCT line), min(line) FROM reject_errors"


def read_csv(path: Path, rows: int) -> Read:
    """Return the first rows of a CSV file, with the encoding and the dialect found out.

    Raises:
        UnreadableError: The file is empty, or is no table.
    """
    import duckdb

    data, encoding = head(path)
    text = encoding.decode(data)
    # One file may end its lines in several ways, which DuckDB takes for no table.
    if not end_rows(text):
        text = marked(text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    with duckdb.connect() as connection:
        if MARK in text:
            text = _settled(connection, text)
        layout = layout_of(text)
        text = text.split("\n", layout.before)[-1]
        try:
            dialect, frame = _found(connection, text, rows, layout)
            blanks = blanks_of(text) if frame.width == 1 else ""
            if blanks:
                text = parted(text, blanks)
                with written(text, ".csv") as copy:
                    dialect, frame = _read(connection, copy, rows, UNIT)
            left_out = _left_out(connection, text, dialect)
        except duckdb.Error as error:
            raise unreadable(error) from error
    properties = {
        "format": "csv",
        "encoding": encoding.name,
        **dialect,
        **mixed(encoding),
        **({"delimiter": blanks} if blanks else {}),
        "skipped_lines": str(layout.before + int(dialect["skipped_lines"])),
    }
    return Read(
        _returned(frame),
        properties,
        is_mixed=encoding.is_mixed,
        left_out=left_out and replace(left_out, first=left_out.first + layout.before),
    )


def _found(
    connection: Any,  # noqa: ANN401
    text: str,
    rows: int,
    layout: Layout,
) -> tuple[dict[str, str], pl.DataFrame]:
    """Return how a text is written, and its first rows, by what its layout tells of it."""
    with written(text, ".csv") as copy:
        dialect, frame = _read(connection, copy, rows, layout.delimiter)
        if frame.width == 1 and layout.alike:
            dialect, frame = _read(connection, copy, rows, layout.alike)
    return dialect, frame


def _left_out(
    connection: Any,  # noqa: ANN401
    text: str,
    dialect: dict[str, str],
) -> BrokenLines | None:
    """Return the lines that are no rows: of other fields than the table, or with odd quotes."""
    import duckdb

    known = {
        "delim": dialect["delimiter"],
        "quote": dialect["quote"],
        "header": dialect["header"] == "yes",
        "skip": int(dialect["skipped_lines"]),
    }
    with written(text, ".csv") as copy:
        try:
            [(rows,)] = connection.execute(_ROWS, known | {"path": str(copy)}).fetchall()
        except duckdb.Error:  # by other rules it is a table
            return None
    [(count, first)] = connection.execute(_REJECTED).fetchall()
    return BrokenLines(count, rows + count, first) if count else None


def _settled(connection: Any, text: str) -> str:  # noqa: ANN401
    """Return a text with marks, with the lines ended at those that end rows.

    What parts and encloses fields is told by lines without marks, or else by all of them.
    """
    import duckdb

    for candidate in candidates(text):
        layout = layout_of(candidate)
        body = candidate.split("\n", layout.before)[-1]
        try:
            dialect, frame = _found(connection, body, 1, layout)
        except duckdb.Error:
            continue
        if frame.width > 1:
            form = Form(dialect["delimiter"], dialect["quote"], frame.width).as_in(body)
            return "".join(settled([text], form))
    return text


def _returned(frame: pl.DataFrame) -> pl.DataFrame:
    """Return rows with carriage returns in the places of their marks."""
    import polars as pl

    texts = pl.col(pl.String).str.replace_all(MARK, "\r", literal=True)
    return frame.with_columns(texts).rename(returned)


def _read(
    connection: Any,  # noqa: ANN401  DuckDB has no types at the top of a module
    copy: Path,
    rows: int,
    delimiter: str,
) -> tuple[dict[str, str], pl.DataFrame]:
    """Return how a file is written, and its first rows; a delimiter that is known is believed."""
    given = ", delim = $delim" if delimiter else ""
    if delimiter == UNIT:
        given += ", quote = ''"
    known = {"path": str(copy)} | ({"delim": delimiter} if delimiter else {})
    # Lines that have other fields than most are left out here and there, or neither finds a table.
    sniffed = f"{given}, ignore_errors = true"
    [told] = connection.execute(
        f"SELECT Delimiter, Quote, HasHeader, SkipRows, Columns FROM sniff_csv($path{sniffed})",  # noqa: S608
        known,
    ).fetchall()
    found, quote, has_header, skipped, columns = told
    has_header = has_header and not _is_data(connection, copy, columns)
    frame = connection.execute(
        f"SELECT * FROM read_csv($path{given}, header = $header, ignore_errors = true)"  # noqa: S608
        " LIMIT $rows",
        known | {"header": has_header, "rows": rows},
    ).pl()
    dialect = {
        "delimiter": found,
        "quote": "" if quote == "(empty)" else quote,
        "header": "yes" if has_header else "no",
        "skipped_lines": str(skipped),
    }
    return dialect, finite_days(frame)


def _is_data(connection: Any, copy: Path, columns: list[dict[str, str]]) -> bool:  # noqa: ANN401
    """Return whether the first line, which looks like names of texts, comes again as values.

    DuckDB takes the first line for names wherever all columns are texts.
    """
    if any(each["type"] != "VARCHAR" for each in columns):
        return False
    texts = connection.execute(
        "SELECT * FROM read_csv(?, header = true, all_varchar = true) LIMIT 1000", [str(copy)]
    ).pl()
    again = [each["name"] in texts[texts.columns[i]] for i, each in enumerate(columns)]
    return any(again)
