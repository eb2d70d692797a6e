"""What speaks against a reference beside its values: counts, texts that tell, other keys.

How surely one column refers to the other is judged in `references.py`, which asks here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.accident import is_made_up
from onedata_assets.domain.metadata.containment import kind_of
from onedata_assets.domain.metadata.name_kinds import (
    is_description,
    is_line_number,
    is_measure,
    is_ordinal,
    is_plural,
)
from onedata_assets.domain.metadata.name_match import (
    CERTAIN_NAME,
    FAIR_NAME,
    KEEPERS,
    PARTLY,
    STRONG_NAME,
    TELLING_NAME,
    NameMatch,
    last_word,
)
from onedata_assets.domain.metadata.naming import words
from onedata_assets.domain.metadata.word_match import same_words

if TYPE_CHECKING:
    from onedata_assets.domain.metadata.references import Side

MADE_UP = ("uuid", "guid")
"""Marks of numbers that are made up to be told apart everywhere."""

POSTAL, CODES = frozenset({"post", "postal", "zip", "邮政"}), frozenset({"code", "cd", "编码"})
"""Words of codes of places, which rows have and are not told by."""

NO_KEY = 0.5
"""What speaks against such a code as a key, and against rows above that no name tells of."""

KEPT_BY = 0.2
"""What speaks against the login name as the key that tells who made a row."""


def against(child: Side, parent: Side, name: NameMatch) -> float:
    """Return what speaks against a reference beside its values."""
    weight = _against_name(child, parent, name)
    if child.profile.unique and not _is_a_keeper(child, parent, name):
        doubt = 0.3 if child.primary or name.score < TELLING_NAME else 0.1
        sure = name.score >= STRONG_NAME or (not child.primary and is_made_up(parent.profile))
        weight += 0.0 if sure else doubt
        apart = child.at.place != parent.at.place
        weight += 0.45 if apart and _names_itself(child, parent) else 0.0
    if not parent.primary:
        weight += _against_other(child, parent, name)
    if child.profile.is_time and name.how != "column":
        weight += 0.25 if child.name.marked or not parent.name.marked else 0.5
    if child.profile.filled and kind_of(child.profile) != kind_of(parent.profile):
        weight += 0.1
    least = STRONG_NAME if child.name.marked and parent.primary else CERTAIN_NAME
    if parent.profile.distinct < 2 and name.score < least:
        weight += 0.5
    return weight


def _is_a_keeper(child: Side, parent: Side, name: NameMatch) -> bool:
    """Tell whether a marked column is the role of a row that may have one each: manager_id."""
    plays = name.how in ("role_word", "person") and child.name.marked and not child.primary
    return plays and parent.primary and child.at.place != parent.at.place


def _against_name(child: Side, parent: Side, name: NameMatch) -> float:
    """Return what the names say against a reference: counts, amounts, texts that tell."""
    told = name.score >= STRONG_NAME or name.how == "role_word"
    weight = 0.25 if not told and is_description(parent.name) else 0.0
    if name.score == 0 and child.at.place == parent.at.place and child.profile.nulls == 0:
        weight += NO_KEY  # every row would have one above it, and none tells so
    if (
        child.primary
        and child.name.mark != parent.name.mark
        and child.name.words == parent.name.words
    ):
        weight += 0.1  # a dict_id is no dict_code
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


def _against_other(child: Side, parent: Side, name: NameMatch) -> float:
    """Return what speaks against a key beside the one that stands for its rows."""
    called = parent.name.generic and child.name.mark == parent.name.mark
    made_up = called and parent.name.mark in MADE_UP and is_made_up(parent.profile)
    weight = 0.0 if made_up else _against_alternate(parent)
    if name.how == "role_word":
        return min(KEPT_BY, weight)
    above = called and name.how == "self"
    return weight + (0.2 if child.at.place == parent.at.place and not above else 0.0)


def _against_alternate(parent: Side) -> float:
    """Return what speaks against a key that does not stand for its rows: it may be an attribute."""
    named, _ = same_words(parent.name.words, parent.table)
    if is_description(parent.name) and parent.name.words[:-1] == parent.table[-1:]:
        named = FAIR_NAME  # user_name of sys_user
    weight = 0.15 if named >= FAIR_NAME else 0.25
    if parent.name.joined in POSTAL and parent.name.mark in CODES:
        return weight + NO_KEY  # where somebody lives, though no two live there
    if not parent.name.marked and words().trade_codes.isdisjoint(parent.name.words[-1:]):
        weight += 0.15 if named >= FAIR_NAME else 0.25
    if parent.name.words == ("value",):  # of a list, whose name the column has
        weight = 0.1
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
