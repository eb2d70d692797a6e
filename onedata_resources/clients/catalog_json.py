"""Files of JSON as frames, out of their beginning, however large they are.

How the encoding is found out is in `catalog_text.py`, how files make tables in `catalog_files.py`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from onedata_assets.domain.metadata.file_formats.broken_lines import broken_lines
from onedata_resources.clients.catalog_text import (
    Read,
    UnreadableError,
    head,
    mixed,
    unreadable,
    written,
)


def read_json(path: Path, rows: int) -> Read:
    """Return the first records of a JSON file: one a line, an array of them, or a single one.

    Raises:
        UnreadableError: The file is empty, or holds no records.
    """
    import duckdb

    data, encoding = head(path)
    text = encoding.decode(data)
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
    return Read(frame, properties, is_mixed=encoding.is_mixed, broken=broken_lines(text))


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
