"""Keys that no name tells of, given to the columns that fill them: a `movie_id` and titles.

Names are judged in `name_match.py`. Here a column marked as a reference is left for which no table
is named, and a key of running numbers to which no column refers. Columns of one name are taken
together: what they refer to ends where the largest of their values does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from onedata_assets.domain.metadata.accident import FITS_KEYS, is_dense
from onedata_assets.domain.metadata.containment import ColumnAt, kind_of
from onedata_assets.domain.metadata.key_options import Option
from onedata_assets.domain.metadata.key_runs import KeyRun
from onedata_assets.domain.metadata.linked_sources import hang_together
from onedata_assets.domain.metadata.name_match import NameMatch
from onedata_assets.domain.metadata.references import Judged, Side, is_told

FILLED = 0.98
"""How near to the end of a key the largest value of the columns lies that refer to it."""

FITS_ALONE = NameMatch(0.55, "fits")
"""What a mark says of the one key that the values of all columns of the name fill."""

_MARKS = frozenset({"id", "key", "sk", "fk", "uid", "编号", "标识"})
_ANY_ROW = frozenset({"res", "object", "entity", "target", "record", "source", "external", "ref"})
"""Names of references to rows of whatever table another column tells."""


def lone_options(
    columns: Sequence[Side], keys: Sequence[Side], judged: Mapping[ColumnAt, Sequence[Judged]]
) -> dict[ColumnAt, Option]:
    """Return the key that each column without a named one is the only one to fill, if it does."""
    told = {
        each.parent.at.place
        for its in judged.values()
        for each in its
        if each.accepted and each.child.at.place != each.parent.at.place
    }
    together = hang_together({each.at.place for each in columns}, judged)
    runs = [
        run
        for key in keys
        if key.at.place not in told and key.at.place.source in together and (run := _run(key))
    ]
    found = {}
    for its in _by_name(columns, judged):
        key = _filled(
            its, [run for run in runs if run.key.at.place.source == its[0].at.place.source]
        )
        if key is not None:
            found.update({each.at: Option(key, FITS_ALONE) for each in its if each.at != key.at})
    return found


def _run(key: Side) -> KeyRun | None:
    able = key.primary and key.profile.distinct >= FITS_KEYS and is_dense(key.profile)
    return KeyRun.of(key) if able else None


def _by_name(
    columns: Iterable[Side], judged: Mapping[ColumnAt, Sequence[Judged]]
) -> Iterable[list[Side]]:
    """Yield the columns of each name that are left, those together that one name tells of."""
    left: dict[tuple[str, tuple[str, ...]], list[Side]] = defaultdict(list)
    for column in columns:
        if _is_left(column, judged.get(column.at, ())):
            left[column.at.place.source, column.name.words].append(column)
    return left.values()


def _is_left(column: Side, judged: Iterable[Judged]) -> bool:
    named = column.name.mark in _MARKS and not _ANY_ROW.issuperset(column.name.words)
    return (
        named
        and not column.profile.unique
        and column.profile.numeric
        and kind_of(column.profile) == "number"
        and not any(map(is_told, judged))
    )


def _filled(columns: Sequence[Side], runs: Sequence[KeyRun]) -> Side | None:
    """Return the key that ends where the columns' values do, if there is only one."""
    lows = [each.profile.low for each in columns if isinstance(each.profile.low, int)]
    highs = [each.profile.high for each in columns if isinstance(each.profile.high, int)]
    if not lows or sum(each.profile.distinct for each in columns) < FITS_KEYS:
        return None
    low, high = min(lows), max(highs)
    fitting = [run for run in runs if run.low <= low and FILLED * run.high <= high <= run.high]
    ending = [run for run in fitting if run.high == high]
    only = fitting if len(fitting) == 1 else ending
    return only[0].key if len(only) == 1 else None
