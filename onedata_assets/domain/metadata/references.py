"""Whether a contained column refers to a key or only happens to lie inside it, judged on evidence.

Two things speak: what the names say (`name_match.py`) and how unlikely it is that the values are
inside by accident. A key that is a run of numbers (1..200000) holds every small number there is:
being inside it says nothing, so status codes, quantities and ids of other tables are refused unless
a name speaks for them. Which of several keys is taken is decided in `relations.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

from onedata_assets.domain.metadata.accident import by_accident
from onedata_assets.domain.metadata.containment import (
    ColumnAt,
    Containment,
    common_kinds,
    kind_of,
)
from onedata_assets.domain.metadata.model import Family
from onedata_assets.domain.metadata.name_kinds import (
    is_description,
    is_line_number,
    is_measure,
    is_ordinal,
    is_plural,
    is_to_refer,
)
from onedata_assets.domain.metadata.name_match import KEEPERS, PARTLY, NameMatch, last_word
from onedata_assets.domain.metadata.naming import Name, words
from onedata_assets.domain.metadata.profiles import ColumnProfile
from onedata_assets.domain.metadata.word_match import same_words

ACCEPTED = 0.5
"""Confidence from which a containment is taken for a reference."""

STRONG_NAME, FAIR_NAME = 0.8, 0.5
"""Names that speak plainly, and names that say something."""

TELLING_NAME = 0.7
"""A name that tells so much that a column may refer by it whose values are all different."""

CERTAIN_NAME = 0.9
"""A name so plain that a column without any value is believed to refer by it."""

LEAST_HELD = {"strong": 0.75, "fair": 0.95, "weak": 0.995}
"""The share of values that the key must hold, by how plainly the name speaks."""

NO_CHANCE, BEYOND_CHANCE, LEAST_TOLD = 0.2, 1e-9, 100
"""What so many different values, of which none is there again, say that a key has by no chance."""

KEPT_BY = 0.2
"""What speaks against the login name as the key that tells who made a row."""


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
        score = 0.6 * name.score - _against(child, parent, name)
        return Judged(child, parent, name, held, 1.0, max(0.0, score))
    chance = by_accident(child.profile, parent.profile, held, named=name.score >= FAIR_NAME)
    score = 0.75 * name.score + (1 - chance) * (0.25 + 0.4 * (1 - name.score))
    score -= _against(child, parent, name)
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


def _against(child: Side, parent: Side, name: NameMatch) -> float:
    """Return what speaks against a reference beside its values."""
    weight = _against_name(child, parent, name)
    if child.profile.unique and not _is_a_keeper(child, parent, name):
        doubt = 0.3 if child.primary or name.score < TELLING_NAME else 0.1
        weight += doubt if name.score < STRONG_NAME else 0.0
        apart = child.at.place != parent.at.place
        weight += 0.45 if apart and _names_itself(child, parent) else 0.0
    if not parent.primary:
        other = _against_alternate(parent)
        weight += min(KEPT_BY, other) if name.how == "role_word" else other
        weight += 0.2 if child.at.place == parent.at.place and name.how != "role_word" else 0.0
    if kind_of(child.profile) in ("day", "moment") and name.how != "column":
        weight += 0.25
    if child.profile.filled and kind_of(child.profile) != kind_of(parent.profile):
        weight += 0.1
    least = STRONG_NAME if child.name.marked and parent.primary else CERTAIN_NAME
    if parent.profile.distinct < 2 and name.score < least:
        weight += 0.5
    return weight


def _is_a_keeper(child: Side, parent: Side, name: NameMatch) -> bool:
    """Tell whether a marked column is the role of a row that may have one each: manager_id."""
    plays = name.how == "role_word" and child.name.marked and not child.primary
    return plays and parent.primary and child.at.place != parent.at.place


def _against_name(child: Side, parent: Side, name: NameMatch) -> float:
    """Return what the names say against a reference: counts, amounts, texts that tell."""
    told = name.score >= STRONG_NAME or name.how == "role_word"
    weight = 0.25 if not told and is_description(parent.name) else 0.0
    if name.score < CERTAIN_NAME or not parent.primary:
        counts = child.profile.numeric and (
            is_measure(child.name)
            or (not child.name.marked and (is_ordinal(child.name) or is_plural(child.at.column)))
            or (is_line_number(child.name) and child.profile.low in {0, 1})
            or (child.name.mark == "num" and name.how in PARTLY)
        )
        weight += 0.35 if counts else 0.0
        weight += 0.25 if is_description(child.name) else 0.0
        kept = name.how == "role_word" and last_word(child.name) in KEEPERS
        alone = child.profile.distinct == 1 and not child.name.marked and not kept
        weight += 0.1 if alone else 0.0
    if _is_yes_or_no(child):
        weight += 0.2
    if name.score < FAIR_NAME and not child.name.marked:
        weight += 0.1
    return weight


def _is_yes_or_no(child: Side) -> bool:
    """Tell whether a column has no number but 0 and 1, and no mark of a reference."""
    low, high = child.profile.low, child.profile.high
    return child.profile.numeric and not child.name.marked and low == 0 and high in {0, 1}


def _against_alternate(parent: Side) -> float:
    """Return what speaks against a key that does not stand for its rows: it may be an attribute."""
    named, _ = same_words(parent.name.words, parent.table)
    if is_description(parent.name) and parent.name.words[:-1] == parent.table[-1:]:
        named = FAIR_NAME  # user_name of sys_user
    weight = 0.15 if named >= FAIR_NAME else 0.25
    if not parent.name.marked and words().trade_codes.isdisjoint(parent.name.words[-1:]):
        weight += 0.15 if named >= FAIR_NAME else 0.25
    if parent.shared and not is_measure(parent.name):
        weight = min(weight, 0.1)
    return weight + (0.25 if parent.profile.is_time else 0.0)


def _named(column: Side, table: Side) -> tuple[float, str]:
    """Return how far a column is named for a table, and how; for one of details it is less."""
    score, how = same_words(column.name.words, table.table)
    return score * (0.5 if table.tells_more else 1.0), how


def _names_itself(child: Side, parent: Side) -> bool:
    """Tell whether a key is named for its own table at least as much as for the other's."""
    (own, how), (other, others) = _named(child, child), _named(child, parent)
    other_mark = child.name.marked and child.name.mark != parent.name.mark
    whole = how in ("same", "short") and others == "role"  # sp_group_id of stock_place_group
    return child.name.generic or (own > 0 and (own >= other or other_mark or whole))
