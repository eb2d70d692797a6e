"""Rows of tables, as far as data policies let somebody read them; and what became of rows.

How that is decided and recorded is in `reading.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Annotated

from anyio import to_thread
from fastapi import APIRouter, Depends, Path, Query

from onedata_assets.domain.security.data_policies import Shown
from onedata_portal.api.asset_keys import key_input
from onedata_portal.api.cells import rows_as_json
from onedata_portal.api.dagster import query_text
from onedata_portal.api.errors import may_answer
from onedata_portal.api.metadata import event
from onedata_portal.api.models import PLAIN
from onedata_portal.api.reading import AT_ONCE, Reading, facts_of, limits, required
from onedata_portal.api.row_models import (
    Decision,
    RowChange,
    RowChanges,
    RowColumn,
    RowPage,
    VersionItem,
    VersionList,
    Wanted,
)
from onedata_portal.api.services import TheServices
from onedata_portal.api.tagging import TheTags
from onedata_portal.api.within import Asker, Offset
from onedata_resources.clients.lake_query import Pair
from onedata_resources.clients.lake_read import Asked, changes_of, rows_of
from onedata_resources.clients.lake_records import Version
from onedata_resources.clients.lake_sql import Seen
from onedata_resources.errors import BadInputError

if TYPE_CHECKING:
    import polars as pl

router = APIRouter(tags=["tables"], responses=may_answer(403, 404, 503))
VERSIONS_MOST = 100
CHANGES_MOST = 30
LAKE_VERSION = "lake_version"
Part = Annotated[str, Path(max_length=200, pattern=PLAIN)]


async def table_of(
    asker: Asker,
    services: TheServices,
    tags: TheTags,
    layer: Part,
    table: Part,
    *,
    wanted: Annotated[Wanted, Query()],
) -> TableReading:
    """Return the reading of one table that the person sees."""
    pair = (layer, table)
    facts = await facts_of(asker, services, tags, pair)
    await to_thread.run_sync(required, pair, asker.portal)
    told = {"where": sorted(wanted.values), "reason": wanted.reason}
    reading = Reading(asker, {pair: facts}, wanted.purpose, told)
    return TableReading(reading, pair, wanted.values)


class TableReading:
    """The reading of one table."""

    def __init__(self, reading: Reading, pair: Pair, where: Mapping[str, str]) -> None:
        self.reading, self.pair, self.where = reading, pair, where
        self.lake = reading.asker.portal.lake

    def rows(self, version: int, most: int, offset: int = 0) -> pl.DataFrame:
        """Return rows as the person sees them, looked for by what the person sees.

        Else they could find out a value that is masked by trying.

        Raises:
            BadInputError: A column of `where` is masked or hidden.
        """
        asked = Asked(version, self.where, offset)
        return rows_of(self.pair, self.lake.scan, asked, sight=self._sight, limits=limits(most))

    def _sight(self, pair: Pair, schema: pl.Schema, touched: Sequence[str]) -> Seen | None:
        past = [name for name in schema if name not in self._newest]
        self.reading.facts[pair] = self.reading.facts[pair].with_past(past)
        seen = self.reading.sight(pair, schema, touched)
        shown = self.reading.rights[pair].shown
        masked = [each for each in self.where if shown.get(each, Shown.CLEAR) is not Shown.CLEAR]
        if masked:
            names = ", ".join(masked)
            raise BadInputError(
                f"You do not see {names} as it is, so rows cannot be looked for by it.",
                f"您看到的 {names} 已脱敏，不能按它查找数据。",
            )
        return seen

    @cached_property
    def _newest(self) -> frozenset[str]:
        """The columns of the newest version."""
        return frozenset(self.lake.scan(self.pair).collect_schema())

    @property
    def decision(self) -> Decision:
        """What was decided."""
        rights = self.reading.rights[self.pair]
        return Decision(
            purpose=self.reading.purpose,
            policies=list(rights.policies),
            limited_by=rights.limited_by,
            hidden=rights.hidden,
            purposes=self.reading.purposes(self.pair),
        )


ThisTable = Annotated[TableReading, Depends(table_of)]


@router.get(
    "/tables/{layer}/{table}/rows", operation_id="list_rows", summary="Rows of a table · 表数据"
)
async def list_rows(
    table: ThisTable,
    version: Annotated[int | None, Query(ge=0, le=2**31 - 1)] = None,
    offset: Offset = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> RowPage:
    """Return some rows of a table, those that the person may see and as they may see them."""
    return await to_thread.run_sync(partial(_page, table, version, offset, limit), limiter=AT_ONCE)


def _page(table: TableReading, version: int | None, offset: int, limit: int) -> RowPage:
    with table.reading.recorded() as counted:
        newest = table.lake.table(table.pair, version).version()
        found = table.rows(newest, limit + 1, offset)
        rows = rows_as_json(found.head(limit))
        counted.rows = len(rows)
    shown = table.reading.rights[table.pair].shown
    columns = [
        RowColumn(name=name, type=str(dtype), shown=shown[name])
        for name, dtype in found.schema.items()
    ]
    return RowPage(
        columns=columns,
        rows=rows,
        more=found.height > limit,
        version=newest,
        decision=table.decision,
    )


@router.get(
    "/tables/{layer}/{table}/row-changes",
    operation_id="list_row_changes",
    summary="What became of rows · 数据变更记录",
)
async def list_row_changes(table: ThisTable, services: TheServices) -> RowChanges:
    """Return what each version made of the rows that `where` names, as the person may see them."""
    if not table.where:
        raise BadInputError(
            "Say of which rows: where=column=value.", "请指明要查看哪些数据：where=列名=取值。"
        )
    runs = await _runs(table, services)
    work = partial(_changes, table, runs)
    return await to_thread.run_sync(work, limiter=AT_ONCE)


def _changes(table: TableReading, runs: Mapping[int, str]) -> RowChanges:
    with table.reading.recorded() as counted:
        history = table.lake.history(table.pair, VERSIONS_MOST)
        changes = list(changes_of(history, lambda each: table.rows(each, 100), CHANGES_MOST))
        items = [
            RowChange(
                version=_item(each.version, runs),
                columns=each.rows.columns,
                rows=rows_as_json(each.rows),
            )
            for each in changes
        ]
        counted.rows = sum(len(each.rows) for each in items)
    return RowChanges(items=items, decision=table.decision)


@router.get(
    "/tables/{layer}/{table}/versions",
    operation_id="list_versions",
    summary="Versions of a table · 表的历史版本",
)
async def list_versions(table: ThisTable, services: TheServices) -> VersionList:
    """Return the versions of a table and which run wrote each; this reads no rows."""
    runs = await _runs(table, services)
    history = await to_thread.run_sync(table.lake.history, table.pair, VERSIONS_MOST)
    return VersionList(items=[_item(each, runs) for each in history])


def _item(version: Version, runs: Mapping[int, str]) -> VersionItem:
    return VersionItem(
        version=version.version,
        at=version.at,
        operation=version.operation,
        rows=version.rows,
        run_id=runs.get(version.version),
    )


async def _runs(table: TableReading, services: TheServices) -> Mapping[int, str]:
    """Return the runs that wrote versions, as their materializations tell."""
    variables = {
        "key": key_input(table.pair),
        "kinds": ["MATERIALIZATION"],
        "partitions": None,
        "limit": 500,
        "cursor": None,
    }
    text = query_text("history", "metadata")
    viewer = table.reading.asker.known.viewer
    answer = await services.dagster.ask(viewer, text, variables)
    found = answer["assetOrError"].get("assetEventHistory") or {"results": []}
    told = [event(each) for each in found["results"]]
    return {
        int(fact.value): each.run_id
        for each in reversed(told)
        for fact in each.metadata
        if fact.label == LAKE_VERSION and each.run_id and isinstance(fact.value, int)
    }
