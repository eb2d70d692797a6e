"""Code sets of columns: their few values with counts, and what these stand for where that is known.

Titles come from the column's comment (`0 正常 1 停用`) or from lists that everybody has (provinces,
countries, currencies). Which columns have a code set is decided by figures and by the meaning.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from onedata_assets.domain.metadata import word_lists as lists
from onedata_assets.domain.metadata.model import Family
from onedata_assets.domain.metadata.observed import Observed
from onedata_assets.domain.metadata.recognition_parameters import DEFAULT, Parameters
from onedata_assets.domain.processing.contract import Text

CODED = frozenset(
    {"status", "flag", "category", "enumeration", "gender", "blood_type", "education"}
    | {"marital_status", "ethnicity", "currency_code", "language_code", "country_code", "code"}
    | {"region_code", "province", "quarter", "weekday", "month", "country"}
)
"""Meanings whose few values are codes; few prices are no code set."""
_PAIR = re.compile(
    r"(?:^|[\s,，;；、:：（(/|])([A-Za-z0-9]{1,4})\s*[-–=:：.、]?\s*([\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z]*)"
)


@dataclass(frozen=True)
class CodeCount:
    """A value of a code set, how often it was seen, and what it stands for, if known."""

    value: str
    count: int
    title: Text | None = None


@dataclass(frozen=True)
class CodeSet:
    """The values of a column that has few; `known_list` names the list that they are of."""

    codes: tuple[CodeCount, ...]
    known_list: str = ""


def code_set(
    seen: Observed, meaning: str | None, parameters: Parameters = DEFAULT
) -> CodeSet | None:
    """Return the code set of a column, the most frequent value first; None where it has none."""
    coded = meaning in CODED
    if seen.is_empty or not coded or seen.distinct > parameters.enumeration_most:
        return None
    if seen.family not in {Family.TEXT, Family.INTEGER, Family.BOOLEAN}:
        return None
    titles, name = _titles(seen, meaning or "")
    rows = seen.values.iter_rows()
    return CodeSet(tuple(CodeCount(each, count, titles.get(each)) for each, count in rows), name)


def _titles(seen: Observed, meaning: str) -> tuple[Mapping[str, Text], str]:
    said = dict(_PAIR.findall(seen.column.comment))
    if len(said) >= 2:
        return {code: Text(en=title, zh=title) for code, title in said.items()}, "comment"
    listed = LISTS.get(meaning)
    return ({}, "") if listed is None else (_known(meaning), listed)


def _known(meaning: str) -> Mapping[str, Text]:
    """Return the titles of a list that everybody has."""
    match meaning:
        case "country_code":
            rows = [
                (code, en, zh) for two, three, en, zh in lists.countries() for code in (two, three)
            ]
        case "currency_code":
            rows = lists.currencies()
        case "language_code":
            rows = lists.languages()
        case "gender":
            return _GENDERS
        case _:
            named = lists.provinces().items()
            rows = [(key, name, name) for code, name in named for key in (code, f"{code}0000")]
    return {code: Text(en=en, zh=zh) for code, en, zh in rows}


LISTS = {
    "country_code": "ISO 3166",
    "currency_code": "ISO 4217",
    "language_code": "ISO 639",
    "region_code": "GB/T 2260",
    "gender": "GB/T 2261.1",
}
_MALE, _FEMALE = Text(en="male", zh="男"), Text(en="female", zh="女")
_GENDERS = {
    **dict.fromkeys(("1", "M", "m", "male", "Male", "男"), _MALE),
    **dict.fromkeys(("2", "F", "f", "female", "Female", "女"), _FEMALE),
    "0": Text(en="unknown", zh="未知"),
    "9": Text(en="not stated", zh="未说明"),
}
