"""Tests of values by lists of words: names of places and organisations, words of codes.

Names of persons are in `person_checks.py`. The lists are in `word_lists.yaml` and the files of
codes beside it. Each test has the longest text that can pass it, and the signs that must be there
or the words that alone pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata import word_lists as lists
from onedata_assets.domain.metadata.checks import ANY_LENGTH, Check
from onedata_assets.domain.metadata.person_checks import chinese_name, given_first, person

if TYPE_CHECKING:
    import polars as pl

COMPANY = (
    r"(?:公司|集团|合作社|事务所|\(有限合伙\)|（有限合伙）|研究院|股份|厂|经营部|商行|门市部|医院|卫生院|卫生服务中心|门诊部|诊所|药店|药房)(?:[^\u4e00-\u9fff\d].*|.{0,4}(?:分公司|支行))?$"
    r"|(?i:(?:^|[\s,(&/])(?:inc|ltd|llc|corp|corporation|gmbh|s\.?a\.?|plc|ag|limited|company|co|b\.?v|pty|holdings|group)\b\.?)"
)
COMPANY_END = (
    r"(?i:[\s,](?:inc|incorporated|ltd|limited|llc|llp|corp|corporation|co|plc|pty|holdings"
    r"|gmbh|ag|kg|kgaa|ohg|gbr|e\.?v|s\.?a|s\.?a\.?r\.?l|s\.?r\.?l|s\.?p\.?a|sas|ltda|lda|s\.?l"
    r"|b\.?v|n\.?v|oy|oyj|ab|a/s|aps|kft|sp\. z o\.o|s\.c|and sons|& sons|associates)\.?)$"
    r"|^[\p{L}'’-]+, [\p{L}'’-]+ (?:and|&) [\p{L}'’-]+$"
)
"""Legal forms that end the names of companies in Latin letters, and partners named as one."""
FLAG = (
    r"^(?:(?i:[a-z0-9]|yes|no|true|false|on|off|active|inactive|enabled|disabled)"
    r"|[是否有无真假开关]|启用|禁用|停用|正常|有效|无效|作废|不?通过|不?支持|[已未][\u4e00-\u9fff]{1,3})$"
)
PLACE = r"^[\p{L}][\p{L} .,'’()&/-]*$"


CODED = {
    "marital": ("marital_statuses", "marital_codes"),
    "education": ("educations", "education_codes"),
}
"""Tests that codes of national standards pass too: GB/T 2261.2 and 4658."""
ETHNICITY = (
    r"(?i)\b(?:white|caucasian|black|african|asian|hispanic|latin[aox]|indigenous|arab|mixed"
    r"|native american|american indian|(?:alaskan?|hawaiian) native|native hawaiian|other"
    r"|pacific islander|middle eastern|south american|portuguese|m[aā]ori|multi-?(?:racial|ethnic)"
    r"|multiple|(?:two|more) .*races?|unknown|declined|unable to obtain"
    r"|not (?:stated|specified|reported))"
)
"""Races and ethnic groups as censuses in English call them (OMB directive 15)."""


def _folded(*names: str) -> Callable[[pl.Expr], pl.Expr]:
    known = [each for name in names for each in lists.folded(name)]
    return lambda value: value.str.to_lowercase().is_in(known)


def _wordy(name: str) -> Callable[[pl.Expr], pl.Expr]:
    """Return a test by a list without its single letters, which mean many things."""

    def test(value: pl.Expr) -> pl.Expr:
        known = [each for each in lists.folded(name) if len(each) > 1 or not each.isascii()]
        return value.str.to_lowercase().is_in([each for each in known if each != "unknown"])

    return test


def _province(value: pl.Expr) -> pl.Expr:
    short = value.str.contains(r"^(?:[A-Z]{2}|NSW|QLD|VIC|TAS|ACT)$")
    return (
        value.is_in(lists.province_names())
        | value.is_in(lists.words("us_states") + lists.words("other_states"))
        | short
    )


def _place(value: pl.Expr) -> pl.Expr:
    return value.str.contains(PLACE)


def _country(value: pl.Expr) -> pl.Expr:
    return value.str.to_lowercase().is_in(lists.country_names())


def _country_code(value: pl.Expr) -> pl.Expr:
    two = [each[0] for each in lists.countries()]
    three = [each[1] for each in lists.countries() if each[1]]
    return value.str.to_uppercase().is_in(two + three)


def _country_code_3(value: pl.Expr) -> pl.Expr:
    return value.is_in([each[1] for each in lists.countries() if each[1]])


def _language(value: pl.Expr) -> pl.Expr:
    known = {part.lower() for each in lists.languages() for part in each}
    return value.str.to_lowercase().str.replace(r"[-_,;/ ].*$", "").is_in(list(known))


def _currency_code(value: pl.Expr) -> pl.Expr:
    return value.is_in([each[0] for each in lists.currencies()])


def _currency(value: pl.Expr) -> pl.Expr:
    known = {part for each in lists.currencies() for part in each}
    return value.is_in([*known, "RMB", "￥", "¥", "$", "€", "£", "元", "美元", "欧元"])


def _gender(value: pl.Expr) -> pl.Expr:
    return _folded("genders")(value) | value.str.contains(r"^[0129]$")


def _ethnicity(value: pl.Expr) -> pl.Expr:
    known = _folded("ethnicities", "ethnicity_codes")(value)  # GB/T 3304
    return known | value.str.contains(ETHNICITY)


def _flag(value: pl.Expr) -> pl.Expr:
    return value.str.contains(FLAG)


def _month(value: pl.Expr) -> pl.Expr:
    number = value.str.contains(r"^(?:(?:19|20)\d{2}[-/.年]?)?(?:0?[1-9]|1[0-2])月?$")
    return _folded("months")(value) | number


def _weekday(value: pl.Expr) -> pl.Expr:
    return _folded("weekdays")(value) | value.str.contains(r"^[0-7]$")


def _colour(value: pl.Expr) -> pl.Expr:
    return _folded("colours")(value) | value.str.contains(r"^#[0-9A-Fa-f]{3,8}$")


def _texty(value: pl.Expr) -> pl.Expr:
    return value.str.contains(r"\p{L}")


def _organisation(value: pl.Expr) -> pl.Expr:
    """Tell whether it is a text that is no unit of measure, which 单位 means as well, and no code.

    Names have a word of three letters or two signs: F1 is a group of pupils, no school.
    """
    return value.str.contains(r"[\p{Lu}\p{Ll}]{3}|\p{Lo}{2}") & ~value.is_in(lists.unit_names())


def _named(value: pl.Expr) -> pl.Expr:
    """Tell whether it has a letter and is no long code of capitals and digits (B000084EJY)."""
    code = value.str.contains(r"^[A-Z0-9_-]{8,}$") & value.str.contains(r"\d")
    return _texty(value) & ~code


def _worded(value: pl.Expr) -> pl.Expr:
    """Tell whether it is more than a letter."""
    return _texty(value) & value.str.len_chars().ge(2)


def _codes_or_text(value: pl.Expr) -> pl.Expr:
    """Tell whether it is no measured number, no long one, and not several of them."""
    return ~value.str.contains(r"^-?\d+\.\d+$|^\d{6,}$|^-?[\d.]+(?:\s+-?[\d.]+)+$")


def _among(names: Callable[[], tuple[str, ...]]) -> Callable[[pl.Expr], pl.Expr]:
    return lambda value: value.is_in(names())


def probe_words(listed: Callable[[], Iterable[str]]) -> Callable[[], frozenset[str]]:
    """Return a function that returns a list of words in small letters, made once."""
    return cache(lambda: frozenset(each.lower() for each in listed()))


def _of(*names: str) -> Callable[[], frozenset[str]]:
    return probe_words(lambda: [each for name in names for each in lists.words(name)])


def word_checks() -> dict[str, Check]:
    """Return every test by a list of words by its name; with `words`, no other value passes."""
    three = probe_words(lambda: (each[1] for each in lists.countries() if each[1]))
    currencies = probe_words(lambda: (each[0] for each in lists.currencies()))
    listed = {
        "chinese_province": (_among(lists.province_names), 12, probe_words(lists.province_names)),
        "chinese_city": (_among(lists.city_names), 20, probe_words(lists.city_names)),
        "chinese_district": (_among(lists.district_names), 20, probe_words(lists.district_names)),
        "country": (_country, 60, probe_words(lists.country_names)),
        "country_code_3": (_country_code_3, 3, three),
        "currency_code": (_currency_code, 3, currencies),
        "gender_word": (_wordy("genders"), 20, _of("genders")),
        "marital_word": (_wordy("marital_statuses"), 20, _of("marital_statuses")),
        "education_word": (_folded("educations"), 40, _of("educations")),
        "ethnicity_word": (_folded("ethnicities"), 8, _of("ethnicities")),
        "month_word": (_folded("months"), 10, _of("months")),
        "weekday_word": (_folded("weekdays"), 10, _of("weekdays")),
    }
    signed = {
        "chinese_name": (chinese_name, 4, "han"),
        "person_name": (person, 60, "letter"),
        "given_first": (given_first, 80, "letter"),
        "province": (_province, 40, "letter"),
        "place": (_place, 80, "letter"),
        "country_code": (_country_code, 3, "letter"),
        "language": (_language, 40, "letter"),
        "currency": (_currency, 40, ""),
        "flag": (_flag, 10, ""),
        "ethnicity": (_ethnicity, 80, ""),
        "gender": (_gender, 20, ""),
        "blood_type": (lambda value: value.is_in(lists.words("blood_types")), 4, "letter"),
        "month": (_month, 10, ""),
        "weekday": (_weekday, 10, ""),
        "colour": (_colour, 40, ""),
        "texty": (_texty, 10_000, "letter"),
        "named": (_named, 10_000, "letter"),
        "organisation": (_organisation, 10_000, "letter"),
        "worded": (_worded, ANY_LENGTH, "letter"),
        "codes_or_text": (_codes_or_text, 200, ""),
    }
    return {
        **{
            name: Check(test, 1, high, "letter", words=found)
            for name, (test, high, found) in listed.items()
        },
        **{
            name: Check(_folded(*listed), 1, 40, words=_of(*listed))
            for name, listed in CODED.items()
        },
        **{name: Check(test, 1, high, has) for name, (test, high, has) in signed.items()},
    }
