"""What the routes of metrics do: checking one as somebody, and reading its values as them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from anyio import to_thread

from onedata_assets.domain.metadata.documents import DocumentError
from onedata_assets.domain.metadata.metric_book import (
    base_tables,
    checked,
    metrics_of,
)
from onedata_assets.domain.metadata.metric_forms import form_of, parts_of
from onedata_assets.domain.metadata.metric_sql import compiled
from onedata_assets.domain.metadata.metrics import Metric, MetricState
from onedata_assets.domain.processing.contract import ContractError
from onedata_assets.domain.processing.contract_files import load_contract
from onedata_assets.domain.processing.contract_schema import schema_of
from onedata_assets.domain.security.roles import Action
from onedata_portal.api.cells import rows_as_json
from onedata_portal.api.documents import Book, Desk, told
from onedata_portal.api.errors import ForbiddenError
from onedata_portal.api.metric_models import MetricValues, MetricValuesAsked
from onedata_portal.api.reading import AT_ONCE, Reading, facts_of, limits, required
from onedata_resources.clients.lake import LakeClient
from onedata_resources.clients.lake_apart import sql_apart
from onedata_resources.clients.lake_dry_run import columns_of
from onedata_resources.clients.lake_query import Pair, parsed, touched
from onedata_resources.settings import project_dir

if TYPE_CHECKING:
    import polars as pl


def known_columns(lake: LakeClient, pair: Pair) -> pl.Schema | None:
    """Return the columns of a lake table; before its first load, those of its contract."""
    if lake.exists(pair):
        return lake.scan(pair).collect_schema()
    path = (project_dir() / "onedata_assets" / "contracts").joinpath(*pair).with_suffix(".yaml")
    try:
        return schema_of(load_contract(path)) if path.exists() else None
    except ContractError:
        return None


def all_metrics(book: Book) -> dict[str, Metric]:
    """Return every metric: names are of the whole platform, whoever sees them."""
    return metrics_of({each.name: each.content for each in book.documents.all()})


async def content_of(
    book: Book, desk: Desk, metric: Metric, others: Mapping[str, Metric]
) -> dict[str, Any]:
    """Return the content to be kept of a metric, which its writer may compute.

    Raises:
        BadInputError: It cannot be kept.
        ForbiddenError: It reads what its writer may not read whole.
    """
    asker = desk.asker
    assets = (await desk.services.definitions.of(asker.known.viewer)).assets
    lake = asker.portal.lake

    def known(pair: Pair) -> pl.Schema | None:
        return known_columns(lake, pair) if pair in assets else None

    try:
        await to_thread.run_sync(_require_seen, book, metric, others)
        work = partial(checked, metric, others, known, columns_of)
        content = await to_thread.run_sync(work, limiter=AT_ONCE)
        if metric.state is MetricState.ONLINE:
            await _require_whole(desk, metric, {**others, metric.name: metric})
    except DocumentError as error:
        raise told(error) from error
    return content


def _require_seen(book: Book, metric: Metric, others: Mapping[str, Metric]) -> None:
    """Go on where every metric that one is made of is seen; others are as if there were none.

    Raises:
        DocumentError: One is not.
    """
    parts = parts_of(metric)
    if not parts:
        return
    may = book.asker.may
    hidden = {each.name for each in book.documents.all() if not may(Action.VIEW, each.project)}
    if hidden.intersection(parts):
        form_of(metric, {key: each for key, each in others.items() if key not in hidden})


async def _require_whole(desk: Desk, metric: Metric, others: Mapping[str, Metric]) -> None:
    """Go on where the person reads the tables of a metric whole: others will see its values.

    Raises:
        ForbiddenError: Rows or columns that it reads are kept from them.
    """
    tree = parsed(compiled(metric, others, stored=False))
    for pair in base_tables(metric, others):
        if not desk.asker.portal.lake.exists(pair):
            continue
        facts = {pair: await facts_of(desk.asker, desk.services, desk.tags, pair)}
        reading = Reading(desk.asker, facts, "", {"metric": metric.name})
        frame = desk.asker.portal.lake.scan(pair)
        names = touched(frame, tree)
        if await to_thread.run_sync(reading.sight, pair, frame.collect_schema(), names):
            rights, table = reading.rights[pair], "/".join(pair)
            kept = ", ".join([*rights.masked, *rights.hidden, *rights.limited_by])
            raise ForbiddenError(
                f"You do not read all of {table} that this metric reads ({kept}), and others would"
                " see its values: ask somebody who does.",
                f"该指标读取了您无权完整读取的 {table}（{kept}），其结果会展示给他人："
                "请由有权限的人创建。",
            )


async def values_of(
    desk: Desk,
    metric: Metric,
    others: Mapping[str, Metric],
    asked: MetricValuesAsked,
) -> MetricValues:
    """Return values of a metric as the person may see them, the newest first.

    Raises:
        NotFoundError: A table that they come from is none that the person sees, or is not there.
    """
    try:
        if asked.fresh:
            query, pairs = compiled(metric, others, stored=False), base_tables(metric, others)
        else:
            query, pairs = f"SELECT * FROM {'.'.join(metric.table)}", (metric.table,)  # noqa: S608
    except DocumentError as error:
        raise told(error) from error
    facts = {pair: await facts_of(desk.asker, desk.services, desk.tags, pair) for pair in pairs}
    for pair in pairs:
        await to_thread.run_sync(required, pair, desk.asker.portal)
    details = {"metric": metric.name, "fresh": asked.fresh}
    reading = Reading(desk.asker, facts, asked.purpose, details)
    order = ", ".join(["1 DESC", *(str(place + 2) for place in range(len(metric.keys) - 1))])
    ordered = f"SELECT * FROM (\n{query}\n) AS told" + (f" ORDER BY {order}" if metric.keys else "")  # noqa: S608
    work = partial(_values, reading, ordered, asked.limit)
    return await to_thread.run_sync(work, limiter=AT_ONCE)


def _values(reading: Reading, query: str, limit: int) -> MetricValues:
    with reading.recorded() as counted:
        lake = reading.asker.portal.lake
        found = sql_apart(lake, query, sight=reading.sight, limits=limits(limit + 1))
        rows = rows_as_json(found.head(limit))
        counted.rows = len(rows)
    rights = list(reading.rights.values())
    return MetricValues(
        columns=found.columns,
        rows=rows,
        more=found.height > limit,
        policies=sorted({name for each in rights for name in each.policies}),
        limited_by=sorted({name for each in rights for name in each.limited_by}),
    )
