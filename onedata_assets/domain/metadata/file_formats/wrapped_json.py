"""Where the rows of one JSON document are, however large it is: its bytes are passed over once.

Of each outermost list only its brackets are kept, and what is left, the document's skeleton, is
read as JSON. Which of its lists has the rows is for `interfaces/rows.py` to say, as of answers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from onedata_assets.domain.metadata.file_formats.json_marks import BLANK, Marks, marks_of
from onedata_assets.domain.metadata.interfaces.rows import beside, rows_of

MOST_BYTES = 1 << 20
MOST_LISTS = 1000
"""A skeleton that is larger, or has more lists, is of a document that wraps no rows."""
_BOM = b"\xef\xbb\xbf"
_DECODER = json.JSONDecoder(strict=False)


@dataclass(frozen=True)
class Wrapped:
    """The bytes from `start` to before `end` are rows; `way` is the names that lead to them.

    `beside` is what else the document tells, but for counts, pages and messages.
    """

    start: int
    end: int
    way: tuple[str, ...]
    beside: tuple[str, ...]


def wrapped_rows(chunks: Iterable[bytes]) -> Wrapped | None:
    """Return where a document of UTF-8 has its rows; None where it has them at its top.

    A text of several documents, as JSON Lines are, and one that is no JSON have none either.
    """
    skeleton = _Skeleton()
    for chunk in _whole_escapes(chunks):
        if not skeleton.takes(chunk):
            return None
    # A sign for each byte, so that places are those of bytes.
    text = skeleton.text.decode("latin-1")
    try:
        answer = json.loads(text, strict=False)
        _, way = rows_of(answer)
        if not way:
            return None
        start, end = _span(text, way)
    except (ValueError, RecursionError):
        return None
    named, others = (tuple(map(_name, each)) for each in (way, beside(answer, way)))
    return Wrapped(skeleton.place(start), skeleton.place(end - 1) + 1, named, others)


def sliced(chunks: Iterable[bytes], start: int, end: int) -> Iterator[bytes]:
    """Yield the bytes of chunks from `start` to before `end`."""
    at = 0
    for chunk in chunks:
        if at >= end:
            return
        if part := chunk[max(0, start - at) : end - at]:
            yield part
        at += len(chunk)


@dataclass
class _Skeleton:
    """What a document has outside of lists, as far as it was passed over."""

    text: bytearray = field(default_factory=bytearray)
    pieces: list[tuple[int, int]] = field(default_factory=list)
    """Where pieces begin in the text, and where in the document."""
    at: int = 0
    depth: int = 0
    within: bool = False
    """Whether the next byte is within a string."""
    list_depth: int = 0
    """The depth inside of the outermost list that is open; 0 where none is."""
    only_objects: bool = True
    lists: int = 0
    is_over: bool = False

    def takes(self, chunk: bytes) -> bool:
        """Pass over the next bytes, and return whether the document may wrap rows."""
        if not self.at and chunk.startswith(_BOM):
            self.at, chunk = len(_BOM), chunk[len(_BOM) :]
        if self.is_over:
            return not chunk.strip(BLANK)
        if not self.depth and not chunk.lstrip(BLANK).startswith(b"{"):
            self.at += len(chunk)
            return not chunk.strip(BLANK)
        marks = marks_of(chunk, self.depth, within=self.within)
        self._pass(chunk, marks)
        self.at += len(chunk)
        self.depth, self.within = int(marks.depths[-1]), bool(marks.within[-1])
        end = marks.first_below(0, 1)
        self.is_over = end is not None
        has_more = end is not None and bool(chunk[end + 1 :].strip(BLANK))
        return not has_more and len(self.text) <= MOST_BYTES and self.lists <= MOST_LISTS

    def place(self, at: int) -> int:
        """Return where a byte of the text is in the document."""
        mine, its = next(each for each in reversed(self.pieces) if each[0] <= at)
        return its + at - mine

    def _pass(self, chunk: bytes, marks: Marks) -> None:
        at = 0
        while at < len(chunk) and self.lists <= MOST_LISTS:
            if self.list_depth:
                end = marks.first_below(at, self.list_depth)
                if not marks.are_objects(at, end, self.list_depth):
                    self.only_objects = False
                if end is None:
                    return
                self.text += b"" if self.only_objects else b"0"
                self.list_depth, self.only_objects, at = 0, True, end
            opens = marks.list_from(at)
            end = len(chunk) if opens is None else opens + 1
            self.pieces.append((len(self.text), self.at + at))
            self.text += chunk[at:end]
            if opens is not None:
                self.lists += 1
                self.list_depth = int(marks.depths[opens])
            at = end


def _whole_escapes(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield chunks none of which ends within an escaped sign."""
    held = b""
    for chunk in chunks:
        held += chunk
        if held and not held.endswith(b"\\"):
            yield held
            held = b""
    if held:
        yield held


def _span(text: str, way: Sequence[str]) -> tuple[int, int]:
    """Return where the value that names lead to begins and ends in a document."""
    at, end = text.index("{"), len(text.rstrip())
    for name in way:
        at, end = _member(text, at, name)
    return at, end


def _member(text: str, at: int, name: str) -> tuple[int, int]:
    """Return where an object's value of a name begins and ends: as readers do, of its last one."""
    found = at, at
    at = _after(text, at + 1, " \t\r\n")
    while text[at] != "}":
        key, at = _DECODER.raw_decode(text, at)
        at = _after(text, at, " \t\r\n:")
        _, end = _DECODER.raw_decode(text, at)
        if key == name:
            found = at, end
        at = _after(text, end, " \t\r\n,")
    return found


def _after(text: str, at: int, signs: str) -> int:
    while text[at] in signs:
        at += 1
    return at


def _name(name: str) -> str:
    """Return a name of which each byte was taken for a sign."""
    try:
        return name.encode("latin-1").decode("utf-8")
    except UnicodeError:  # it is written with escapes, which are whole signs
        return name
