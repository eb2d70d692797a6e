"""What a database would call the table of a standard, and which tables it refers to there.

Assets are named by their source and may be files or sheets; a statement needs one plain name, and
the schema that the table itself has. The statement is in `standard_ddl.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, replace

from onedata_assets.domain.metadata.ddl_numbers import type_essence
from onedata_assets.domain.metadata.findings import TableFindings
from onedata_assets.domain.metadata.model import TableName
from onedata_assets.domain.metadata.sources import (
    USUAL_SCHEMAS,
    KnownTable,
    SourceKind,
    asset_path,
)
from onedata_assets.domain.metadata.standards import TableStandard

DATABASES = frozenset({SourceKind.SQL, SourceKind.LAKE})
LAYERS = frozenset({"ods", "dim", "dwd", "dws", "ads"})
_ENDINGS = re.compile(
    r"(?i)(?:\.(?:csv|tsv|tab|txt|dat|log|json|jsonl|ndjson|xml|parquet|xlsx|xlsm|xlsb|xls|ods"
    r"|gz|bz2|xz|zst|zip))+(?=$|[#/])"
)
LONGEST_BYTES = 63
"""PostgreSQL cuts longer names; the other dialects take as much or more."""
SURE = 0.5
"""From here on a reference that was found is one that a database may be held to."""


@dataclass(frozen=True)
class Refers:
    """Columns that refer to those of another table; `holds` says that every row does."""

    columns: tuple[str, ...]
    parent: TableName
    parent_columns: tuple[str, ...]
    holds: bool = True


@dataclass(frozen=True)
class Placed:
    """A table as a database has it."""

    name: TableName
    references: tuple[Refers, ...] = ()


def placed(
    asset: str,
    known: KnownTable | None,
    findings: TableFindings | None = None,
    *,
    seen: Container[tuple[str, ...]] | None = None,
    standard_of: Callable[[str], TableStandard | None] = lambda _: None,
) -> Placed:
    """Return what a database would call a table, with its references within its source.

    They are those that the source declares and those that were found, to tables whose assets are
    `seen`, all where nothing says which. No database keeps one to columns that need not differ:
    `standard_of` returns what a table that is referred to must be; nor are there any between
    columns of several types. Of a table that no source has, the address in the lake is the name.
    """
    if known is None:
        *first, last = asset.split("/")
        return Placed(TableName(first[0] if len(first) == 1 and first[0] in LAYERS else "", last))
    kind, made = known.source.kind, dict[tuple[str, ...], Refers]()
    for parent, each in _references(known, findings):
        path = asset_path(known.source, parent)
        if seen is None or path in seen:
            theirs = standard_of("/".join(path))
            holds = each.holds and (theirs is None or _differ(each.parent_columns, theirs))
            if own := standard_of(asset) if theirs else None:
                holds = holds and _types(own, each.columns) == _types(theirs, each.parent_columns)
            made.setdefault(each.columns, replace(each, holds=holds))
    return Placed(physical_name(kind, known.table.name), tuple(made.values()))


def physical_name(kind: SourceKind, name: TableName) -> TableName:
    """Return the name of a table of a source: its own, or a plain one of a file, sheet or path.

    A schema that nobody chose is left out.
    """
    if kind in DATABASES:
        return TableName("" if name.schema in USUAL_SCHEMAS else name.schema, name.name)
    plain = re.sub(r"\W+", "_", _ENDINGS.sub("", name.name)).strip("_") or "table"
    if plain[0].isdigit():
        plain = f"t_{plain}"
    return TableName("", plain.encode()[:LONGEST_BYTES].decode(errors="ignore"))


def _differ(columns: tuple[str, ...], standard: TableStandard) -> bool:
    """Tell whether no two rows of a standard have the same in these columns."""
    alone = {(each.name,) for each in standard.columns if each.unique}
    return columns in alone or set(columns) == set(standard.key)


def _types(standard: TableStandard | None, columns: tuple[str, ...]) -> list[object]:
    """Return what decides on the types that databases have for columns, as far as one says it."""
    told = [standard.column(name) if standard else None for name in columns]
    return [each and type_essence(each) for each in told]


def _references(
    known: KnownTable, findings: TableFindings | None
) -> Iterator[tuple[TableName, Refers]]:
    kind = known.source.kind
    for each in known.table.foreign_keys:
        parent = physical_name(kind, each.parent)
        yield each.parent, Refers(each.columns, parent, each.parent_columns)
    for each in findings.references if findings else ():
        if each.source == known.source.name:
            holds = each.match_rate >= 1 and each.confidence >= SURE
            parent = physical_name(kind, each.parent)
            yield each.parent, Refers(each.columns, parent, each.parent_columns, holds=holds)
