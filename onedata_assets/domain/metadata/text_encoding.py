"""In which encoding a file of lines is written, and whether it is written in one.

What makes an encoding plausible is in `domain/knowledge/encodings.py`, for documents as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from onedata_assets.domain.knowledge.encodings import (
    PLAUSIBLE,
    is_surely_utf8,
    marked_encoding,
    readings,
)

OTHERWISE = "gb18030"
"""What lines of Chinese files are in that are no UTF-8."""


_FIELDS = re.compile(rb"[,;|\t\" ]+")
"""What stands between fields: each is judged once, as four signs repeated may look Korean."""


@dataclass(frozen=True)
class Encoding:
    """How a file is decoded; of a mixed one some lines are UTF-8 and the others `name`."""

    name: str
    is_mixed: bool = False

    def decode(self, data: bytes) -> str:
        """Return the text; what is no sign in the encoding becomes a replacement sign."""
        if not self.is_mixed:
            return data.decode(self.name, errors="replace")
        lines = data.splitlines(keepends=True)
        return "".join(_utf8(line) or line.decode(self.name, errors="replace") for line in lines)


def encoding_of(parts: Sequence[bytes]) -> Encoding:
    """Return the encoding of parts of a file, the first its beginning, the others whole lines."""
    marked = marked_encoding(parts[0]) if parts else None
    if marked:
        return Encoding(marked)
    texts = {
        field: _utf8(field)
        for part in parts
        for line in part.splitlines()
        if not line.isascii()
        for field in _FIELDS.split(line)
    }
    other = b"\n".join(field for field, text in texts.items() if text is None)
    if not other:
        return Encoding("utf-8")
    as_utf8 = "".join(text for text in texts.values() if text)
    return Encoding(_plausible(other), bool(as_utf8) and is_surely_utf8(as_utf8))


def _plausible(data: bytes) -> str:
    shares = {name: share for name, (_, share) in readings(data).items()}
    best = max(shares, key=lambda name: shares[name], default=OTHERWISE)
    return best if shares.get(best, 0) >= PLAUSIBLE else OTHERWISE


def _utf8(line: bytes) -> str | None:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return None
