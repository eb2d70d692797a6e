r"""Carriage returns that stand alone in a text of rows: a part of a value, or the end of a row.

In a file whose lines end in `\n` or `\r\n` one that stands alone is a part of its value, unless the
line has as many fields as several rows, and it stands where one of them ends. Files of old systems
end all their rows so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from onedata_assets.domain.metadata.file_formats.layouts import DELIMITERS, REGULAR

MARK = "\ufdd0"
"""Stands for a carriage return within a value: a sign that by Unicode no text has."""
LOOKED_AT = 300
_ALONE = re.compile(r"\r(?!\r*\n)")
_REPEATED = re.compile(r"\r\r+\n")


@dataclass(frozen=True)
class Form:
    """How a row is written: what parts and what encloses its fields, and how many there are."""

    delimiter: str
    quote: str
    width: int

    def as_in(self, text: str) -> Form:
        """Return the form with the width that most of a text's first lines without marks have."""
        lines = text.split("\n", LOOKED_AT)[:LOOKED_AT]
        whole = [each for each in lines if each and MARK not in each]
        widths = Counter(
            _read(each, self).fields for each in whole if not _is_odd(each, self.quote)
        )
        return replace(self, width=max(widths, key=lambda each: widths[each], default=self.width))


def end_rows(text: str) -> bool:
    """Tell whether carriage returns alone end the rows of a text."""
    alone, lines = text.count("\r") - text.count("\r\n"), text.count("\n")
    if not alone or alone <= lines:
        return False
    pieces = [each for each in re.split(r"\r\n?|\n", text, maxsplit=LOOKED_AT) if each]
    return not lines or any(_are_regular(pieces[:LOOKED_AT], each) for each in DELIMITERS)


def marked(text: str) -> str:
    """Return a text of whole lines with a mark for each carriage return that ends no line."""
    if "\r" not in text:
        return text
    return _ALONE.sub(MARK, _REPEATED.sub("\r\n", text))


def returned(text: str) -> str:
    """Return a text with its carriage returns in the places of their marks."""
    return text.replace(MARK, "\r")


def candidates(text: str) -> Iterator[str]:
    """Yield what may tell how the rows of a marked text are written, the likeliest first."""
    lines = text.split("\n")
    whole = [each for each in lines if MARK not in each]
    if len(whole) > len(lines) // 2:
        yield "\n".join(whole)
    yield text
    yield text.replace(MARK, "\n")


def settled(blocks: Iterable[str], form: Form) -> Iterator[str]:
    """Yield marked blocks of whole lines with the line ended at each mark that ends a row."""
    is_within = False
    for block in blocks:
        yield _settled(block, form, is_within=is_within) if MARK in block else block
        is_within = _ends_within(block, form, is_within=is_within)


def _settled(block: str, form: Form, *, is_within: bool) -> str:
    """Return a block; `is_within` tells whether it begins within a field that is enclosed."""
    parts, at = [], 0
    while (mark := block.find(MARK, at)) >= 0:
        begin, end = block.rfind("\n", at, mark) + 1 or at, block.find("\n", mark) + 1 or len(block)
        is_within = _ends_within(block[at:begin], form, is_within=is_within)
        line = block[begin:end]
        parts += [block[at:begin], _line(line, form, is_within=is_within)]
        is_within = _ends_within(line, form, is_within=is_within)
        at = end
    return "".join([*parts, block[at:]])


def _line(line: str, form: Form, *, is_within: bool) -> str:
    """Return a line, as several where it has the fields of several rows."""
    end = line[len(line.rstrip("\r\n")) :]
    if not end and not is_within:  # the last one of a file, which ends so
        line = line.rstrip(MARK)
    if form.width < 2 or line.count(form.delimiter) < 2 * (form.width - 1):  # of one row at most
        return line
    read = _read(line, form)
    more, rest = divmod(read.fields - form.width, form.width - 1)
    if is_within or read.is_within or rest or more < 1:
        return line
    places = []
    for row in range(1, more + 1):
        own = [place for place, field in read.marks if field == 1 + row * (form.width - 1)]
        if not own:
            return line
        places.append(own[-1])
    begins = [0, *(place + len(MARK) for place in places)]
    ends = [*places, len(line)]
    return (end or "\n").join(line[a:b] for a, b in zip(begins, ends, strict=True))


@dataclass(frozen=True)
class _Line:
    """How many fields a line has, in which of them it has marks, and whether it ends within one.

    Marks are told with their places, but for those within an enclosed field.
    """

    fields: int
    marks: list[tuple[int, int]]
    is_within: bool


def _read(line: str, form: Form, *, is_within: bool = False) -> _Line:
    """Return what a line has; a quote amid a field that begins without one is a sign as others."""
    signs = (form.delimiter, form.quote, MARK)
    found = re.finditer("|".join(re.escape(each) for each in signs if each), line)
    field, begins, marks = 1, 0, []
    for each in found:
        sign = each[0]
        if sign == form.quote:
            if is_within or each.start() == begins:
                is_within, begins = not is_within, each.end()
        elif not is_within and sign == MARK:
            marks.append((each.start(), field))
            begins = each.end()
        elif not is_within:
            field, begins = field + 1, each.end()
    return _Line(field, marks, is_within)


def _ends_within(text: str, form: Form, *, is_within: bool) -> bool:
    """Return whether lines end within an enclosed field, of which they may begin within one."""
    if not _is_odd(text, form.quote):
        return is_within
    for line in text.split("\n"):
        if _is_odd(line, form.quote):
            is_within = _read(line, form, is_within=is_within).is_within
    return is_within


def _are_regular(rows: list[str], delimiter: str) -> bool:
    most = rows[0].count(delimiter)
    alike = sum(row.count(delimiter) == most for row in rows)
    return most > 0 and alike >= REGULAR * len(rows)


def _is_odd(text: str, quote: str) -> bool:
    return bool(quote) and text.count(quote) % 2 == 1
