"""Stand-ins for clients, one each: they keep what they were asked and answer what a test says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from onedata_resources.clients.carte import CarteResult
from onedata_resources.clients.carte_answers import StepCounts
from onedata_resources.clients.carte_package import JobPackage
from onedata_resources.clients.lake import TableAddress, Written
from onedata_resources.clients.models_records import LoadedModel, RegisteredVersion, TrainingRecord
from onedata_resources.errors import BadInputError, OneDataError
from onedata_resources.kettle.problems import Problem

LOG = ("started", "finished")


@dataclass(frozen=True)
class CarteCall:
    """One run that was asked for."""

    kind: str
    file: str
    parameters: Mapping[str, str]
    variables: Mapping[str, str]
    log_level: str = "Basic"
    shipped: JobPackage | None = None


@dataclass
class FakeCarte:
    """Answers every run with `steps`; raises `error` instead, or fails with `complaint`.

    `problems` are what the embedded server tells beside the log.
    """

    steps: tuple[StepCounts, ...] = ()
    error: OneDataError | None = None
    complaint: str = ""
    problems: tuple[Problem, ...] = ()
    calls: list[CarteCall] = field(default_factory=list)

    def run_job(self, job: Path | JobPackage, **options) -> CarteResult:
        return self._run("job", job, **options)

    def run_transformation(self, transformation: Path | JobPackage, **options) -> CarteResult:
        return self._run("trans", transformation, **options)

    def _run(self, kind, source, *, parameters, variables, on_log, on_poll, log_level):
        shipped = source if isinstance(source, JobPackage) else None
        path = Path(shipped.load) if shipped else source
        self.calls.append(
            CarteCall(kind, path.name, dict(parameters), dict(variables), log_level, shipped)
        )
        if self.error:
            raise self.error
        for line in (self.complaint,) if self.complaint else LOG:
            on_log(line)
            on_poll()
        return CarteResult(
            id=f"id-{len(self.calls)}",
            name=path.stem,
            status="Finished (with errors)" if self.complaint else "Finished",
            errors=int(bool(self.complaint)),
            succeeded=not self.complaint,
            seconds=0.25,
            steps=self.steps,
            log=(self.complaint,) if self.complaint else LOG,
            problems=self.problems,
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


@dataclass
class FakeTriton:
    """Remembers what it loaded; `refuses` is raised instead of loading, `away` by every call.

    `answer` computes the served predictions from features and level.
    """

    model_repository: Path
    answer: Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]] | None = None
    missing: OneDataError | None = None
    away: OneDataError | None = None
    refuses: OneDataError | None = None
    loaded: list[str] = field(default_factory=list)
    base_url: str = "http://127.0.0.1:8000"

    def absent(self) -> OneDataError | None:
        return self.missing

    def load(self, name: str) -> None:
        for error in (self.away, self.refuses):
            if error is not None:
                raise error
        self.loaded.append(name)

    def unload(self, name: str) -> None:
        self.loaded.remove(name)

    def metadata(self, name: str) -> dict[str, list[str]]:
        versions = [path.name for path in (self.model_repository / name).iterdir()]
        return {"versions": [version for version in versions if version.isdigit()]}

    def infer(self, name, inputs, *, outputs=(), version=None):
        if self.away is not None:
            raise self.away
        if self.answer is None:
            raise AssertionError("this test expects no request")
        served = self.answer(inputs["features"], inputs["level_usd"][:, 0])
        return {"sales_usd": served[:, None]}


@dataclass
class FakeModels:
    """Keeps the records that were logged, as versions 1, 2 ... of their names."""

    logged: list[TrainingRecord] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)

    def log(self, record: TrainingRecord) -> RegisteredVersion:
        self.logged.append(record)
        return self.latest(record.name)

    def promote(self, registered: RegisteredVersion, alias: str = "champion") -> None:
        self.aliases[alias] = registered.version

    def latest(self, name: str) -> RegisteredVersion:
        return self._version(name, len(self.logged))

    def unchanged(self, name: str, fingerprint: str) -> RegisteredVersion | None:
        if not self.logged or self.logged[-1].fingerprint != fingerprint:
            return None
        return self.latest(name)

    def aliased(self, name: str, alias: str = "champion") -> RegisteredVersion | None:
        return self._version(name, int(self.aliases[alias])) if alias in self.aliases else None

    def load(self, name: str, alias: str = "champion") -> LoadedModel:
        registered = self.aliased(name, alias)
        if registered is None:
            raise BadInputError(f"no {name}@{alias}", f"没有 {name}@{alias}")
        record = self.logged[int(registered.version) - 1]
        return LoadedModel(registered, record.model, record.metadata, record.example)

    def _version(self, name: str, number: int) -> RegisteredVersion:
        record = self.logged[number - 1]
        return RegisteredVersion(
            name, str(number), f"run-{number}", record.metrics, record.fingerprint, record.note
        )

    def run_url(self, run_id: str) -> str:
        return f"mlflow {run_id}"
