"""InsertUpdate, Update, Delete and SynchronizeAfterMerge: rows of a table by their keys."""

from __future__ import annotations

import polars as pl

from onedata_resources.kettle.engine.keyed_table import Committer, KeyedTable, written
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.sql_session import Session, session_of
from onedata_resources.kettle.engine.sql_work import (
    Done,
    Work,
    work_through,
    write_through,
)
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.settings.database_keys import KeyedSettings
from onedata_resources.kettle.values.types import Field, KettleType

K = KettleType
_MISSING = "Key not found: the table has no row for the keys of this row."
_MISSING_ZH = "未找到键：表中没有与该行的键对应的记录。"


@step("InsertUpdate")
def insert_update(scope: StepScope, settings: KeyedSettings, inputs: Inputs) -> Outputs:
    """Insert the rows that the table does not have, and update those that it has otherwise."""
    stream = inputs.required()
    session = session_of(scope, settings.connection)
    table = _table(scope, settings, session, stream)

    def write(rows: pl.DataFrame) -> pl.DataFrame:
        if settings.insert_only:
            table.insert(rows)
            return written(["output"] * rows.height)
        there, changed = table.found(rows)
        table.insert(rows.filter(~there))
        table.update(rows.filter(changed))
        return written(_kinds(there, changed))

    work = Committer(table, write, settings.commit).add
    return _through(scope, inputs, table, work, code="ISU001")


def _kinds(there: pl.Series, changed: pl.Series) -> pl.Series:
    both = pl.DataFrame({"there": there, "changed": changed})
    kind = pl.when(pl.col("there").not_()).then(pl.lit("output"))
    return both.select(kind.when(pl.col("changed")).then(pl.lit("updated"))).to_series()


def _table(
    scope: StepScope, settings: KeyedSettings, session: Session, stream: Stream
) -> KeyedTable:
    name = session.database.table(settings.schema, settings.table)
    return KeyedTable(scope, session, name, settings.keys, settings.values, stream)


def _through(
    scope: StepScope, inputs: Inputs, table: KeyedTable, work: Work, *, code: str
) -> Outputs:
    stream = inputs.required()
    if scope.error_hop is not None:
        return work_through(scope, stream, table.fields, table.session, work, code=code)
    return write_through(scope, inputs, table.fields, work)


@step("Update")
def update(scope: StepScope, settings: KeyedSettings, inputs: Inputs) -> Outputs:
    """Update the rows of the table; one that it does not have fails, or is flagged."""
    stream = inputs.required()
    session = session_of(scope, settings.connection)
    table = _table(scope, settings, session, stream)

    def write(rows: pl.DataFrame) -> pl.DataFrame:
        if settings.skip_lookup:
            table.update(rows)
            there = changed = pl.Series([True] * rows.height, dtype=pl.Boolean)
        else:
            there, changed = table.found(rows)
            if not settings.ignore_missing and not there.all():
                raise StepError(_MISSING, _MISSING_ZH)
            table.update(rows.filter(changed))
        return written(_kinds(pl.Series([True] * rows.height), changed), flag=there)

    committer = Committer(table, write, settings.commit)
    flag = settings.flag_field if settings.ignore_missing else ""
    if flag:
        added = [Field(flag, K.BOOLEAN)]
        return work_through(
            scope, stream, table.fields, session, committer.add, added=added, code="UPD001"
        )

    def work(batch: pl.DataFrame) -> Done:
        return Done(refused=committer.add(batch).refused)

    return _through(scope, inputs, table, work, code="UPD001")


@step("Delete")
def delete(scope: StepScope, settings: KeyedSettings, inputs: Inputs) -> Outputs:
    """Delete the rows of the table that the keys find."""
    session = session_of(scope, settings.connection)
    table = _table(scope, settings, session, inputs.required())

    def write(rows: pl.DataFrame) -> pl.DataFrame:
        table.delete(rows)
        return written(["updated"] * rows.height)

    return _through(
        scope, inputs, table, Committer(table, write, settings.commit).add, code="DEL001"
    )
