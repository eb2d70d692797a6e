"""Columns through the steps that speak to a database."""

from __future__ import annotations

from onedata_resources.kettle.lineage.columns import Columns, TableRef
from onedata_resources.kettle.lineage.flows import NONE, Flow, StepView
from onedata_resources.kettle.lineage.sql import query_columns, script_tables
from onedata_resources.kettle.settings.database import (
    ExecSqlSettings,
    TableInputSettings,
    TableOutputSettings,
)


def _table_input(settings: TableInputSettings, view: StepView) -> Flow:
    columns, reads = query_columns(settings.sql, settings.connection, view.dialect)
    return Flow(columns, reads=frozenset(reads))


def _table_output(settings: TableOutputSettings, view: StepView) -> Flow:
    ref = TableRef(settings.connection, settings.schema, settings.table)
    pairs = settings.columns or tuple((name, name) for name in view.columns.known)
    hidden = "" if settings.table_field_written else settings.table_field
    written = Columns(
        {column: view.columns.refs(source) for column, source in pairs if source != hidden}
    )
    added = {settings.key_field: NONE} if settings.key_field else {}
    writes = ((ref, written, settings.truncate),) if settings.table else ()
    return Flow(view.columns.with_columns(added), writes=writes, rejected=view.columns)


def _exec_sql(settings: ExecSqlSettings, view: StepView) -> Flow:
    reads, writes = script_tables(settings.sql, settings.connection, view.dialect)
    added = {name: NONE for _, name in settings.counters if name}
    tables = tuple((ref, Columns(), False) for ref in sorted(writes))
    return Flow(view.columns.with_columns(added), frozenset(reads), tables)


FLOWS = {
    "ExecSQL": _exec_sql,
    "TableInput": _table_input,
    "TableOutput": _table_output,
}
