"""Texts whose fields stand apart by blanks, as printed tables and statistics packages write them.

They become texts with a delimiter, which other readers understand.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.file_formats.layouts import (
    LINES,
    Grid,
    begins_at,
    is_header,
    is_value,
)

if TYPE_CHECKING:
    import polars as pl

ONE_OR_MORE, TWO_OR_MORE = " ", "  "
"""How the delimiter of such a table is told: fields have no blanks in them, or single ones."""
UNIT = "\x1f"
_FIELD = {
    ONE_OR_MORE: r"""'[^']*'|"[^"]*"|[^\s]+""",
    TWO_OR_MORE: r"""'[^']*'|"[^"]*"|[^\s]+(?: [^\s]+)*""",
}
ROWS_LEAST = 3


def blanks_of(text: str) -> str:
    """Return which blanks part the fields of a table; empty where a text is none."""
    lines = [line for line in text.split("\n", LINES)[:LINES] if line.strip()]
    one, two = (_rows(lines, field) for field in (_FIELD[ONE_OR_MORE], _FIELD[TWO_OR_MORE]))
    if two and not (one and len(one[-1]) <= len(two[-1])) and not _part_values(two):
        return TWO_OR_MORE
    return ONE_OR_MORE if one else ""


def parted(text: str, blanks: str, *, is_beginning: bool = True) -> str:
    """Return a text with a sign between the fields of its lines, and without quotes around them.

    A first line of one field less names all but the first: rows are named in files of R.
    """
    import polars as pl

    lines = pl.Series("line", text.removesuffix("\n").split("\n"), pl.String)
    fields = lines.str.extract_all(_FIELD[blanks])
    plain = fields.list.eval(pl.element().str.replace(r"""^(?:'([^']*)'|"([^"]*)")$""", "${1}${2}"))
    joined = plain.list.join(UNIT).str.join("\n").item()
    first = UNIT if is_beginning and _lacks_a_name(fields) else ""
    return f"{first}{joined}\n"


def _rows(lines: list[str], field: str) -> list[list[str]]:
    """Return the fields of lines; nothing where they are no table."""
    rows = [re.findall(field, line) for line in lines]
    return rows if len(rows) >= ROWS_LEAST and _is_table(rows) else []


def _part_values(rows: Grid) -> bool:
    """Tell whether single blanks part numbers, which then are fields of their own."""
    return any(" " in cell and is_value(cell) for row in rows for cell in row)


def _is_table(rows: Grid) -> bool:
    names, *others = rows
    width = len(others[0])
    if len(names) == width - 1 and width > 2:
        names = ["", *names]
    if begins_at([names, *others]) != 0 or len(names) != width:
        return False
    return is_header(names, others) or all(is_value(cell) for row in rows for cell in row)


def _lacks_a_name(fields: pl.Series) -> bool:
    widths = fields.list.len().filter(fields.list.len() > 0).head(LINES)
    return widths.len() > 1 and widths[0] > 1 and widths[0] == widths[1] - 1
