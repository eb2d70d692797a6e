"""Keys that are within another table's key by no accident: staff and students are persons.

Their names tell of their own table, which is why they are not taken for references to another one
(`references.py`). Numbers that run from 1 are within each other whatever they mean, so only keys of
texts and of numbers far apart tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from onedata_assets.domain.metadata.accident import is_dense
from onedata_assets.domain.metadata.containment import ColumnAt
from onedata_assets.domain.metadata.key_options import Option
from onedata_assets.domain.metadata.name_match import NameMatch
from onedata_assets.domain.metadata.references import Judged, Side

SUBTYPE = NameMatch(0.9, "subtype")
"""What it says that all rows of a table are rows of another one too."""

LEAST_ROWS = 20
UNLIKELY = 1e-6


def subtype_options(
    columns: Sequence[Side], _keys: Iterable[Side], judged: Mapping[ColumnAt, Sequence[Judged]]
) -> dict[ColumnAt, Option]:
    """Return the smallest key that has each table's own key, where that refers to nothing yet."""
    found = {}
    for column in columns:
        its = judged.get(column.at, ())
        if column.primary and not any(each.accepted and not _has_the_same(each) for each in its):
            able = [each for each in its if _is_within(each)]
            if able:
                key = min(able, key=lambda each: (each.parent.profile.distinct, each.parent.at))
                found[column.at] = Option(key.parent, SUBTYPE)
    return found


def _has_the_same(judged: Judged) -> bool:
    """Tell whether a key has the very values of the other, which may as well refer to it."""
    return judged.held.values == judged.held.coverage == 1.0


def _is_within(judged: Judged) -> bool:
    child, parent = judged.child.profile, judged.parent.profile
    return (
        judged.parent.primary
        and judged.child.at.place.source == judged.parent.at.place.source
        and judged.held.values == 1.0
        and LEAST_ROWS <= child.distinct < parent.distinct
        and judged.chance <= UNLIKELY
        and not is_dense(parent)
    )
