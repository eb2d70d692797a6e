"""TransExecutor and JobExecutor: another file, run once per group of rows.

The rows are held before the first run starts (see `engine/stages.py`).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from uuid import uuid4

import polars as pl

from onedata_resources.kettle.engine.context import RunContext
from onedata_resources.kettle.engine.executor_results import Ended, targets_of
from onedata_resources.kettle.engine.job import JobRun
from onedata_resources.kettle.engine.log_subjects import counts_of, subjects_of
from onedata_resources.kettle.engine.outcome import ResultRows
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.run import TransformationRun
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.steps.results import typed
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.engine.sub_transformation import (
    called,
    carry_out,
    context_of,
    ended_with_errors,
    inherited,
    passed_values,
)
from onedata_resources.kettle.model import Job, Transformation
from onedata_resources.kettle.settings.executors import ExecutorSettings, JobExecutorSettings
from onedata_resources.kettle.settings.sub import Passed
from onedata_resources.kettle.values.convert import to_text


@step("TransExecutor")
def trans_executor(scope: StepScope, settings: ExecutorSettings, inputs: Inputs) -> Outputs:
    """Run the transformation for every group; what it left goes to the steps that are named."""
    return _executed(scope, settings, inputs, Transformation)


@step("JobExecutor")
def job_executor(scope: StepScope, settings: JobExecutorSettings, inputs: Inputs) -> Outputs:
    """Run the job for every group; what it left goes to the steps that are named."""
    return _executed(scope, settings, inputs, Job)


def _executed(
    scope: StepScope, settings: ExecutorSettings, inputs: Inputs, kind: type[Transformation | Job]
) -> Outputs:
    stream = typed(inputs.required())
    source = called(scope, settings.file)
    if not isinstance(source, kind):
        raise StepError(
            f"{settings.file.path} is not a {kind.__name__.lower()}.",
            f"{settings.file.path} 的类型不符。",
        )
    rows = stream.frame.collect()
    own = dict(scope.state.variables)
    ended = []
    for group, row in _groups(stream, settings, rows, first=kind is Job):
        scope.state.control.check()
        values = {each.name: _value(each, stream, row) for each in settings.passed}
        given = inherited(scope, all_of_them=settings.inherits)
        given |= passed_values(source, values, own)
        rows_given = (ResultRows(stream.fields, group),)
        ended.append(_run(scope, source, context_of(scope, source, given, rows_given)))
    return Outputs(None, targets_of(settings, stream.with_frame(rows.lazy()), ended))


def _groups(
    stream: Stream, settings: ExecutorSettings, rows: pl.DataFrame, *, first: bool
) -> Iterator[tuple[pl.DataFrame, Mapping[str, str | None]]]:
    """Yield each group and the texts of the row that its parameters come from.

    For a job it is the first row of the group.
    """
    texts = rows.select(to_text(pl.col(each.name), each).alias(each.name) for each in stream.fields)
    start = 0
    for end, last in _ends(stream, settings, rows):
        giver = start if first else last
        values = texts.row(giver, named=True) if giver is not None else {}
        yield rows.slice(start, end - start), values
        start = end


def _ends(
    stream: Stream, settings: ExecutorSettings, rows: pl.DataFrame
) -> list[tuple[int, int | None]]:
    """Return where each group ends, and the number of the row that its parameters come from.

    It is the row at which Kettle starts the run: the last one of a full group, the first one of
    the next group where groups are by field. For the rest at the end there is none.
    """
    height = rows.height
    if not height:
        return []
    if settings.size > 0:
        ends = range(settings.size, height + 1, settings.size)
        full: list[tuple[int, int | None]] = [(end, end - 1) for end in ends]
        return full if height % settings.size == 0 else [*full, (height, None)]
    if settings.size == 0 or not settings.group_field:
        return [(height, None)]
    key = rows[stream.field(settings.group_field).name]
    before = key.shift(1)
    changes = (key.ne_missing(before) & before.is_not_null()).arg_true().to_list()
    return [*((at, at) for at in changes), (height, None)]


def _value(wanted: Passed, stream: Stream, row: Mapping[str, str | None]) -> str | None:
    """Return the value of a variable: the field's text, else the text of the settings."""
    if wanted.field in stream.names:
        return (row[wanted.field] or wanted.text) if row else None
    return wanted.text


def _run(scope: StepScope, source: Transformation | Job, context: RunContext) -> Ended:
    """Run the file for one group; a job may end with errors.

    Raises:
        StepError: The transformation has errors.
    """
    run = _run_of(source, context)
    before, started = scope.state.log.last_number, time.monotonic()
    carry_out(scope, run)
    ended = _ended(source, run, started, before)
    if isinstance(run, TransformationRun) and ended.counts["errors"]:
        raise ended_with_errors(source.name)
    if isinstance(run, TransformationRun):
        scope.state.outcome.variables.extend(run.outcome.variables)
    return ended


def _run_of(source: Transformation | Job, context: RunContext) -> TransformationRun | JobRun:
    if isinstance(source, Transformation):
        return TransformationRun(source, context)
    return JobRun(source, context)


def _ended(
    source: Transformation | Job, run: TransformationRun | JobRun, started: float, before: int
) -> Ended:
    """Return what the run left."""
    if isinstance(run, TransformationRun):
        errors = run.errors
        lines = counts_of(subjects_of(source.xml), run.steps)
        rows, files = run.outcome.rows, run.outcome.files
    else:
        errors = 0 if run.result.success else max(run.result.errors, 1)
        lines, files = {}, []
        rows = [each for each in run.result.rows if isinstance(each, ResultRows)]
    counts = {
        "time": int((time.monotonic() - started) * 1000),
        "result": errors == 0,
        "errors": errors,
        "log": run.log.text(before),
        "channel": str(uuid4()),
        **lines,
    }
    return Ended(counts, tuple(rows), tuple(files))
