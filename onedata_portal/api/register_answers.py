"""What the routes of registered tables answer: items of lists, details, lines of a file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from anyio import to_thread

from onedata_assets.domain.metadata.operations import KIND as OPERATION
from onedata_assets.domain.metadata.operations import Operation, OperationKind, TableAction
from onedata_assets.domain.metadata.register_csv import REGISTER_CSV
from onedata_assets.domain.metadata.registers import (
    RegisteredTable,
    asset_path,
    export_table,
)
from onedata_assets.domain.security.roles import Action
from onedata_portal.api.asset_keys import address_of
from onedata_portal.api.dagster import query_text, result_of
from onedata_portal.api.definitions import Definition, Definitions
from onedata_portal.api.document_models import (
    FileAnswer,
    FileBody,
)
from onedata_portal.api.documents import Book, Desk, Import, read_file
from onedata_portal.api.errors import ConflictError
from onedata_portal.api.models import Texts
from onedata_portal.api.register_models import (
    ActionBody,
    ActionResult,
    RegisterDetail,
    RegisterItem,
    RegistersWanted,
)
from onedata_portal.api.services import Services
from onedata_resources.store.documents import Document, Documents

FILTERS = ("app", "db", "field", "warehouse_level", "owner", "status")
WORDS = ("app", "db", "table", "description", "field", "owner", "organisation", "location")
UNREACHED = "onedata/unreached"
"""Metadata of a table's asset: why nothing reaches it (`lib/register_assets.py`)."""


def matches(document: Document, wanted: RegistersWanted) -> bool:
    """Return whether all filters let a table through."""
    told = document.content
    if wanted.project and document.project not in wanted.project:
        return False
    for name in FILTERS:
        chosen = getattr(wanted, name)
        if chosen and told.get(name) not in chosen:
            return False
    words = wanted.search.casefold().split()
    if not words:
        return True
    texts: Iterable[Any] = (told.get(name, "") for name in WORDS)
    columns = (f"{each['name']} {each['description']}" for each in told["columns"])
    text = f"{document.name} {' '.join(map(str, texts))} {' '.join(columns)}".casefold()
    return all(word in text for word in words)


def asset_of(definitions: Definitions, document: Document) -> Definition | None:
    """Return the asset of a table, if definitions know of it."""
    return definitions.assets.get(asset_path(RegisteredTable.model_validate(document.content)))


async def loaded_asset(book: Book, desk: Desk, document: Document) -> Definition:
    """Return the asset of a table; definitions are loaded again if they do not know of it.

    Raises:
        ConflictError: They do not know of it even then.
    """
    viewer = book.asker.known.viewer
    asset = asset_of(await desk.services.definitions.of(viewer), document)
    if asset is None:
        await desk.reload_now()
        asset = asset_of(await desk.services.definitions.of(viewer), document)
    if asset is None:
        raise ConflictError(
            "The definitions do not know of this table, though they were loaded again: let the"
            " portal and the code location use the same ONEDATA_HOME, run `onedata registers sync`"
            " there, and see Deployment in Dagster for what does not load.",
            "重新加载定义后仍没有该库表：请让门户与代码位置使用同一个 ONEDATA_HOME，"
            "在那里执行 `onedata registers sync`，并在 Dagster 的 Deployment 页查看加载错误。",
        )
    return asset


def item_of(book: Book, definitions: Definitions, document: Document) -> RegisterItem:
    """Return a table as lists answer it."""
    table = RegisteredTable.model_validate(document.content)
    asset = definitions.assets.get(asset_path(table))
    upstream = asset.upstream if asset else ()
    seen = [key for key in upstream if key in definitions.assets]
    return RegisterItem(
        table=table,
        name=table.name,
        project=document.project,
        number=document.number,
        at=document.at,
        actor=document.actor,
        may_change=book.asker.may(Action.LAUNCH, document.project),
        asset=address_of(asset_path(table)),
        reached=address_of(seen[0]) if seen else "",
        is_loaded=asset is not None,
    )


async def detail_of(book: Book, services: Services, document: Document) -> RegisterDetail:
    """Return a table with what was done to it."""
    definitions = await services.definitions.of(book.asker.known.viewer)
    item = item_of(book, definitions, document)
    asset = asset_of(definitions, document)
    why = await unreached(book, services, asset) if asset and not asset.upstream else None
    results = await to_thread.run_sync(book.documents.results, document.name)
    operations = await to_thread.run_sync(Documents(book.asker.portal.store, OPERATION).all)
    return RegisterDetail(
        **item.model_dump(),
        unreached=why,
        results=[ActionResult.model_validate(each, from_attributes=True) for each in results],
        operations=[Operation.model_validate(each.content) for each in operations],
        exported="/".join(export_table(item.table)),
        partition_column=item.table.partition_column,
    )


async def unreached(book: Book, services: Services, asset: Definition) -> Texts:
    """Return why nothing reaches a table, as its definition says."""
    viewer = book.asker.known.viewer
    answer = await services.dagster.ask(
        viewer, query_text("asset", "metadata"), {"key": {"path": list(asset.key)}}
    )
    node = result_of(answer["assetNodeOrError"], en="asset", zh="资产")
    said = next(
        (each.get("text", "") for each in node["metadataEntries"] if each["label"] == UNREACHED), ""
    )
    en, _, zh = str(said).partition("\n")
    return Texts(en=en, zh=zh or en)


def is_remote(book: Book, body: ActionBody) -> bool:
    """Return whether an action is done by another system, which needs no source of ours."""
    if body.action is not TableAction.OPERATION:
        return False
    told = Documents(book.asker.portal.store, OPERATION).get(body.operation).content
    return Operation.model_validate(told).kind is OperationKind.HTTP


def import_lines(book: Book, body: FileBody, project: str) -> tuple[FileAnswer, bool]:
    """Take the lines of a file; return the answer, and whether anything was kept."""
    encoding, accepted, refusals = read_file(REGISTER_CSV, body)
    known = {each.name: each for each in book.documents.all()}
    work = Import(book, body, known, refusals)
    for each in accepted:
        name = each.item.name
        if work.may(each.line, name, project):
            work.take(name, project, each.item.model_dump(mode="json"))
    return work.answer(encoding)
