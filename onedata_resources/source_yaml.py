"""What `source.yaml` files below a folder say, as plain values; malformed ones say nothing here.

They are read as components, and told with what is wrong, in `onedata_assets/components`.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

FILE = "source.yaml"


def said_of_sources(folder: Path) -> Iterator[Mapping[str, Any]]:
    """Yield the fields of each file, by path; one that is broken or has no fields is left out."""
    import yaml

    for path in sorted(folder.rglob(FILE)):
        try:
            told = yaml.safe_load(path.read_text(encoding="utf-8"))
        except (yaml.YAMLError, OSError, UnicodeDecodeError):
            continue
        if isinstance(told, dict):
            yield told
