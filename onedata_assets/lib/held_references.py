"""How references hold in the rows of their tables, measured each time and kept in the store.

References are found in `related_tables.py`; what drifts is in `domain/metadata/drift.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from onedata_resources.clients.catalog_problems import failures_told

if TYPE_CHECKING:
    from onedata_assets.domain.metadata.drift import Drift, KeyMeasure
    from onedata_assets.domain.metadata.profiles import Place, TableData
    from onedata_assets.domain.metadata.relation_model import Reference
    from onedata_assets.domain.metadata.structure import Problem
    from onedata_resources.store.key_measures import KeyMeasures


@dataclass(frozen=True)
class Held:
    """How a reference holds now, and what of it is wrong or changed since it was last measured."""

    reference: Reference
    measure: KeyMeasure
    drifts: tuple[Drift, ...]


def held_of(
    references: Iterable[Reference],
    tables: Mapping[Place, TableData],
    measures: KeyMeasures,
    now: datetime,
    problems: list[Problem],
) -> Iterator[Held]:
    """Yield how each reference between tables that could be read holds; the store keeps it."""
    from onedata_assets.domain.metadata.drift import KeyMeasure, drift, measure

    for each in references:
        if each.child not in tables or each.parent not in tables:
            continue
        ours, theirs = tables[each.child], tables[each.parent]
        if not (_has(ours, each.columns) and _has(theirs, each.parent_columns)):
            continue  # the scan that found a column gone told it
        after = None
        # Columns whose types cannot be compared any more are no news: the scan tells it.
        with failures_told(each.child.table, problems), suppress(ValueError):
            after = measure(ours, each.columns, theirs, each.parent_columns, at=now)
        if after is None:
            continue
        last = measures.history(each.text, limit=1)
        before = KeyMeasure(last[0].at, **last[0].figures) if last else None
        figures = asdict(after)
        for name in ("at", "orphans"):
            del figures[name]
        measures.add(each.text, now, figures)
        yield Held(each, after, drift(before, after))


def _has(table: TableData, columns: Iterable[str]) -> bool:
    return set(table.frame.collect_schema().names()).issuperset(columns)
