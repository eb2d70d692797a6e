"""Where in a text or a sheet the table begins, behind titles and remarks, and what parts fields.

Only its first lines are looked at. Delimiters of usual files are found out by DuckDB; here are the
lines before a table, and fields that stand apart by blanks (`blanks.py`).
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

LINES = 300
MOST_BEFORE = 30
"""More lines than so many are no titles and remarks."""
REGULAR = 0.9
"""Of a table so many lines have as many fields as most; the others are broken, or remarks below."""
DELIMITERS = (",", "\t", ";", "|", "\x01")
_VALUE = re.compile(r"[-+¥￥$€£]?[\d.,:/\s%eE+\-TZ年月日时分秒]*\d[\d.,:/\s%eE+\-TZ年月日时分秒]*")
_MISSING = frozenset({"", "NA", "N/A", "NaN", "nan", "NULL", "null", ".", "-", "?"})
Grid = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Layout:
    """How many lines stand before a table, and what parts its fields where that had to be told.

    `alike` is what gives all lines from the first on as many fields, where nothing stands before.
    """

    before: int = 0
    delimiter: str = ""
    alike: str = field(default="", compare=False)


def layout_of(text: str) -> Layout:
    """Return where a text's table begins; of the delimiters that of the widest table counts."""
    lines = [f"{line}\n" for line in text.split("\n", LINES)[:LINES]]
    widest, found = 1, Layout()
    for delimiter in DELIMITERS:
        rows, ends = _rows(lines, delimiter)
        begins = begins_at(rows)
        if begins is not None and len(rows[begins]) > widest:
            widest = len(rows[begins])
            alike = len({len(row) for row in rows if row}) == 1
            found = Layout(alike=delimiter if alike else "")
            if begins:
                found = Layout(ends[begins - 1], delimiter)
    return found


def begins_at(rows: Grid) -> int | None:
    """Return the row at which the table begins that most rows are of; None where there is none.

    Before it may stand rows of few fields only, and something must tell that it is no row itself.
    """
    filled = [n for n, row in enumerate(rows) if _filled(row)]
    widths = Counter(len(rows[n]) for n in filled)
    width = max(widths, key=lambda each: (widths[each], each), default=0)
    if width < 2:
        return None
    most = max(1, width // 2)
    first = next((n for n in filled if len(rows[n]) == width and _filled(rows[n]) > most), None)
    if first is None:
        return None
    own = [n for n in filled if n >= first]
    if len(own) < 2 or sum(len(rows[n]) == width for n in own) < REGULAR * len(own):
        return None
    before = [rows[n] for n in filled if n < first]
    if not before or len(before) > min(MOST_BEFORE, len(own)):
        return 0
    is_told = is_header(rows[first], [rows[n] for n in own[1:]])
    is_apart = filled[len(before) - 1] < first - 1
    titles = [row for row in before if not _is_remark(row, width)]
    are_titles = all(_filled(row) == 1 for row in titles) and width > 2
    few = all(_filled(row) <= most for row in titles)
    return first if few and (is_told or is_apart or are_titles) else 0


def is_header(names: Sequence[str], rows: Grid) -> bool:
    """Tell whether a row is of words where the rows below it have numbers or days."""
    return any(
        not is_value(name) and name.strip() not in _MISSING and _are_values(place, rows)
        for place, name in enumerate(names)
    )


def is_value(text: str) -> bool:
    """Tell whether a text is a number, a day or a time."""
    return _VALUE.fullmatch(text.strip()) is not None


def _are_values(place: int, rows: Grid) -> bool:
    known = [row[place] for row in rows if place < len(row) and row[place].strip() not in _MISSING]
    return bool(known) and sum(map(is_value, known)) >= REGULAR * len(known)


def _is_remark(row: Sequence[str], width: int) -> bool:
    """Tell whether it is a remark of signs such as delimiters; `#id,name` are names of columns."""
    return row[0].lstrip().startswith("#") and len(row) != width


def _filled(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _rows(lines: Sequence[str], delimiter: str) -> tuple[list[list[str]], list[int]]:
    """Return the records of lines, and the line that each ends with; a quote may span lines."""
    reader = csv.reader(lines, delimiter=delimiter)
    rows, ends = [], []
    try:
        for row in islice(reader, LINES):
            rows.append(row)
            ends.append(reader.line_num)
    except csv.Error:  # a field beyond 128 KiB
        pass
    return rows, ends
