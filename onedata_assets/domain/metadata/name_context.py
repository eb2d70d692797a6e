"""What the other columns, their values and the table say of a name that means several things.

What a name says alone is in `name_hints.py`, with its table's name in `table_hints.py`; what values
rule out is in `value_limits.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set

from onedata_assets.domain.metadata.checks import Check, Matches
from onedata_assets.domain.metadata.hint import GLUED, SHORT, Hint
from onedata_assets.domain.metadata.meaning_catalogue import meanings
from onedata_assets.domain.metadata.model import Table
from onedata_assets.domain.metadata.name_initials import are_initials
from onedata_assets.domain.metadata.name_tokens import tokens
from onedata_assets.domain.metadata.name_vocabulary import vocabulary
from onedata_assets.domain.metadata.observed import Observed
from onedata_assets.domain.metadata.table_words import is_of
from onedata_assets.domain.metadata.text_limits import are_few

Hints = Mapping[str, Hint]

LATIN_SHORT = frozenset({"msisdn", "cat", "sts", "flg", "dt", "hr", "rowid", "rownum"})
"""Abbreviations of English words; the others are initials of pinyin."""
SUMS = frozenset({"total", "sum"})
MONEY = frozenset({"amount", "unit_price", "currency_code", "discount", "bank_card"})
PLACED = {
    "alt": frozenset({"latitude", "longitude"}),
    "long": frozenset({"latitude"}),
    "jd": frozenset({"latitude"}),
    "wd": frozenset({"longitude"}),
}
"""What these words mean beside the others; alone an enzyme (ALT), or how long a thing is."""
UNITS = ("uom", "unit", "units")
MANY_ALIKE = 8
MEASURED = frozenset({"dose", "duration", "quantity", "weight", "length", "strength", "volume"})
KINDS = frozenset(
    {"action", "style", "category", "type", "kind", "class", "level", "grade", "group"}
)
LEAST_COUNTS, MARKS = 6, {"0", "1"}
COUNTED = frozenset({"quantity", "score"})
PERIODS = frozenset({"year", "half", "quarter", "month", "week", "semester"})
CENTS = Check(Matches(r"^-?\d+(?:\.\d{1,2})?$"))
CENTS_LEAST = 0.95
DECIMALS = Check(Matches(r"\.\d"), has="dot")
DECIMALS_LEAST = 0.5


def beside(table: Table, columns: Sequence[Observed], named: Sequence[Hints]) -> Iterator[Hints]:
    """Yield what each column is called after, without what its table speaks against."""
    is_chinese = _is_chinese(table, columns)
    is_paid = is_of(table, "paid_tables") or _has_money(named)
    every = {meaning for hints in named for meaning in hints}
    alike = Counter(tokens(each.column.name) for each in columns)
    called = {_plain(each.column.name) for each in columns}
    negated = any("yes" in tokens(each.column.name) for each in columns)
    for seen, hints in zip(columns, named, strict=True):
        kept = {}
        for meaning, hint in hints.items():
            is_named = not hint.in_comment
            if is_named and not is_chinese and _is_pinyin(meaning, hint):
                continue
            if is_named and hint.word in PLACED and not _is_placed(meaning, hint, seen, every):
                continue
            if hint.word in SUMS and not (is_paid or _has_cents(seen)):
                continue
            if meaning == "category" and _is_one_of_many(seen, alike):
                continue
            if negated and hint.word == "no":  # an answer, beside what was answered with yes
                continue
            if meaning == "quantity" and _are_units(seen):
                continue
            if meaning == "name" and _is_of_a_period(seen):
                continue
            is_measured = meaning == "amount" and _has_a_unit(seen, called)
            is_kind = meaning == "name" and _is_of_kinds(seen)
            kept["quantity" if is_measured else "category" if is_kind else meaning] = hint
        yield _of_lasting(table, kept)


def are_counts(columns: Sequence[Observed], named: Sequence[Hints]) -> bool:
    """Tell whether many numbers of a table count from 0 on, more than are only 0 and 1: goals.

    What is 0 and 1 there, and has no name of yes and no, happened once or never.
    """
    marks = sum(set(seen.probe) == MARKS for seen in columns)
    if marks == 0:
        return False
    counts = sum(
        seen.is_counted and said.keys() <= COUNTED and _reaches_from_none(seen)
        for seen, said in zip(columns, named, strict=True)
    )
    return counts >= max(LEAST_COUNTS, 2 * marks)


def _reaches_from_none(seen: Observed) -> bool:
    low, high = seen.span or (1, 0)
    return low == 0 and high > 1


def _is_pinyin(meaning: str, hint: Hint) -> bool:
    told = vocabulary().short.get(hint.word, ())
    return hint.strength <= SHORT and meaning in told and hint.word not in LATIN_SHORT


def _is_chinese(table: Table, columns: Sequence[Observed]) -> bool:
    """Tell whether anything of a table is in Chinese: signs of names, comments, values, initials.

    Half of the names must be initials: `cs`, `sf` and `bb` among twenty others are of baseball.
    """
    told = [table.name.name, table.comment]
    told += [text for each in table.columns for text in (each.name, each.comment)]
    if any("\u4e00" <= sign <= "\u9fff" for text in told for sign in text):
        return True
    if any("han" in each.looks.any_has for each in columns):
        return True
    names = [each.name for each in table.columns]
    known = vocabulary()
    short = [each for each in names if _is_initials(each.lower(), known.short)]
    return 2 * len(short) >= len(names) or are_initials(names)


def _is_initials(name: str, short: Mapping[str, object]) -> bool:
    return name in short and name not in LATIN_SHORT


def _is_one_of_many(seen: Observed, alike: Mapping[tuple[str, ...], int]) -> bool:
    """Tell whether many columns differ by a number only and count: `faculty_1` to `faculty_19`."""
    many = alike[tokens(seen.column.name)] >= MANY_ALIKE
    return many and seen.column.name[-1:].isdigit() and "0" in seen.probe and seen.is_counted


def _are_units(seen: Observed) -> bool:
    """Tell whether a name ends with the units of a measure: dose_units, duration_units."""
    *before, last = tokens(seen.column.name) or ("",)
    return last == "units" and before[-1:] != [] and before[-1] in MEASURED


def _is_of_kinds(seen: Observed) -> bool:
    """Tell whether a few names of kinds come again and again: category_name of a forecast."""
    *before, last = tokens(seen.column.name) or ("",)
    return last == "name" and before[-1:] != [] and before[-1] in KINDS and are_few(seen)


def _is_of_a_period(seen: Observed) -> bool:
    """Tell whether a name is how days of a calendar are grouped: CalendarYearLabel, Year 2007."""
    *before, last = tokens(seen.column.name) or ("",)
    return last in {"label", "name"} and before[-1:] != [] and before[-1] in PERIODS


def _has_a_unit(seen: Observed, called: Set[str]) -> bool:
    """Tell whether the unit of a column stands beside it, which no money has: `amountuom`."""
    return any(_plain(seen.column.name) + unit in called for unit in UNITS)


def _plain(name: str) -> str:
    return name.lower().replace("_", "")


def _is_placed(meaning: str, hint: Hint, seen: Observed, every: set[str]) -> bool:
    """Tell whether a word of places is one here: beside its other half, or with decimals."""
    if meaning == "score":  # 绩点
        return True
    if meanings()[meaning].group not in {"place", "measure"} or PLACED[hint.word] & every:
        return True
    is_named = meaning == "longitude" and hint.strength > GLUED
    return is_named and seen.rate(DECIMALS) >= DECIMALS_LEAST


def _has_money(named: Sequence[Hints]) -> bool:
    """Tell whether a column is called after money, by more than that it is a total."""
    return any(
        meaning in MONEY and hint.strength >= SHORT and hint.word not in SUMS
        for each in named
        for meaning, hint in each.items()
    )


def _has_cents(seen: Observed) -> bool:
    """Tell whether numbers are written as money is, with cents: whole ones count things."""
    return not seen.is_whole and seen.rate(CENTS) >= CENTS_LEAST


def _of_lasting(table: Table, hints: dict[str, Hint]) -> Hints:
    """Return the hints with the length of films and calls as the time that they take."""
    hint = hints.get("length")
    if hint is None or hint.word != "length" or not is_of(table, "lasting_tables"):
        return hints
    return {**{name: each for name, each in hints.items() if name != "length"}, "duration": hint}
