"""Metrics (指标): kept, looked for, checked, read, imported and exported.

What a metric is, is in `onedata_assets/domain/metadata/metrics.py`; who may change one: who may run
things in its project.
"""

from __future__ import annotations

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Depends, Query

from onedata_assets.domain.metadata.documents import DocumentError
from onedata_assets.domain.metadata.metric_book import (
    KIND,
    base_tables,
    require_unread,
)
from onedata_assets.domain.metadata.metric_csv import EXAMPLE, METRIC_CSV, as_row
from onedata_assets.domain.metadata.metrics import Metric, MetricState
from onedata_assets.domain.security.roles import Action
from onedata_portal.api.document_models import (
    DocumentVersionList,
    FileAnswer,
    FileBody,
    FileText,
    facets,
)
from onedata_portal.api.documents import Book, TheDesk, told
from onedata_portal.api.errors import may_answer
from onedata_portal.api.metric_answers import (
    FILTERS,
    detail_of,
    import_lines,
    item_of,
    matches,
)
from onedata_portal.api.metric_models import (
    MetricBody,
    MetricChecked,
    MetricDetail,
    MetricPage,
    MetricsWanted,
    MetricValues,
    MetricValuesAsked,
    Restoration,
)
from onedata_portal.api.metric_work import all_metrics, content_of, values_of
from onedata_portal.api.within import Asker
from onedata_resources.errors import BadInputError
from onedata_resources.store.documents import Draft

router = APIRouter(tags=["metrics"], responses=may_answer(403, 404, 503))


def metric_book(asker: Asker) -> Book:
    """Return the metrics as the person who asks."""
    return Book(asker, KIND, en="metric", zh="指标")


TheBook = Annotated[Book, Depends(metric_book)]


@router.get("/metrics", operation_id="list_metrics", summary="Metrics · 指标")
def list_metrics(book: TheBook, wanted: Annotated[MetricsWanted, Query()]) -> MetricPage:
    """List the metrics that the person sees, by name."""
    seen = book.visible()
    chosen = [each for each in seen if matches(each, wanted)]
    page = chosen[wanted.offset : wanted.offset + wanted.limit]
    told_of = [{**each.content["metric"], "project": each.project} for each in seen]
    return MetricPage(
        items=[item_of(book, each) for each in page],
        total=len(chosen),
        facets=facets(told_of, (*FILTERS, "project")),
    )


@router.post(
    "/metrics", operation_id="add_metric", summary="New metric · 新建指标", status_code=201
)
async def add_metric(
    book: TheBook,
    desk: TheDesk,
    body: MetricBody,
) -> MetricDetail:
    """Keep a new metric."""
    project = body.project or book.default_project
    book.asker.require_in(project, Action.LAUNCH)
    others = await to_thread.run_sync(all_metrics, book)
    content = await content_of(book, desk, body.metric, others)
    draft = Draft(body.metric.name, project, content, body.number)
    [kept] = await to_thread.run_sync(book.put, [draft], "created")
    if "facts" in content:
        desk.reload()
    return await to_thread.run_sync(detail_of, book, kept)


@router.post("/metrics/checks", operation_id="check_metric", summary="Check a metric · 校验指标")
async def check_metric(book: TheBook, desk: TheDesk, body: MetricBody) -> MetricChecked:
    """Tell what a metric would be, as if it were online; nothing is kept."""
    book.asker.require_in(body.project or book.default_project, Action.VIEW)
    others = await to_thread.run_sync(all_metrics, book)
    online = body.metric.model_copy(update={"state": MetricState.ONLINE})
    content = await content_of(book, desk, online, others)
    metric = Metric.model_validate(content["metric"])
    tables = base_tables(metric, {**others, metric.name: metric})
    return MetricChecked(
        sql=content["facts"]["sql"],
        tables=["/".join(pair) for pair in tables],
        columns=content["facts"]["columns"],
        keys=list(metric.keys),
    )


@router.post("/metrics/imports", operation_id="import_metrics", summary="Import metrics · 导入指标")
async def import_metrics(
    book: TheBook,
    desk: TheDesk,
    body: FileBody,
    project: str = "",
) -> FileAnswer:
    """Tell what a CSV file would change, or keep it; new metrics are of `project`."""
    project = project or book.default_project
    book.asker.require_in(project, Action.LAUNCH)
    answer, is_changed = await import_lines(book, desk, body, project)
    if is_changed:
        desk.reload()
    return answer


@router.get("/metrics/file", operation_id="export_metrics", summary="Metrics as CSV · 导出指标")
def export_metrics(book: TheBook, *, template: bool = False) -> FileText:
    """Return the metrics that the person sees as a CSV file, or one to begin with."""
    if template:
        return FileText(name="metrics-template.csv", content=METRIC_CSV.write([as_row(EXAMPLE)]))
    found = [Metric.model_validate(each.content["metric"]) for each in book.visible()]
    return FileText(name="metrics.csv", content=METRIC_CSV.write(map(as_row, found)))


@router.get("/metrics/{name}", operation_id="get_metric", summary="A metric · 指标详情")
def get_metric(book: TheBook, name: str) -> MetricDetail:
    """Return a metric with what follows from it."""
    return detail_of(book, book.get(name))


@router.put("/metrics/{name}", operation_id="change_metric", summary="Change a metric · 修改指标")
async def change_metric(
    book: TheBook,
    desk: TheDesk,
    name: str,
    body: MetricBody,
) -> MetricDetail:
    """Keep a new version of a metric; the ones before stay in its history."""
    old = await to_thread.run_sync(book.mine, name)
    if body.metric.name != name:
        raise BadInputError("The name of a metric stays.", "指标名称不可修改。")
    others = await to_thread.run_sync(all_metrics, book)
    content = await content_of(book, desk, body.metric, others)
    draft = Draft(name, old.project, content, body.number)
    [kept] = await to_thread.run_sync(book.put, [draft], "changed")
    if "facts" in content or "facts" in old.content:
        desk.reload()
    return await to_thread.run_sync(detail_of, book, kept)


@router.delete(
    "/metrics/{name}",
    operation_id="remove_metric",
    summary="Delete a metric · 删除指标",
    status_code=204,
)
async def remove_metric(book: TheBook, desk: TheDesk, name: str) -> None:
    """Take a metric away that no other is made of; its history and its values stay."""
    old = await to_thread.run_sync(book.mine, name)
    try:
        require_unread(name, await to_thread.run_sync(all_metrics, book))
    except DocumentError as error:
        raise told(error) from error
    await to_thread.run_sync(book.delete, old)
    if "facts" in old.content:
        desk.reload()


@router.get(
    "/metrics/{name}/versions",
    operation_id="list_metric_versions",
    summary="Versions of a metric · 指标版本",
)
def list_metric_versions(book: TheBook, name: str) -> DocumentVersionList:
    """List what a metric was like, the newest first."""
    book.get(name)
    return book.history(name)


@router.post(
    "/metrics/{name}/restoration",
    operation_id="restore_metric",
    summary="Restore a version · 恢复指标版本",
)
async def restore_metric(
    book: TheBook,
    desk: TheDesk,
    name: str,
    body: Restoration,
) -> MetricDetail:
    """Make a metric what it was in a version, as a new version."""
    old = await to_thread.run_sync(book.mine, name)
    metric = Metric.model_validate(await to_thread.run_sync(book.version, name, body.number))
    others = await to_thread.run_sync(all_metrics, book)
    content = await content_of(book, desk, metric, others)
    draft = Draft(name, old.project, content, body.seen)
    [kept] = await to_thread.run_sync(book.put, [draft], f"restored from {body.number}")
    if "facts" in content or "facts" in old.content:
        desk.reload()
    return await to_thread.run_sync(detail_of, book, kept)


@router.post(
    "/metrics/{name}/values", operation_id="list_metric_values", summary="Values · 指标取值"
)
async def list_metric_values(
    book: TheBook, desk: TheDesk, name: str, body: MetricValuesAsked
) -> MetricValues:
    """Return values, as far as data policies let the person read what they come from."""
    found = await to_thread.run_sync(book.get, name)
    metric = Metric.model_validate(found.content["metric"])
    others = await to_thread.run_sync(all_metrics, book)
    return await values_of(desk, metric, others, body)
