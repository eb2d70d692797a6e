"""Generated Kettle transformations in use: each one a version, and a file that servers run.

What is generated is in `onedata_assets/domain/metadata/kettle_plans.py`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from onedata_resources.clients.files import reported
from onedata_resources.errors import BadInputError
from onedata_resources.settings import project_dir
from onedata_resources.store.database import Store
from onedata_resources.store.review_model import Reviewed
from onedata_resources.store.reviewed import KETTLE, Reviews

FOLDER = Path("kettle_jobs") / "generated"


@dataclass(frozen=True)
class NewFile:
    """What is to be used of a table: the text that is kept, and the file that comes of it."""

    table: str
    content: str
    ktr: str
    after: int


def use_file(
    store: Store, made: NewFile, path: Path, now: datetime, *, actor: str, reason: str = ""
) -> Reviewed:
    """Make a transformation the newest version and its file; where one cannot be, neither is.

    Raises:
        ChangedMeanwhileError: Another version is in use than the one that was looked at.
        UnavailableError: The file cannot be written.
    """
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    with reported(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            aside.write_text(made.ktr, encoding="utf-8")
            version = Reviews(store, KETTLE).publish(
                made.table, made.content, now, actor=actor, reason=reason, after=made.after
            )
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
    return version


def file_of(table: str, project: Path | None = None) -> Path:
    """Return where the file of a table belongs.

    Raises:
        BadInputError: The name leads out of the folder.
    """
    folder = ((project or project_dir()) / FOLDER).resolve()
    path = (folder / f"{table}.ktr").resolve()
    if not path.is_relative_to(folder):
        raise BadInputError(
            f"{table!r} names no file below {FOLDER}.", f"{table!r} 不是 {FOLDER} 下的文件名。"
        )
    return path


def may_write(path: Path) -> bool:
    """Tell whether a file can be written here: the folder, or the nearest that is there."""
    # Unlike Path.exists, os.path.exists does not raise for a folder that may not be entered.
    there = next(each for each in path.parents if os.path.exists(each))  # noqa: PTH110
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)
