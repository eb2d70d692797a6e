"""What definitions know of published standards: a file below ONEDATA_HOME, made anew at a change.

The store is the truth. A load of definitions asks no database, so whoever publishes a standard
leaves its table here too, and definitions have its check once they are loaded again.
"""

from __future__ import annotations

import json
from pathlib import Path

from onedata_resources.settings import home_dir
from onedata_resources.store.database import Store
from onedata_resources.store.kept_files import keep
from onedata_resources.store.reviewed import STANDARD, Reviews


def keep_standards(store: Store) -> None:
    """Leave the names of tables with a standard in force where definitions find them."""
    reviews = Reviews(store, STANDARD)
    keep(_kept(), lambda: json.dumps(sorted(reviews.in_force()), ensure_ascii=False).encode())


def kept_standards() -> list[str]:
    """Return the tables that were left; none before the first was published."""
    path = _kept()
    return json.loads(path.read_bytes()) if path.exists() else []


def _kept() -> Path:
    return home_dir() / "metadata" / "standards" / "in_force.json"
