"""Lake tables that a real Carte writes: staged in a database for the run, then brought to the lake.

The staging database's tables are in `clients/staging.py`, the copies of the files in
`kettle/staged.py`. Rows are replaced or added in the lake as the embedded engine does it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import dagster as dg

from onedata_assets.lib.kettle_counts import TableCounts
from onedata_assets.lib.kettle_files import UnitFiles
from onedata_assets.lib.kettle_partitions import Covered
from onedata_assets.lib.kettle_read import transformation_of
from onedata_assets.lib.kettle_runs import as_it_is
from onedata_assets.lib.kettle_tables import LoadedTable
from onedata_assets.lib.tables import contract_of, has_contract
from onedata_resources.clients.carte import CarteResult
from onedata_resources.clients.carte_package import JobPackage, package
from onedata_resources.clients.lake import LakeClient
from onedata_resources.clients.staging import StagingClient
from onedata_resources.errors import BadInputError
from onedata_resources.kettle.staged import staged_file, staging_connection

FINISHED = frozenset(
    {dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED}
)
NAME_CHARACTERS = 50
"""PostgreSQL cuts names at 63, and a mark of the run follows."""


Marks = Callable[[set[str]], set[str]]
"""Returns those of the marks whose runs are known to be over."""


def mark_of(run_id: str) -> str:
    """Return the mark of a run's staging tables."""
    return run_id.replace("-", "")[:8]


def marks_of_ended(instance: dg.DagsterInstance, marks: set[str]) -> set[str]:
    """Return those of the marks that only runs have that Dagster knows to be over.

    A run of another Dagster that shares the staging database is not known, so it is left alone.
    """
    if not marks:
        return set()
    unfinished = [each for each in dg.DagsterRunStatus if each not in FINISHED]
    over, going = (
        {mark_of(run_id) for run_id in instance.get_run_ids(dg.RunsFilter(statuses=statuses))}
        for statuses in (list(FINISHED), unfinished)
    )
    return (marks & over) - going


@dataclass(frozen=True)
class Staging:
    """The staging database during one run; `mark` keeps the tables of runs apart."""

    client: StagingClient
    lake: LakeClient
    mark: str
    covered: Covered | None
    tables: tuple[LoadedTable, ...]
    names: dict[dg.AssetKey, str] = field(default_factory=dict)

    @classmethod
    @contextmanager
    def of(
        cls,
        client: StagingClient,
        lake: LakeClient,
        run_id: str,
        covered: Covered | None,
        tables: Iterable[LoadedTable],
        *,
        ended: Marks,
    ) -> Iterator[Staging]:
        """Make an empty staging table for each lake table; they are dropped in any case.

        Those that a killed run of the same tables left are dropped too.
        """
        mark = mark_of(run_id)
        staged = tuple(table for table in tables if table.in_lake)
        made = cls(client, lake, mark, covered, staged)
        made = replace(made, names={table.key: made._name(table) for table in staged})
        try:
            for table in staged:
                client.create(made.names[table.key], columns_of(table))
            made._sweep(ended)
            yield made
        finally:
            client.drop(made.names.values())

    def _name(self, table: LoadedTable) -> str:
        return f"{_plain(table)}_{self.mark}"

    def _sweep(self, ended: Marks) -> None:
        """Drop what ended runs left of these tables."""
        patterns = [re.compile(re.escape(_plain(t)) + r"_([0-9a-f]{8})") for t in self.tables]
        known = self.client.tables() if patterns else []
        found = ((name, each.fullmatch(name)) for name in known for each in patterns)
        marks = {name: match[1] for name, match in found if match and match[1] != self.mark}
        over = ended(set(marks.values()))
        self.client.drop(name for name, mark in marks.items() if mark in over)

    def ship(self, path: Path) -> JobPackage:
        """Return the file, with those that it leads to, as copies that write the staging tables."""
        source = as_it_is(path)
        shipped = source if isinstance(source, JobPackage) else package(source)
        connection = staging_connection(self.client.url)
        names = {
            (table.ref.schema, table.ref.table): self.names[table.key] for table in self.tables
        }
        values = {key: value for t in self.tables for key, value in t.writers[0].values.items()}
        files = {
            name: staged_file(content, connection, names, values)
            for name, content in shipped.files.items()
        }
        return replace(shipped, files=files)

    def land(self, results: tuple[CarteResult, ...], run_id: str) -> None:
        """Bring the staged rows to the lake: whole tables, the run's partitions, or more rows.

        Raises:
            BadInputError: A staging table has other rows than Carte counted; nothing of it landed.
        """
        for table in self.tables:
            name, counts = self.names[table.key], TableCounts(table, results)
            staged = self.client.count(name)
            if counts.told and staged != counts.written:
                raise _miscounted(table, staged, counts.written)
            frame = self.client.frame(name, columns_of(table))
            if table.truncate:
                part = self.covered.part if self.covered else None
                self.lake.write(table.key.path, frame, where=part.predicate if part else None)
            else:
                token = f"kettle:{'/'.join(table.key.path)}:{run_id}"
                self.lake.append(table.key.path, frame, token=(token, 1))


def _plain(table: LoadedTable) -> str:
    return f"{table.ref.schema}__{table.ref.table}".lower()[:NAME_CHARACTERS]


def columns_of(table: LoadedTable) -> dict[str, str]:
    """Return the written columns with the types of the table's contract.

    Raises:
        BadInputError: There is no contract, or it lacks a column that is written.
    """
    types: dict[str, str] = {}
    if has_contract(table.key):
        types = {column.name: column.type for column in contract_of(table.key).columns}
    untyped = [name for name in table.columns if name not in types]
    if untyped or not types:
        raise _untyped(table, untyped)
    return {name: types[name] for name in table.columns or types}


def staging_faults(unit: UnitFiles) -> Iterator[BadInputError]:
    """Yield what keeps a unit from running on a real Carte: reads of the lake, unknown types."""
    for table in unit.tables:
        for writer in table.writers:
            read = transformation_of(writer.transformation, writer.values)
            for step, kind in read.lake_steps:
                if kind != "TableOutput":
                    yield _beside(writer.transformation, step, kind)
        if table.in_lake:
            try:
                columns_of(table)
            except BadInputError as fault:
                yield fault


def _beside(path: Path, step: str, kind: str) -> BadInputError:
    return BadInputError(
        f"{path}: step {step!r} ({kind}) uses connection lake, and on a real Carte the lake can"
        " only be written, by TableOutput. Read the source instead, or run the file on the"
        " embedded engine (`server: embedded`).",
        f"{path}：步骤 {step!r}（{kind}）使用连接 lake；在真实的 Carte 上只能由 TableOutput 写入"
        "数据湖。请改读来源，或由内置引擎运行（server: embedded）。",
    )


def _untyped(table: LoadedTable, columns: list[str]) -> BadInputError:
    name, listed = "/".join(table.key.path), ", ".join(columns) or "all"
    path = table.writers[0].transformation
    return BadInputError(
        f"{path} writes {name}, which a real Carte writes into a staging table: its columns need"
        f" types ({listed}). Declare them in onedata_assets/contracts/{name}.yaml.",
        f"{path} 写入 {name}，真实的 Carte 会先写入暂存表，列需要类型（{listed}）："
        f"请在 onedata_assets/contracts/{name}.yaml 中声明。",
    )


def _miscounted(table: LoadedTable, staged: int, written: int) -> BadInputError:
    name = "/".join(table.key.path)
    return BadInputError(
        f"{name}: Carte wrote {written} rows, and the staging table has {staged}; the lake is"
        " unchanged. Look in the log for rows that the database dropped, then run again.",
        f"{name}：Carte 写出 {written} 行，暂存表有 {staged} 行，数据湖未改变。"
        "请在日志中查找被数据库丢弃的行后重跑。",
    )
