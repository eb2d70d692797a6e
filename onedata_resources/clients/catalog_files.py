"""A folder of files as tables: files of one name but for its numbers, and one shape, are a table.

How single files are read is in `catalog_csv.py`, `catalog_json.py` and `catalog_sheets.py`. No
file is read whole, but that a document of JSON is passed over for where its rows are.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.file_formats.series import is_of_series, pattern_of
from onedata_assets.domain.metadata.model import UNDECLARED, Column, Table, TableKind, TableName
from onedata_assets.domain.metadata.structure import Problem, Structure, Wanted, structure_of
from onedata_resources.clients.catalog_csv import read_csv
from onedata_resources.clients.catalog_frames import declared_of, family_of, type_of
from onedata_resources.clients.catalog_json import read_json
from onedata_resources.clients.catalog_problems import failures_told, not_opened, unforeseen
from onedata_resources.clients.catalog_read import notes_of, told_of
from onedata_resources.clients.catalog_sheets import read_parquet, read_workbook
from onedata_resources.clients.catalog_text import Read, UnreadableError
from onedata_resources.clients.catalog_xml import read_xml
from onedata_resources.errors import UnavailableError, is_failure

if TYPE_CHECKING:
    import polars as pl

SAMPLE_ROWS = 1000
LOOKED_AT = 20
"""Of so many files with one pattern the shape is looked at: the first, the last, some between."""
_READERS = {
    ".csv": read_csv,
    ".tsv": read_csv,
    ".txt": read_csv,
    ".json": read_json,
    ".geojson": read_json,
    ".jsonl": read_json,
    ".ndjson": read_json,
    ".parquet": read_parquet,
    ".xml": read_xml,
}
_WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})


@dataclass(frozen=True)
class Shape:
    """A file or sheet as it was read: the table that it would be a part of, and its content."""

    path: str
    sheet: str
    read: Read

    @property
    def signature(self) -> tuple[str, ...]:
        """Return what files of one table have in common."""
        return (self.sheet, *self.read.frame.columns)


def files_structure(folder: Path, wanted: Wanted) -> Structure:
    """Return the tables that the files of a folder make, with those of the folders in it.

    Raises:
        UnavailableError: The folder is missing.
    """
    tables, problems = [], []
    for found in _found(folder, wanted, SAMPLE_ROWS):
        if isinstance(found, Problem):
            problems.append(found)
        else:
            tables.append(found[0])
    return structure_of(tables, problems)


def files_samples(
    folder: Path, tables: Iterable[Table], *, wanted: Wanted, rows: int = SAMPLE_ROWS
) -> Iterator[tuple[Table, pl.DataFrame]]:
    """Yield at most so many rows of each table that is still there.

    Raises:
        UnavailableError: The folder is missing.
    """
    names = {table.name: table for table in tables}
    for found in _found(folder, wanted, rows):
        if not isinstance(found, Problem) and found[0].name in names:
            yield names[found[0].name], found[1].head(rows)


def files_of(folder: Path, table: str) -> list[Path]:
    """Return the files that a table is made of, by path; none where they are gone.

    Raises:
        UnavailableError: The folder is missing.
    """
    name, _, _ = table.partition("#")
    known = _files(folder)
    own = [path for path in known if path == name]
    return [folder / path for path in own or known if own or pattern_of(path) == name]


def _found(
    folder: Path, wanted: Wanted, rows: int
) -> Iterator[tuple[Table, pl.DataFrame] | Problem]:
    """Yield each table with rows of it, and what could not be read."""
    groups: dict[str, list[str]] = {}
    for path in _files(folder):
        if wanted.takes(TableName("", path)):
            groups.setdefault(pattern_of(path), []).append(path)
    for pattern, paths in groups.items():
        shapes: dict[tuple[str, ...], list[Shape]] = {}
        for path in some_of(paths):
            for each in _shapes(folder, path, rows):
                if isinstance(each, Problem):
                    yield each
                    continue
                shapes.setdefault(each.signature, []).append(each)
                yield from told_of(TableName("", each.path), each.read)
        made: list[tuple[Table, pl.DataFrame] | Problem] = []
        failed: list[Problem] = []
        with failures_told(TableName("", pattern), failed):
            made += _tables(pattern, shapes)
        yield from [*made, *failed]


def _tables(
    pattern: str, shapes: dict[tuple[str, ...], list[Shape]]
) -> Iterator[tuple[Table, pl.DataFrame]]:
    """Yield the pattern's own table, and one for each file of another shape.

    A lone file has a pattern only if its name promises more.
    """
    taken: set[str] = set()
    for same in sorted(shapes.values(), key=len, reverse=True):
        sheet = f"#{same[0].sheet}" if same[0].sheet else ""
        are_many = len(same) > 1 or is_of_series(same[0].path)
        if are_many and pattern + sheet not in taken:
            taken.add(pattern + sheet)
            yield _table(pattern + sheet, same)
        else:
            for each in same:
                yield _table(each.path + sheet, [each])


def _files(folder: Path) -> list[str]:
    """Return the files below a folder that may be tables.

    Raises:
        UnavailableError: The folder is missing.
    """
    return [path for path in files_below(folder) if _may_be_a_table(path.rpartition("/")[2])]


def files_below(folder: Path) -> list[str]:
    """Return the files below a folder, hidden and temporary ones left out.

    Raises:
        UnavailableError: The folder is missing.
    """
    if not folder.is_dir():
        raise UnavailableError(
            f"The folder {folder} is missing. Mount it, or correct the source's variable.",
            f"目录 {folder} 不存在。请挂载该目录，或更正数据源的环境变量。",
        )
    found = []
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "_")))
        here = Path(place).relative_to(folder)
        found += [(here / name).as_posix() for name in sorted(files) if name[0] not in "._~"]
    return found


def _may_be_a_table(name: str) -> bool:
    return _suffix(name) in _READERS or _suffix(name) in _WORKBOOKS


def _suffix(name: str) -> str:
    return Path(name.lower().removesuffix(".gz")).suffix


def some_of(paths: list[str]) -> list[str]:
    """Return the first, the last and some between, not too many to look at."""
    if len(paths) <= LOOKED_AT:
        return paths
    step = (len(paths) - 1) / (LOOKED_AT - 1)
    return [paths[round(number * step)] for number in range(LOOKED_AT)]


def _shapes(folder: Path, path: str, rows: int) -> Iterator[Shape | Problem]:
    try:
        if _suffix(path) in _WORKBOOKS:
            for sheet, read in read_workbook(folder / path, rows).items():
                yield Shape(path, sheet, read)
        else:
            yield Shape(path, "", _READERS[_suffix(path)](folder / path, rows))
    except UnreadableError as error:
        yield Problem(TableName("", path), error.en, error.zh)
    except OSError as error:
        yield not_opened(path, error)
    except BaseException as error:
        if not is_failure(error):
            raise
        yield unforeseen(TableName("", path), error)


def _table(name: str, same: list[Shape]) -> tuple[Table, pl.DataFrame]:
    """Return the table of files of one shape, with rows of all of them."""
    import polars as pl

    frames = [each.read.frame for each in same]
    try:
        frame = pl.concat(frames, how="vertical_relaxed")
    except pl.exceptions.PolarsError:  # a column that is a number here and a text there
        frame = pl.concat([each.cast(pl.String, strict=False) for each in frames])
    counted = [each.read.rows for each in same if each.read.rows is not None]
    table = Table(
        name=TableName("", name),
        kind=TableKind.FILE,
        columns=tuple(
            Column(
                column,
                type_of(dtype),
                family_of(dtype),
                declared=declared_of(dtype) if name.endswith(".parquet") else UNDECLARED,
            )
            for column, dtype in frame.schema.items()
        ),
        rows=sum(counted) if counted and "*" not in name else None,
        properties=same[-1].read.properties,
        notes=notes_of([each.read for each in same]),
    )
    return table, frame
