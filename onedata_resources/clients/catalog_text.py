"""Files of text as frames: CSV and JSON, out of their beginning, however large they are.

DuckDB finds out delimiter, quotes, header and types. Sheets and XML are in `catalog_sheets.py`,
how files make tables in `catalog_files.py`.
"""

from __future__ import annotations

import gzip
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

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


def read_csv(path: Path, rows: int) -> Read:
    """Return the first rows of a CSV file, with the encoding and the dialect found out.

    Raises:
        UnreadableError: The file is empty, or is no table.
    """
    import duckdb

    head, encoding = _head(path)
    with _written(encoding.decode(head), ".csv") as copy, duckdb.connect() as connection:
        try:
            [told] = connection.execute(
                "SELECT Delimiter, Quote, HasHeader, SkipRows, Columns FROM sniff_csv(?)",
                [str(copy)],
            ).fetchall()
            delimiter, quote, has_header, skipped, columns = told
            has_header = has_header and not _is_data(connection, copy, columns)
            frame = connection.execute(
                "SELECT * FROM read_csv(?, header = ?, ignore_errors = true) LIMIT ?",
                [str(copy), has_header, rows],
            ).pl()
        except duckdb.Error as error:
            raise _unreadable(error) from error
    properties = {
        "format": "csv",
        "encoding": encoding.name,
        "delimiter": delimiter,
        "quote": "" if quote == "(empty)" else quote,
        "header": "yes" if has_header else "no",
        "skipped_lines": str(skipped),
        **_mixed(encoding),
    }
    return Read(frame, properties, is_mixed=encoding.is_mixed)


def _is_data(connection: Any, copy: Path, columns: list[dict[str, str]]) -> bool:  # noqa: ANN401
    """Return whether the first line, which looks like names of texts, comes again as values.

    DuckDB takes the first line for names wherever all columns are texts.
    """
    if any(each["type"] != "VARCHAR" for each in columns):
        return False
    texts = connection.execute(
        "SELECT * FROM read_csv(?, header = true, all_varchar = true) LIMIT 1000", [str(copy)]
    ).pl()
    again = [each["name"] in texts[texts.columns[i]] for i, each in enumerate(columns)]
    return any(again)


def read_json(path: Path, rows: int) -> Read:
    """Return the first records of a JSON file: one a line, an array of them, or a single one.

    Raises:
        UnreadableError: The file is empty, or holds no records.
    """
    import duckdb

    head, encoding = _head(path)
    records = _records(encoding.decode(head), rows)
    if not records:
        raise UnreadableError("It holds no JSON objects.", "文件中没有 JSON 对象。")
    lines = "\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    with _written(lines, ".json") as copy, duckdb.connect() as connection:
        try:
            frame = connection.execute(
                "SELECT * FROM read_json(?, format = 'newline_delimited')", [str(copy)]
            ).pl()
        except duckdb.Error as error:
            raise _unreadable(error) from error
    properties = {"format": "json", "encoding": encoding.name, **_mixed(encoding)}
    return Read(frame, properties, is_mixed=encoding.is_mixed)


def _records(text: str, rows: int) -> list[dict[str, Any]]:
    """Return the objects that a text begins with; a last one that is cut off is left out."""
    decoder = json.JSONDecoder(strict=False)
    text = text.lstrip("\ufeff")
    at, found = 0, []
    while len(found) < rows:
        while at < len(text) and text[at] in " \t\r\n,[]":
            at += 1
        if at >= len(text):
            break
        try:
            value, at = decoder.raw_decode(text, at)
        except ValueError:  # a broken line is passed over
            at = text.find("\n", at) + 1
            if at == 0:
                break
            continue
        if isinstance(value, dict):
            found.append(value)
    return found


def _head(path: Path) -> tuple[bytes, Encoding]:
    """Return the whole lines that a file begins with, and the encoding of all of it.

    Raises:
        UnreadableError: The file is empty.
    """
    with opened(path) as file:
        head = file.read(HEAD_BYTES)
        if not head.strip():
            raise EmptyError
        parts = [] if path.suffix == ".gz" else list(_parts(file, path.stat().st_size))
    whole = whole_lines(head, cut=len(head) == HEAD_BYTES)
    return whole, encoding_of([whole, *parts])


def _mixed(encoding: Encoding) -> dict[str, str]:
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
def _written(text: str, suffix: str) -> Iterator[Path]:
    """Lend a file of UTF-8 that holds the text."""
    with tempfile.TemporaryDirectory(prefix="onedata-catalog-") as folder:
        path = Path(folder) / f"head{suffix}"
        path.write_text(text, encoding="utf-8", newline="")
        yield path


def _unreadable(error: Exception) -> UnreadableError:
    reason = str(error).splitlines()[0]
    return UnreadableError(f"It is no table of rows: {reason}", f"无法识别为表：{reason}")
