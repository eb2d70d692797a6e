"""InsertUpdate, Update and Delete: rows of a table by their keys."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from onedata_resources.kettle.engine.batch_writes import BatchWrites
from onedata_resources.kettle.engine.keyed_table import KeyedTable
from onedata_resources.kettle.engine.keyed_writes import Committer, planned
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.sql_commits import DELETE, INSERT, UPDATE, Commits
from onedata_resources.kettle.engine.sql_sessions import in_batches, session_of
from onedata_resources.kettle.engine.sql_work import Done, Work, work_through, write_through
from onedata_resources.kettle.engine.stream import Inputs, Outputs
from onedata_resources.kettle.settings.database_keys import KeyedSettings
from onedata_resources.kettle.values.convert import to_text
from onedata_resources.kettle.values.types import Field, KettleType

K = KettleType
MISSING = "Entry to update with following key could not be found: "


@step("InsertUpdate")
def insert_update(scope: StepScope, settings: KeyedSettings, inputs: Inputs) -> Outputs:
    """Insert the rows that the table does not have, and update those that it has otherwise.

    Where updates are switched off, rows that the table has are left alone.
    """
    table = _table(scope, settings, inputs, updates=not settings.insert_only)

    def plan(rows: pl.DataFrame) -> pl.DataFrame:
        kind = pl.when(pl.col("there").not_()).then(pl.lit(INSERT))
        kind = kind.when("changed").then(pl.lit(UPDATE))
        return planned(kind, table.found(rows), pl.col("why"))

    work = Committer(table, plan, Commits(table.session, settings.commit)).add
    return _through(scope, inputs, table, work, code="ISU001")


def _table(
    scope: StepScope, settings: KeyedSettings, inputs: Inputs, *, updates: bool = True
) -> KeyedTable:
    session = session_of(scope, settings.connection)
    name = session.database.table(settings.schema, settings.table)
    table = KeyedTable(scope, session, name, settings.keys, settings.values, inputs.required(),
                       by_column=True)  # fmt: skip
    if not updates:
        table.updated = []
    return table


def _through(
    scope: StepScope, inputs: Inputs, table: KeyedTable, work: Work, *, code: str
) -> Outputs:
    if scope.error_hop is not None:
        return work_through(scope, inputs.required(), table.fields, table.session, work, code=code)
    return write_through(scope, inputs, table.fields, work)


@step("Update")
def update(scope: StepScope, settings: KeyedSettings, inputs: Inputs) -> Outputs:
    """Update the rows of the table; one that it does not have is refused, or is flagged."""
    stream = inputs.required()
    table = _table(scope, settings, inputs)
    missing = Missing(table)

    def plan(rows: pl.DataFrame) -> pl.DataFrame:
        if settings.skip_lookup:
            scope.add("input", rows.height)
            every = pl.DataFrame({"there": [True] * rows.height})
            return planned(pl.lit(UPDATE), every, flag=pl.col("there"))
        found = table.found(rows)
        why = pl.col("why")
        if not settings.ignore_missing and not found["there"].all():
            why = pl.when(pl.col("there").not_()).then(missing.told(rows, found["there"]))
            why = why.otherwise(pl.col("why"))
        return planned(pl.when("changed").then(pl.lit(UPDATE)), found, why, flag=pl.col("there"))

    commits = Commits(table.session, settings.commit)
    batched = in_batches(table.session, wanted=settings.batch, commit=settings.commit)
    committer = (BatchWrites if batched else Committer)(table, plan, commits)
    flag = [Field(settings.flag_field, K.BOOLEAN)] if settings.flag_field else []

    def work(batch: pl.DataFrame) -> Done:
        done = committer.add(batch)
        return done if flag else Done(refused=done.refused)

    if not flag and scope.error_hop is None:
        return write_through(scope, inputs, table.fields, work)
    return work_through(
        scope, stream, table.fields, table.session, work, added=flag, code="UPD001",
        at_fault=(MISSING, ", ".join(table.key_fields)),
    )  # fmt: skip


@dataclass
class Missing:
    """What is said of rows that the table does not have: the keys of the first one, as Kettle."""

    table: KeyedTable
    text: str = ""

    def told(self, rows: pl.DataFrame, there: pl.Series) -> pl.Expr:
        """Return the text; `there` is which rows the table has."""
        if not self.text:
            row = rows.filter(~there).head(1)
            fields = [self.table.stream.field(name) for name in self.table.key_fields]
            keys = row.select(
                to_text(pl.col(name), field).alias(name)
                for name, field in zip(row.columns, fields, strict=False)
            ).row(0)
            self.text = MISSING + ", ".join(f"[{'' if k is None else k}]" for k in keys)
        return pl.lit(self.text)


@step("Delete")
def delete(scope: StepScope, settings: KeyedSettings, inputs: Inputs) -> Outputs:
    """Delete the rows of the table that the keys find."""
    table = _table(scope, settings, inputs)

    def plan(rows: pl.DataFrame) -> pl.DataFrame:
        return planned(pl.lit(DELETE), pl.DataFrame({"n": range(rows.height)}))

    work = Committer(table, plan, Commits(table.session, settings.commit)).add
    return _through(scope, inputs, table, work, code="DEL001")
