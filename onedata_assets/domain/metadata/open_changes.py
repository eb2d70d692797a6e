"""Which breaking changes of a source still hold since the version that readers were last fit for.

Two structures are compared in `differences.py`; who reads what changed is in `readers.py`.
"""

from __future__ import annotations

from collections.abc import Iterable

from onedata_assets.domain.metadata.column_likeness import likeness_of
from onedata_assets.domain.metadata.differences import Change, Kind, differences
from onedata_assets.domain.metadata.version_differences import KnownVersion

GONE = frozenset(
    {
        Kind.TABLE_REMOVED,
        Kind.TABLE_RENAMED,
        Kind.TABLE_UNREADABLE,
        Kind.COLUMN_REMOVED,
        Kind.COLUMN_RENAMED,
    }
)
"""What came between and went again breaks who began to read it; other changes are of the first."""


def open_changes(
    fit: KnownVersion, between: Iterable[KnownVersion], now: KnownVersion
) -> list[Change]:
    """Return the breaking changes from the version that readers are `fit` for to that of now.

    Of the versions `between` these are the tables and columns that are gone again.
    """
    found = [each for each in _changes(fit, now) if each.is_breaking]
    seen = {(each.table, each.column, each.kind in GONE) for each in found}
    for earlier in between:
        for change in _changes(earlier, now):
            at = (change.table, change.column, True)
            if change.kind in GONE and at not in seen:
                seen.add(at)
                found.append(change)
    return found


def _changes(old: KnownVersion, new: KnownVersion) -> list[Change]:
    likeness = likeness_of(old.findings, new.findings)
    return differences(old.structure, new.structure, likeness)
