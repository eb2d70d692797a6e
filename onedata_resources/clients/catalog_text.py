"""Files of text: their beginning and their encoding, however large they are, and what is read.

CSV is in `catalog_csv.py`, JSON in `catalog_json.py`, sheets and XML in `catalog_sheets.py`, how
files make tables in `catalog_files.py`.
"""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

from onedata_assets.domain.metadata.file_formats.broken_lines import BrokenLines
from onedata_assets.domain.metadata.text_encoding import Encoding, encoding_of

if TYPE_CHECKING:
    import polars as pl

MIXED = "mixed"
"""The property of a table some lines of which are UTF-8, and the others in its encoding."""
HEAD_BYTES = 4 << 20
PARTS = 15
PART_BYTES = 64 << 10
"""Parts of so many bytes, all over a file, tell whether it is in one encoding."""


@dataclass(frozen=True)
class Read:
    """Some rows of a file or sheet, and what was found out of how it is written."""

    frame: pl.DataFrame
    properties: dict[str, str] = field(default_factory=dict)
    rows: int | None = None
    is_mixed: bool = False
    broken: BrokenLines | None = None
    left_out: BrokenLines | None = None
    """Lines of a table that are no rows of it."""
    beside: tuple[str, ...] = ()
    """What a document has beside its rows, which is left out."""


class UnreadableError(Exception):
    """A file that cannot be read as what its name says; the text is English, then Chinese."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.en = en
        self.zh = zh


class EmptyError(UnreadableError):
    """A file without content."""

    def __init__(self) -> None:
        super().__init__("It is empty.", "文件为空。")


def head(path: Path) -> tuple[bytes, Encoding]:
    """Return the whole lines that a file begins with, and the encoding of all of it.

    Raises:
        UnreadableError: The file is empty.
    """
    with opened(path) as file:
        begins = file.read(HEAD_BYTES)
        if not begins.strip():
            raise EmptyError
        parts = [] if path.suffix == ".gz" else list(_parts(file, path.stat().st_size))
    whole = whole_lines(begins, cut=len(begins) == HEAD_BYTES)
    return whole, encoding_of([whole, *parts])


def mixed(encoding: Encoding) -> dict[str, str]:
    """Return the property of a table whose file is in two encodings."""
    return {MIXED: "utf-8"} if encoding.is_mixed else {}


def opened(path: Path) -> IO[bytes]:
    """Open a file that may be packed."""
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")  # type: ignore[return-value]


def _parts(file: IO[bytes], size: int) -> Iterator[bytes]:
    """Yield whole lines from all over a file behind its head."""
    step = max(PART_BYTES, (size - HEAD_BYTES) // PARTS)
    for at in range(HEAD_BYTES, size, step):
        file.seek(at)
        _, _, lines = file.read(PART_BYTES).partition(b"\n")
        yield whole_lines(lines, cut=True)


def whole_lines(data: bytes, *, cut: bool) -> bytes:
    """Return data up to its last line's end, where it was cut off."""
    end = data.rfind(b"\n")
    return data[: end + 1] if cut and end >= 0 else data


@contextmanager
def written(text: str, suffix: str) -> Iterator[Path]:
    """Lend a file of UTF-8 that holds the text."""
    with tempfile.TemporaryDirectory(prefix="onedata-catalog-") as folder:
        path = Path(folder) / f"head{suffix}"
        path.write_text(text, encoding="utf-8", newline="")
        yield path


def unreadable(error: Exception) -> UnreadableError:
    """Return why a file cannot be read as what its name says."""
    reason = str(error).splitlines()[0]
    return UnreadableError(f"It is no table of rows: {reason}", f"无法识别为表：{reason}")
