"""Data standards of tables: listed, read, compared, exported. Changes are in `standard_orders.py`.

Who sees the asset of a table sees its standard.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from anyio import to_thread
from fastapi import APIRouter, Query
from fastapi.responses import Response

from onedata_assets.domain.metadata.codings import CODINGS
from onedata_assets.domain.metadata.ddl_dialects import DIALECTS
from onedata_assets.domain.metadata.meaning_catalogue import meanings
from onedata_assets.domain.metadata.physical_tables import placed
from onedata_assets.domain.metadata.shared_code_sets import resolved
from onedata_assets.domain.metadata.standard_differences import (
    rule_changes,
    standard_from,
    standards_of,
)
from onedata_assets.domain.metadata.standard_exports import exported
from onedata_assets.domain.metadata.standards import StandardError
from onedata_portal.api.asset_keys import Key
from onedata_portal.api.definitions import Definition
from onedata_portal.api.errors import may_answer
from onedata_portal.api.models import Page
from onedata_portal.api.rule_models import Coded, RuleNames
from onedata_portal.api.services import TheServices
from onedata_portal.api.standard_models import (
    StandardAnswer,
    StandardChange,
    StandardItem,
    StandardTitle,
)
from onedata_portal.api.standard_reading import (
    TableName,
    Version,
    answer_of,
    table_of,
)
from onedata_portal.api.standard_sets import sets_of
from onedata_portal.api.within import Asker, Limit, Offset, Within
from onedata_portal.source_rows import SourceRows
from onedata_resources.errors import refusals_told
from onedata_resources.store.conformance import ConformanceResults, Kept
from onedata_resources.store.review_model import Draft, Origin, Reviewed
from onedata_resources.store.reviewed import STANDARD, Reviews

router = APIRouter(tags=["standards"])
Wanted = Literal["", "draft", "published", "retired", "waiting", "broken"]
TYPES = {"json": "json", "json-schema": "json", "expectations": "json"}


@router.get("/standards", operation_id="list_standards", summary="Data standards · 数据标准")
async def list_standards(
    asker: Asker,
    services: TheServices,
    *,
    q: Annotated[str, Query(max_length=200)] = "",
    state: Wanted = "",
    offset: Offset = 0,
    limit: Limit = 50,
) -> Page[StandardItem]:
    """List tables with a standard or a draft: which is in force, and how well it is kept."""
    assets = (await services.definitions.of(asker.known.viewer)).assets
    items = await to_thread.run_sync(_items, asker, assets)
    word = q.casefold()
    found = [
        each
        for each in items
        if word in f"{each.table} {each.title.en} {each.title.zh}".casefold() and _is(each, state)
    ]
    return Page[StandardItem](items=found[offset : offset + limit], total=len(found))


def _is(item: StandardItem, state: Wanted) -> bool:
    if state == "waiting":
        return item.waiting > 0
    if state == "broken":
        return item.passed is False
    return not state or item.state == state


def _items(asker: Within, assets: Mapping[Key, Definition]) -> list[StandardItem]:
    reviews = Reviews(asker.portal.store, STANDARD)
    newest, kept = reviews.newest(), ConformanceResults(asker.portal.store).all()
    drafted: dict[str, list[Draft]] = {}
    for draft in reviews.drafts():
        drafted.setdefault(draft.name, []).append(draft)
    return [
        _item(name, assets[key], newest.get(name), drafted.get(name, []), kept.get(name))
        for name in sorted({*newest, *drafted})
        if (key := tuple(name.split("/"))) in assets
    ]


def _item(
    name: str, asset: Definition, version: Reviewed | None, drafts: list[Draft], kept: Kept | None
) -> StandardItem:
    last = version or drafts[0]
    content = standard_from(last.content)
    proposed = standard_from(_best(drafts).content) if drafts else content
    is_held = kept is not None and version is not None and version.is_in_force
    return StandardItem(
        table=name,
        asset=asset.address,
        title=StandardTitle.of(content.title),
        state=version.state.value if version else "draft",
        number=version.number if version else 0,
        at=last.at,
        actor=last.actor,
        columns=len(content.columns),
        drafts=[each.origin.value for each in drafts],
        waiting=len(rule_changes(content, proposed)) if version else len(proposed.columns),
        checked_at=kept.at if kept and is_held else None,
        passed=kept.passed if kept and is_held else None,
        broken=len(kept.told["breaches"]) if kept and is_held else None,
        projects=sorted(asset.projects),
    )


def _best(drafts: list[Draft]) -> Draft:
    return next((each for each in drafts if each.origin is Origin.PERSON), drafts[0])


@router.get(
    "/standards/rules", operation_id="get_standard_rules", summary="What rules may name · 规则选项"
)
def get_standard_rules(asker: Asker) -> RuleNames:
    """Return the codings, meanings, shared code sets and dialects that there are."""
    return RuleNames(
        codings=[
            Coded(name=each.name, title=StandardTitle.of(each.title)) for each in CODINGS.values()
        ],
        meanings=[
            Coded(name=each.id, title=StandardTitle.of(each.title)) for each in meanings().values()
        ],
        code_sets=sorted(sets_of(asker.portal.store)),
        dialects=list(DIALECTS),
    )


@router.get(
    "/standards/table",
    operation_id="get_standard",
    summary="Standard of a table · 表的数据标准",
    responses=may_answer(404),
)
async def get_standard(asker: Asker, services: TheServices, table: TableName) -> StandardAnswer:
    """Return a table's standard: in force, drafts with what they change, versions, conformance."""
    asset = await table_of(asker, services, table)
    return await to_thread.run_sync(answer_of, asker, asset, table)


@router.get(
    "/standards/changes",
    operation_id="compare_standards",
    summary="Two versions compared · 版本对比",
    responses=may_answer(404),
)
async def compare_standards(
    asker: Asker, services: TheServices, table: TableName, old: Version = None, new: Version = None
) -> list[StandardChange]:
    """Return rule by rule what differs between two versions; the newest where none is named."""
    await table_of(asker, services, table)
    version = Reviews(asker.portal.store, STANDARD).version

    def read() -> list[StandardChange]:
        before, after = (standard_from(version(table, each).content) for each in (old, new))
        return [StandardChange.of(each) for each in rule_changes(before, after)]

    return await to_thread.run_sync(read)


@router.get(
    "/standards/export",
    operation_id="export_standard",
    summary="Export a standard · 导出数据标准",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}}, **may_answer(404)},
)
async def export_standard(
    asker: Asker,
    services: TheServices,
    table: TableName,
    *,
    form: Literal["json", "json-schema", "expectations", "ddl", "document"] = "document",
    dialect: Annotated[str, Query(max_length=40)] = "postgres",
    version: Version = None,
) -> Response:
    """Return a version as a file for other tools: JSON Schema, suite, statement, document."""
    await table_of(asker, services, table)
    store = asker.portal.store
    seen = (await services.definitions.of(asker.known.viewer)).assets

    def read() -> str:
        reviews, rows = Reviews(store, STANDARD), SourceRows(store)
        content = reviews.version(table, version).content
        theirs = standards_of({name: each.content for name, each in reviews.in_force().items()})
        known = rows.known([table]).get(table) if form == "ddl" else None
        place = placed(table, known, rows.findings(known), seen=seen, standard_of=theirs)
        return exported(resolved(standard_from(content), sets_of(store)), form, dialect, place)

    with refusals_told(StandardError):
        told = await to_thread.run_sync(read)
    suffix = TYPES.get(form) or {"ddl": "sql", "document": "md"}[form]
    plain = "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in table)
    name = f'attachment; filename="{plain}.{form}.{suffix}"'
    headers = {"content-disposition": name, "x-content-type-options": "nosniff"}
    return Response(told, media_type="text/plain; charset=utf-8", headers=headers)
