"""The unit of a column's numbers, by its name, its comment or what stands behind the values.

The units are in `units.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from onedata_assets.domain.metadata.checks import ANY_LENGTH, Check, Matches, compiled
from onedata_assets.domain.metadata.model import NUMBERS, Column, Evidence, Family, Finding
from onedata_assets.domain.metadata.name_hints import hints
from onedata_assets.domain.metadata.name_tokens import tokens
from onedata_assets.domain.metadata.name_vocabulary import vocabulary
from onedata_assets.domain.metadata.observed import Observed
from onedata_assets.domain.metadata.recognition_parameters import DEFAULT, Parameters
from onedata_assets.domain.metadata.word_lists import read

MONEY = frozenset({"CNY", "fen", "1kCNY", "10kCNY", "1MCNY", "100MCNY", "USD", "EUR", "GBP"})
FEN = frozenset({"分", "fen"})
"""A hundredth of a yuan, a minute or a point, by what is measured."""
PAID = frozenset({"amount", "unit_price", "discount"})
LASTING = frozenset({"duration", "minute"})
BY_NAME = 0.9
BY_COMMENT = 0.9
BY_VALUES = 0.95
_BRACKETS = re.compile(r"[（(\[【]\s*(?:单位[：:])?\s*([^)）\]】]+?)\s*[)）\]】]")
_SAID = re.compile(
    r"(?:单位\s*[：:为是]?|(?<![a-z])unit\s*(?:[：:]|\bis\b|\bof\b)?|(?<![a-z])in(?=[\s_]))"
    r"[\s_]*([^\s,，;；。、(（)）]+)",
    re.IGNORECASE,
)
"""What is said to be the unit; `in` is a word of its own there (`epiNeur` has no euros)."""
_SIGN = r"^[+-]?\s?([^0-9\s.,+-]{0,3})\s?[0-9][0-9.,]*\s?"
"""What is left when it is taken away, with the sign before, is the unit."""
_VALUE = r"^[+-]?[^0-9+-]{0,3}[0-9][0-9,]*(?:\.[0-9]+)?\s?[^0-9]{0,4}$"


def unit_of(seen: Observed, parameters: Parameters = DEFAULT) -> Finding | None:
    """Return the unit of the column's numbers; None where nothing tells one."""
    if seen.is_empty or seen.family not in NUMBERS | {Family.TEXT}:
        return None
    is_text = seen.family is Family.TEXT
    if is_text and (by_values := _by_values(seen, parameters)) is not None:
        return by_values
    by_words = next(_by_words(seen.column), None)
    if by_words is not None and _is_of_another(by_words.value, seen):
        return None
    if by_words is None or (is_text and seen.rate(_number()) < parameters.logical_share):
        return None
    return by_words


def _is_of_another(unit: str, seen: Observed) -> bool:
    """Tell whether numbers are not in a unit: shares of one, answers, money in millimetres."""
    if unit == "%" and _are_shares(seen):
        return True
    if set(seen.probe) == {"0", "1"}:
        return True
    return unit not in MONEY | {"%"} and bool(hints(seen.column.name).keys() & PAID)


def _are_shares(seen: Observed) -> bool:
    """Tell whether numbers are parts of one: of 100 they would be decimals below it all."""
    return seen.span is not None and not seen.is_whole and max(map(abs, seen.span)) <= 1


def _by_words(column: Column) -> Iterator[Finding]:
    named, _ = _units()
    for text, en, zh, sure in (
        (column.name, "Its name", "列名", BY_NAME),
        (column.comment, "Its comment", "注释", BY_COMMENT),
    ):
        told = _SAID.findall(text)
        last = _last(text) if text == column.name else ()
        for word in [*_BRACKETS.findall(text), *told, *last]:
            is_fen = word.lower() in FEN
            unit = _of_fen(column, is_unit=word in told) if is_fen else named.get(word.lower())
            if unit is not None:
                said = Evidence(f"{en} has the unit “{word}”.", f"{zh}中有单位“{word}”。")
                yield Finding(unit, sure, (said,))


def _last(name: str) -> tuple[str, ...]:
    """Return the word behind what is measured; what is per mile is in no miles."""
    *_, before, last = ("", "", *tokens(name))
    is_other = before in {"", "per"} or vocabulary().whole.get(f"{before} {last}") == ()
    return () if is_other else (last,)


def _of_fen(column: Column, *, is_unit: bool) -> str | None:
    """Return what 分 is of: time in minutes, money in fen; None of scores.

    Where it is said to be the unit of what is not told, it is money, which programs keep so.
    """
    told = hints(column.name, column.comment).keys()
    if told & PAID:
        return "fen"
    if told & LASTING:
        return "min"
    return "fen" if is_unit and not told & {"score"} else None


def _by_values(seen: Observed, parameters: Parameters) -> Finding | None:
    """Return the unit that stands at the values, where nearly all have the same."""
    import polars as pl

    _, written = _units()
    money = [sign for sign, unit in written.items() if unit in MONEY]
    signs = (compiled(_SIGN).sub(r"\1", each) for each in seen.probe)
    if not any(sign in written for sign in signs):
        return None
    value = pl.col("value")
    sign = value.str.replace(_SIGN, "${1}")
    # Only money is written before its number: s0014 is no 14 seconds.
    is_measured = value.str.contains(r"^[+-]?[0-9]") | sign.is_in(money)
    shaped = seen.values.filter(value.str.contains(_VALUE) & is_measured).select(
        sign.alias("sign"), "count"
    )
    counted = shaped.group_by("sign").agg(pl.col("count").sum()).sort("count", descending=True)
    for text, count in counted.head(1).iter_rows():
        share = count / seen.known
        if text in written and share >= parameters.logical_share:
            said = Evidence(
                f"“{text}” stands at {share:.1%} of the values.", f"{share:.1%} 的值带有“{text}”。"
            )
            return Finding(written[text], round(BY_VALUES * share, 4), (said,))
    return None


@cache
def _number() -> Check:
    pattern = r"^[+-]?[0-9][0-9,]*(?:\.[0-9]+)?$"
    return Check(Matches(pattern), high=ANY_LENGTH, has="digit")


@cache
def _units() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return the units by the words of names, and by what values are written with."""
    told = read("units")
    named = {str(word).lower(): unit for unit, each in told.items() for word in each["names"]}
    return named, {str(sign): unit for unit, each in told.items() for sign in each["values"]}
