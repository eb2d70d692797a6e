"""A folder of logs as tables: a log and what was rotated out of it are one.

The bytes are read in `catalog_log_parts.py`; what they are is found out in
`domain/metadata/log_formats`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.log_formats.columns import meaning_of
from onedata_assets.domain.metadata.log_formats.names import log_name
from onedata_assets.domain.metadata.log_formats.reading import LogRead, read_log
from onedata_assets.domain.metadata.log_formats.texts import misfits_told, mixed_told
from onedata_assets.domain.metadata.model import Column, Table, TableKind, TableName
from onedata_assets.domain.metadata.structure import Problem, Structure, Wanted, structure_of
from onedata_resources.clients.catalog_files import SAMPLE_ROWS, files_below, some_of
from onedata_resources.clients.catalog_frames import family_of, type_of
from onedata_resources.clients.catalog_log_parts import (
    LogParts,
    encoding_of_logs,
    is_packed,
    lines_of,
    log_parts,
)
from onedata_resources.clients.catalog_problems import failures_told, not_opened
from onedata_resources.clients.catalog_text import EmptyError, UnreadableError

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Log:
    """A log as it was read; `read` is None where it has no line.

    `size` is that of all its files; it is not known where one of them is packed.
    """

    name: str
    read: LogRead | None
    encoding: str
    files: list[LogParts]
    size: int | None
    problems: list[Problem]


def logs_structure(place: Path, wanted: Wanted) -> Structure:
    """Return the tables that the logs of a folder, or a single log, make.

    Raises:
        UnavailableError: The folder is missing.
    """
    tables, problems = [], []
    for log in _logs(place, wanted):
        problems += log.problems
        if log.read is not None:
            tables.append(_table(log, log.read))
    return structure_of(tables, problems)


def logs_samples(
    place: Path, tables: Iterable[Table], *, wanted: Wanted, rows: int = SAMPLE_ROWS
) -> Iterator[tuple[Table, pl.DataFrame]]:
    """Yield at most so many rows of each log that is still there, from all parts of it.

    Raises:
        UnavailableError: The folder is missing.
    """
    names = {table.name: table for table in tables}
    for log in _logs(place, wanted, {str(name) for name in names}):
        table = names.get(TableName("", log.name))
        if log.read is not None and table is not None:
            frame = log.read.frame
            yield table, frame.gather_every(max(1, frame.height // rows)).head(rows)


def _logs(place: Path, wanted: Wanted, names: set[str] | None = None) -> Iterator[Log]:
    """Yield the logs that are wanted, or those of these names alone."""
    folder = place.parent if place.is_file() else place
    groups: dict[str, list[str]] = {}
    for path in [place.name] if place.is_file() else files_below(folder):
        name = log_name(path)
        if wanted.takes(TableName("", name)) and (names is None or name in names):
            groups.setdefault(name, []).append(path)
    for name, paths in groups.items():
        failed: list[Problem] = []
        with failures_told(TableName("", name), failed):
            log = _log(folder, name, paths)
        yield Log(name, None, "", [], None, failed) if failed else log


def _log(folder: Path, name: str, paths: list[str]) -> Log:
    chosen = some_of(sorted(paths, key=lambda path: (folder / path).stat().st_mtime))
    files, problems, empty = [], [], 0
    for path in chosen:
        try:
            files.append(log_parts(folder / path, share=len(chosen)))
        except EmptyError:
            empty += 1
        except UnreadableError as error:
            problems.append(Problem(TableName("", path), error.en, error.zh))
        except OSError as error:
            problems.append(not_opened(path, error))
    table = TableName("", name)
    if not files:
        told = problems or [Problem(table, "It is empty.", "日志为空。")] * bool(empty)
        return Log(name, None, "", [], None, told)
    encoding = encoding_of_logs(files)
    lines = lines_of(files, encoding)
    read = read_log(lines, max(each.written for each in files))
    problems = [Problem(each.table, each.en, each.zh, is_partial=True) for each in problems]
    if encoding.is_mixed:
        problems.append(_mixed_encodings(table, encoding.name))
    if read is not None:
        told = [mixed_told(read), misfits_told(read)]
        problems += [Problem(table, each.en, each.zh, is_partial=True) for each in told if each]
    return Log(name, read, encoding.name, files, _size(folder, paths, chosen, files), problems)


def _size(folder: Path, paths: list[str], chosen: list[str], files: list[LogParts]) -> int | None:
    known = [each.size for each in files]
    if len(chosen) < len(paths):  # a part of the files was looked at
        known = [None if is_packed(path) else (folder / path).stat().st_size for path in paths]
    return None if None in known else sum(filter(None, known))


def _mixed_encodings(table: TableName, other: str) -> Problem:
    return Problem(
        table,
        f"Some lines are UTF-8 and some {other}: each was read as what it is.",
        f"部分行是 UTF-8，部分行是 {other}：已逐行按各自编码读取。",
        is_partial=True,
    )


def _table(log: Log, read: LogRead) -> Table:
    family = read.properties["format"]
    return Table(
        name=TableName("", log.name),
        kind=TableKind.LOG,
        columns=tuple(
            Column(name, type_of(dtype), family_of(dtype), comment=meaning_of(name, family))
            for name, dtype in read.frame.schema.items()
        ),
        rows=_rows(log, read),
        properties=read.properties | {"encoding": log.encoding},
    )


def _rows(log: Log, read: LogRead) -> int | None:
    """Return the rows, as many in what was not read as in what was; None if sizes are not known."""
    looked_at = sum(each.read for each in log.files)
    if log.size is None or log.size <= looked_at:
        return None if log.size is None else read.frame.height
    return int(float(f"{read.frame.height * log.size / looked_at:.2g}"))
