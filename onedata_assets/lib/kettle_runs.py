"""Running Kettle files on Carte for a step: parameters, failure, and what each table's event says.

Which assets a job has is in `components/kettle_job.py`; the protocol is in `clients/carte.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from onedata_assets.domain.ingestion.days import days_pattern
from onedata_assets.lib.kettle_files import JobFiles, LoadedTable
from onedata_assets.lib.lineage import column_lineage
from onedata_resources.kettle.problems import gravest

if TYPE_CHECKING:
    from pathlib import Path

    import dagster as dg

    from onedata_resources.clients.carte import CarteClient, CarteResult
    from onedata_resources.clients.carte_answers import StepCounts

LOG_LINES_SHOWN = 20


@dataclass(frozen=True)
class Request:
    """What one step asks Carte for: the tables, and the values that the files are given.

    `settings` names the setting behind a parameter, for messages.
    """

    files: JobFiles
    tables: tuple[LoadedTable, ...]
    parameters: Mapping[str, str]
    variables: Mapping[str, str]
    settings: Mapping[str, str] = field(default_factory=dict)


def day_values(column: str, first: date, last: date) -> tuple[dict[str, str], dict[str, str]]:
    """Return the parameters and the variables that make a run cover exactly these days.

    The parameters say what to read. The variables tell the embedded engine to replace, in the
    lake's tables, only the rows whose `column` is one of the days; a real Carte ignores them.
    `TO_DAY` is the last day, `LAKE_PARTITION_TO` the day after it.
    """
    parameters = {
        "FROM_DAY": first.isoformat(),
        "TO_DAY": last.isoformat(),
        "DAYS_PATTERN": days_pattern(first, last),
    }
    variables = {
        "LAKE_PARTITION_COLUMN": column,
        "LAKE_PARTITION_FROM": first.isoformat(),
        "LAKE_PARTITION_TO": (last + timedelta(days=1)).isoformat(),
    }
    return parameters, variables


def run_files(
    kettle: CarteClient, request: Request, log: dg.DagsterLogManager
) -> list[CarteResult]:
    """Run the job, or only the transformations of the tables asked for, and return how they ended.

    Raises:
        BadInputError: A run ended with errors that a person must mend; they are in the text.
        StorageFullError: A run found no room.
        UnavailableError: Carte or a source is away, or went away.
    """
    if len(request.tables) == len(request.files.tables):
        runs = [(kettle.run_job, request.files.path)]
    else:
        wanted = dict.fromkeys(table.transformation for table in request.tables)
        runs = [(kettle.run_transformation, path) for path in wanted]
    return [
        _succeeded(
            run(path, parameters=request.parameters, variables=request.variables),
            path,
            request.settings,
            log,
        )
        for run, path in runs
    ]


def _succeeded(
    result: CarteResult, path: Path, settings: Mapping[str, str], log: dg.DagsterLogManager
) -> CarteResult:
    """Return the result, its log told, if the run succeeded."""
    log.info("Carte: %s %s\n%s", result.name, result.status, "\n".join(result.log))
    if result.succeeded:
        return result
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
    raise gravest(problems)("\n".join(en), "\n".join(zh))


def rows_written(table: LoadedTable, results: Iterable[CarteResult]) -> int:
    """Return how many rows the table's step put out, over all its copies."""
    return sum(
        step.output
        for result in results
        for step in result.steps
        if step.name == table.step and (step.transformation or result.name) == table.name
    )


def rows_read(table: LoadedTable, results: Iterable[CarteResult]) -> int | None:
    """Return how many rows the table's transformation was given, None where Carte tells no steps.

    Those are what steps put in that no other step feeds: a step that parses a field of its rows
    counts them as input too.
    """
    steps = _own(table, results)
    return sum(step.input for step in steps if step.read == 0) if steps else None


def rows_dropped(table: LoadedTable, results: Iterable[CarteResult]) -> int:
    """Return how many rows the transformation's filters were told to send nowhere."""
    filters = [step for step in _own(table, results) if step.name in table.dropping]
    return sum(step.read - step.written for step in filters)


def _own(table: LoadedTable, results: Iterable[CarteResult]) -> list[StepCounts]:
    """Return the steps of the table's transformation."""
    return [
        step
        for result in results
        for step in result.steps
        if (step.transformation or result.name) == table.name
    ]


def table_metadata(
    table: LoadedTable, results: list[CarteResult], schema: dg.TableSchema
) -> dict[str, Any]:
    """Return what the table's materialization says: columns, lineage, and Carte's counters."""
    own = [step for step in _steps(results) if step["transformation"] == table.name]
    return {
        "dagster/column_schema": schema,
        "dagster/column_lineage": column_lineage(table.columns),
        "rows_written": rows_written(table, results),
        "carte_id": ", ".join(result.id for result in results),
        "kettle_seconds": round(sum(result.seconds for result in results), 3),
        "kettle_steps": own,
    }


def _steps(results: Iterable[CarteResult]) -> Iterator[dict[str, Any]]:
    counters = ("read", "written", "input", "output", "updated", "rejected", "errors")
    for result in results:
        for step in result.steps:
            yield {
                "transformation": step.transformation or result.name,
                "step": step.name,
                **{name: getattr(step, name) for name in counters},
            }
