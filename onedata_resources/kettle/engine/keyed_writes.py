"""What steps do with rows of a table by their keys: looked up, written, committed, refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from onedata_resources.errors import UnavailableError
from onedata_resources.kettle.engine.keyed_table import KeyedTable
from onedata_resources.kettle.engine.sql_commits import INSERT, Commits
from onedata_resources.kettle.engine.sql_work import Done
from onedata_resources.kettle.engine.sql_writer import reason_of
from onedata_resources.kettle.engine.stream import StepError

ACTION, REFUSED = "__kettle_action", "__kettle_refused"
Plan = Callable[[pl.DataFrame], pl.DataFrame]
"""Says of each row what is done to the table (`ACTION`), why it is refused, and what it adds."""


def planned(
    actions: pl.Expr | None,
    found: pl.DataFrame,
    refused: pl.Expr | None = None,
    **added: pl.Expr,
) -> pl.DataFrame:
    """Return a plan from what was found of the rows; a refused row writes nothing."""
    why = pl.lit(None, pl.String) if refused is None else refused.cast(pl.String)
    action = pl.lit(None, pl.String) if actions is None else actions
    plan = found.with_columns(  # not select: a literal would be a single row
        action.alias(ACTION), why.alias(REFUSED), **added
    ).select(ACTION, REFUSED, *added)
    return plan.with_columns(pl.when(pl.col(REFUSED).is_null()).then(ACTION).alias(ACTION))


def plan_of(table: KeyedTable, plan: Plan, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the plan of the rows; one that the database cannot look up is refused.

    Raises:
        StepError: The database is away.
    """
    kept = table.scope.metrics.input
    try:
        with table.session.attempt():
            return plan(rows)
    except StepError as error:
        if error.kind is UnavailableError:
            raise
        table.scope.metrics.input = kept
        if rows.height > 1:
            return _joined([plan_of(table, plan, rows[n]) for n in range(rows.height)])
        return planned(None, pl.DataFrame({"n": [0]}), pl.lit(reason_of(error)))


def refusal(why: str) -> StepError:
    """Return the failure at a row that a step refuses."""
    return StepError(why, f"有一行被拒绝：{why}")


def _joined(done: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Return the plans in order; a row that could not be planned adds nothing."""
    return pl.concat(done, how="diagonal")


def done_of(done: Sequence[pl.DataFrame]) -> Done:
    """Return what came of a batch, of which these are the plans as they were carried out."""
    whole = _joined(done)
    added = whole.drop(ACTION, REFUSED)
    return Done(added if added.width else None, whole[REFUSED].to_list())


@dataclass
class Committer:
    """Writes batches as planned, commits where Kettle does, and tells refused rows from others.

    The rows up to the last commit of a batch are written at once, then those behind it; where the
    database refuses rows, they are undone and written one by one, so that what is committed and
    which row fails are what they are in Kettle.
    """

    table: KeyedTable
    plan: Plan
    commits: Commits

    @property
    def _stops(self) -> bool:
        return self.table.scope.error_hop is None

    def add(self, batch: pl.DataFrame) -> Done:
        """Write the batch.

        Raises:
            StepError: A row is refused, and no error hop takes it; rows before it are written.
        """
        return done_of([self._part(part) for part in self.table.parts(batch)])

    def _part(self, part: pl.DataFrame) -> pl.DataFrame:
        """Write rows of which no two have the same key; return what came of each."""
        plan = plan_of(self.table, self.plan, part)
        refused = plan[REFUSED].is_not_null().arg_true()
        end = int(refused[0]) if self._stops and len(refused) else part.height
        cut = self.commits.last(plan[ACTION][:end], self.table.table)
        done = [self._written(part[:cut], plan[:cut]), self._written(part[cut:end], plan[cut:end])]
        if end < part.height:
            raise refusal(plan[REFUSED][end])
        return _joined(done)

    def _written(self, part: pl.DataFrame, plan: pl.DataFrame) -> pl.DataFrame:
        if plan[ACTION].null_count() == plan.height:
            return plan
        try:
            with self.table.session.attempt():
                self.table.write(part, plan[ACTION])
        except StepError as error:
            if part.height > 1:
                return _joined([self._written(part[n], plan[n]) for n in range(part.height)])
            if self._stops:
                raise
            return plan.with_columns(
                pl.lit(None, pl.String).alias(ACTION), pl.lit(reason_of(error)).alias(REFUSED)
            )
        self._counted(plan[ACTION])
        return plan

    def _counted(self, actions: pl.Series) -> None:
        count_written(self.table, actions)
        self.commits.count(actions, self.table.table)


def count_written(table: KeyedTable, actions: Sequence[str | None] | pl.Series) -> None:
    """Count rows in the step's metrics by what was done to the table."""
    series = pl.Series(actions, dtype=pl.String)
    inserted = int((series == INSERT).sum())
    table.scope.add("output", inserted)
    table.scope.add("updated", series.len() - series.null_count() - inserted)
