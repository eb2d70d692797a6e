"""SynchronizeAfterMerge: a field says for each row whether to insert, update or delete it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import polars as pl

from onedata_resources.kettle.engine.keyed_table import Committer, KeyedTable, written
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.sql_session import Session, session_of
from onedata_resources.kettle.engine.sql_work import Done, work_through, write_through
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.settings.database_keys import MergeSettings
from onedata_resources.kettle.values.convert import to_text
from onedata_resources.kettle.values.types import Field


@dataclass
class _Merge:
    """The tables that rows go to; a batch has the words and the tables' names behind its values."""

    scope: StepScope
    settings: MergeSettings
    session: Session
    stream: Stream
    committers: dict[str, Committer] = field(default_factory=dict)

    def committer(self, name: str) -> Committer:
        """Return what writes into the table of that name."""
        if name not in self.committers:
            table = KeyedTable(
                self.scope,
                self.session,
                self.session.database.table(self.settings.schema, name),
                self.settings.keys,
                self.settings.values,
                self.stream,
            )
            self.committers[name] = Committer(table, self._writer(table), self.settings.commit)
        return self.committers[name]

    def _writer(self, table: KeyedTable) -> Callable[[pl.DataFrame], pl.DataFrame]:
        settings = self.settings

        def write(rows: pl.DataFrame) -> pl.DataFrame:
            word = rows[rows.columns[-2]]
            if word.is_null().any():
                raise StepError("The operation field is empty in a row.", "有一行的操作字段为空。")
            values = rows.select(rows.columns[:-2])
            inserting = word == settings.insert_word
            changed = pl.Series([True] * rows.height, dtype=pl.Boolean)
            if settings.look_up and not inserting.all():
                changed = self._changed(table, values, inserting)
            updating = (word == settings.update_word) & ~inserting & changed
            deleting = (word == settings.delete_word) & ~inserting & (word != settings.update_word)
            table.insert(values.filter(inserting))
            table.update(values.filter(updating))
            table.delete(values.filter(deleting))
            return written(_kinds(inserting, updating | deleting))

        return write

    @staticmethod
    def _changed(table: KeyedTable, values: pl.DataFrame, inserting: pl.Series) -> pl.Series:
        there, changed = table.found(values)
        if not (there | inserting).all():
            raise StepError(
                "Key not found: the table has no row for the keys of this row.",
                "未找到键：表中没有与该行的键对应的记录。",
            )
        return changed

    def work(self, batch: pl.DataFrame) -> Done:
        """Write the batch, table by table."""
        names = batch[batch.columns[-1]]
        if names.n_unique() == 1:
            return Done(refused=self.committer(names[0] or self.settings.table).add(batch).refused)
        refused: list[str | None] = []
        for number in range(batch.height):
            row = batch[number]
            done = self.committer(names[number] or self.settings.table).add(row)
            refused.extend(done.refused or [None])
        return Done(refused=refused)


def _kinds(inserting: pl.Series, updating: pl.Series) -> pl.Series:
    both = pl.DataFrame({"inserting": inserting, "updating": updating})
    kind = pl.when(pl.col("inserting")).then(pl.lit("output"))
    return both.select(kind.when(pl.col("updating")).then(pl.lit("updated"))).to_series()


@step("SynchronizeAfterMerge")
def synchronize_after_merge(scope: StepScope, settings: MergeSettings, inputs: Inputs) -> Outputs:
    """Insert, update or delete each row as its operation field says."""
    stream = inputs.required()
    session = session_of(scope, settings.connection)
    operation = stream.field(settings.operation_field)
    word = to_text(stream.value(operation.name), operation)
    name = stream.value(settings.table_field) if settings.table_field else pl.lit("", pl.String)
    taken = {"__kettle_word": word, "__kettle_table": name}
    wide = Stream(
        stream.frame.with_columns(value.alias(each) for each, value in taken.items()),
        (*stream.fields, *(Field(each) for each in taken)),
    )
    merge = _Merge(scope, settings, session, stream)
    fields = [*merge.committer(settings.table).table.fields, *taken]
    if scope.error_hop is not None:
        outputs = work_through(scope, wide, fields, session, merge.work, code="SUYNC002")
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
