"""What the runs of an executor leave, as rows for the steps that its settings name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from onedata_resources.kettle.engine.outcome import ResultFile, ResultRows
from onedata_resources.kettle.engine.steps.results import united
from onedata_resources.kettle.engine.stream import StepError, Stream
from onedata_resources.kettle.settings.executors import ExecutorSettings, JobExecutorSettings
from onedata_resources.kettle.values.dtypes import column_dtype
from onedata_resources.kettle.values.types import Field, KettleType, made_field

K = KettleType
COUNT_FIELDS = {
    "time": (K.INTEGER, 15, 0),
    "result": (K.BOOLEAN, -1, -1),
    "exit": (K.INTEGER, 3, 0),
    "log": (K.STRING, -1, -1),
    "channel": (K.STRING, 50, 0),
}


@dataclass(frozen=True)
class Ended:
    """What one run left."""

    counts: Mapping[str, object]
    rows: tuple[ResultRows, ...] = field(default=())
    files: tuple[ResultFile, ...] = field(default=())


def targets_of(
    settings: ExecutorSettings, arrived: Stream, ended: list[Ended]
) -> dict[str, Stream]:
    """Return the stream for each of the steps that the settings name."""
    targets = {}
    if settings.counts_step:
        targets[settings.counts_step] = _counts(settings, ended)
    if settings.rows_step:
        rows = [rows for each in ended for rows in each.rows]
        if isinstance(settings, JobExecutorSettings):
            rows = [_declared(each, settings.rows_fields) for each in rows]
        targets[settings.rows_step] = united(rows, settings.rows_fields)
    if settings.files_step:
        files = [file for each in ended for file in each.files]
        names = pl.DataFrame({settings.files_field: [each.path for each in files]}, strict=False)
        names = names.cast(pl.String)
        targets[settings.files_step] = Stream(names.lazy(), (Field(settings.files_field),))
    if settings.input_step:
        targets[settings.input_step] = arrived
    return targets


def _declared(rows: ResultRows, fields: tuple[Field, ...]) -> ResultRows:
    """Return a job's result rows under the names of the settings, field by field.

    Raises:
        StepError: A field has another type than the settings say.
    """
    for mine, theirs in zip(fields, rows.fields, strict=False):
        if mine.type is not theirs.type:
            raise StepError(
                f"Incorrect data type passed: {theirs.type} for {mine.name!r}, which is to be"
                f" {mine.type}.",
                f"结果行的字段类型不符：{mine.name!r} 应为 {mine.type}，实际为 {theirs.type}。",
            )
    pairs = zip(fields, rows.fields, strict=False)
    names = [pl.col(theirs.name).alias(mine.name) for mine, theirs in pairs]
    return ResultRows(fields, rows.frame.select(names))


def _counts(settings: ExecutorSettings, ended: list[Ended]) -> Stream:
    """Return one row for each run."""
    fields = tuple(
        made_field(name, *COUNT_FIELDS.get(kind, (K.INTEGER, 9, 0)))
        for name, kind in settings.counts
    )
    columns = [
        pl.Series(
            each.name,
            [run.counts.get(kind, 0) for run in ended],
            dtype=column_dtype(each),
        )
        for each, (_, kind) in zip(fields, settings.counts, strict=True)
    ]
    return Stream(pl.DataFrame(columns).lazy(), fields)
