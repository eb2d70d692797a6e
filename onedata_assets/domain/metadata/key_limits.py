"""What numbers cannot be that are called as keys are: places in an order, moments, decimals.

What values say against other names is in `value_limits.py`, which asks here.
"""

from __future__ import annotations

from onedata_assets.domain.metadata.hint import SHORT, Hint
from onedata_assets.domain.metadata.logical_forms import EPOCHS
from onedata_assets.domain.metadata.meaning_catalogue import Meaning
from onedata_assets.domain.metadata.meaning_clues import Clues
from onedata_assets.domain.metadata.model import Family
from onedata_assets.domain.metadata.observed import Observed

KEYS = frozenset({"identifier", "reference"})
ORDERED = "ordernum"
"""What numbers orders, and what says in which order rows are shown."""
PLACES_MOST = 100
EPOCH = EPOCHS["epoch_seconds"]


def are_no_keys(meaning: Meaning, hint: Hint, clues: Clues) -> bool:
    """Tell whether numbers that a name says tell rows apart are something else."""
    if _is_key(meaning, hint) and not clues.seen.is_whole and _are_decimals(clues):
        return True
    return meaning.id in KEYS and (_are_places(clues.seen) or _are_moments(hint, clues.seen))


def _is_key(meaning: Meaning, hint: Hint) -> bool:
    """Tell whether it is said to tell rows apart; codes have points, abbreviations of them none."""
    return meaning.id in KEYS or (meaning.id == "code" and hint.strength <= SHORT)


def _are_places(seen: Observed) -> bool:
    """Tell whether small numbers come again: `order_num`, the places that rows are shown in."""
    named = seen.column.name.lower().replace("_", "") == ORDERED
    return (
        named
        and seen.distinct < seen.known
        and seen.span is not None
        and seen.span[1] <= PLACES_MOST
    )


def _are_moments(hint: Hint, seen: Observed) -> bool:
    """Tell whether a deadline is written in seconds since 1970: redeem_by, until when."""
    low, high = seen.span or (0, 0)
    return hint.word == "by" and EPOCH[0] <= low <= high < EPOCH[1]


def _are_decimals(clues: Clues) -> bool:
    return clues.logical is not None and clues.logical.family in {Family.DECIMAL, Family.FLOAT}
