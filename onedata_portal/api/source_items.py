"""Sources, tables and columns as the API says them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from onedata_assets.domain.metadata.described import Described
from onedata_assets.domain.metadata.difference_texts import told
from onedata_assets.domain.metadata.differences import Change
from onedata_assets.domain.metadata.findings import (
    ColumnFindings,
    TableFindings,
)
from onedata_assets.domain.metadata.meaning_catalogue import meanings
from onedata_assets.domain.metadata.model import Column, Finding, Table
from onedata_assets.domain.metadata.profiles import Place
from onedata_assets.domain.metadata.told_notes import (
    notes_of,
    problem_of,
    problems_of_others,
    read_as,
)
from onedata_assets.domain.processing.contract import strictest
from onedata_portal.api.asset_list import ref
from onedata_portal.api.models import Texts
from onedata_portal.api.source_links import (
    dependency_of,
    evidence_of,
    keys_of,
    reference_of,
)
from onedata_portal.api.source_models import (
    FoundItem,
    SourceChange,
    SourceCode,
    SourceColumn,
    SourceItem,
    SourceProblem,
    SourceProperty,
    SourceTable,
    SourceTableDetail,
    SourceVersionItem,
)
from onedata_portal.api.source_reading import SeenSource, Sight
from onedata_resources.store.key_measures import KeyMeasures
from onedata_resources.store.metadata import SourceVersion


def source_item(source: SeenSource, tables: Sequence[Table]) -> SourceItem:
    """Return a source with the counts of the tables that the person sees."""
    asset, state = source.asset, source.state
    return SourceItem(
        name=source.name,
        asset=ref(asset.key),
        kind=source.kind,
        description=asset.description,
        owners=list(asset.owners),
        domain=asset.tags.get("domain", ""),
        projects=sorted(asset.projects),
        version=source.past[0].number if source.past else None,
        versions=len(source.past),
        tables=len(tables),
        columns=sum(len(each.columns) for each in tables),
        tried_at=state.tried_at if state else None,
        scanned_at=state.scanned_at if state else None,
        error=state.error if state else "",
    )


def table_item(source: SeenSource, table: Table) -> SourceTable:
    """Return a table of a source and the most telling of what was found out of it."""
    found = source.findings.table(table.name)
    columns = found.columns if found else ()
    plain = table.comment or str(table.name)
    named = [each.meaning.value for each in columns if each.meaning]
    told = source.state.rows.get(str(table.name)) if source.state else None
    counted = found.counted if found and told is None else None
    return SourceTable(
        name=str(table.name),
        asset=ref(source.key_of(table)),
        kind=table.kind.value,
        description=Texts.of(found.told) if found else Texts.same(plain),
        written_by=found.written_by if found else "",
        draft=_draft(found),
        comment=table.comment,
        columns=len(table.columns),
        rows=counted.rows if counted else told,
        rows_counted_at=datetime.fromisoformat(counted.at) if counted else None,
        sensitivity=strictest(each.sensitivity for each in columns).value,
        meanings=list(dict.fromkeys(named)),
        references=len(found.references) if found else 0,
        problem=_problem(source, table, found),
        notes=[Texts.of(each) for each in notes_of(table, source.structure)],
    )


def table_detail(
    source: SeenSource, table: Table, sight: Sight, measures: KeyMeasures
) -> SourceTableDetail:
    """Return a table with everything that is known of it."""
    found = source.findings.table(table.name)
    place = Place(source.name, table.name)
    by_name = {each.name: each for each in found.columns} if found else {}
    return SourceTableDetail(
        **table_item(source, table).model_dump(),
        read_as=[
            SourceProperty(label=Texts.of(label), value=Texts.of(value))
            for label, value in read_as(table)
        ],
        items=[_column(each, by_name.get(each.name)) for each in table.columns],
        keys=keys_of(table, found),
        links=[reference_of(place, each, sight, measures) for each in found.references]
        if found
        else [],
        dependencies=[dependency_of(each) for each in found.dependencies] if found else [],
    )


def problem_items(source: SeenSource, sight: Sight) -> list[SourceProblem]:
    """Return why things of a source make no table, of those alone that the person may know of."""
    return [
        SourceProblem(name=str(each.table), text=Texts.of(each))
        for each in problems_of_others(source.structure)
        if sight.has(sight.key_of(source.name, each.table) or ())
    ]


def version_item(version: SourceVersion) -> SourceVersionItem:
    """Return a version of a source."""
    return SourceVersionItem(
        number=version.number, at=version.at, reason=version.reason, actor=version.actor
    )


def change_item(change: Change) -> SourceChange:
    """Return a difference between two versions."""
    return SourceChange(
        kind=change.kind.value,
        table=str(change.table),
        column=change.column,
        before=change.before,
        after=change.after,
        is_breaking=change.is_breaking,
        text=Texts.of(told(change)),
    )


def _problem(source: SeenSource, table: Table, found: TableFindings | None) -> Texts | None:
    if found and found.problem:
        return Texts.of(found.problem)
    told_of = problem_of(table, source.structure)
    return Texts.of(told_of) if told_of else None


def _column(column: Column, found: ColumnFindings | None) -> SourceColumn:
    plain = SourceColumn(
        name=column.name,
        type=column.type,
        family=column.family.value,
        nullable=column.nullable,
        default=column.default,
        comment=column.comment,
    )
    if found is None:
        return plain
    seen = found.statistics
    return plain.model_copy(
        update={
            "description": Texts.of(found.told),
            "written_by": found.written_by,
            "draft": _draft(found),
            "logical": found.logical.value if found.logical else "",
            "form": found.form,
            "meanings": [_meaning(each) for each in found.meanings],
            "unit": _found(found.unit),
            "sensitivity": found.sensitivity.value,
            "is_nullable": _found(found.nullable),
            "is_unique": _found(found.unique),
            "codes": [
                SourceCode(
                    value=each.value,
                    count=each.count,
                    title=Texts.of(each.title) if each.title else None,
                )
                for each in found.codes
            ],
            "samples": list(found.samples),
            "rows": seen.rows,
            "missing": seen.missing,
            "distinct": seen.distinct,
            "low": seen.low,
            "high": seen.high,
            "shortest": seen.shortest,
            "longest": seen.longest,
        }
    )


def _draft(found: Described | None) -> Texts | None:
    """Return the draft of rules where people read something else first."""
    return Texts.of(found.description) if found and found.written_by else None


def _meaning(found: Finding) -> FoundItem:
    return _item(found, Texts.of(meanings()[found.value].title))


def _found(found: Finding | None) -> FoundItem | None:
    return _item(found, Texts.same(found.value)) if found else None


def _item(found: Finding, title: Texts) -> FoundItem:
    return FoundItem(
        value=found.value,
        title=title,
        confidence=found.confidence,
        evidence=evidence_of(found.evidence),
    )
