"""How likely the values of a column are in a key by accident: in a run, or among texts and gaps."""

from __future__ import annotations

from datetime import date

from onedata_assets.domain.metadata.containment import Containment, common_kinds, is_run, kind_of
from onedata_assets.domain.metadata.model import Family
from onedata_assets.domain.metadata.profiles import ColumnProfile

FITS, FITS_KEYS = 0.9, 50
"""A column that fills so much of a run of so many keys is hardly an unrelated count."""

UUID_LETTERS = 32
"""Letters of an UUID without its dashes."""

MADE_UP_CHANCE = 1e-30
"""How likely another thing has a number that was made up to be told apart everywhere."""

LEAST_OF_ROOM = 0.09
"""A run from 1 fills at least so much of the room that its longest number has."""


def is_dense(key: ColumnProfile) -> bool:
    """Tell whether a key has nearly all numbers or days that there are between its ends.

    Of numbers that are written as texts the ends are not known: the longest tells the room.
    """
    if key.family is Family.TEXT:
        room = 10 ** min(key.longest or 0, 18)
        return key.integral and key.distinct >= LEAST_OF_ROOM * room
    return kind_of(key) is not None and _density(key) >= FITS


def is_made_up(key: ColumnProfile) -> bool:
    """Tell whether values are long and all of one length, as UUIDs: no other thing has them."""
    return key.family is Family.TEXT and UUID_LETTERS <= (key.shortest or 0) == key.longest


def by_accident(
    child: ColumnProfile, parent: ColumnProfile, held: Containment, *, named: bool
) -> float:
    """Return how likely unrelated values would all be inside the key, from 0 to 1.

    What lies between the column's ends decides: ids that have gaps only where no value of the
    column reaches hold any small number, as a run does.
    """
    if is_made_up(parent) and held.distinct:
        return MADE_UP_CHANCE
    distinct = max(1, held.distinct)
    kinds = common_kinds(child, parent)
    if held.density is None and (kinds is None or "text" in kinds):
        return 10 ** (-0.25 * min(distinct, 40))
    density = (
        max(_density(parent), held.density or 0.0)
        if parent.family is not Family.TEXT
        else (held.density or 0.0)
    )
    if density >= FITS or is_run(parent):
        return _accident_in_run(child, parent, held) if named else 1.0
    return all_within(density, distinct)


def all_within(share: float, distinct: int) -> float:
    """Return how likely so many different values are all in a share of what they could be.

    It is a probability also where a part has more than the whole.
    """
    return min(1.0, share) ** min(1_000, max(1, distinct))


def _accident_in_run(child: ColumnProfile, parent: ColumnProfile, held: Containment) -> float:
    share = (child.span or 0) / max(1, parent.span or 1)
    if parent.distinct >= FITS_KEYS and share >= FITS:
        return 0.15 if held.coverage >= 0.5 else 0.3
    return 0.6 if parent.distinct >= FITS_KEYS and share >= 0.5 else 1.0


def _density(parent: ColumnProfile) -> float:
    if isinstance(parent.low, date) and isinstance(parent.high, date):
        return min(1.0, parent.distinct / ((parent.high - parent.low).days + 1))
    return parent.density if parent.density is not None else 1.0
