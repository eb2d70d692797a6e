"""References to the supertype's key that are to a subtype's, by the values: pensions of pensioners.

Both keys have the column's very name, so that names do not tell which is meant. How a reference is
chosen otherwise is in `relation_choice.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from onedata_assets.domain.metadata.accident import all_within
from onedata_assets.domain.metadata.containment import ColumnAt
from onedata_assets.domain.metadata.profiles import Place
from onedata_assets.domain.metadata.references import Judged

MOST = 0.7
"""A subtype that has more of its supertype's rows is told apart by accident too often."""

NEARLY_ALL = 0.95
"""Values that are so many of a subtype's are of it though it has most of the rows."""

UNLIKELY = 1e-6
"""How unlikely it is that all values are the subtype's if they were any of the supertype's."""


def at_subtypes(
    taken: Mapping[ColumnAt, Judged], judged: Mapping[ColumnAt, Iterable[Judged]]
) -> dict[ColumnAt, Judged]:
    """Return the references, those all of whose values are a small subtype's leading there.

    A table whose other key the column's table refers to is not referred to twice: an admission is
    no stay in intensive care, though each of those is in one admission only.
    """
    keys: dict[tuple[Place, Place], set[ColumnAt]] = {}
    for at, each in taken.items():
        keys.setdefault((at.place, each.parent.at.place), set()).add(each.parent.at)
    found = dict(taken)
    for at, best in taken.items():
        able = [
            each
            for each in judged.get(at, ())
            if _is_subtype(each, best, taken)
            and keys.get((at.place, each.parent.at.place), set()) <= {each.parent.at}
        ]
        if able:
            found[at] = min(able, key=lambda each: (each.parent.profile.distinct, each.parent.at))
    return found


def _is_subtype(option: Judged, best: Judged, taken: Mapping[ColumnAt, Judged]) -> bool:
    above = taken.get(option.parent.at)
    supertype = best.parent.profile.distinct
    share = option.parent.profile.distinct / max(1, supertype)
    return (
        above is not None
        and above.parent.at == best.parent.at
        and len({each.name for each in (option.child, option.parent, best.parent)}) == 1
        and not _tells_more_of(option, best)
        and option.accepted
        and option.parent.primary
        and option.held.values == 1.0
        and (share <= MOST or option.held.coverage >= NEARLY_ALL)
        and all_within(share, option.held.distinct) < UNLIKELY
    )


def _tells_more_of(option: Judged, best: Judged) -> bool:
    """Tell whether a table's name begins with the supertype's: host_discovery of hosts."""
    own, other = option.parent.table, best.parent.table
    return own[: len(other)] == other
