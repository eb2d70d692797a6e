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
from onedata_assets.domain.metadata.text_encoding import Encoding
from onedata_resources.clients.catalog_text import opened

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
