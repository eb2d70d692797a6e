"""Keys whose numbers begin far from one, given to the columns that lie among them and say nothing.

Counts and codes begin at small numbers; users that are numbered from 16384 on, and the codes of a
list from 1001 on, are met by no other column of the source. Small numbers are in `lone_keys.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from onedata_assets.domain.metadata.containment import ColumnAt, kind_of
from onedata_assets.domain.metadata.key_options import Option
from onedata_assets.domain.metadata.key_runs import KeyRun
from onedata_assets.domain.metadata.linked_sources import hang_together
from onedata_assets.domain.metadata.name_kinds import is_count, is_description
from onedata_assets.domain.metadata.name_match import NameMatch
from onedata_assets.domain.metadata.references import Judged, Side, is_told

DISTANT, NARROW, SPARSE = 1_000, 0.2, 0.001
"""Where a key begins at least, how wide it is beside that, or how few of its numbers are there."""

YEARS = (1_900, 2_100)
"""Numbers between these may be years."""

LEAST_SEEN = 2
"""One number alone is met by accident, unless the column is marked to refer."""

AMONG = NameMatch(0.7, "among")
"""What it says that a column lies among the numbers of one key of its source, far from others."""


def distant_options(
    columns: Sequence[Side], keys: Sequence[Side], judged: Mapping[ColumnAt, Sequence[Judged]]
) -> dict[ColumnAt, Option]:
    """Return the key among whose numbers each column lies that refers to nothing, if it is one."""
    together = hang_together({each.at.place for each in columns}, judged)
    ranges: dict[str, list[KeyRun]] = defaultdict(list)
    for key in keys:
        found = _range(key)
        if found is not None and key.at.place.source in together:
            ranges[key.at.place.source].append(found)
    told: dict[ColumnAt, Option] = {}
    for column in columns:
        around = [each for each in ranges[column.at.place.source] if each.left(column) is not None]
        if len(around) == 1 and _is_open(column, judged.get(column.at, ())):
            key = around[0].key
            if key.at.place != column.at.place and key.primary:
                told[column.at] = Option(key, AMONG)
    return told


def _range(key: Side) -> KeyRun | None:
    run = KeyRun.of(key) if kind_of(key.profile) == "number" else None
    if run is None or run.low < DISTANT:
        return None
    narrow = run.high - run.low <= NARROW * run.low
    return run if narrow or key.profile.distinct <= SPARSE * run.size else None


def _may_be_years(column: Side) -> bool:
    low, high = column.profile.low, column.profile.high
    if column.name.marked or not isinstance(low, int) or not isinstance(high, int):
        return False
    return YEARS[0] <= low and high <= YEARS[1]


def _is_open(column: Side, judged: Iterable[Judged]) -> bool:
    """Tell whether a column of whole numbers may refer to something, and nothing tells to what."""
    seen = column.name.marked or column.profile.distinct >= LEAST_SEEN
    return (
        kind_of(column.profile) == "number"
        and seen
        and not column.profile.unique
        and not _may_be_years(column)
        and not is_count(column.name, column.at.column)
        and not is_description(column.name)
        and not any(map(is_told, judged))
    )
