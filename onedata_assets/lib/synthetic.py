"""Marks of data that is made and not measured: a tag, and words at the front of descriptions.

A contract or a dbt model says so of its table; a folder of files says so in `.about.json`.
"""

import json
from pathlib import Path

from onedata_assets.domain.processing.contract import SYNTHETIC_MARK

ABOUT = ".about.json"
TAG = {"synthetic": "true"}


def folder_is_synthetic(folder: Path) -> bool:
    """Tell whether the folder's `.about.json` says that its files are synthetic."""
    about = folder / ABOUT
    if not about.is_file():
        return False
    told = json.loads(about.read_bytes())
    return isinstance(told, dict) and told.get("synthetic") is True


def marked(description: str, *, synthetic: bool) -> str:
    """Return the description with the mark at the front of each of its languages, if it applies."""
    if not synthetic:
        return description
    return "\n\n".join(SYNTHETIC_MARK + part for part in description.split("\n\n"))
