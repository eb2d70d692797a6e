"""Rows counted on their way from one step to the next."""

from __future__ import annotations

import polars as pl

from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.sniff import Passing
from onedata_resources.kettle.engine.step_copy import StepCopy
from onedata_resources.kettle.engine.stream import Stream
from onedata_resources.kettle.values.types import Field


def counting(
    scope: StepScope,
    stream: Stream,
    written: int | None,
    shares: list[tuple[StepCopy, int, int]],
) -> pl.LazyFrame:
    """Count rows as written here and read by the targets; `written` is None for rejected rows."""
    return scope.tap(stream.frame, _Counter(scope, stream.fields, written, shares).count)


def drain(batch: pl.DataFrame) -> None:
    """Take the rows that no step reads."""
    del batch


class _Counter:
    """Counts the rows of one stream in the metrics of its source and its targets."""

    def __init__(
        self,
        scope: StepScope,
        fields: tuple[Field, ...],
        written: int | None,
        shares: list[tuple[StepCopy, int, int]],
    ) -> None:
        self.source = scope.metrics
        self.fields = fields
        self.written = written
        self.shares = shares
        self.lock = scope.state.control.lock
        self.sniffs = scope.state.sniffs
        self.seen = 0

    def count(self, batch: pl.DataFrame) -> None:
        """Count one batch; of n parts, part i gets rows i, i+n, i+2n and so on."""
        with self.lock:
            start, end = self.seen, self.seen + batch.height
            self.source.written += batch.height * (self.written or 0)
            for target, parts, number in self.shares:
                before, after = (-((number - limit) // parts) for limit in (start, end))
                target.scope.metrics.read += after - before
            self.seen = end
        if self.sniffs.wanted:
            self._show(batch, start)

    def _show(self, batch: pl.DataFrame, start: int) -> None:
        """Let those who look at the source or a target see the rows, but not rejected ones."""
        source = self.source.name, self.source.copy, "output"
        if self.written is not None:
            self.sniffs.see(source, Passing(self.fields, batch))
        for target, parts, number in self.shares:
            share = Passing(self.fields, batch, (number - start) % parts, parts)
            self.sniffs.see((*target.key, "input"), share)
