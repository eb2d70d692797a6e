"""One row per run of equal keys, made while the rows pass in their order.

A run that goes on in the next batch is held as one row. Aggregates that need all rows of a group at
once, and groups that are no runs, are left to Polars' own grouping in `steps/group_by.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from onedata_resources.kettle.engine.group_codes import GROUP, GroupCodes
from onedata_resources.kettle.engine.in_order import in_order
from onedata_resources.kettle.engine.scope import StepScope


class RunPartials:
    """Makes `partials` of each run; `merged` makes one row of the two parts of a run."""

    def __init__(
        self, codes: GroupCodes, partials: Sequence[pl.Expr], merged: Sequence[pl.Expr]
    ) -> None:
        self.codes = codes
        self.partials = partials
        self.merged = merged
        self.schema: dict[str, pl.DataType] = {}
        self.held: pl.DataFrame | None = None

    def grouped(self, scope: StepScope, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Return a row per run, in order, with the run's number."""
        numbered = frame.with_columns(pl.lit(0, pl.Int64).alias(GROUP))
        self.schema = dict(numbered.group_by(GROUP).agg(self.partials).collect_schema())
        return in_order(scope, frame, self._batch, self.schema, self._end)

    def _batch(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return the runs that end in the batch."""
        coded = self.codes.coded_batch(rows)
        coded.replace_column(-1, coded.to_series(-1).set_sorted())
        runs = coded.group_by(GROUP, maintain_order=True).agg(self.partials)
        done = [] if self.held is None else [self.held]
        if done and done[0][GROUP][0] == runs[GROUP][0]:
            both = pl.concat([done[0], runs.head(1)])
            one = both.group_by(GROUP).agg(self.merged).cast(self.schema)  # type: ignore[arg-type]
            done, runs = [], pl.concat([one, runs.slice(1)])
        self.held = runs.tail(1)
        return pl.concat([*done, runs.head(-1)])

    def _end(self) -> pl.DataFrame:
        """Return the last run."""
        return pl.DataFrame(schema=self.schema) if self.held is None else self.held
