"""The folders outside the lake that assets read and write."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Folders:
    """Absolute paths: source files, documents to index, and written reports."""

    files: Path
    documents: Path
    reports: Path
