"""Which breaking changes of a source still hold since the version that readers were last fit for.

Two structures are compared in `differences.py`; who reads what changed is in `readers.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

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


class Past(Protocol):
    """A version, as the store has it; versions of one digest have the same structure."""

    @property
    def number(self) -> int:
        """Return its number, from 1."""
        ...

    @property
    def digest(self) -> str:
        """Return what tells it from others."""
        ...


def waiting_changes(
    past: Sequence[Past], accepted: int, known: Callable[[int | None], KnownVersion]
) -> list[Change]:
    """Return the breaking changes since a version that still hold, whoever reads what changed.

    `past` are all versions, the newest first; `known` returns one by its number, without a number
    the newest with what was found out last.
    """
    newest = past[0]
    if newest.number <= accepted:
        return []
    of_number = {each.number: each.digest for each in past}
    held = {newest.digest, of_number[accepted]}
    between: dict[str, int] = {}
    for each in past:
        if accepted < each.number < newest.number and each.digest not in held:
            between.setdefault(each.digest, each.number)
    return open_changes(known(accepted), map(known, between.values()), known(None))


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
