"""The graph of the tables of sources: what is told of each in short, and what refers to what.

Who sees which table is the portal's (`onedata_portal/api/graph.py`), and so is the lineage of
assets. What is found out of a table is in `findings.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from onedata_assets.domain.metadata.findings import FoundReference, SourceFindings, TableFindings
from onedata_assets.domain.metadata.found_relations import with_declared
from onedata_assets.domain.metadata.key_evidence import DECLARED
from onedata_assets.domain.metadata.model import Table, TableKind, TableName
from onedata_assets.domain.metadata.relation_model import Reference
from onedata_assets.domain.metadata.structure import Structure
from onedata_assets.domain.processing.contract import Text


class EdgeKind(StrEnum):
    """Why two tables are joined by an edge."""

    REFERENCE = "reference"
    LINEAGE = "lineage"


@dataclass(frozen=True)
class GraphTable:
    """A table of a source as the graph shows it; `description` is empty where nothing is known."""

    source: str
    name: TableName
    kind: TableKind
    description: Text
    rows: int | None
    references: tuple[FoundReference, ...]
    column_names: tuple[str, ...]

    @property
    def columns(self) -> int:
        """Return how many columns it has."""
        return len(self.column_names)


def standing(tables: Iterable[GraphTable]) -> list[GraphTable]:
    """Return the tables of all sources without references from or to columns that are gone."""
    known = list(tables)
    names = {(each.source, each.name): frozenset(each.column_names) for each in known}

    def stands(table: GraphTable, found: FoundReference) -> bool:
        theirs = names.get((found.source, found.parent))
        is_there = theirs is None or theirs.issuperset(found.parent_columns)
        return is_there and names[table.source, table.name].issuperset(found.columns)

    made = []
    for table in known:
        kept = tuple(each for each in table.references if stands(table, each))
        made.append(table if kept == table.references else replace(table, references=kept))
    return made


def graph_tables(
    source: str, structure: Structure, findings: SourceFindings
) -> Iterator[GraphTable]:
    """Yield the tables that a source has now, each with what it declares and what was found."""
    for table in structure.tables:
        known = known_of(source, table, findings.short(table.name))
        yield GraphTable(
            source=source,
            name=table.name,
            kind=table.kind,
            description=_described(table, known),
            rows=_rows(table, known),
            references=known.references,
            column_names=tuple(each.name for each in table.columns),
        )


def known_of(source: str, table: Table, found: TableFindings | None) -> TableFindings:
    """Return what was found out of a table with the references that it declares."""
    nothing = TableFindings(table.name, mark="", description=Text(en="", zh=""))
    return with_declared(found or nothing, source, table)


def is_declared(reference: FoundReference | Reference) -> bool:
    """Return whether the source itself declares a reference."""
    return DECLARED in reference.evidence


def is_measured(reference: FoundReference | Reference) -> bool:
    """Return whether rows say how well a reference matches; without a value they do not."""
    return reference.match_rate > 0 and any(each != DECLARED for each in reference.evidence)


def measured_rate(reference: FoundReference) -> float | None:
    """Return how well a reference matches; None where no rows say."""
    return reference.match_rate if is_measured(reference) else None


def _rows(table: Table, known: TableFindings) -> int | None:
    """Return the rows as the source tells them, else as they were counted last."""
    counted = known.counted.rows if known.counted else known.rows
    return counted if table.rows is None else table.rows


def _described(table: Table, known: TableFindings) -> Text:
    if known.told.en or known.told.zh:
        return known.told
    return Text(en=table.comment, zh=table.comment)
