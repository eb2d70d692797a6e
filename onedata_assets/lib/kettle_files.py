"""What a unit of a Kettle project reads and writes, as asset keys, from its files alone.

A unit is a job with all that it runs, or a transformation by itself. One file is read in
`kettle_read.py`, the units of a folder are found in `kettle_units.py`, and what Dagster shows of
a table is made in `kettle_specs.py`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

import dagster as dg

from onedata_assets.lib.kettle_calls import called_by_step, called_file
from onedata_assets.lib.kettle_read import transformation_of
from onedata_assets.lib.kettle_read_jobs import job_of
from onedata_assets.lib.kettle_tables import LoadedTable, Part, tables_of
from onedata_resources.errors import BadInputError
from onedata_resources.kettle.errors import PrepareError

MAX_DEPTH = 20
SEQUENCE = frozenset({"SPECIAL", "TRANS", "SUCCESS"})

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class UnitFiles:
    """A unit's file with the tables that it writes, in the order in which it writes them.

    `can_subset` tells whether the transformations of some tables can be run without the others.
    """

    path: Path
    name: str
    description: str
    tables: tuple[LoadedTable, ...]
    can_subset: bool

    @property
    def writes_lake(self) -> bool:
        """Tell whether the unit writes a table of the lake."""
        return any(table.in_lake for table in self.tables)


@dataclass
class Reading:
    """How the files of a project are read, and all faults that were found in them.

    `files` maps a part of a file's path to its asset. `embedded` holds the files to what the
    embedded engine runs; where a real Carte runs them, that is only warned of.
    """

    files: Mapping[str, dg.AssetKey] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    embedded: bool = True
    faults: list[BadInputError] = field(default_factory=list)

    def refuse(self, refusal: PrepareError | None) -> None:
        """Keep what stops the embedded engine, or warn of it where a real Carte runs the file."""
        if refusal is not None and self.embedded:
            self.faults.append(refusal)
        elif refusal is not None:
            log.warning("%s", refusal)


def read_unit(path: Path, reading: Reading) -> UnitFiles | None:
    """Return what the unit loads; None where a fault was found, which is kept in `reading`.

    Faults are a file that is missing or malformed or cannot run, a table that no row can reach, a
    lake table that two steps write, and a unit that writes no table.
    """
    before = len(reading.faults)
    path = path.resolve()  # entries name files from the job's folder, wherever the process runs
    parts = list(_parts(path, dict(reading.values), reading))
    found = None
    if len(reading.faults) == before:
        try:
            found = _unit(path, parts, reading)
        except BadInputError as fault:
            reading.faults.append(fault)
    return found


def raise_faults(found: Iterable[BadInputError]) -> None:
    """Raise all faults as one error, each said once.

    Raises:
        BadInputError: There are some.
    """
    faults = list({fault.en: fault for fault in found}.values())
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise BadInputError(
            f"{len(faults)} faults in Kettle files:\n" + "\n".join(f"- {f.en}" for f in faults),
            f"Kettle 文件中有 {len(faults)} 处错误：\n" + "\n".join(f"- {f.zh}" for f in faults),
        )


def _unit(path: Path, parts: list[Part], reading: Reading) -> UnitFiles:
    tables = tables_of(parts, reading.files)
    if not tables:
        _refuse_empty(path)
    if path.suffix != ".kjb":
        [first, *_] = parts
        name, description = first.read.name, first.read.description
        return UnitFiles(path, name, description, tables, can_subset=len(tables) == 1)
    job = job_of(path)
    sequence = {entry.type for entry in job.entries} <= SEQUENCE
    return UnitFiles(path, job.name, job.description, tables, can_subset=sequence)


def _refuse_empty(path: Path) -> NoReturn:
    raise BadInputError(
        f"{path} writes no table, so no asset stands for it: leave it out by `exclude`, or give"
        " the parameter that names its table a value in the YAML.",
        f"{path} 没有写任何表，无法成为资产：请用 exclude 排除，或在 YAML 中为决定表名的参数赋值。",
    )


def _parts(path: Path, values: dict[str, str], reading: Reading, depth: int = 0) -> Iterator[Part]:
    """Yield every transformation that the file runs, its own first, with its parameters."""
    if depth > MAX_DEPTH:
        reading.faults.append(_too_deep(path))
        return
    try:
        if path.suffix == ".kjb":
            yield from _of_job(path, values, reading, depth)
        else:
            yield from _of_transformation(path, values, reading, depth)
    except BadInputError as fault:
        reading.faults.append(fault)


def _of_job(path: Path, values: dict[str, str], reading: Reading, depth: int) -> Iterator[Part]:
    job = job_of(path)
    reading.refuse(job.refusal)
    here = {**dict(job.parameters), **values}
    for entry in job.entries:
        if entry.called is not None:
            file = called_file(entry.called, path, here)
            yield from _parts(file, {**here, **dict(entry.values)}, reading, depth + 1)


def _of_transformation(
    path: Path, values: dict[str, str], reading: Reading, depth: int
) -> Iterator[Part]:
    read = transformation_of(path, values)
    reading.refuse(read.refusal)
    inner = [
        part
        for written in read.calls
        for part in _parts(called_by_step(written, path, values), values, reading, depth + 1)
    ]
    yield Part(path, read, values, tuple(inner))
    yield from inner


def _too_deep(path: Path) -> BadInputError:
    return BadInputError(
        f"{path} runs files more than {MAX_DEPTH} levels deep; they may run each other.",
        f"{path} 的调用嵌套超过 {MAX_DEPTH} 层，可能互相调用。",
    )
