"""Whether a contained column refers to a key or only happens to lie inside it, judged on evidence.

Two things speak: what the names say (`name_match.py`) and how unlikely it is that the values are
inside by accident. A key that is a run of numbers (1..200000) holds every small number there is:
being inside it says nothing, so status codes, quantities and ids of other tables are refused unless
a name speaks for them. Which of several keys is taken is decided in `relations.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

from onedata_assets.domain.metadata.accident import by_accident
from onedata_assets.domain.metadata.containment import ColumnAt, Containment, common_kinds
from onedata_assets.domain.metadata.model import Family
from onedata_assets.domain.metadata.name_kinds import is_to_refer
from onedata_assets.domain.metadata.name_match import (
    CERTAIN_NAME,
    FAIR_NAME,
    STRONG_NAME,
    NameMatch,
)
from onedata_assets.domain.metadata.naming import Name, words
from onedata_assets.domain.metadata.profiles import ColumnProfile
from onedata_assets.domain.metadata.reference_doubts import against

ACCEPTED = 0.5
"""Confidence from which a containment is taken for a reference."""

LEAST_HELD = {"strong": 0.75, "fair": 0.95, "weak": 0.995}
"""The share of values that the key must hold, by how plainly the name speaks."""

NO_CHANCE, BEYOND_CHANCE, LEAST_TOLD = 0.2, 1e-9, 100
"""What so many different values, of which none is there again, say that a key has by no chance."""


@dataclass(frozen=True)
class Side:
    """A column as one end of a reference: where it is, what it holds and is named, and its part.

    `shared` tells that several tables have a column of its name, and its own no plainer key.
    """

    at: ColumnAt
    profile: ColumnProfile
    name: Name
    table: tuple[str, ...]
    primary: bool = False
    shared: bool = False
    whole: tuple[str, ...] = ()

    @property
    def tells_more(self) -> bool:
        """Tell whether the table's name says that it has more of rows that are elsewhere."""
        cut = self.whole[-1:] != self.table[-1:]
        return cut and not words().last_table_marks.isdisjoint(self.whole[-1:])


@dataclass(frozen=True)
class Judged:
    """A column, a key, what is known of the two, and how surely one refers to the other."""

    child: Side
    parent: Side
    name: NameMatch
    held: Containment
    chance: float
    confidence: float

    @property
    def accepted(self) -> bool:
        """Tell whether this is taken for a reference."""
        return self.confidence >= ACCEPTED


def is_own_key(judged: Judged) -> bool:
    """Tell whether a key stands for rows of the source that the column is in."""
    return judged.parent.primary and judged.parent.at.place.source == judged.child.at.place.source


def is_told(judged: Judged) -> bool:
    """Tell whether a column refers to a key, or its name tells of an own one to look in."""
    return judged.accepted or (is_own_key(judged) and judged.name.score >= FAIR_NAME)


def least_held(name: NameMatch) -> float:
    """Return the share of a column's values that the key must hold for a name that says so much.

    Roles are played in many tables and rows above may be of others, so they say less than a name.
    """
    if name.how == "role_word":
        return LEAST_HELD["weak"]
    if name.score >= STRONG_NAME and name.how != "self":
        return LEAST_HELD["strong"]
    return LEAST_HELD["fair" if name.score >= FAIR_NAME else "weak"]


def possible(child: Side, parent: Side, name: NameMatch) -> bool:
    """Tell whether two columns can be reference and key before any value is looked at."""
    if child.at == parent.at:
        return False
    if child.profile.filled == 0:
        least = STRONG_NAME if is_to_refer(child.name) else CERTAIN_NAME
        return name.score >= least and child.profile.family in (
            Family.OTHER,
            parent.profile.family,
        )
    kinds = common_kinds(child.profile, parent.profile)
    return kinds is not None and ("digits" not in kinds or name.score >= STRONG_NAME)


def judge(child: Side, parent: Side, name: NameMatch, held: Containment) -> Judged:
    """Return how surely a column refers to a key that holds so much of it."""
    if child.profile.filled == 0:
        score = 0.6 * name.score - against(child, parent, name)
        return Judged(child, parent, name, held, 1.0, max(0.0, score))
    chance = by_accident(child.profile, parent.profile, held, named=name.score >= FAIR_NAME)
    score = 0.75 * name.score + (1 - chance) * (0.25 + 0.4 * (1 - name.score))
    score -= against(child, parent, name)
    if name.score < FAIR_NAME and _is_no_chance(child, parent, chance):
        score += NO_CHANCE
    score *= 1.0 if held.values == 1.0 else 0.9 * held.rows
    least = min(held.values, held.rows) if name.how == "role_word" else held.values
    if least < least_held(name) or _overlaps_only(child, parent, held):
        score = 0.0
    return Judged(child, parent, name, held, chance, max(0.0, min(1.0, score)))


def _is_no_chance(child: Side, parent: Side, chance: float) -> bool:
    """Tell whether a marked column, all of whose values differ, has many that are no accident.

    Of its own table only some rows refer: what all have is another number of theirs.
    """
    its = child.profile
    marked = child.name.marked and its.unique and not child.primary
    some = its.nulls > 0 or child.at.place != parent.at.place
    return marked and some and its.distinct >= LEAST_TOLD and chance <= BEYOND_CHANCE


def _overlaps_only(child: Side, parent: Side, held: Containment) -> bool:
    """Tell whether a column that is no mere reference has only some of the values of a key.

    A key of its table refers only if all of it is there, unless to another source. Words are those
    of a list where all are: tags of a film.
    """
    own = child.primary and child.at.place.source == parent.at.place.source
    return held.values < 1.0 and (own or not (parent.primary or child.name.marked))
