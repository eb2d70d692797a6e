"""Keys given to columns by the other side that refers to them: `entity0` and `entity1` of a link.

Which columns are sides of one thing is told in `name_sides.py`. Values alone may not tell that the
one refers: they all differ, or are few.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from onedata_assets.domain.metadata.containment import ColumnAt, kind_of
from onedata_assets.domain.metadata.key_options import Option
from onedata_assets.domain.metadata.name_match import NameMatch
from onedata_assets.domain.metadata.name_sides import sides_of_names
from onedata_assets.domain.metadata.naming import words
from onedata_assets.domain.metadata.profiles import Place
from onedata_assets.domain.metadata.references import Judged, Side

BESIDE = NameMatch(0.75, "beside")
"""What the name says that differs by its side from one that refers."""


def side_options(
    columns: Sequence[Side], _keys: Iterable[Side], judged: Mapping[ColumnAt, Sequence[Judged]]
) -> dict[ColumnAt, Option]:
    """Return the key that each column refers to if it does so as the column of another side does.

    Columns that refer to something, or whose other sides refer to several keys, have none.
    """
    tables: dict[Place, list[Side]] = defaultdict(list)
    for each in columns:
        tables[each.at.place].append(each)
    found = {}
    for its in tables.values():
        for sides in _beside(its):
            best = {each.at: _taken(judged.get(each.at, ())) for each in sides}
            keys = {one.parent.at: one.parent for one in best.values() if one is not None}
            if len(keys) == 1:
                (key,) = keys.values()
                found.update({at: Option(key, BESIDE) for at, one in best.items() if one is None})
    return found


def _beside(columns: Sequence[Side]) -> Iterable[list[Side]]:
    """Yield the columns of each thing that has several sides; those of two rows of one table."""
    stems = sides_of_names([each.at.column for each in columns])
    together: dict[tuple[str, ...], list[Side]] = defaultdict(list)
    for each in columns:
        if each.at.column in stems:
            together[stems[each.at.column]].append(each)
    yield from together.values()
    if not any(each.primary for each in columns):
        yield from _of_its_kind([each for each in columns if each.name.marked])


def _of_its_kind(columns: Sequence[Side]) -> Iterable[list[Side]]:
    """Yield what a row is of and what is before, above or instead of it: course_id, prereq_id."""
    apart = [each for each in columns if words().selves.isdisjoint(each.name.words)]
    for each in columns:
        alike = [one for one in apart if kind_of(one.profile) == kind_of(each.profile)]
        if each not in apart and len(alike) == 1 and alike[0].name.words:
            yield [alike[0], each]


def _taken(judged: Iterable[Judged]) -> Judged | None:
    return next((each for each in judged if each.accepted), None)
