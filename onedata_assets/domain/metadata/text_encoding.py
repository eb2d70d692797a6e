"""In which encoding a file of lines is written, and whether it is written in one.

What makes an encoding plausible is in `domain/knowledge/encodings.py`, for documents as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from onedata_assets.domain.knowledge.encodings import (
    PLAUSIBLE,
    is_surely_utf8,
    marked_encoding,
    of_scripts_in,
    readings,
    share_in_use,
)

OTHERWISE = "gb18030"
"""What lines of Chinese files are in that are no UTF-8."""


_FIELDS = re.compile(rb"[,;\t\" ]+|(?<![\x81-\xfe])\|+")
"""What stands between fields: each is judged once, as four signs repeated may look Korean.

A bar may be the second byte of a character (四 in Big5).
"""
_DIGITS = re.compile(rb"[0-9]+")
_WITHIN_WORD = re.compile(rb"[A-Za-z][\xc3-\xc5][\x80-\xbf][a-z]")
"""A letter with an accent in UTF-8 among plain ones: Chinese does not stand singly in a word."""


@dataclass(frozen=True)
class Encoding:
    """How a file is decoded; of a mixed one some lines are UTF-8 and the others `name`."""

    name: str
    is_mixed: bool = False

    def decode(self, data: bytes) -> str:
        """Return the text; what is no sign in the encoding becomes a replacement sign."""
        if not self.is_mixed:
            return data.decode(self.name, errors="replace")
        return "".join(map(self._line, data.splitlines(keepends=True)))

    def _line(self, line: bytes) -> str:
        text = _utf8(line)
        is_other = text is None or (
            not line.isascii() and all(_reads_in(each, self.name) for each in _foreign(line))
        )
        return line.decode(self.name, errors="replace") if text is None or is_other else text


def encoding_of(parts: Sequence[bytes]) -> Encoding:
    """Return the encoding of parts of a file, the first its beginning, the others whole lines.

    It is mixed where fields are UTF-8 that are nothing in the other encoding: a few Chinese words
    in GB 18030 are UTF-8 by chance (女 is Ů), and what is ASCII is both. The others are believed
    to be in the script of those, as short words of Chinese look Korean.
    """
    marked = marked_encoding(parts[0]) if parts else None
    if marked:
        return Encoding(marked)
    fields = {each: _utf8(each) for each in _unlike(parts)}
    other = b"\n".join(field for field, text in fields.items() if text is None)
    if not other:
        return Encoding("utf-8")
    beside = {field: text for field, text in fields.items() if text and is_surely_utf8(text)}
    name = _plausible(other, "\n".join(beside.values()))
    return Encoding(name, any(not _reads_in(field, name) for field in beside))


def _unlike(parts: Sequence[bytes]) -> Iterable[bytes]:
    """Return the fields that are not ASCII, one of those that differ in digits only."""
    fields = (each for part in parts for each in _foreign(part))
    return {_DIGITS.sub(b"", each): each for each in fields}.values()


def _foreign(data: bytes) -> Iterator[bytes]:
    """Yield the fields of lines that are not ASCII."""
    for line in data.splitlines():
        if not line.isascii():
            yield from (each for each in _FIELDS.split(line) if not each.isascii())


def _reads_in(field: bytes, encoding: str) -> bool:
    """Tell whether a field that is UTF-8 may as well be in another encoding.

    In Western ones nobody writes what UTF-8 looks like there (Ã¼).
    """
    if encoding == "cp1252" or _WITHIN_WORD.search(field):
        return False
    return share_in_use(field, encoding) >= PLAUSIBLE


def _plausible(data: bytes, beside: str) -> str:
    """Return the encoding of fields that stand beside a text in UTF-8, which may be empty."""
    alike = {name: share_in_use(data, name) for name in of_scripts_in(beside)}
    shares = {name: share for name, share in alike.items() if share >= PLAUSIBLE}
    shares = shares or {name: share for name, (_, share) in readings(data).items()}
    best = max(shares, key=lambda name: shares[name], default=OTHERWISE)
    return best if shares.get(best, 0) >= PLAUSIBLE else OTHERWISE


def _utf8(line: bytes) -> str | None:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return None
