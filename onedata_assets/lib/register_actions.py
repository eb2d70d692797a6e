"""One action on one registered table: what it finds, as figures for the store and for Dagster.

How a table is asked is in `onedata_resources/clients/offline_tables.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from onedata_assets.domain.metadata.documents import DocumentError
from onedata_assets.domain.metadata.operations import KIND, Operation, OperationKind, TableAction
from onedata_assets.domain.metadata.register_check import Mask, newest_partition
from onedata_assets.domain.metadata.register_reach import Reached
from onedata_assets.domain.metadata.registers import export_table
from onedata_assets.lib.register_assets import Registered
from onedata_resources.clients import offline_tables, table_operations
from onedata_resources.clients.catalog import Catalog
from onedata_resources.clients.database import DatabaseClient
from onedata_resources.clients.lake import LakeClient
from onedata_resources.store.database import Store
from onedata_resources.store.documents import Documents

MOST_ROWS = 100
SAMPLE = 1_000
"""Rows by which it is recognised what a column means, and so what of it is masked."""


@dataclass(frozen=True)
class Work:
    """A table, and what is needed to do something to it."""

    registered: Registered
    catalog: Catalog
    lake: LakeClient
    store: Store
    operation: str = ""

    @property
    def reached(self) -> Reached:
        """Return where the table is.

        Raises:
            DocumentError: Nothing reaches it.
        """
        if isinstance(self.registered.reached, DocumentError):
            raise self.registered.reached
        return self.registered.reached


@dataclass(frozen=True)
class Done:
    """What came of it: `content` for the store, `facts` for Dagster's observation."""

    content: Mapping[str, Any]
    facts: Mapping[str, Any] = field(default_factory=dict)
    passed: bool = True


def do(action: TableAction, work: Work, asked: Mapping[str, Any], now: datetime) -> Done:
    """Do an action and return what came of it.

    Raises:
        DocumentError: Nothing reaches the table, or the operation is not for it.
        OneDataError: The source does not answer, or refuses.
    """
    match action:
        case TableAction.STATISTICS:
            return _statistics(work, now.date())
        case TableAction.PREVIEW:
            return _preview(work, asked["rows"], now.date())
        case TableAction.CHECK:
            return _check(work, asked, now.date())
        case TableAction.EXPORT:
            return _export(work)
        case TableAction.OPERATION:
            return _operate(work)


def _statistics(work: Work, today: date) -> Done:
    at = work.reached
    found = offline_tables.statistics(work.catalog, at.source, at.table)
    sample = offline_tables.preview(work.catalog, at.source, at.table, rows=SAMPLE)
    mask = Mask.of(at.table, sample, today)
    columns = [_shown(each, mask) for each in found["columns"]]
    facts = {"dagster/row_count": found["rows"], "columns": len(columns)}
    return Done({"rows": found["rows"], "columns": columns}, facts)


def _preview(work: Work, rows: int, today: date) -> Done:
    at = work.reached
    sample = offline_tables.preview(work.catalog, at.source, at.table, rows=SAMPLE)
    shown = Mask.of(at.table, sample, today).rows(sample, max(1, min(rows, MOST_ROWS)))
    content = {"columns": sample.columns, "rows": shown}
    return Done(content, {"columns": sample.width, "sample_rows": len(shown)})


def _shown(column: Mapping[str, Any], mask: Mask) -> dict[str, Any]:
    """Return the figures of a column, its ends masked: they may be somebody's."""
    least, greatest = mask.values(column["name"], [column["least"], column["greatest"]])
    return {**column, "least": least, "greatest": greatest}


def _check(work: Work, asked: Mapping[str, Any], today: date) -> Done:
    at, table = work.reached, work.registered.table
    column = asked["partition_column"] or table.partition_column
    if not column:
        raise DocumentError(
            f"{table.name} has no partition column: mark one in its columns, or name it.",
            f"{table.name} 未标明分区列：请在列信息中标记，或在执行时指定。",
            "columns",
        )
    last, rows = offline_tables.newest(work.catalog, at.source, at.table, column)
    found = newest_partition(last, rows, today, fresh_days=asked["fresh_days"] or None)
    told = {"partition_column": column, "newest": last, "rows": rows, "age_days": found.age_days}
    content = told | {"en": found.en, "zh": found.zh}
    facts = {name: value for name, value in told.items() if value is not None}
    return Done(content, facts, found.passed)


def _export(work: Work) -> Done:
    at, to = work.reached, export_table(work.registered.table)
    rows = offline_tables.export(work.catalog, at.source, at.table, lake=work.lake, to=to)
    told = {"table": "/".join(to), "rows": rows}
    return Done(told, {"dagster/row_count": rows, "table": "/".join(to)})


def _operate(work: Work) -> Done:
    stored = Documents(work.store, KIND).get(work.operation).content
    operation = Operation.model_validate(stored)
    if operation.kind is OperationKind.HTTP:
        told = work.registered.table.model_dump(mode="json")
        return Done(table_operations.call(operation.url, {"operation": operation.name, **told}))
    at = work.reached
    if at.source.kind != "sql":
        raise DocumentError(
            f"{operation.name} is a statement, and {at.source.name} is no database.",
            f"{operation.name} 是 SQL 操作，而数据源 {at.source.name} 不是数据库。",
        )
    database = DatabaseClient(work.catalog.address(at.source))
    return Done(table_operations.run_statement(database, operation.statement, at.table))
