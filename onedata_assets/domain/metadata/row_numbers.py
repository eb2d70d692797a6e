"""Keys that only number rows or happen to hold small numbers: being inside them proves nothing.

How sure other references are is judged in `references.py`; both are asked by `relations.py`.
"""

from __future__ import annotations

import re

from onedata_assets.domain.metadata.accident import FITS_KEYS, is_dense
from onedata_assets.domain.metadata.containment import kind_of
from onedata_assets.domain.metadata.model import Family
from onedata_assets.domain.metadata.name_kinds import (
    is_measure,
    is_ordinal,
    is_short_for,
    is_to_refer,
    tells_of,
)
from onedata_assets.domain.metadata.name_match import FAIR_NAME, STRONG_NAME
from onedata_assets.domain.metadata.references import Judged, Side
from onedata_assets.domain.metadata.word_match import same_words, table_words

_PLACE = re.compile(
    r"(column|col|unnamed|field|fld|var|variable|feature|feat|attr|attribute|[a-z]"
    r"|列|字段|特征|变量|属性)?[\s_.:\-]*\d+",
    re.IGNORECASE,
)
"""A name that tells where a column stands, or nothing: column0, Unnamed: 0, V6, 特征_0, ...1."""

_ROWS = frozenset({"index", "idx", "ob", "obs", "obsno", "observation", "row", "rowname", "rn"})
"""Words, in their singular, for the number of a row in its table, as ordinals are."""

DAYS = frozenset({"date", "day", "time", "日期", "时间"})
"""What columns of days and moments are called by, also where they are texts."""

BY_COLUMN = ("column", "role", "short")
"""Ways in which a name may speak for a key without naming the key's table."""

SMALL, SPARSE = 1_000, 0.25
"""A key that no name tells of holds larger numbers, and few of those between its ends."""

BEYOND_CHANCE, LEAST_TOLD = 1e-9, 30
"""How unlikely it is that so many different numbers are all in a key with gaps by accident."""

WORDS = 3
"""Words of a name that is no other thing's by accident."""

MOSTLY = 0.5
"""The share of all numbers from which years and numbers of rows are in a key anyhow."""

ACROSS = 0.9
"""The share of a column that a run of numbers of another source must hold."""

MOST_FITTING = 0.5
"""The chance below which a column fills so much of a run that it hardly is an unrelated count."""


def is_unnamed(column: str) -> bool:
    """Tell whether a column's name only says where it stands, or nothing at all."""
    return not column.strip() or len(column) == 1 or _PLACE.fullmatch(column) is not None


def proves_nothing(judged: Judged) -> bool:
    """Tell whether a key is of numbers, days or letters that would hold the column anyhow."""
    child, parent, name = judged.child, judged.parent, judged.name
    if not child.profile.filled:
        return False
    if name.score < FAIR_NAME:
        return _is_small(judged) or _is_a_day_of_its_table(judged)
    if name.how == "self" and not is_to_refer(child.name) and judged.held.distinct < 2:
        return True
    if _is_of_days(parent) or is_dense(parent.profile):
        return _is_elsewhere(judged) or _is_no_key_of_its_table(judged)
    crowded = _density(judged) >= MOSTLY or (parent.profile.numeric and is_measure(parent.name))
    return crowded and _is_no_key_of_its_table(judged)


def _density(judged: Judged) -> float:
    """Return the share of the numbers that there are which a key has, also around the column."""
    key = judged.parent.profile
    if kind_of(key) != "number":
        return 0.0
    return max(judged.held.density or 0.0, key.density or 0.0)


def _is_elsewhere(judged: Judged) -> bool:
    """Tell whether running numbers of another source are referred to without mark or match."""
    child, parent = judged.child, judged.parent
    if child.at.place.source == parent.at.place.source or judged.name.how == "counterpart":
        return False
    return not child.name.marked or judged.held.values < ACROSS


def _is_no_key_of_its_table(judged: Judged) -> bool:
    """Tell whether a key numbers rows or is of something else than rows, and only it is named."""
    key = judged.parent
    named, _ = table_words(judged.child.name.words, key.table)
    if named >= FAIR_NAME or _names_its_table(key):
        return False
    return _numbers_rows(key) or _only_shares_its_name(judged)


def _is_small(judged: Judged) -> bool:
    """Tell whether numbers are small or many, or texts are one letter, where no name speaks."""
    key = judged.parent.profile
    if kind_of(key) == "text":
        return (key.longest or 0) <= 1
    if kind_of(key) != "number" or not isinstance(key.low, int) or not isinstance(key.high, int):
        return False
    if _is_beyond_chance(judged):
        return False
    return key.high < SMALL or (key.low < SMALL and _density(judged) > SPARSE)


def _is_a_day_of_its_table(judged: Judged) -> bool:
    """Tell whether days are among those that are the table's key: the ends of its months."""
    child, key = judged.child, judged.parent
    return child.at.place == key.at.place and key.profile.is_time


def _is_beyond_chance(judged: Judged) -> bool:
    """Tell whether a column that is marked to refer has many numbers, all in a key with gaps."""
    many = judged.held.distinct >= LEAST_TOLD and judged.held.values == 1.0
    return judged.child.name.marked and many and judged.chance <= BEYOND_CHANCE


def _is_of_days(key: Side) -> bool:
    return kind_of(key.profile) in ("day", "moment") or not DAYS.isdisjoint(key.name.words[-1:])


def _numbers_rows(key: Side) -> bool:
    last = key.name.words[-1:] or (key.name.mark,)
    numbered = is_ordinal(key.name) or not _ROWS.isdisjoint(last)
    return numbered and key.profile.low in (0, 1)


def _only_shares_its_name(judged: Judged) -> bool:
    """Tell whether a column is only called as a key is that is no table's own: a year, a pair."""
    child, key = judged.child, judged.parent
    if judged.name.how not in BY_COLUMN or child.name.marked or key.name.marked:
        return False
    its, own = (each.at.column.lower() for each in (key, child))
    telling = _are_codes(key) or its.endswith("id") or len(key.name.words) > WORDS
    if key.primary and its == own and telling:
        return False
    fits = judged.chance < MOST_FITTING and key.profile.distinct >= FITS_KEYS
    return not fits or is_measure(child.name) or _is_of_days(key)


def _are_codes(key: Side) -> bool:
    """Tell whether numbers are written as texts with noughts before them: 01, 02."""
    its = key.profile
    return its.family is Family.TEXT and its.shortest == its.longest and str(its.low)[:1] == "0"


def _names_its_table(key: Side) -> bool:
    named, _ = same_words(key.name.words, key.table)
    head = key.name.words and key.table[-len(key.name.words) :] == key.name.words
    return (
        (key.name.marked and bool(head))  # item_id of sales_order_item
        or key.name.words[:-1] == key.table  # MARITAL_STATUS_C
        or named >= STRONG_NAME
        or tells_of(key.name, key.table)
        or is_short_for(key.name, key.table)
    )
