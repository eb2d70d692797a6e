"""Lines of JSON Lines that are no JSON: how many there are, and where the first is."""

from __future__ import annotations

from dataclasses import dataclass

MOST = 0.5
"""With more lines that are no JSON a file is none of one value a line, but written over several."""
_COUNT = r"""
SELECT count(*) FILTER (NOT json_valid(line)), min(number) FILTER (NOT json_valid(line)), count(*)
FROM lines WHERE regexp_matches(line, '\S')
"""


@dataclass(frozen=True)
class BrokenLines:
    """So many of the lines that were looked at are broken; `first` counts from 1."""

    count: int
    of: int
    first: int


def broken_lines(text: str) -> BrokenLines | None:
    """Return the broken lines of a text of one JSON value a line; None where there are none."""
    import duckdb
    import polars as pl

    lines = pl.DataFrame({"line": text.lstrip("\ufeff").split("\n")}, {"line": pl.String})
    if not text.lstrip("\ufeff \t\r\n").startswith("{"):
        return None
    with duckdb.connect() as connection:
        connection.register("lines", lines.with_row_index("number", 1).to_arrow())
        [(count, first, of)] = connection.execute(_COUNT).fetchall()
    return BrokenLines(count, of, first) if 0 < count <= MOST * of else None
