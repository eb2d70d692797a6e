"""The brackets of JSON texts, found in many bytes at once; nothing is read of their values.

What a document has outside of its lists is in `wrapped_json.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

BLANK = b" \t\r\n"
"""What may stand between values."""


@dataclass(frozen=True)
class Marks:
    """Of each byte: itself, how deep it is, with its own bracket, and 1 where it is in a string."""

    data: np.ndarray[Any, Any]
    depths: np.ndarray[Any, Any]
    within: np.ndarray[Any, Any]
    ends: np.ndarray[Any, Any]
    """Where brackets close."""
    lists: np.ndarray[Any, Any]
    """Where lists open."""

    def first_below(self, at: int, depth: int) -> int | None:
        """Return the first place from one on that closes what is so deep."""
        ends = self.ends[self.ends.searchsorted(at) :]
        found = (self.depths[ends] < depth).nonzero()[0]
        return int(ends[found[0]]) if found.size else None

    def list_from(self, at: int) -> int | None:
        """Return the first place from one on where a list opens."""
        number = self.lists.searchsorted(at)
        return int(self.lists[number]) if number < self.lists.size else None

    def are_objects(self, at: int, end: int | None, depth: int) -> bool:
        """Return whether a part of a list has nothing but objects."""
        import numpy as np

        data, depths, within = (each[at:end] for each in (self.data, self.depths, self.within))
        between = np.isin(data, np.frombuffer(BLANK + b",}", np.uint8))
        plain = (depths == depth) & ~(between & (within == 0))
        nested = (depths == depth + 1) & (data == ord("[")) & (within == 0)
        return not (plain | nested).any()


def marks_of(chunk: bytes, depth: int, *, within: bool) -> Marks:
    """Return the marks of bytes that begin so deep, maybe within a string, and never escaped."""
    import numpy as np

    data = np.frombuffer(chunk, np.uint8)
    quotes = data == ord('"')
    if b"\\" in chunk:
        quotes &= ~_escaped(data)
    inside = np.bitwise_xor.accumulate(quotes.view(np.uint8)) ^ np.uint8(within)
    steps = _steps()[data]
    steps[inside == 1] = 0
    depths = depth + np.cumsum(steps, dtype=np.int32)
    opens_list = (data == ord("[")) & (steps == 1)
    return Marks(data, depths, inside, np.flatnonzero(steps < 0), np.flatnonzero(opens_list))


def _steps() -> np.ndarray[Any, Any]:
    """Return for each byte how much deeper it leads."""
    import numpy as np

    steps = np.zeros(256, np.int8)
    steps[list(b"{[")], steps[list(b"}]")] = 1, -1
    return steps


def _escaped(data: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return which bytes stand behind an odd number of backslashes."""
    import numpy as np

    places = np.arange(data.size, dtype=np.int32)
    is_other = data != ord("\\")
    last_other = np.maximum.accumulate(np.where(is_other, places, -1))
    odd = ((places - last_other) % 2).astype(bool)
    return np.concatenate([[False], odd[:-1]])
