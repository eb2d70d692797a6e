"""One table of the graph: its columns with what they mean, and what it hangs together with."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from onedata_assets.domain.metadata.annotations import Key
from onedata_assets.domain.metadata.findings import ColumnFindings, FoundReference
from onedata_assets.domain.metadata.graph import is_declared, measured_rate
from onedata_assets.domain.metadata.meaning_catalogue import meanings
from onedata_assets.domain.metadata.model import Column, Finding
from onedata_assets.domain.processing.contract import Sensitivity
from onedata_portal.api.asset_keys import key_of, no_asset
from onedata_portal.api.asset_list import ref
from onedata_portal.api.errors import may_answer
from onedata_portal.api.graph import Shown, TheShown
from onedata_portal.api.graph_models import (
    ColumnMeaning,
    GraphColumn,
    GraphReference,
    GraphTableDetail,
)
from onedata_portal.api.graph_reading import KnownTables, TheKnownTables
from onedata_portal.api.models import Texts
from onedata_portal.api.tag_models import Address

router = APIRouter(tags=["metadata"], responses=may_answer(404, 503))
OfAsset = Annotated[Address, Query(description="Address of the asset, as `shop/orders`.")]


@router.get(
    "/metadata/graph/table",
    operation_id="get_graph_table",
    summary="A table of the graph · 图谱中的表",
)
async def get_table(shown: TheShown, tables: TheKnownTables, asset: OfAsset) -> GraphTableDetail:
    """Return a table with its columns, its references both ways, and its lineage."""
    key = key_of(asset)
    if key not in shown.nodes:
        raise no_asset()
    return GraphTableDetail(
        table=shown.nodes[key],
        columns=await _columns(shown, tables, key),
        references=_references(shown, key),
        referred_by=_referred_by(shown, key),
        upstream=[ref(each) for each in shown.upstream(key)],
        downstream=[ref(each) for each in shown.downstream(key)],
    )


async def _columns(shown: Shown, tables: KnownTables, key: Key) -> list[GraphColumn]:
    """Return the columns as the last scan found them, else as the code or the last run tells."""
    levels = shown.tagging.effective.levels.get(key, {})
    known = shown.known.tables.get(key)
    if known is None:
        return [
            _told(each.name, each.type, each.comment, levels.get(each.name, "none"))
            for each in shown.told_columns(key)
        ]
    table, findings = await tables.table(known)
    return [
        _column(
            each,
            findings.column(each.name),
            is_key=each.name in table.primary_key,
            level=levels.get(each.name, "none"),
        )
        for each in table.columns
    ]


def _told(name: str, type_: str, comment: str, level: str) -> GraphColumn:
    return GraphColumn(
        name=name,
        type=type_,
        logical=None,
        nullable=True,
        is_key=False,
        description=Texts.same(comment) if comment else None,
        meaning=None,
        unit="",
        sensitivity=Sensitivity(level),
    )


def _column(
    column: Column, found: ColumnFindings | None, *, is_key: bool, level: str
) -> GraphColumn:
    told = _told(column.name, column.type, column.comment, level)
    told.logical, told.nullable, told.is_key = column.family, column.nullable, is_key
    if found is not None:
        told.logical = found.logical or column.family
        if found.told.en or found.told.zh:
            told.description = Texts.of(found.told)
        told.meaning = _meaning(found.meaning)
        told.unit = found.unit.value if found.unit else ""
    return told


def _meaning(found: Finding | None) -> ColumnMeaning | None:
    if found is None:
        return None
    known = meanings().get(found.value)
    title = Texts.of(known.title) if known else Texts.same(found.value)
    return ColumnMeaning(
        value=found.value,
        title=title,
        confidence=round(found.confidence, 3),
        why=[Texts.of(each) for each in found.evidence],
    )


def _references(shown: Shown, key: Key) -> list[GraphReference]:
    known = shown.known.tables.get(key)
    return [
        _reference(parent, each, each.columns, each.parent_columns, known.source)
        for each in (known.references if known else ())
        if known and (parent := shown.parent(each))
    ]


def _referred_by(shown: Shown, key: Key) -> list[GraphReference]:
    known = shown.known.tables.get(key)
    if known is None or shown.known.keys.get((known.source, known.name)) != key:
        return []
    found = shown.known.incoming.get((known.source, known.name), [])
    return [
        _reference(child, each, each.parent_columns, each.columns, table.source)
        for table, each in found
        if (child := shown.known.keys.get((table.source, table.name))) in shown.nodes and child
    ]


def _reference(
    other: Key,
    found: FoundReference,
    columns: tuple[str, ...],
    other_columns: tuple[str, ...],
    child_source: str,
) -> GraphReference:
    return GraphReference(
        asset=ref(other),
        columns=list(columns),
        other_columns=list(other_columns),
        confidence=found.confidence,
        match_rate=measured_rate(found),
        is_declared=is_declared(found),
        is_across=found.source != child_source,
        is_one_to_one=found.one_to_one,
        is_optional=found.optional,
        why=[Texts.of(each) for each in found.evidence],
    )
