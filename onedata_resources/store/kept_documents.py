"""What definitions know of documents: a file below ONEDATA_HOME, made anew after each change.

The store is the truth. A load of definitions asks no database, so whoever changes documents leaves
them here too, and definitions show them once they are loaded again.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from onedata_resources.settings import home_dir
from onedata_resources.store.documents import Documents
from onedata_resources.store.kept_files import keep


def keep_for_definitions(documents: Documents) -> None:
    """Leave the documents where definitions find them."""
    keep(kept_file(documents.kind), lambda: _content(documents))


def kept_documents(kind: str) -> list[dict[str, Any]]:
    """Return what was left of a kind: name, project, number and content of each."""
    path = kept_file(kind)
    return json.loads(path.read_bytes()) if path.exists() else []


def kept_file(kind: str) -> Path:
    """Return where the documents of a kind are left."""
    return home_dir() / "metadata" / "documents" / f"{kind}.json"


def _content(documents: Documents) -> bytes:
    told = [
        {
            "name": each.name,
            "project": each.project,
            "number": each.number,
            "content": dict(each.content),
        }
        for each in documents.all()
    ]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
