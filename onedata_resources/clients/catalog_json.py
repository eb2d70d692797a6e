"""Files of JSON as frames, out of their beginning, however large they are.

How the encoding is found out is in `catalog_text.py`, how files make tables in `catalog_files.py`.
"""

from __future__ import annotations

import codecs
import json
from pathlib import Path
from typing import Any

from onedata_assets.domain.metadata.file_formats.broken_lines import broken_lines
from onedata_assets.domain.metadata.file_formats.wrapped_json import Wrapped, sliced, wrapped_rows
from onedata_assets.domain.metadata.text_encoding import Encoding
from onedata_resources.clients.catalog_text import (
    HEAD_BYTES,
    Read,
    UnreadableError,
    head,
    mixed,
    unreadable,
    written,
)
from onedata_resources.clients.catalog_utf8 import utf8_chunks

_LINES = (".jsonl", ".ndjson")


def read_json(path: Path, rows: int) -> Read:
    """Return the first records of a JSON file: one a line, an array of them, or a single one.

    Those that one document wraps, as `{"data": [...]}`, are found as in answers of interfaces.

    Raises:
        UnreadableError: The file is empty, or holds no records.
    """
    import duckdb

    data, encoding = head(path)
    found = _wrapped(path, encoding)
    text = _first(path, encoding, found) if found else encoding.decode(data)
    records = _records(text, rows)
    if not records:
        raise UnreadableError("It holds no JSON objects.", "文件中没有 JSON 对象。")
    lines = "\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    with written(lines, ".json") as copy, duckdb.connect() as connection:
        try:
            frame = connection.execute(
                "SELECT * FROM read_json(?, format = 'newline_delimited')", [str(copy)]
            ).pl()
        except duckdb.Error as error:
            raise unreadable(error) from error
    properties = {"format": "json", "encoding": encoding.name, **mixed(encoding)}
    if found:
        properties["rows_at"] = ".".join(found.way)
    return Read(
        frame,
        properties,
        is_mixed=encoding.is_mixed,
        broken=None if found else broken_lines(text),
        beside=found.beside if found else (),
    )


def unwrapped(path: Path, text: Path, copy: Path) -> Path:
    """Return the rows of a file: `text`, which is the file in UTF-8, or a copy of a part of it."""
    encoding = Encoding("utf-8")
    found = _wrapped(path, encoding, text)
    start, end = (found.start, found.end) if found else (_mark(text), text.stat().st_size)
    if not start:
        return text
    with copy.open("wb") as written:
        written.writelines(sliced(utf8_chunks(text, encoding), start, end))
    return copy


def _mark(text: Path) -> int:
    """Return how many bytes a file has before its text; DuckDB takes them for a part of it."""
    with text.open("rb") as file:
        return len(codecs.BOM_UTF8) if file.read(3) == codecs.BOM_UTF8 else 0


def _wrapped(path: Path, encoding: Encoding, text: Path | None = None) -> Wrapped | None:
    """Return where one document has its rows; each line of JSON Lines is a row as it stands."""
    if path.name.lower().removesuffix(".gz").endswith(_LINES):
        return None
    return wrapped_rows(utf8_chunks(text or path, encoding))


def _first(path: Path, encoding: Encoding, found: Wrapped) -> str:
    """Return what the rows of a document begin with."""
    end = min(found.end, found.start + HEAD_BYTES)
    return b"".join(sliced(utf8_chunks(path, encoding), found.start, end)).decode(errors="ignore")


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
