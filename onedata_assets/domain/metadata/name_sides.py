"""Columns of a table that are called alike but for the side that they tell: `person_a`, `person_b`.

The side says nothing of what they refer to. How names are taken apart is in `naming.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from onedata_assets.domain.metadata.naming import parts_of

SIDES = (
    frozenset({"a", "b", "c"}),
    frozenset({"x", "y"}),
    frozenset({"left", "right"}),
    frozenset({"up", "down"}),
    frozenset({"on", "off"}),
    frozenset({"in", "out"}),
    frozenset({"from", "to"}),
    frozenset({"before", "after"}),
    frozenset({"old", "new"}),
    frozenset({"first", "second", "third"}),
    frozenset({"one", "two", "three"}),
    frozenset({"primary", "secondary"}),
    frozenset({"home", "away"}),
    frozenset({"source", "target"}),
)
"""Words that end the names of columns for the sides of one thing."""


def sides_of_names(names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return what each name is without its side, of names that stand beside one of another side.

    A side ends the name and is one of a set of `SIDES`, or one digit: `AAB001` is a code.
    """
    beside: dict[tuple[tuple[str, ...], int], dict[str, str]] = defaultdict(dict)
    for name in names:
        *stem, last = parts_of(name) or [""]
        kind = len(SIDES) if len(last) == 1 and last.isdigit() else _kind(last)
        if stem and kind is not None:
            beside[tuple(stem), kind][name] = last
    return {
        name: stem
        for (stem, _), sides in beside.items()
        if len(set(sides.values())) > 1
        for name in sides
    }


def _kind(word: str) -> int | None:
    return next((at for at, each in enumerate(SIDES) if word in each), None)
