"""Stand-ins for clients, one each: they keep what they were asked and answer what a test says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from onedata_resources.clients.carte import CarteResult
from onedata_resources.clients.carte_answers import StepCounts
from onedata_resources.clients.lake import TableAddress, Written
from onedata_resources.errors import BadInputError, OneDataError


@dataclass(frozen=True)
class CarteCall:
    """One run that was asked for."""

    kind: str
    file: str
    parameters: Mapping[str, str]
    variables: Mapping[str, str]


@dataclass
class FakeCarte:
    """Answers every run with `steps`; raises `error` instead, or fails with `complaint`."""

    steps: tuple[StepCounts, ...] = ()
    error: OneDataError | None = None
    complaint: str = ""
    calls: list[CarteCall] = field(default_factory=list)

    def run_job(self, job: Path, *, parameters, variables) -> CarteResult:
        return self._run("job", job, parameters, variables)

    def run_transformation(self, transformation: Path, *, parameters, variables) -> CarteResult:
        return self._run("trans", transformation, parameters, variables)

    def _run(self, kind, path, parameters, variables) -> CarteResult:
        self.calls.append(CarteCall(kind, path.name, dict(parameters), dict(variables)))
        if self.error:
            raise self.error
        return CarteResult(
            id=f"id-{len(self.calls)}",
            name=path.stem,
            status="Finished (with errors)" if self.complaint else "Finished",
            errors=int(bool(self.complaint)),
            succeeded=not self.complaint,
            seconds=0.25,
            steps=self.steps,
            log=(self.complaint,) if self.complaint else ("started", "finished"),
        )


@dataclass
class FakeLake:
    """Tables in memory; `write` replaces a table, or the rows that satisfy `where`."""

    tables: dict[str, pl.DataFrame] = field(default_factory=dict)
    error: OneDataError | None = None
    versions: dict[str, int] = field(default_factory=dict)

    def exists(self, address: TableAddress) -> bool:
        return "/".join(address) in self.tables

    def scan(self, address: TableAddress, version: int | None = None) -> pl.LazyFrame:
        name = "/".join(address)
        if name not in self.tables:
            raise BadInputError(f"no table {name}", f"没有表 {name}")
        return self.tables[name].lazy()

    def write(
        self,
        address: TableAddress,
        frame: pl.LazyFrame | pl.DataFrame,
        *,
        where: str | None = None,
    ) -> Written:
        if self.error:
            raise self.error
        name, rows = "/".join(address), frame.lazy().collect()
        kept = (
            self.tables[name].filter(~pl.sql_expr(where)) if where and name in self.tables else None
        )
        self.tables[name] = rows if kept is None else pl.concat([kept, rows])
        self.versions[name] = self.versions.get(name, -1) + 1
        return Written(self.versions[name], rows.height)
