"""Batches of a stream one after another, in order, for rules that carry state from row to row.

The streaming engine may hand batches out of their order; rows are numbered before they reach the
function, and a batch that comes early waits for those before it. Nothing is collected.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Lock

import polars as pl

from onedata_resources.kettle.engine.scope import StepScope

NUMBER = "__kettle_number"
END = "__kettle_end"


def in_order(
    scope: StepScope,
    frame: pl.LazyFrame,
    function: Callable[[pl.DataFrame], pl.DataFrame],
    schema: Mapping[str, pl.DataType],
    finish: Callable[[], pl.DataFrame] | None = None,
) -> pl.LazyFrame:
    """Return what `function` makes of each batch, called with them in order, one at a time.

    `finish` is called once after the last row; its rows end the frame. Both return frames of
    `schema`. A `StepError` from them fails the step.
    """
    if finish is not None:
        empty = pl.DataFrame(schema=frame.collect_schema())
        last = empty.clear(1).with_columns(pl.lit(value=True).alias(END)).lazy()
        frame = pl.concat([frame.with_columns(pl.lit(value=False).alias(END)), last])
    numbered = frame.with_row_index(NUMBER)
    return scope.tap(numbered, Queue(function, schema, finish).take, schema=schema)


class Queue:
    """Gives numbered batches to a function in the order of their numbers."""

    def __init__(
        self,
        function: Callable[[pl.DataFrame], pl.DataFrame],
        schema: Mapping[str, pl.DataType],
        finish: Callable[[], pl.DataFrame] | None,
    ) -> None:
        self.function = function
        self.finish = finish
        self.empty = pl.DataFrame(schema=schema)
        self.early: dict[int, pl.DataFrame] = {}
        self.next = 0
        self.lock = Lock()

    def take(self, batch: pl.DataFrame) -> pl.DataFrame:
        """Return the results of this batch and of those that waited for it, or no rows.

        After a batch that failed the function sees no other.
        """
        if not batch.height:
            return self.empty
        with self.lock:
            rows = batch.clone()
            self.early[rows.drop_in_place(NUMBER)[0]] = rows  # `drop` would be a query of its own
            done = [self.empty]
            while self.next in self.early:
                ready = self.early.pop(self.next)
                done.extend(self._results(ready))
                self.next += ready.height
            return pl.concat(done)

    def _results(self, batch: pl.DataFrame) -> list[pl.DataFrame]:
        if self.finish is None:
            return [self.function(batch)]
        ends = bool(batch[END][-1])
        rows = batch.drop(END)
        rows = rows.head(-1) if ends else rows
        results = [self.function(rows)] if rows.height else []
        return [*results, self.finish()] if ends else results
