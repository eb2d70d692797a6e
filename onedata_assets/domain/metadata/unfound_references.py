"""What columns are that are called as references are and refer to no table of the known sources.

What found keys and references make of columns is in `key_roles.py`.
"""

from __future__ import annotations

from onedata_assets.domain.metadata.code_meanings import CODES, HAN_CODES
from onedata_assets.domain.metadata.findings import ColumnFindings, ColumnStatistics
from onedata_assets.domain.metadata.model import NUMBERS as NUMERIC
from onedata_assets.domain.metadata.model import Evidence, Family, Finding
from onedata_assets.domain.metadata.name_hints import NUMBERS
from onedata_assets.domain.metadata.name_tokens import tokens
from onedata_assets.domain.metadata.naming import words as naming_words

HAO = ("号", "号码", "hao")
SERIAL, NUM, MANY = "sn", "num", 10_000
"""What numbers that rows are sorted by end with, and numbers of things, which are no more."""
XU_HAO = "xh"
"""Initials of 序号, and of 学号, which do not run from 1."""
LINES_MOST = 50
"""Numbers of rows within something are no more; orders are, beside which items are told."""
TENS = 10
RUN_MOST = 2
"""Numbers from 1 on of which half are there at least count within something, as lines do."""
KINDS_MOST, KINDS_REPEAT = 30, 5
"""Kinds of things are so few, and each comes so often."""


def refers_to_none(column: ColumnFindings, *, beside_reference: bool) -> Finding | None:
    """Return what a column is instead of a reference, if its name and values tell that.

    Few values of a kind are an enumeration. Numbers and codes are what they are called; so is a
    part of a key that runs from 1 beside one that refers. Texts are codes of elsewhere, unless of
    persons, whom other systems keep. Any other may refer to a table that no source has.
    """
    parts, seen = tokens(column.name), column.statistics
    last = next(reversed(parts), "")
    is_number = last in {*NUMBERS, *CODES, SERIAL} or last.endswith((*HAO, *HAN_CODES))
    runs, is_xu_hao = _runs(seen), last.endswith(XU_HAO)
    counts = runs and (beside_reference or is_xu_hao)
    small = seen.high.isdecimal() and int(seen.high) <= MANY
    if not beside_reference and column.logical in NUMERIC and small:
        if column.name.lower().endswith(f"_{SERIAL}"):
            return _repeats(column, "sequence_number")
        if column.name.lower().endswith(NUM):
            return _repeats(column, "quantity")
    if _is_of_kinds(column, parts):
        return _enumerates(column)
    if is_number or counts or (column.logical is Family.TEXT and not _is_of_persons(parts)):
        within = beside_reference and column.logical in NUMERIC and seen.distinct <= LINES_MOST
        is_sequence = runs and (within or not is_number or is_xu_hao)
        return _numbers(column, "sequence_number" if is_sequence else "code")
    return None


def _is_of_persons(parts: tuple[str, ...]) -> bool:
    known = naming_words()
    return not (known.persons | known.person_roles).isdisjoint(parts)


def _is_of_kinds(column: ColumnFindings, parts: tuple[str, ...]) -> bool:
    """Tell whether values are few and called for a kind: `link_type_id`."""
    known, seen = naming_words(), column.statistics
    *before, last = parts or ("",)
    thing = before[-1] if before and last in known.key_marks else last
    few = seen.distinct <= KINDS_MOST and seen.known >= KINDS_REPEAT * seen.distinct
    return before != [] and last in known.key_marks and few and thing in known.kinds


def _numbers(column: ColumnFindings, meaning: str) -> Finding:
    """Return that it counts within something, or is a number known elsewhere."""
    return _told(
        column,
        meaning,
        "It repeats, and no table of these sources has its values as a key.",
        "其取值重复，且没有任何表以其取值为键。",
    )


def _repeats(column: ColumnFindings, meaning: str) -> Finding:
    return _told(
        column,
        meaning,
        "Small numbers that repeat, and no table of these sources has them as a key.",
        "较小且重复的数字，没有任何表以其为键。",
    )


def _enumerates(column: ColumnFindings) -> Finding:
    few = column.statistics.distinct
    return _told(
        column,
        "enumeration",
        f"{few} values of a kind, and no table of these sources has them as a key.",
        f"{few} 个类别取值，且没有任何表以其为键。",
    )


def _told(column: ColumnFindings, meaning: str, en: str, zh: str) -> Finding:
    return Finding(meaning, column.meanings[0].confidence, (Evidence(en, zh),))


def _runs(seen: ColumnStatistics) -> bool:
    """Tell whether numbers run from 1 on, or in steps of ten as operations do."""
    if not (seen.low.isdecimal() and seen.high.isdecimal()):
        return False
    low, high = int(seen.low), int(seen.high)
    step = TENS if low == TENS and high % TENS == 0 else 1
    return low <= step and high <= RUN_MOST * step * seen.distinct
