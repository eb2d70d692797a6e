r"""The two kinds of line ends: `\r\n` of DOS and `\n` of Unix."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

_ALONE = re.compile(rb"\r[^\n]")


def is_dos(path: Path) -> bool:
    r"""Tell what Kettle guesses: as many `\r` as `\n`, each `\r` before a `\n` or at the end.

    So a file of one line without an end is of DOS.
    """
    data = path.read_bytes()
    if _ALONE.search(data):
        return False
    return data.count(b"\r") == data.count(b"\n")


def as_unix(parts: Iterator[bytes]) -> Iterator[bytes]:
    r"""Yield the text with `\n` for `\r\n`; a `\r` at the very end is lost, as in Kettle."""
    for part in _pairs_whole(parts):
        yield part.replace(b"\r\n", b"\n")


def as_dos(parts: Iterator[bytes]) -> Iterator[bytes]:
    r"""Yield the text with `\r\n` for `\n`; a `\r` at the very end is lost, as in Kettle."""
    for part in as_unix(parts):
        yield part.replace(b"\n", b"\r\n")


def _pairs_whole(parts: Iterator[bytes]) -> Iterator[bytes]:
    r"""Yield the parts so that none ends within `\r\n`."""
    held = b""
    for part in parts:
        text = held + part
        held = b"\r" if text.endswith(b"\r") else b""
        yield text.removesuffix(b"\r")
