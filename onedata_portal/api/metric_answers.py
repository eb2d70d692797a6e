"""What the routes of metrics answer: items of lists, details, and what lines of a file become."""

from __future__ import annotations

from typing import Any

from anyio import to_thread

from onedata_assets.domain.metadata.metric_book import (
    readers_of,
)
from onedata_assets.domain.metadata.metric_csv import METRIC_CSV, in_order
from onedata_assets.domain.metadata.metrics import Metric
from onedata_assets.domain.security.roles import Action
from onedata_portal.api.document_models import (
    FileAnswer,
    FileBody,
)
from onedata_portal.api.documents import Book, Desk, Import, read_file
from onedata_portal.api.metric_models import (
    MetricDetail,
    MetricItem,
    MetricsWanted,
)
from onedata_portal.api.metric_work import all_metrics, content_of
from onedata_resources.errors import OneDataError
from onedata_resources.store.documents import Document

FILTERS = ("kind", "level", "state", "theme", "app", "owner")
WORDS = ("name", "label_zh", "label_en", "description", "caliber", "theme", "app", "owner", "sql")


def matches(document: Document, wanted: MetricsWanted) -> bool:
    """Return whether all filters let a metric through."""
    metric = document.content["metric"]
    if wanted.project and document.project not in wanted.project:
        return False
    for name in FILTERS:
        chosen = getattr(wanted, name)
        if chosen and metric.get(name) not in chosen:
            return False
    words = wanted.search.casefold().split()
    text = " ".join(str(metric.get(name, "")) for name in WORDS).casefold()
    return all(word in text for word in words)


def item_of(book: Book, document: Document) -> MetricItem:
    """Return a metric as lists answer it."""
    return MetricItem(
        metric=Metric.model_validate(document.content["metric"]),
        project=document.project,
        number=document.number,
        at=document.at,
        actor=document.actor,
        may_change=book.asker.may(Action.LAUNCH, document.project),
    )


def detail_of(book: Book, document: Document) -> MetricDetail:
    """Return a metric with what follows from it."""
    item = item_of(book, document)
    facts: dict[str, Any] = document.content.get("facts", {})
    visible = {each.name for each in book.visible()}
    return MetricDetail(
        **item.model_dump(),
        table="/".join(item.metric.table) if facts else "",
        sql=facts.get("sql", ""),
        reads=["/".join(pair) for pair in facts.get("reads", [])],
        columns=facts.get("columns", {}),
        used_by=[name for name in readers_of(document.name, all_metrics(book)) if name in visible],
    )


async def import_lines(
    book: Book, desk: Desk, body: FileBody, project: str
) -> tuple[FileAnswer, bool]:
    """Take each line of a file after those that it needs, wherever in the file they stand."""
    encoding, accepted, refusals = await to_thread.run_sync(read_file, METRIC_CSV, body)
    known = await to_thread.run_sync(lambda: {each.name: each for each in book.documents.all()})
    work = Import(book, body, known, refusals)
    metrics = await to_thread.run_sync(all_metrics, book)
    for each in in_order(accepted, work.refusals):
        if not work.may(each.line, each.item.name, project):
            continue
        try:
            content = await content_of(book, desk, each.item, metrics)
        except OneDataError as error:
            work.refuse(each.line, error)
            continue
        metrics[each.item.name] = Metric.model_validate(content["metric"])
        work.take(each.item.name, project, content)
    return await to_thread.run_sync(work.answer, encoding)
