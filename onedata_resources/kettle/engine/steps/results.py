"""Steps that take from the job above and hand to it: result rows, result files, variables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import polars as pl

from onedata_resources.kettle.engine.outcome import ResultFile, ResultRows, VariableSet
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.settings.flow import (
    FilesFromResultSettings,
    FilesToResultSettings,
    NewVariable,
    ResultRowsSettings,
    SetVariableSettings,
)
from onedata_resources.kettle.settings.rows import NoSettings
from onedata_resources.kettle.values.compatible import compatible_text
from onedata_resources.kettle.values.convert import convert, to_text
from onedata_resources.kettle.values.dtypes import column_dtype
from onedata_resources.kettle.values.stored import value_of
from onedata_resources.kettle.values.time_zones import wall_clock
from onedata_resources.kettle.values.types import Field, KettleType

FILE_FIELDS = (
    *(Field(each) for each in ("type", "filename", "path", "parentorigin", "origin", "comment")),
    Field("timestamp", KettleType.DATE),
)


def typed(stream: Stream) -> Stream:
    """Return the stream with typed columns in place of texts not yet read."""
    if not stream.fields:
        return stream  # a selection of no column would lose the rows
    fields = tuple(replace(each, lazy=False) for each in stream.fields)
    return Stream(stream.frame.select(value_of(each) for each in stream.fields), fields)


class _Rows:
    """The rows of one RowsToResult, kept when the run ends well."""

    def __init__(self, scope: StepScope, fields: tuple[Field, ...]) -> None:
        self._scope = scope
        self._fields = fields
        self.batches: list[pl.DataFrame] = []

    def finish(self) -> None:
        """Hand the rows to the job."""
        if self.batches:
            rows = ResultRows(self._fields, pl.concat(self.batches))
            self._scope.state.outcome.rows.append(rows)

    def abort(self) -> None:
        """Hand over nothing."""


@step("RowsToResult")
def rows_to_result(scope: StepScope, settings: NoSettings, inputs: Inputs) -> Outputs:
    """Return the rows; they are also the transformation's result rows."""
    del settings
    stream = typed(inputs.required())
    frame = stream.frame.cache()
    rows = _Rows(scope, stream.fields)
    scope.writes(rows)
    scope.sink(frame, lambda batch: rows.batches.append(batch) if batch.height else None)
    return Outputs(stream.with_frame(frame))


@step("RowsFromResult")
def rows_from_result(scope: StepScope, settings: ResultRowsSettings, inputs: Inputs) -> Outputs:
    """Return the rows of the entry before, in the layout that they have."""
    del inputs
    stream = united(scope.state.context.rows, settings.fields)
    return Outputs(stream.with_frame(scope.counted(stream.frame, "read")))


def united(rows: Iterable[ResultRows], fields: tuple[Field, ...]) -> Stream:
    """Return result rows as one stream; later layouts are read by position in the first one's."""
    known = [each for each in rows if each.frame.height]
    if not known:
        return Stream(
            pl.LazyFrame(schema={each.name: column_dtype(each) for each in fields}), fields
        )
    first = known[0]
    frames = [first.frame.lazy()]
    for other in known[1:]:
        columns = []
        for mine, theirs in zip(first.fields, other.fields, strict=False):
            value = convert(pl.col(theirs.name), theirs, mine.type)
            columns.append(value.cast(column_dtype(mine)).alias(mine.name))
        missing = first.fields[len(other.fields) :]
        columns += [pl.lit(None, column_dtype(each)).alias(each.name) for each in missing]
        frames.append(other.frame.lazy().select(columns))
    return Stream(pl.concat(frames), first.fields)


@step("FilesToResult")
def files_to_result(scope: StepScope, settings: FilesToResultSettings, inputs: Inputs) -> Outputs:
    """Return the rows; the files that they name are the transformation's result files."""
    stream = inputs.required()
    frame = stream.frame.cache()
    name = to_text(stream.value(settings.field), stream.field(settings.field))

    def keep(batch: pl.DataFrame) -> None:
        paths = [each for each in batch.to_series().to_list() if each]
        origin = scope.state.transformation.name
        scope.state.outcome.files.extend(ResultFile(path, settings.kind, origin) for path in paths)

    scope.sink(frame.select(name), keep)
    return Outputs(stream.with_frame(frame))


@step("FilesFromResult")
def files_from_result(
    scope: StepScope, settings: FilesFromResultSettings, inputs: Inputs
) -> Outputs:
    """Return the files of the entry before, a row each."""
    del settings, inputs
    now = wall_clock()
    rows = [
        (each.kind, Path(each.path).name, _uri(each.path), each.origin, None, None, now)
        for each in scope.state.context.files
    ]
    schema = {each.name: column_dtype(each) for each in FILE_FIELDS}
    frame = pl.DataFrame(rows, schema=schema, orient="row").lazy()
    return Outputs(Stream(scope.counted(frame, "read"), FILE_FIELDS))


def _uri(path: str) -> str:
    return path if "://" in path else Path(path).absolute().as_uri()


@step("SetVariable")
def set_variable(scope: StepScope, settings: SetVariableSettings, inputs: Inputs) -> Outputs:
    """Return the one row; its values, or the defaults where none comes, are variables."""
    stream = inputs.required()
    for each in settings.variables:
        stream.field(each.field)
        _require_job(scope, each)
    values = [_value(stream, each, settings) for each in settings.variables]

    def keep(rows: pl.DataFrame) -> pl.DataFrame:
        if rows.height > 1:
            raise StepError(
                "Only one row of data can be used to set variables; more have come.",
                "设置变量只能使用一行数据，但收到了多行。",
            )
        texts = [each.default for each in settings.variables]
        if rows.height:
            texts = [value or "" for value in rows.select(values).row(0)]
        for each, text in zip(settings.variables, texts, strict=True):
            if rows.height or text:
                kept = VariableSet(each.name, text, each.scope)
                scope.state.outcome.variables.append(kept)
        return rows

    return Outputs(scope.whole(stream, keep, stream.fields))


def _require_job(scope: StepScope, wanted: NewVariable) -> None:
    """Refuse a variable for a job above where no job runs the transformation."""
    if wanted.scope in {"PARENT_JOB", "GP_JOB"} and not scope.state.variables.get(
        "Internal.Job.Name"
    ):
        raise StepError(
            f"Can't set variable [{wanted.name}] on parent job: the parent job is not available",
            f"无法在父作业中设置变量 [{wanted.name}]：没有父作业。",
        )


def _value(stream: Stream, wanted: NewVariable, settings: SetVariableSettings) -> pl.Expr:
    """Return the value as text: with the field's mask, or as Kettle 2 printed it."""
    field, value = stream.field(wanted.field), stream.value(wanted.field)
    shown = to_text if settings.formatted else compatible_text
    return shown(value, replace(field, lazy=False)).alias(wanted.name)
