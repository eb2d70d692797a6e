"""Which assets read what changed in a source: by column lineage where there is some.

Lineage comes in as plain data; where Dagster keeps it is in `lib/source_readers.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from onedata_assets.domain.metadata.differences import Change

Key = tuple[str, ...]
ColumnOf = tuple[Key, str]


@dataclass(frozen=True)
class Lineage:
    """By asset: what it depends on, and of each of its columns the columns that it is made of."""

    parents: Mapping[Key, Collection[Key]] = field(default_factory=dict)
    columns: Mapping[Key, Mapping[str, Collection[ColumnOf]]] = field(default_factory=dict)


def readers_of(change: Change, table: Key, lineage: Lineage) -> list[Key]:
    """Return the assets that read what changed, directly or not, in order.

    A change of the table as a whole is read by all that depend on it. One of a column is read by
    what is made of this column; of an asset that tells nothing of its columns, all may be.
    """
    reached: set[Key] = set()
    columns: set[ColumnOf] = {(table, change.column)} if change.column else set()
    wholes: set[Key] = set() if change.column else {table}
    while True:
        before = (len(reached), len(columns), len(wholes))
        for asset in lineage.parents:
            made_of = lineage.columns.get(asset)
            if wholes & set(lineage.parents[asset]):
                reached.add(asset)
                wholes.add(asset)
            elif made_of is None:
                if _keys(columns) & set(lineage.parents[asset]):
                    reached.add(asset)
                    wholes.add(asset)
            else:
                hit = {name for name, parts in made_of.items() if columns & set(parts)}
                columns |= {(asset, name) for name in hit}
                reached |= {asset} if hit else set()
        if (len(reached), len(columns), len(wholes)) == before:
            return sorted(reached)


def _keys(columns: Iterable[ColumnOf]) -> set[Key]:
    return {key for key, _ in columns}
