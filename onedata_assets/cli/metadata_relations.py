"""What `onedata metadata relate`, `matches` and `join` do: what was found out of sources' rows.

The same functions serve the asset of relations, `lib/source_relations.py`, and the portal.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from onedata_assets.cli.metadata import source_versions, sources_named, written_files
from onedata_assets.cli.rows import print_rows
from onedata_assets.cli.say import console, errors, said, text
from onedata_assets.cli.written_sources import named, tell_wrong
from onedata_assets.domain.metadata.findings import SourceFindings
from onedata_assets.domain.metadata.versions import structure_from
from onedata_resources.clients.catalog import Catalog
from onedata_resources.errors import BadInputError, refusals_told
from onedata_resources.store.metadata import SourceVersions

if TYPE_CHECKING:
    from onedata_assets.domain.metadata.graph import GraphTable
    from onedata_assets.domain.metadata.join_paths import JoinPlan
    from onedata_assets.domain.metadata.join_select import Columns
    from onedata_assets.domain.metadata.profiles import Place
    from onedata_assets.domain.metadata.relation_model import Reference
    from onedata_assets.domain.metadata.structure import Problem

SHOWN = 3
"""Tables named of those that are told together."""


def relate_sources(*, as_json: bool) -> int:
    """Find how the tables of all scanned sources hang together, keep it, and print it.

    Return 1 if a reference does not hold as it did, a source did not answer or a file is wrong.
    """
    from onedata_assets.lib.source_relations import relate

    files = written_files()
    is_wrong = tell_wrong(files)
    with source_versions() as versions:
        found = relate(named(files, []), Catalog(), versions, datetime.now(UTC))
    rows = [
        {
            "reference": each.reference.text,
            "confidence": round(each.reference.confidence, 3),
            "match": round(each.measure.match_rate, 4),
            "drifts": "; ".join(said(drift.evidence) for drift in each.drifts),
        }
        for each in found.held
    ]
    print_rows(rows, "metadata" if rows else "metadata.relate", as_json=as_json)
    for line in _grouped(found.problems):
        errors.print(line, markup=False)
    for name, error in found.away.items():
        errors.print(text("metadata.failed", name=name))
        errors.print(f"  {said(error)}", markup=False)
    return int(is_wrong or bool(found.away) or any(each.drifts for each in found.held))


def _grouped(problems: Iterable[Problem]) -> Iterator[str]:
    """Yield a line for each thing that is wrong with tables of a source, with how many they are."""
    from onedata_assets.lib.source_relations import Unread

    alike: dict[tuple[str, str], list[str]] = {}
    for each in problems:
        source = each.source if isinstance(each, Unread) else ""
        alike.setdefault((source, said(each)), []).append(str(each.table))
    for (source, why), tables in alike.items():
        if source and len(tables) > 1:
            names = ", ".join(tables[:SHOWN]) + (" …" if len(tables) > SHOWN else "")
            of = text("metadata.of_tables", source=source, count=len(tables), names=names)
            yield f"  ! {of}: {why}"
        else:
            yield from (f"  ! {'/'.join(filter(None, (source, each)))}: {why}" for each in tables)


def show_join(tables: Sequence[str], dialect: str, *, as_json: bool) -> int:
    """Print the SQL that joins tables by what is known of their keys, and what to beware of."""
    from onedata_assets.domain.metadata.join_paths import (
        NoJoinError,
        TooFewTablesError,
        join_plans,
    )
    from onedata_assets.domain.metadata.joins import DialectError
    from onedata_assets.domain.metadata.profiles import Place

    with source_versions() as versions:
        known = _known(versions)
    places = [_place(each, known) for each in tables]
    try:
        with refusals_told(DialectError, TooFewTablesError):
            plans = join_plans(places, _references(known))
            columns = {Place(each.source, each.name): each.column_names for each in known}
            told = [_told(each, dialect, columns) for each in plans]
    except NoJoinError as error:
        raise BadInputError(
            f"No join: {error.en}. `onedata metadata relate` looks for keys.",
            f"无法连接：{error.zh}。可执行 `onedata metadata relate` 查找关联。",
        ) from error
    if as_json:
        best, *others = told
        console.print_json(json.dumps({**best, "others": others}, ensure_ascii=False))
        return 0
    console.print(told[0]["sql"], markup=False, highlight=False, soft_wrap=True)
    for each in plans[0].warnings:
        console.print(f"-- {said(each)}", markup=False, soft_wrap=True)
    if len(told) > 1:
        console.print(f"-- {text('metadata.other_joins', count=len(told) - 1)}", markup=False)
    return 0


def show_matches(table: str, *, as_json: bool) -> int:
    """Print how the references of a table held each time that they were measured, newest first.

    Those are told too that no longer are any, since too little matches.
    """
    from onedata_assets.domain.metadata.drift import over_time
    from onedata_resources.store.key_measures import KeyMeasures

    with source_versions() as versions:
        place, measures = _place(table, _known(versions)), KeyMeasures(versions.store)
        held = [
            (each, over_time((one.at, one.figures) for one in measures.history(each)))
            for each in measures.references_of(str(place))
        ]
    rows = [
        {
            "reference": each,
            "measured": one.at,
            "match": round(one.match_rate, 4),
            "orphans": one.orphan_rows,
            "drifts": "; ".join(said(drift.evidence) for drift in drifts),
        }
        for each, times in held
        for one, drifts in times
    ]
    print_rows(rows, "metadata.matches" if not rows else "metadata", as_json=as_json)
    return 0


def _known(versions: SourceVersions) -> list[GraphTable]:
    from onedata_assets.domain.metadata.graph import graph_tables, standing

    return standing(
        table
        for each in sources_named([])
        if versions.history(each.name)
        for table in graph_tables(
            each.name,
            structure_from(versions.content(each.name)),
            SourceFindings(versions.findings(each.name)),
        )
    )


def _references(known: Iterable[GraphTable]) -> Iterator[Reference]:
    from onedata_assets.domain.metadata.found_relations import reference
    from onedata_assets.domain.metadata.profiles import Place

    for table in known:
        for each in table.references:
            yield reference(Place(table.source, table.name), each)


def _place(written: str, known: Iterable[GraphTable]) -> Place:
    """Return a table that somebody wrote as `shop/orders`, `shop/sales.orders` or with a `/`."""
    from onedata_assets.domain.metadata.profiles import Place

    source, _, name = written.partition("/")
    for table in known:
        at = table.name
        if table.source == source and name in {str(at), at.name, f"{at.schema}/{at.name}"}:
            return Place(source, at)
    raise BadInputError(
        f"{written!r} is no table of a scanned source: write source/table, as shop/orders.",
        f"{written!r} 不是已扫描数据源中的表：请写成 数据源/表，例如 shop/orders。",
    )


def _told(plan: JoinPlan, dialect: str, columns: Columns) -> dict[str, Any]:
    """Return a plan as programs are told it."""
    steps = [
        {
            "left": str(each.left),
            "left_columns": each.left_columns,
            "right": str(each.right),
            "right_columns": each.right_columns,
            "kind": each.kind.value,
            "cardinality": each.cardinality.value,
            "match": round(each.match_rate, 4),
            "confidence": round(each.confidence, 3),
        }
        for each in plan.rules
    ]
    warnings = [{"danger": each.danger, "en": each.en, "zh": each.zh} for each in plan.warnings]
    return {"sql": plan.sql(dialect, columns=columns), "steps": steps, "warnings": warnings}
