"""Which sources hang together, and which are folders of files that no key joins.

Where nothing refers to anything, that the numbers of one file fit those of another is an accident.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from onedata_assets.domain.metadata.containment import ColumnAt
from onedata_assets.domain.metadata.profiles import Place
from onedata_assets.domain.metadata.references import Judged

FEW_TABLES, LEAST_JOINED = 10, 0.3
"""Tables of a source, and the share of more that refer or are referred to in one system."""


def hang_together(called: Iterable[Place], judged: Mapping[ColumnAt, Sequence[Judged]]) -> set[str]:
    """Return the sources that are small, or whose tables refer to each other often enough."""
    tables = Counter(place.source for place in called)
    linked = {
        place
        for its in judged.values()
        for each in its
        if each.accepted and each.child.at.place != each.parent.at.place
        for place in (each.child.at.place, each.parent.at.place)
    }
    joined = Counter(place.source for place in linked)
    return {
        source
        for source, count in tables.items()
        if count < FEW_TABLES or joined[source] >= LEAST_JOINED * count
    }
