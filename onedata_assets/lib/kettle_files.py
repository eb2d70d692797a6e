"""What a Kettle job under `kettle_jobs/` reads and writes, as asset keys, from its XML alone.

The XML's meaning comes from `onedata_resources/kettle`; the assets are built in
`components/kettle_job.py`. Reading is cached by content, so definitions load twice at the price
of once.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import dagster as dg

from onedata_assets.lib.kettle_schedule import refuse_own_schedule
from onedata_assets.lib.keys import source_key
from onedata_resources.errors import BadInputError
from onedata_resources.kettle.called_files import CalledFile
from onedata_resources.kettle.configured import connections
from onedata_resources.kettle.engine.graph import plan_of
from onedata_resources.kettle.engine.job_check import check_job
from onedata_resources.kettle.errors import PrepareError
from onedata_resources.kettle.lineage.columns import ColumnRef, FileRef, TableRef
from onedata_resources.kettle.lineage.tables import TransformationLineage, table_lineage
from onedata_resources.kettle.model import Job, Step
from onedata_resources.kettle.reader import read_job, read_transformation
from onedata_resources.kettle.readiness import LAKE, unfed, unknown_connection, unsupported
from onedata_resources.kettle.variables import expand
from onedata_resources.kettle.xml import text

FOLDERS = ("Internal.Entry.Current.Directory", "Internal.Job.Filename.Directory")
MAX_DEPTH = 20

_READ: dict[tuple[Path, str], ReadFile] = {}

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ReadFile:
    """A transformation's name and lineage, and what keeps the embedded engine from running it."""

    name: str
    lineage: TransformationLineage
    refusal: PrepareError | None
    dropping: frozenset[str]


@dataclass(frozen=True)
class LoadedTable:
    """A lake table that a transformation writes, and the assets and columns it is made from.

    `name` is the transformation's own name, `step` the one that writes: what Carte counts by.
    """

    key: dg.AssetKey
    transformation: Path
    name: str
    step: str
    deps: frozenset[dg.AssetKey]
    columns: Mapping[str, frozenset[tuple[dg.AssetKey, str]]]
    dropping: frozenset[str] = frozenset()
    """The filters of the transformation whose author sends some rows nowhere."""


@dataclass(frozen=True)
class JobFiles:
    """A job file with the transformations that it runs, in the order of its entries."""

    job: Job
    path: Path
    tables: tuple[LoadedTable, ...]

    @property
    def is_sequence(self) -> bool:
        """Tell whether the job only runs transformations, so that one can be run by itself."""
        return {entry.type for entry in self.job.entries} <= {"SPECIAL", "TRANS", "SUCCESS"}

    @property
    def transformations(self) -> tuple[Path, ...]:
        """Return the files of the transformations that write lake tables, each once."""
        return tuple(dict.fromkeys(table.transformation for table in self.tables))


def read_job_files(
    path: Path, file_sources: Mapping[str, dg.AssetKey], *, embedded: bool = True
) -> JobFiles:
    """Return what the job loads; `file_sources` maps a part of a file's path to its asset.

    Steps and connections that the embedded engine does not have are refused where it runs the
    files; where a real Carte does (not `embedded`), they are only warned of.

    Raises:
        BadInputError: A file is missing or malformed, cannot run, has a table that no row can
            reach, writes no lake table, or two entries write one table.
    """
    path = path.resolve()  # entries name files from the job's folder, wherever the process runs
    job = _job(path, embedded=embedded)
    tables = tuple(
        table
        for file in _transformations(path, job, embedded=embedded)
        for table in _tables(file, _accepted(file, embedded=embedded), file_sources)
    )
    keys = [table.key for table in tables]
    if not keys or len(set(keys)) != len(keys):
        names = ", ".join(sorted({key.to_user_string() for key in keys if keys.count(key) > 1}))
        raise BadInputError(
            f"{path} must write lake tables, each by one step; "
            + (f"written twice: {names}." if names else "it writes none."),
            f"{path} 须写入数据湖的表，且每张表只由一个步骤写入；"
            + (f"重复写入：{names}。" if names else "该作业未写任何表。"),
        )
    return JobFiles(job, path, tables)


def _job(path: Path, *, embedded: bool) -> Job:
    """Return the job, held to what the embedded engine runs where that is to run it."""
    job = replace(read_job(_bytes(path), name=str(path)), filename=str(path))
    refuse_own_schedule(job)
    try:
        check_job(job)
    except PrepareError as error:
        if embedded:
            raise PrepareError(f"{path}: {error.en}", f"{path}：{error.zh}") from error
        log.warning("%s: %s", path, error)
    return job


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        raise BadInputError(
            f"There is no Kettle file {path}: correct the name in the YAML or in the job's entry.",
            f"找不到 Kettle 文件 {path}：请修正 YAML 或作业条目中的文件名。",
        )
    return path.read_bytes()


def _transformations(path: Path, job: Job, depth: int = 0, *, embedded: bool) -> Iterator[Path]:
    """Yield the file of every transformation of the job and of the jobs that it runs."""
    if depth > MAX_DEPTH:
        raise BadInputError(
            f"{path} runs jobs more than {MAX_DEPTH} levels deep; they may run each other.",
            f"{path} 的作业嵌套超过 {MAX_DEPTH} 层，可能互相调用。",
        )
    variables = {name: str(path.parent) for name in FOLDERS}
    for entry in job.entries:
        if entry.type not in {"TRANS", "JOB"}:
            continue
        called = CalledFile.of(entry.xml)
        file = called.find(lambda each: expand(each, variables), path.parent)
        file = file or next(called.candidates(lambda each: expand(each, variables), path.parent))
        if entry.type == "TRANS":
            yield file
        else:
            inner = _job(file, embedded=embedded)
            yield from _transformations(file, inner, depth + 1, embedded=embedded)


def _accepted(path: Path, *, embedded: bool) -> ReadFile:
    """Return the transformation, read once for each content of the file.

    Raises:
        PrepareError: The embedded engine is to run it and cannot.
    """
    content = _bytes(path)
    key = path, hashlib.sha256(content).hexdigest()
    if key not in _READ:
        _READ[key] = _read(path, content)
    refusal = _READ[key].refusal
    if refusal is not None:
        if embedded:
            raise refusal
        log.warning("%s", refusal)
    return _READ[key]


def _read(path: Path, content: bytes) -> ReadFile:
    transformation = read_transformation(content, name=str(path))
    transformation = replace(transformation, filename=str(path))
    plan, lineage = plan_of(transformation), table_lineage(transformation)
    for table in lineage.writes:
        if lost := unfed(plan, transformation, table.step):
            raise lost
    return ReadFile(
        transformation.name,
        lineage,
        unsupported(plan, transformation)
        or unknown_connection(plan, transformation, connections(os.environ)),
        frozenset(step.name for step in transformation.steps if _drops(step)),
    )


def _drops(step: Step) -> bool:
    """Tell whether the step is a filter with one way out only."""
    ways = [text(step.xml, name) for name in ("send_true_to", "send_false_to")]
    return step.type == "FilterRows" and not all(ways)


def _tables(
    path: Path, file: ReadFile, file_sources: Mapping[str, dg.AssetKey]
) -> Iterator[LoadedTable]:
    name, lineage = file.name, file.lineage
    written = [table for table in lineage.writes if table.ref.connection.lower() == LAKE]
    own = {_key(table.ref) for table in written}
    read = {_key(ref) for ref in lineage.reads}
    read |= {key for ref in lineage.files_read if (key := _file_key(ref, file_sources))}
    for table in written:
        yield LoadedTable(
            key=_key(table.ref),
            transformation=path,
            name=name,
            step=table.step,
            deps=frozenset(read - own),
            columns={
                column: frozenset(_source_columns(sources, file_sources))
                for column, sources in table.columns.items()
            },
            dropping=file.dropping,
        )


def _source_columns(
    sources: set[ColumnRef], file_sources: Mapping[str, dg.AssetKey]
) -> Iterator[tuple[dg.AssetKey, str]]:
    for ref in sources:
        if isinstance(ref.source, TableRef):
            yield _key(ref.source), ref.column
        elif key := _file_key(ref.source, file_sources):
            yield key, ref.column.removeprefix("$.")


def _key(ref: TableRef) -> dg.AssetKey:
    """Return a lake table's `[schema, table]`, or a source table's `[connection, table]`."""
    if ref.connection.lower() == LAKE:
        return dg.AssetKey([part for part in (ref.schema, ref.table) if part])
    if ref.schema:
        return dg.AssetKey([ref.connection, ref.schema, ref.table])
    return source_key(ref.connection, ref.table)


def _file_key(ref: FileRef, file_sources: Mapping[str, dg.AssetKey]) -> dg.AssetKey | None:
    """Return the asset whose part of a path is in the file's path."""
    return next((key for part, key in file_sources.items() if part in ref.path), None)
