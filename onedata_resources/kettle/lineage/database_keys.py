"""Columns through the steps that find a table's rows by keys, or ask a database per row."""

from __future__ import annotations

from onedata_resources.kettle.lineage.columns import ColumnRef, Columns, Refs, TableRef
from onedata_resources.kettle.lineage.flows import NONE, Flow, StepView
from onedata_resources.kettle.lineage.sql import query_columns
from onedata_resources.kettle.settings.bulk_loaders import BulkSettings
from onedata_resources.kettle.settings.database_keys import (
    KeyedSettings,
    LookupSettings,
    MergeSettings,
)
from onedata_resources.kettle.settings.database_queries import (
    ExistsSettings,
    JoinSettings,
    SqlRowSettings,
    TableNamesSettings,
)
from onedata_resources.kettle.settings.procedures import ProcedureSettings


def table_columns(view: StepView, pairs: list[tuple[str, str]]) -> Columns:
    """Return the columns of a written table with the sources of the fields they come from."""
    return Columns({column: view.columns.refs(field) for column, field in pairs})


def _keyed(settings: KeyedSettings, view: StepView) -> Flow:
    ref = TableRef(settings.connection, settings.schema, settings.table)
    written = table_columns(view, [(each.column, each.field) for each in settings.values])
    added = {settings.flag_field: NONE} if settings.flag_field else {}
    columns = view.columns.with_columns(added)
    return Flow(columns, writes=((ref, written, False),), rejected=view.columns)


def _delete(settings: KeyedSettings, view: StepView) -> Flow:
    ref = TableRef(settings.connection, settings.schema, settings.table)
    return Flow(view.columns, writes=((ref, Columns(), False),))


def _merge(settings: MergeSettings, view: StepView) -> Flow:
    ref = TableRef(settings.connection, settings.schema, settings.table)
    written = table_columns(view, [(each.column, each.field) for each in settings.values])
    writes = ((ref, written, False),) if settings.table else ()
    return Flow(view.columns, writes=writes)


def _lookup(settings: LookupSettings, view: StepView) -> Flow:
    ref = TableRef(settings.connection, settings.schema, settings.table)
    added: dict[str, Refs] = {
        each.field: frozenset({ColumnRef(ref, each.column)}) for each in settings.values
    }
    columns = view.columns.with_columns(added)
    return Flow(columns, reads=frozenset({ref}), rejected=view.columns)


def _join(settings: JoinSettings, view: StepView) -> Flow:
    answers, reads = query_columns(settings.sql, settings.connection, view.dialect)
    columns = view.columns.with_columns(answers.known)
    rest = view.columns.rest or answers.rest
    return Flow(Columns(columns.known, rest), frozenset(reads), rejected=view.columns)


def _sql_row(settings: SqlRowSettings, view: StepView) -> Flow:
    added = {name: NONE for _, name in settings.counters if name}
    return Flow(view.columns.with_columns(added), rejected=view.columns)


def _exists(settings: ExistsSettings, view: StepView) -> Flow:
    return Flow(view.columns.with_columns({settings.result: NONE}), rejected=view.columns)


def _table_names(settings: TableNamesSettings, view: StepView) -> Flow:
    names = (settings.name_field, settings.kind_field, settings.system_field)
    return Flow(view.columns.with_columns({name: NONE for name in names if name}))


def _bulk(settings: BulkSettings, view: StepView) -> Flow:
    ref = TableRef(settings.connection, settings.schema, settings.table)
    written = table_columns(view, list(settings.columns))
    return Flow(view.columns, writes=((ref, written, settings.truncate),))


def _procedure(settings: ProcedureSettings, view: StepView) -> Flow:
    given = NONE.union(*(view.columns.refs(name) for name in settings.given))
    added = {name: given for name, _ in settings.returned}
    return Flow(view.columns.with_columns(added), rejected=view.columns)


FLOWS = {
    "ColumnExists": _exists,
    "DBJoin": _join,
    "DBLookup": _lookup,
    "DBProc": _procedure,
    "Delete": _delete,
    "DynamicSQLRow": _join,
    "ExecSQLRow": _sql_row,
    "GetTableNames": _table_names,
    "InsertUpdate": _keyed,
    "MySQLBulkLoader": _bulk,
    "PGBulkLoader": _bulk,
    "SynchronizeAfterMerge": _merge,
    "TableExists": _exists,
    "Update": _keyed,
}
