"""The bytes of a log that are looked at: its beginning, its end and some parts between, as lines.

What the lines are is found out in `domain/metadata/log_formats`; which files are a log, in
`catalog_logs.py`.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

from onedata_assets.domain.metadata.text_encoding import Encoding, encoding_of
from onedata_resources.clients.catalog_text import EmptyError, UnreadableError, whole_lines

if TYPE_CHECKING:
    import polars as pl

HEAD_BYTES = 1 << 20
TAIL_BYTES = 256 << 10
PARTS = 14
PART_BYTES = 64 << 10
LEAST_BYTES = 64 << 10
LONGEST_LINE = 16_384
PIECE = 64 << 10
_OPENERS = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open}
_HOLE = re.compile(rb"\x00{8,}")
"""A log that was cut while its writer went on begins with a hole, which reads as noughts."""
_CONTROLS = bytes(sign for sign in range(32) if sign not in b"\t\n\r\x1b\x01\x0c\x08")
MOST_CONTROLS = 0.02
_COLOURS = r"\x1b\[[0-9;]*[A-Za-z]"


@dataclass(frozen=True)
class LogParts:
    """Stretches of a log without gaps, the first its beginning, and what is known of the file.

    `size` is that of all of it; it is not known of a packed one that was not read whole.
    """

    parts: list[bytes]
    written: datetime
    size: int | None

    @property
    def read(self) -> int:
        """Return how many bytes were read."""
        return sum(map(len, self.parts))


def log_parts(path: Path, share: int = 1) -> LogParts:
    """Return what is looked at of a log, the less the more files share one look.

    Raises:
        EmptyError: It is empty.
        UnreadableError: It is no text.
    """
    head_bytes = max(LEAST_BYTES, HEAD_BYTES // share)
    status = path.stat()
    written = datetime.fromtimestamp(status.st_mtime, UTC)
    size: int | None = status.st_size
    if is_packed(path.name):
        head, is_whole = _unpacked(path, head_bytes)
        parts, size = [whole_lines(head, cut=not is_whole)], len(head) if is_whole else None
    else:
        with path.open("rb") as file:
            head = file.read(head_bytes)
            parts = [whole_lines(head, cut=status.st_size > head_bytes)]
            parts += _behind(file, head_bytes, status.st_size, share)
    parts = [_HOLE.sub(b"\n", part) for part in parts]
    if not b"".join(parts).strip():
        raise EmptyError
    _refuse_binary(parts)
    return LogParts(parts, written, size)


def is_packed(name: str) -> bool:
    """Return whether a file of this name has to be unpacked."""
    return name.endswith(tuple(_OPENERS))


def encoding_of_logs(logs: list[LogParts]) -> Encoding:
    """Return the encoding of all files of a log together."""
    return encoding_of([part for log in logs for part in log.parts])


def lines_of(logs: list[LogParts], encoding: Encoding) -> pl.DataFrame:
    """Return the lines, with the number of their stretch and whether a file begins with it."""
    import polars as pl

    stretches = [
        (encoding.decode(part).lstrip("\ufeff"), number == 0)
        for log in logs
        for number, part in enumerate(log.parts)
    ]
    texts = pl.Series("line", [text for text, _ in stretches], dtype=pl.String)
    frame = pl.DataFrame(
        {
            "part": range(len(stretches)),
            "begins": [begins for _, begins in stretches],
            "line": texts.str.split("\n"),
        }
    ).explode("line")
    bare = pl.col("line").str.strip_chars_end("\r").str.replace_all(_COLOURS, "")
    return frame.with_columns(bare.str.slice(0, LONGEST_LINE))


def _unpacked(path: Path, most: int) -> tuple[bytes, bool]:
    """Return the beginning of a packed file, and whether that is all; damage ends it.

    Raises:
        UnreadableError: Nothing of it can be unpacked.
    """
    read = b""
    try:
        with _OPENERS[path.suffix](path, "rb") as file:
            while len(read) < most:
                piece = file.read(PIECE)
                if not piece:
                    return read, True
                read += piece  # type: ignore[operator]  opened as bytes
    except (EOFError, OSError, lzma.LZMAError, zlib.error) as error:
        if isinstance(error, PermissionError):
            raise
        if not read:
            raise UnreadableError(
                f"It cannot be unpacked: {error}.", f"无法解压：{error}。"
            ) from error
    return read, False


def _behind(file: IO[bytes], head: int, size: int, share: int) -> Iterator[bytes]:
    """Yield whole lines from all over a file behind its head, and its end."""
    tail = max(LEAST_BYTES, TAIL_BYTES // share)
    end = max(head, size - tail)
    count = max(1, PARTS // share)
    step = max(PART_BYTES, (end - head) // count)
    places = [(at, min(PART_BYTES, end - at)) for at in range(head, end, step)]
    for at, length in [*places, (end, size - end)]:
        if length > 0:
            file.seek(at - 1)
            _, _, lines = file.read(length + 1).partition(b"\n")
            yield whole_lines(lines, cut=at + length < size)


def _refuse_binary(parts: list[bytes]) -> None:
    """Raise UnreadableError where there are signs that no text has."""
    if parts[0].startswith((b"\xff\xfe", b"\xfe\xff")):
        return
    data = b"".join(parts)
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if b"\x00" in data or controls > MOST_CONTROLS * len(data):
        raise UnreadableError(
            "It is no text: leave it out by `exclude`.", "不是文本文件：请用 exclude 排除。"
        )
