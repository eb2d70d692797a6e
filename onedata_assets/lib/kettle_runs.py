"""Running a unit's files on Carte for a step: what is asked, the log as it comes, how it ended.

Which assets a unit has is in `kettle_files.py`; the protocol is in `clients/carte.py`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from onedata_assets.lib.kettle_sources import converted
from onedata_resources.kettle.problems import gravest

if TYPE_CHECKING:
    import dagster as dg

    from onedata_assets.lib.kettle_files import UnitFiles
    from onedata_assets.lib.kettle_tables import LoadedTable
    from onedata_resources.clients.carte import CarteClient, CarteResult
    from onedata_resources.clients.carte_package import JobPackage

LOG_LINES_SHOWN = 20
BUNDLE_SECONDS = 1.0

Ship = Callable[[Path], "Path | JobPackage"]


def as_it_is(path: Path) -> Path | JobPackage:
    """Return what Carte is given for a file: the file, or what it is converted to."""
    return converted(path) or path


@dataclass(frozen=True)
class Request:
    """What one step asks Carte for: the tables, and the values that the files are given.

    `settings` names the setting behind a parameter, for messages; `ship` gives what travels in
    place of a file.
    """

    unit: UnitFiles
    tables: tuple[LoadedTable, ...]
    parameters: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    log_level: str = "Basic"
    ship: Ship = as_it_is


class RunLog:
    """Tells a run's log as it comes: at most one event a second, each with all new lines."""

    def __init__(self, log: dg.DagsterLogManager, name: str) -> None:
        self._log = log
        self._name = name
        self._held: list[str] = []
        self._told_at = 0.0

    def add(self, line: str) -> None:
        """Hold one line until lines are told again."""
        self._held.append(line)

    def tick(self) -> None:
        """Tell the lines that are held, if a second has passed since some were told."""
        if time.monotonic() - self._told_at >= BUNDLE_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Tell the lines that are held."""
        if self._held:
            self._log.info("%s", f"Carte, {self._name}\n" + "\n".join(self._held))
            self._told_at = time.monotonic()
        self._held.clear()


def run_files(
    kettle: CarteClient, request: Request, log: dg.DagsterLogManager
) -> tuple[CarteResult, ...]:
    """Run the unit, or only the transformations of the tables asked for; return how they ended.

    Nothing is run where no table is asked for, as where only checks are. An interruption stops
    what runs on Carte.

    Raises:
        BadInputError: A run ended with errors that a person must mend; they are in the text.
        StorageFullError: A run found no room.
        UnavailableError: Carte or a source is away, or went away.
    """
    unit = request.unit
    if not request.tables:
        return ()
    if len(request.tables) == len(unit.tables):
        return (_run(kettle, request, log, unit.path, {}),)
    wanted = {
        writer.transformation: writer.values for table in request.tables for writer in table.writers
    }
    return tuple(_run(kettle, request, log, path, values) for path, values in wanted.items())


def _run(
    kettle: CarteClient,
    request: Request,
    log: dg.DagsterLogManager,
    path: Path,
    values: Mapping[str, str],
) -> CarteResult:
    """Run one file with its log told as it comes; `values` are those that its job passes it."""
    run = kettle.run_job if path.suffix == ".kjb" else kettle.run_transformation
    told = RunLog(log, path.name)
    try:
        result = run(
            request.ship(path),
            parameters={**values, **request.parameters},
            variables=request.variables,
            log_level=request.log_level,
            on_log=told.add,
            on_poll=told.tick,
        )
    finally:
        told.flush()
    if not result.succeeded:
        raise _failure(result, path, request.settings)
    log.info("Carte: %s %s, %.1f s", result.name, result.status, result.seconds)
    return result


def _failure(result: CarteResult, path: Path, settings: Mapping[str, str]) -> Exception:
    """Return the error of a run that failed: what Carte told of it, and what to mend."""
    count = f"{result.errors} error{'' if result.errors == 1 else 's'}"
    en = [
        f"Kettle's {result.name} ({path}) ended as {result.status!r} with {count}; tables whose"
        " step failed keep their rows. Mend what it names, then run again:"
    ]
    zh = [
        f"Kettle 的 {result.name}（{path}）以 {result.status!r} 结束，错误 {result.errors} 个；"
        "出错步骤的表保持原有数据。请按以下说明修正后重跑："
    ]
    problems = result.problems[-LOG_LINES_SHOWN:]
    for each in problems:
        en.append(f"{each.subject}: {each.en}")
        zh.append(f"{each.subject}：{each.zh}")
    for name, setting in settings.items():
        if any(f"${{{name}}}" in each.en for each in problems):
            en.append(f"{setting} sets {name}.")
            zh.append(f"{name} 由 {setting} 配置。")
    if not problems:  # a real Carte, whose log is all that there is
        told = (result.complaints or result.log)[-LOG_LINES_SHOWN:]
        en.extend(told)
        zh.extend(told)
    return gravest(problems)("\n".join(en), "\n".join(zh))
