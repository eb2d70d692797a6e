"""What a step function may use: counters, checks, the log, and the world outside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from onedata_resources.kettle.engine.failures import (
    STEP_ERRORS,
    FailedStepError,
    missing_folder,
    unfit,
)
from onedata_resources.kettle.engine.outcome import ResultFile
from onedata_resources.kettle.engine.rejections import AT, RejectionLimits, placed
from onedata_resources.kettle.engine.run_state import RunState, Writer
from onedata_resources.kettle.engine.stream import StepError, Stream
from onedata_resources.kettle.values.dtypes import column_dtype
from onedata_resources.kettle.values.types import Field, KettleType, made_field

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.metrics import StepMetrics
    from onedata_resources.kettle.model import ErrorHop, Step
    from onedata_resources.kettle.settings.files import FileChoice

BAD = "__kettle_bad"
COUNT_LENGTH = 3
"""The length of the field with the number of a row's errors."""


@dataclass(frozen=True)
class StepScope:
    """One copy of one step in one run."""

    step: Step
    metrics: StepMetrics
    state: RunState
    error_hop: ErrorHop | None = None
    next_steps: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        """Return the step copy as log lines name it."""
        return f"{self.step.name}.{self.metrics.copy}"

    def log(self, message: str, *, level: str = "Basic") -> None:
        """Write a line of this step to the run's log."""
        self.state.log.write(self.subject, message, level=level)

    def add(self, counter: str, rows: int) -> None:
        """Count rows; `counter` is a field of the metrics."""
        with self.state.control.lock:
            setattr(self.metrics, counter, getattr(self.metrics, counter) + rows)

    def writes(self, writer: Writer) -> None:
        """Have the writer finished, or aborted, when the run ends."""
        self.state.writers.append((self, writer))

    def connection(self, name: str) -> str:
        """Return the SQLAlchemy URL of the named connection, which `prepare` has checked."""
        return self.state.connections[name]

    def require_folders(self, files: Iterable[FileChoice]) -> None:
        """Refuse a missing folder where the run writes the lake.

        Kettle reads one as a folder without files; here a lost mount would empty the tables.
        """
        for each in files if self.state.writes_lake else ():
            if each.mask and not Path(each.name).is_dir():
                raise missing_folder(each.name, each.written)

    def tap(
        self,
        frame: pl.LazyFrame,
        function: Callable[[pl.DataFrame], pl.DataFrame | None],
        *,
        schema: Mapping[str, pl.DataType] | None = None,
    ) -> pl.LazyFrame:
        """Let `function` see every batch, in any order; it may return another batch in its place.

        A `StepError` from it fails this step.
        """
        guarded = self._guarded(function)

        def see(batch: pl.DataFrame) -> pl.DataFrame:
            changed = guarded(batch)
            return batch if changed is None else changed

        return frame.map_batches(see, streamable=True, schema=schema, validate_output_schema=False)

    def whole(
        self,
        stream: Stream,
        function: Callable[[pl.DataFrame], pl.DataFrame],
        fields: tuple[Field, ...],
    ) -> Stream:
        """Return what `function` makes of all rows at once, in order; its columns are `fields`.

        For rules that need every row before the first one leaves, or that carry state from row to
        row and cannot be an expression. A `StepError` from it fails this step.
        """
        schema = {each.name: column_dtype(each) for each in fields}
        guarded = self._guarded(function)
        frame = stream.frame.map_batches(guarded, schema=schema, validate_output_schema=False)
        return Stream(frame, fields)

    def sink(self, frame: pl.LazyFrame, function: Callable[[pl.DataFrame], None]) -> None:
        """Give every batch of the frame to `function`, one at a time and in order, as the run goes.

        A `StepError` from it fails this step.
        """
        ordered = frame.sink_batches(self._guarded(function), maintain_order=True, lazy=True)
        if ordered is not None:
            self.state.sinks.append(ordered)

    def reading(
        self, read: Callable[[], Iterator[pl.DataFrame]]
    ) -> Callable[[], Iterator[pl.DataFrame]]:
        """Return the function that reads batches, stoppable and with this step in its failures."""

        def batches() -> Iterator[pl.DataFrame]:
            try:
                for batch in read():
                    self.state.control.check()
                    yield batch
            except STEP_ERRORS as error:
                raise FailedStepError(self, error) from error

        return batches

    def _guarded(
        self, function: Callable[[pl.DataFrame], pl.DataFrame | None]
    ) -> Callable[[pl.DataFrame], Any]:
        """Return the function, asking for stop and pause first and naming this step in failures."""

        def call(batch: pl.DataFrame) -> pl.DataFrame | None:
            self.state.control.check()
            try:
                return function(batch)
            except STEP_ERRORS as error:
                raise FailedStepError(self, error) from error

        return call

    def counted(self, frame: pl.LazyFrame, counter: str) -> pl.LazyFrame:
        """Count the rows that pass."""
        return self.tap(frame, lambda batch: self.add(counter, batch.height))

    def reads(self, path: Path, *, wanted: bool = True) -> None:
        """Leave a file, read or written, to the job that runs the transformation, where wanted."""
        if wanted:
            self.state.outcome.files.append(ResultFile(str(path), origin=self.step.name))

    def checked(
        self,
        stream: Stream,
        bad: pl.Expr,
        describe: pl.Expr,
        failure: Callable[[str], StepError] = unfit,
    ) -> Stream:
        """Fail the step at the first row where `bad` holds; `describe` says why."""

        def check(batch: pl.DataFrame) -> pl.DataFrame:
            if batch[BAD].any():
                raise failure(str(batch.filter(BAD).head(1).select(describe.alias("t")).item()))
            return batch.drop(BAD)

        frame = stream.frame.with_columns(bad.alias(BAD))
        return stream.with_frame(self.tap(frame, check, schema=schema_of(stream)))

    def split(
        self,
        stream: Stream,
        bad: pl.Expr,
        describe: pl.Expr,
        *,
        fields: str | pl.Expr,
        code: str,
        errors: pl.Expr | None = None,
    ) -> tuple[Stream, Stream | None]:
        """Return the good rows, and the bad ones with their error columns for the error hop.

        Without an error hop the step fails at the first bad row.
        """
        if self.error_hop is None:
            return self.checked(stream, bad, describe), None
        marked = stream.frame.with_columns(bad.fill_null(value=False).alias(BAD))
        marked = placed(marked, self.error_hop).cache()
        good = stream.with_frame(marked.filter(pl.col(BAD).not_()).drop(BAD, AT, strict=False))
        wrong = stream.with_frame(marked.filter(pl.col(BAD)).drop(BAD))
        return good, self.rejected(wrong, describe, fields=fields, code=code, errors=errors)

    def rejected(
        self,
        stream: Stream,
        describe: pl.Expr,
        *,
        fields: str | pl.Expr,
        code: str | pl.Expr,
        errors: pl.Expr | None = None,
    ) -> Stream:
        """Return the rows with the error hop's columns, counted as rejected.

        `errors` is how many errors a row has where that is not always one. A column `AT` says how
        many rows were read up to each; without it they are those that have been counted.
        """
        hop = self.error_hop
        if hop is None:
            raise StepError(
                "Rows are rejected, but no error hop leads away from this step.",
                "有行被拒绝，但该步骤没有错误跳转。",
            )
        limits = RejectionLimits.of(hop)

        def count(batch: pl.DataFrame) -> pl.DataFrame:
            before = self.metrics.rejected
            self.add("rejected", batch.height)
            if limits.some:
                places = batch[AT] if AT in batch.columns else [self.metrics.read] * batch.height
                for number, place in enumerate(places, before + 1):
                    limits.check(number, place)
            return batch.drop(AT, strict=False)

        one = pl.lit(1, pl.Int64)
        added = [
            (
                made_field(hop.count_field, KettleType.INTEGER, COUNT_LENGTH),
                one if errors is None else errors,
            ),
            (Field(hop.description_field), describe),
            (Field(hop.fields_field), _text_column(fields)),
            (Field(hop.code_field), _text_column(code)),
        ]
        stream = stream.appended(each for each in added if each[0].name)
        schema = {name: kind for name, kind in schema_of(stream).items() if name != AT}
        return stream.with_frame(self.tap(stream.frame, count, schema=schema))


def _text_column(text: str | pl.Expr) -> pl.Expr:
    return pl.lit(text, pl.String) if isinstance(text, str) else text


def schema_of(stream: Stream) -> dict[str, pl.DataType]:
    """Return the frame's schema."""
    return dict(stream.frame.collect_schema())
