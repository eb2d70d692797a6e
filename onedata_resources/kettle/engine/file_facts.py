"""What reading steps tell about a file: its name, folder, size, time and URI, and finding files.

The fields' names are in `settings/file_facts.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import polars as pl

from onedata_resources.kettle.settings.file_facts import FactFields
from onedata_resources.kettle.settings.files import FileChoice
from onedata_resources.kettle.values.convert import elementwise
from onedata_resources.kettle.values.dtypes import dtype_of
from onedata_resources.kettle.values.time_zones import on_the_wall
from onedata_resources.kettle.values.types import Field, KettleType, made_field

K = KettleType
ROOT_URI = "file:///"
_UNCHANGED_IN_URI = "".join(chr(code) for code in range(33, 0x80) if chr(code) not in "#?%")


def short_name(path: str) -> str:
    """Return the name without its folder."""
    return path.rstrip("/").rpartition("/")[2]


def extension(path: str) -> str | None:
    """Return what follows the name's last dot; a dot in first or last place starts none."""
    name = short_name(path)
    at = name.rfind(".")
    return name[at + 1 :] if 0 < at < len(name) - 1 else None


def folder(path: str) -> str:
    """Return the folder of the file."""
    return str(Path(path).parent)


def uri(path: str) -> str:
    """Return the URI, in which only blanks and the signs #, ? and % are encoded."""
    return "file://" + "".join(
        each if each in _UNCHANGED_IN_URI or not each.isascii() else quote(each) for each in path
    )


def size(path: str) -> int | None:
    """Return the bytes of a file; a folder has no size."""
    return Path(path).stat().st_size if Path(path).is_file() else None


def hidden(path: str) -> bool:
    """Return whether the name begins with a dot."""
    return short_name(path).startswith(".")


def modified(path: str) -> datetime:
    """Return when the file was last written, by the clock on the wall."""
    return on_the_wall(datetime.fromtimestamp(Path(path).stat().st_mtime, UTC))


_FACTS: dict[str, tuple[Field, Callable[[str], Any]]] = {
    "short_name": (Field("", length=100), short_name),
    "extension": (Field("", length=100), extension),
    "path": (Field("", length=100), folder),
    "size": (Field("", K.INTEGER), size),
    "hidden": (Field("", K.BOOLEAN), hidden),
    "modified": (Field("", K.DATE), modified),
    "uri": (Field("", length=100), uri),
    "root_uri": (Field("", length=100), lambda _: ROOT_URI),
}


def fact_columns(fields: FactFields, path: pl.Expr) -> list[tuple[Field, pl.Expr]]:
    """Return the wanted fields in Kettle's order; `path` is the expression of the file's path."""
    return [
        (made_field(name, kind.type, kind.length), fact(path, function, kind.type))
        for each, (kind, function) in _FACTS.items()
        if (name := getattr(fields, each))
    ]


def fact(path: pl.Expr, function: Callable[[str], Any], kind: KettleType) -> pl.Expr:
    """Return the function of each path, asked once per file and batch."""
    dtype = dtype_of(kind)

    def kernel(paths: pl.Series) -> pl.Series:
        known = paths.drop_nulls().unique()
        values = pl.Series([function(each) for each in known], dtype=dtype)
        return paths.replace_strict(known, values, default=None, return_dtype=dtype)

    return elementwise(path, kernel, dtype)


def found_paths(
    choices: Iterable[FileChoice], *, files: bool = True, folders: bool = False
) -> list[Path]:
    """Return the files, or the folders within folders, that the choices name.

    A folder without a mask has all its files. As in Kettle, everything found so far is sorted by
    path after each folder; files that are named one by one keep their place.
    """
    found: list[Path] = []
    for choice in choices:
        path = Path(choice.name)
        if path.is_dir():
            found.extend(_within(choice, files=files, folders=folders))
            found.sort(key=str)
        elif path.exists():
            found.append(path)
    return found


def _within(choice: FileChoice, *, files: bool, folders: bool) -> list[Path]:
    path = Path(choice.name)
    entries = path.rglob("*") if choice.subfolders else path.glob("*")
    wanted, unwanted = re.compile(choice.mask or ".*", re.DOTALL), re.compile(choice.exclude)
    return [
        each
        for each in entries
        if ((files and each.is_file()) or (folders and each.is_dir()))
        and wanted.fullmatch(each.name)
        and not (choice.exclude and unwanted.fullmatch(each.name))
    ]
