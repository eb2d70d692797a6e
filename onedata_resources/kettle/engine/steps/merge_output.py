"""SynchronizeAfterMerge: a field says for each row whether to insert, update or delete it."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from onedata_resources.kettle.engine.batch_writes import BatchWrites
from onedata_resources.kettle.engine.keyed_table import KeyedTable
from onedata_resources.kettle.engine.keyed_writes import Committer, Plan, planned
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.sql_commits import DELETE, INSERT, UPDATE, Commits
from onedata_resources.kettle.engine.sql_session import Session
from onedata_resources.kettle.engine.sql_sessions import in_batches, session_of
from onedata_resources.kettle.engine.sql_work import Done, work_through, write_through
from onedata_resources.kettle.engine.steps.keyed_output import MISSING, Missing
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.settings.database_keys import MergeSettings
from onedata_resources.kettle.values.convert import to_text
from onedata_resources.kettle.values.types import Field


@dataclass
class _Merge:
    """The tables that rows go to; a batch has the words and the tables' names behind its values.

    Rows wait in batches where the step says so and no error hop takes single rows.
    """

    scope: StepScope
    settings: MergeSettings
    session: Session
    stream: Stream
    commits: Commits
    committers: dict[str, Committer | BatchWrites] = field(default_factory=dict)

    def table(self, name: str) -> KeyedTable:
        """Return the table of that name."""
        settings = self.settings
        shown = self.session.database.table(settings.schema, name)
        return KeyedTable(
            self.scope, self.session, shown, settings.keys, settings.values, self.stream
        )

    def _committer(self, name: str) -> Committer | BatchWrites:
        if name not in self.committers:
            table, settings = self.table(name), self.settings
            wanted = settings.batch and self.scope.error_hop is None
            batched = in_batches(self.session, wanted=wanted, commit=settings.commit)
            kind = BatchWrites if batched else Committer
            self.committers[name] = kind(table, self._plan(table), self.commits)
        return self.committers[name]

    def _plan(self, table: KeyedTable) -> Plan:
        settings, missing = self.settings, Missing(table)

        def plan(rows: pl.DataFrame) -> pl.DataFrame:
            word, values = rows[rows.columns[-2]].alias("word"), rows.select(rows.columns[:-2])
            asked = (word != settings.insert_word) & pl.Series([settings.look_up])
            found = _found(table, values, asked).with_columns(word)
            changed = pl.col("changed") if settings.look_up else pl.lit(value=True)
            action = (
                pl.when(pl.col("word") == settings.insert_word).then(pl.lit(INSERT))
                .when(pl.col("word") == settings.update_word)
                .then(pl.when(changed).then(pl.lit(UPDATE)))
                .when(pl.col("word") == settings.delete_word).then(pl.lit(DELETE))
            )  # fmt: skip
            there = ~asked | found["there"]
            if there.all():
                return planned(action, found, pl.col("why"))
            why = pl.when(~there).then(missing.told(values, there)).otherwise(pl.col("why"))
            return planned(action, found, why)

        return plan

    def work(self, batch: pl.DataFrame) -> Done:
        """Write the batch, one run of rows for the same table after another.

        Raises:
            StepError: A row has no operation or table, or is refused without an error hop.
        """
        words, names = batch[batch.columns[-2]], batch[batch.columns[-1]]
        bad = (words.is_null() | names.is_null()).arg_true()
        end = int(bad[0]) if len(bad) else batch.height
        refused: list[str | None] = []
        try:
            at = 0
            for length in names[:end].rle().struct.field("len").to_list():
                run, at = batch[at : at + length], at + length
                done = self._committer(run[run.columns[-1]][0]).add(run)
                refused.extend(done.refused or [None] * run.height)
            if end < batch.height:
                raise _lacking(table=words[end] is not None)
        except StepError:
            for each in self.committers.values():
                if isinstance(each, BatchWrites):
                    each.end_failed()
            raise
        return Done(refused=refused)


def _found(table: KeyedTable, values: pl.DataFrame, asked: pl.Series) -> pl.DataFrame:
    """Return what the table has of the rows that are asked for, and nothing of the others."""
    rows = pl.DataFrame({"n": pl.Series(range(values.height), dtype=pl.UInt32)})
    if not asked.any():
        nothing = (pl.lit(value=False).alias("there"), pl.lit(None, pl.String).alias("why"))
        return rows.with_columns(*nothing)
    found = table.found(values.filter(asked)).with_columns(asked.arg_true().alias("n"))
    joined = rows.join(found, on="n", how="left", maintain_order="left")
    return joined.with_columns(pl.col("there", "changed").fill_null(value=False))


def _lacking(*, table: bool) -> StepError:
    """Return the failure at a row without a table, or without an operation."""
    if table:
        return StepError("The name of the table is not specified!", "有一行的表名为空。")
    return StepError("The operation field is empty in a row.", "有一行的操作字段为空。")


@step("SynchronizeAfterMerge")
def synchronize_after_merge(scope: StepScope, settings: MergeSettings, inputs: Inputs) -> Outputs:
    """Insert, update or delete each row as its operation field says.

    With an error hop refused rows go on too, as they do in Kettle.
    """
    stream = inputs.required()
    session = session_of(scope, settings.connection)
    operation = stream.field(settings.operation_field)
    word = to_text(stream.value(operation.name), operation)
    name = pl.lit(settings.table)
    if settings.table_field:
        name = to_text(stream.value(settings.table_field), stream.field(settings.table_field))
    taken = {"__kettle_word": word, "__kettle_table": name}
    wide = Stream(
        stream.frame.with_columns(value.alias(each) for each, value in taken.items()),
        (*stream.fields, *(Field(each) for each in taken)),
    )
    commits = Commits(session, settings.commit, by_action=True)
    merge = _Merge(scope, settings, session, stream, commits)
    keyed = merge.table(settings.table)
    fields = [*keyed.fields, *taken]
    if scope.error_hop is not None:
        outputs = work_through(
            scope, wide, fields, session, merge.work, code="SUYNC001", all_pass=True,
            at_fault=(MISSING, ", ".join(keyed.key_fields)),
        )  # fmt: skip
    else:
        outputs = write_through(scope, Inputs(wide), fields, merge.work)
    return _without(outputs, set(taken))


def _without(outputs: Outputs, names: set[str]) -> Outputs:
    def narrowed(stream: Stream | None) -> Stream | None:
        if stream is None:
            return None
        kept = [each for each in stream.fields if each.name not in names]
        return stream.selected([(each, pl.col(each.name)) for each in kept])

    return Outputs(narrowed(outputs.main), rejected=narrowed(outputs.rejected))
