"""Lists of words that values are compared with: divisions, countries, surnames, code words.

The lists are the YAML files beside this module. Which column they say something of is decided in
`meanings.py`.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
NO_CITIES = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
FULL = ("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市")
CITY_ENDS = ("地区", "市", "盟")
SINGULAR_ENDS = ("ss", "us", "is", "as", "os", "ics", "hrs", "yrs", "wks")
"""Ends of words with an s that are of one thing or of times: gross, bonus, ethics, `smokeyrs`."""


_SPOKEN = re.compile("[aeiou].{0,3}.$|[^a-z]")
"""A vowel among the last five letters, as in attempts."""


def read(name: str) -> Any:  # noqa: ANN401  what YAML holds
    """Return what a YAML file beside this module holds."""
    import yaml

    return yaml.load((HERE / f"{name}.yaml").read_bytes(), yaml.CSafeLoader)


@cache
def words(name: str) -> tuple[str, ...]:
    """Return a list of `word_lists.yaml`, as it is written."""
    listed = _lists()[name]
    # A list of single signs is written as one text, which YAML folds with spaces.
    return tuple(str(each) for each in listed if str(each).strip())


@cache
def folded(name: str) -> tuple[str, ...]:
    """Return a list in small letters, to compare with values in small letters."""
    return tuple({each.lower() for each in words(name)})


@cache
def _lists() -> dict[str, Any]:
    return read("word_lists")


@cache
def _divisions() -> dict[str, Any]:
    return read("divisions")


@cache
def provinces() -> dict[str, str]:
    """Return the provinces: code of two digits, name."""
    return dict(_divisions()["provinces"])


@cache
def province_names() -> tuple[str, ...]:
    """Return the names of provinces, whole and short."""
    full = provinces().values()
    return tuple({*full, *(short(each, FULL) for each in full)})


@cache
def city_names() -> tuple[str, ...]:
    """Return the names of prefectures and of cities of a province's rank, whole and short."""
    full = {name for name, _ in _divisions()["prefectures"].values()} - NO_CITIES
    full |= {"北京市", "上海市", "天津市", "重庆市", "香港", "澳门"}
    full |= {name for name in _district_list() if name.endswith("市")}
    return tuple({*full, *(short(each, CITY_ENDS) for each in full)})


@cache
def district_names() -> tuple[str, ...]:
    """Return the names of districts and counties."""
    return tuple(set(_district_list()))


@cache
def division_codes() -> tuple[str, ...]:
    """Return the codes of six digits of provinces, prefectures and districts."""
    found = {f"{code}0000" for code in provinces()}
    for code, (_, districts) in _divisions()["prefectures"].items():
        found.add(f"{code}00")
        found |= {f"{code}{rest}" for rest in districts}
    return tuple(found)


@cache
def divisions() -> tuple[tuple[str, str, str], ...]:
    """Return all divisions by codes of six digits, the names as Chinese only has them."""
    found = [(f"{code}0000", name) for code, name in provinces().items()]
    for code, (name, districts) in _divisions()["prefectures"].items():
        found.append((f"{code}00", name))
        found += [(f"{code}{rest}", each) for rest, each in districts.items()]
    return tuple((code, name, name) for code, name in sorted(dict(found).items()))


@cache
def countries() -> tuple[tuple[str, str, str, str], ...]:
    """Return countries: two letters, three letters, English, Chinese."""
    return tuple(tuple(each) for each in read("countries"))


@cache
def languages() -> tuple[tuple[str, str, str], ...]:
    """Return languages: two letters, English, Chinese."""
    return tuple(tuple(each) for each in read("languages"))


@cache
def currencies() -> tuple[tuple[str, str, str], ...]:
    """Return currencies: code, English, Chinese."""
    return tuple(tuple(each) for each in read("currencies"))


@cache
def country_names() -> tuple[str, ...]:
    """Return the names of countries in small letters."""
    named = {name.lower() for _, _, en, zh in countries() for name in (en, zh)}
    return tuple(named | {each.lower() for each in words("more_countries")})


@cache
def numbered() -> frozenset[str]:
    """Return the words of things that have a number each: orders, members, suppliers."""
    lists = ("numbered_things", "person_tables", "person_roles", "organisation_tables")
    return frozenset(each for name in lists for each in words(name))


@cache
def unit_names() -> tuple[str, ...]:
    """Return what units of measure are called, as it is written."""
    return tuple(str(each) for unit in read("units").values() for each in unit["names"])


def is_of_things(word: str) -> bool:
    """Tell whether it names several things that are counted, not money (`fees`, `gross`).

    What cannot be spoken is an abbreviation: `trks`, `hcfcs`.
    """
    plural = word.endswith("s") and not word.endswith(SINGULAR_ENDS)
    if word in words("no_plurals") or not _SPOKEN.search(word):
        return False
    return word in {"children", "people", "men", "women"} or (
        plural and word not in words("money_plurals")
    )


def short(name: str, endings: tuple[str, ...]) -> str:
    """Return a name without its rank, where two characters stay."""
    for ending in endings:
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            return name[: -len(ending)]
    return name


def _district_list() -> list[str]:
    found = _divisions()["prefectures"].values()
    return [name for _, districts in found for name in districts.values()]
