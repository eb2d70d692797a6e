"""MySQLBulkLoader and PGBulkLoader: rows into a table in one load."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.sql_sessions import session_of
from onedata_resources.kettle.engine.sql_values import storable
from onedata_resources.kettle.engine.sql_work import Done, write_through
from onedata_resources.kettle.engine.sql_writer import SqlWriter
from onedata_resources.kettle.engine.steps.table_output import BULK_ROWS
from onedata_resources.kettle.engine.stream import Inputs, Outputs
from onedata_resources.kettle.settings.bulk_loaders import BulkSettings


@step("PGBulkLoader")
def pg_bulk_loader(scope: StepScope, settings: BulkSettings, inputs: Inputs) -> Outputs:
    """Load the rows by COPY, in one transaction."""
    return _loaded(scope, replace(settings, replace=False, ignore=False), inputs)


@step("MySQLBulkLoader")
def mysql_bulk_loader(scope: StepScope, settings: BulkSettings, inputs: Inputs) -> Outputs:
    """Load the rows in one transaction; those whose key is there replace or are left out."""
    return _loaded(scope, settings, inputs)


def _loaded(scope: StepScope, settings: BulkSettings, inputs: Inputs) -> Outputs:
    stream = inputs.required()
    session = session_of(scope, settings.connection)
    verb = "REPLACE" if settings.replace else "INSERT IGNORE" if settings.ignore else "INSERT"
    writer = SqlWriter(
        session,
        session.database.table(settings.schema, settings.table),
        [column for column, _ in settings.columns],
        commit=0,
        truncate=settings.truncate,
        verb=verb if session.database.dialect == "mysql" else "INSERT",
    )
    fields = [stream.field(name) for _, name in settings.columns]

    def work(batch: pl.DataFrame) -> Done:
        writer.add(storable(batch, fields, session.database))
        scope.add("output", batch.height)
        return Done()

    return write_through(
        scope, inputs, [field.name for field in fields], work, slice_rows=BULK_ROWS
    )
