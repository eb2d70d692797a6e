"""The few keys that each column may refer to, found without putting every key to every column.

A key is one of them if the column's name says something of it (`key_names.py`), or if it has the
column's values although it is no run of numbers, which has any (`key_samples.py`). Whether a column
refers to one of them is judged in `references.py`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from onedata_assets.domain.metadata.accident import is_dense
from onedata_assets.domain.metadata.containment import ROOM, common_kinds
from onedata_assets.domain.metadata.key_ends import Ends
from onedata_assets.domain.metadata.key_names import KeyNames
from onedata_assets.domain.metadata.key_samples import KeySamples, Pair
from onedata_assets.domain.metadata.name_match import NOTHING, STRONG_NAME, NameMatch
from onedata_assets.domain.metadata.profiles import Place, TableData
from onedata_assets.domain.metadata.references import Side, least_held

VERIFIED = 12
"""Keys, the likeliest by name and rank, that are verified for a column."""

MOST_HOLDING = 64
"""Values that so many keys have are those of none of them."""


@dataclass(frozen=True)
class Option:
    """A key that a column may refer to, and what the column's name says of it."""

    key: Side
    name: NameMatch


def key_options(
    tables: Mapping[Place, TableData], columns: Sequence[Side], keys: Sequence[Side]
) -> list[list[Option]]:
    """Return for each column the keys to verify, the likeliest first.

    Between keys of which names say the same it is what they are that decides, and their own names
    only then.
    """
    keys = sorted(keys, key=lambda key: (not key.primary, key.profile.distinct, key.at))
    names = KeyNames(columns, keys)
    named = [names.of(column) for column in columns]
    telling = [at for at, key in enumerate(keys) if not is_dense(key.profile)]
    number = {key: at for at, key in enumerate(telling)}
    samples = KeySamples(tables, columns, [keys[at] for at in telling])
    for column, holding in samples.holding().items():
        others = [telling[at] for at in holding if telling[at] not in named[column]]
        if len(others) <= MOST_HOLDING:
            able = {at: NOTHING for at in others if names.able(columns[column], at, NOTHING)}
            named[column].update(able)
    asked = {
        (column, at): Pair(column, number[at], kind)
        for column, its in enumerate(named)
        for at in its
        if at in number and (kind := _kind(columns[column], keys[at]))
    }
    shares = samples.shares(asked.values())
    runs = _Runs(keys)
    found = []
    for column, its in enumerate(named):
        of = {at: shares[asked[column, at]] if (column, at) in asked else 1.0 for at in its}
        ranked = sorted(
            (at for at, name in its.items() if _worth(of[at], name)),
            key=lambda at: (
                -its[at].score,
                keys[at].at.place.source != columns[column].at.place.source,
                -of[at],
                at,
            ),
        )
        options = [Option(keys[at], its[at]) for at in ranked[:VERIFIED]]
        if not its:
            options += [Option(key, NOTHING) for key in runs.around(columns[column])]
        found.append(options)
    return found


def _kind(column: Side, key: Side) -> str | None:
    """Return what a column's sample is compared as with a key's, if it can be."""
    kinds = common_kinds(column.profile, key.profile)
    return None if kinds is None or "digits" in kinds or not column.profile.filled else kinds[0]


def _worth(share: float, name: NameMatch) -> bool:
    """Tell whether a key that has this share of a sample is worth being verified."""
    if name.score == 0:
        return share == 1.0
    return share >= least_held(name) - ROOM or (name.score >= STRONG_NAME and share > 0)


class _Runs:
    """Keys that are runs of numbers, to tell of a column why being inside one says nothing."""

    def __init__(self, keys: Sequence[Side]) -> None:
        runs = [
            key for key in keys if key.primary and key.profile.numeric and is_dense(key.profile)
        ]
        self._runs = sorted(runs, key=lambda key: (key.profile.high, key.at))
        self._ends = [Ends.of(key) for key in self._runs]
        self._highest = [each.high for each in self._ends]

    def around(self, column: Side) -> Iterator[Side]:
        """Yield the shortest run of another table that the column lies in, if there is one."""
        own = Ends.of(column)
        if own.kind != "number" or own.high is None:
            return
        for at in range(bisect_left(self._highest, own.high), len(self._runs)):
            if own.fit(self._ends[at]) and self._runs[at].at.place != column.at.place:
                yield self._runs[at]
                return
