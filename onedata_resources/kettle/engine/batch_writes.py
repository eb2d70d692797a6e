"""Writes in batches, as JDBC sends them: looked up as rows come, sent to the table at a commit.

What each driver does with a refused statement of a batch is here; single statements are in
`keyed_writes.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from onedata_resources.kettle.engine.keyed_table import KeyedTable
from onedata_resources.kettle.engine.keyed_writes import (
    ACTION,
    REFUSED,
    Plan,
    count_written,
    done_of,
    plan_of,
    refusal,
)
from onedata_resources.kettle.engine.sql_commits import ACTIONS, Commits
from onedata_resources.kettle.engine.sql_keys import all_equal
from onedata_resources.kettle.engine.sql_work import Done
from onedata_resources.kettle.engine.sql_writer import reason_of
from onedata_resources.kettle.engine.stream import StepError


@dataclass
class BatchWrites:
    """Writes that wait for a commit; lookups do not see them before.

    Inserts, updates and deletes wait in batches of their own. The row after which a commit is due
    sends the batch that it is in.
    """

    table: KeyedTable
    plan: Plan
    commits: Commits
    waiting: dict[str, list[pl.DataFrame]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Have what waits at the end of the run sent."""
        self.table.session.before_end.append(self.finish)

    @property
    def _stops(self) -> bool:
        return self.table.scope.error_hop is None

    def add(self, batch: pl.DataFrame) -> Done:
        """Look the rows up, and send what is due.

        Raises:
            StepError: A row is refused, and no error hop takes it; its batch is undone.
        """
        done = []
        while batch.height:
            plan = plan_of(self.table, self.plan, batch)
            end = self._end(batch, plan)
            done.append(self._taken(batch[:end], plan[:end]))
            batch = batch[end:]
        return done_of(done)

    def _end(self, batch: pl.DataFrame, plan: pl.DataFrame) -> int:
        """Return how many rows may be written as planned: later ones may see what is sent."""
        first = self.commits.first(plan[ACTION], self.table.table)
        keys = batch.select(batch.columns[: len(self.table.key_fields)])
        apart = all_equal(self.table.keys) and not keys.is_duplicated().any()
        return batch.height if apart or not first else first

    def _taken(self, part: pl.DataFrame, plan: pl.DataFrame) -> pl.DataFrame:
        refused = plan[REFUSED].is_not_null().arg_true()
        if self._stops and len(refused):
            end = int(refused[0])
            self._taken(part[:end], plan[:end])
            raise refusal(plan[REFUSED][end])
        actions, reasons, start = plan[ACTION], {}, 0
        while first := self.commits.first(actions[start:], self.table.table):
            end = start + first
            self._wait(part[start:end], actions[start:end])
            try:
                self._send(actions[end - 1])
            except StepError as error:
                if self._stops:
                    raise
                # Kettle tells only of the row with which the batch was sent
                reasons[end - 1] = reason_of(error)
            self.commits.count(actions[start:end], self.table.table)
            start = end
        self._wait(part[start:], actions[start:])
        self.commits.count(actions[start:], self.table.table)
        count_written(self.table, actions.scatter(list(reasons), None))
        return plan.with_columns(plan[REFUSED].scatter(list(reasons), list(reasons.values())))

    def _wait(self, part: pl.DataFrame, actions: pl.Series) -> None:
        for action in ACTIONS:
            rows = part.filter(actions == action)
            if rows.height:
                self.waiting.setdefault(action, []).append(rows)

    def _send(self, action: str) -> None:
        """Send a batch; where a statement is refused, leave what the driver leaves, and fail."""
        rows = self.waiting.pop(action, [])
        try:
            with self.table.session.attempt():
                for part in rows:
                    self._write(part, action)
        except StepError:
            self._leave(rows, action)
            raise

    def _write(self, part: pl.DataFrame, action: str) -> None:
        self.table.write(part, pl.Series([action] * part.height, dtype=pl.String))

    def _leave(self, rows: list[pl.DataFrame], action: str) -> None:
        """Write what stays of a refused batch.

        MySQL's driver goes on behind a refused statement, others stop there; PostgreSQL undoes
        the batch with its transaction.
        """
        dialect = self.table.session.database.dialect
        if dialect == "postgresql":
            return
        for row in (part[number] for part in rows for number in range(part.height)):
            try:
                with self.table.session.attempt():
                    self._write(row, action)
            except StepError:
                if dialect != "mysql":
                    return

    def end_failed(self) -> None:
        """Undo what is not committed, then commit the batches that wait, up to a refused one."""
        self.table.session.undo()
        for action in list(self.waiting):
            try:
                self._send(action)
            except StepError:
                self.table.session.undo()
                return
            self.table.session.commit()

    def finish(self) -> None:
        """Send what waits at the end of the run.

        Raises:
            StepError: The database refuses it. Update commits what the driver leaves of the batch,
                SynchronizeAfterMerge undoes it.
        """
        for action in ACTIONS:
            try:
                self._send(action)
            except StepError:
                if self.commits.by_action:
                    self.table.session.undo()
                raise
            finally:
                self.table.session.commit()
