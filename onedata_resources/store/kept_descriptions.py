"""What definitions know of the descriptions that people wrote of tables: a file below ONEDATA_HOME.

The store is the truth. Whoever describes a table leaves it here too, and so does each scan;
definitions show it once they are loaded again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from onedata_resources.settings import home_dir
from onedata_resources.store.annotations import Annotations
from onedata_resources.store.database import Store
from onedata_resources.store.kept_files import keep

KIND = "description"


def keep_descriptions(store: Store) -> None:
    """Leave the descriptions of tables that hold where definitions find them."""
    annotations = Annotations(store)

    def told() -> bytes:
        written = {
            each.asset: each.value
            for each in annotations.holding()
            if each.kind == KIND and not each.column
        }
        return json.dumps(written, ensure_ascii=False, sort_keys=True).encode()

    keep(_kept(), told)


def kept_descriptions() -> Mapping[str, str]:
    """Return the descriptions that were left, by the names of assets; none before the first."""
    path = _kept()
    return json.loads(path.read_bytes()) if path.exists() else {}


def _kept() -> Path:
    return home_dir() / "metadata" / "descriptions" / "written.json"
