"""Files of text as UTF-8, however large they are: no file is held as a whole.

Which encoding a file has, is found out in `catalog_text.py`.
"""

from __future__ import annotations

import codecs
import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from onedata_assets.domain.metadata.file_formats.blanks import parted
from onedata_assets.domain.metadata.file_formats.carriage_returns import (
    MARK,
    Form,
    end_rows,
    marked,
    settled,
)
from onedata_assets.domain.metadata.text_encoding import Encoding
from onedata_resources.clients.catalog_text import HEAD_BYTES, opened

CHUNK = 1 << 20
_UTF8 = frozenset({"utf-8", "utf-8-sig", "ascii"})


def utf8_chunks(path: Path, encoding: Encoding) -> Iterator[bytes]:
    """Yield a file as UTF-8, about `CHUNK` bytes at once."""
    with opened(path) as file:
        if encoding.name in _UTF8 and not encoding.is_mixed:
            while chunk := file.read(CHUNK):
                yield chunk
        else:
            yield from (text.encode() for text in _texts(file, encoding))


def in_utf8(path: Path, encoding: Encoding, blanks: str, copy: Path) -> Path:
    """Return a text file as UTF-8: itself where it is that, not packed and has a delimiter."""
    if encoding.name in _UTF8 and path.suffix != ".gz" and not blanks:
        return path
    with opened(path) as file, copy.open("w", encoding="utf-8", newline="") as written:
        if not encoding.is_mixed and not blanks:
            shutil.copyfileobj(codecs.getreader(encoding.name)(file, "replace"), written, CHUNK)
            return copy
        is_beginning = True
        for text in _texts(file, encoding):
            parts = parted(text, blanks, is_beginning=is_beginning) if blanks else text
            written.write(parts)
            is_beginning = False
    return copy


def _texts(file: IO[bytes], encoding: Encoding) -> Iterator[str]:
    """Yield whole lines of a file as text, about `CHUNK` at once."""
    if encoding.is_mixed:
        while lines := file.readlines(CHUNK):
            yield encoding.decode(b"".join(lines))
        return
    with io.TextIOWrapper(file, encoding.name, "replace", newline="\n") as reader:  # type: ignore[type-var]
        while texts := reader.readlines(CHUNK):
            yield "".join(texts)


def settled_rows(path: Path, form: Form, before: int, copy: Path) -> Path:
    """Return a text of rows in UTF-8 in which each line is one: itself, or a copy.

    A carriage return that stands alone ends a line only where it ends a row, behind the lines
    `before` the table; in values of the copy marks stand for them.
    """
    with path.open("rb") as file:
        if end_rows(_text(file.read(HEAD_BYTES))):
            return path
        file.seek(0)
        if not any(MARK in block for block in _blocks(file)):
            return path
        file.seek(0)
        with copy.open("wb") as written:
            for _ in range(before):
                written.write(_bytes(marked(_text(file.readline()))))
            written.writelines(map(_bytes, settled(_blocks(file), form)))
    return copy


def _blocks(file: IO[bytes]) -> Iterator[str]:
    """Yield whole lines of a file, with marks, about `CHUNK` at once."""
    while lines := file.readlines(CHUNK):
        yield marked(_text(b"".join(lines)))


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")  # what is no UTF-8 stays as it is


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
