"""Tests of values by name, each with what values must look like to be worth its time.

Check sums are in `check_sums.py`, tests by lists of words in `word_checks.py`; which meaning asks
which test is in `meanings.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata import check_sums as sums
from onedata_assets.domain.metadata import logical_forms as forms
from onedata_assets.domain.metadata import value_patterns as patterns
from onedata_assets.domain.metadata.checks import ANY_LENGTH, Check, Matches
from onedata_assets.domain.metadata.word_checks import (
    COMPANY,
    COMPANY_END,
    probe_words,
    word_checks,
)
from onedata_assets.domain.metadata.word_lists import division_codes, words

if TYPE_CHECKING:
    import polars as pl

PERCENT = r"^[+-]?(?:\d{1,3}(?:\.\d+)?(?:[eE]-\d+)?|\.\d+|\d[\d,.]*\s?[%％])\s?[%％]?$"
"""A thousand and more without its sign is no percentage."""
PROSE = r"\S\s+\p{Ll}\S*\s+\S|\S\s+\S+\s+\p{Ll}|[\u4e00-\u9fff]{8}"
"""Three words, of which one after the first is small: lists of places are no prose."""


def check_of(name: str, today: date) -> Check:
    """Return a test by its name."""
    return _checks(today)[name]


@cache
def number_between(low: float, high: float) -> Check:
    """Return the test of numbers within a range."""
    import polars as pl

    return Check(lambda v: v.cast(pl.Float64, strict=False).is_between(low, high))


@cache
def prose_of(length: int) -> Check:
    """Return the test of texts that are prose of this many signs or more."""
    return Check(lambda v: v.str.len_chars().ge(length) & v.str.contains(PROSE), length, ANY_LENGTH)


@cache
def _checks(today: date) -> Mapping[str, Check]:
    """Return every test by its name."""
    return {
        **_identifiers(today),
        **_forms(today),
        **_technical(),
        **_measures(),
        **word_checks(),
        "company": Check(Matches(COMPANY), 2, 120, "letter"),
        "company_end": Check(Matches(COMPANY_END), 4, 120, "letter"),
    }


def _identifiers(today: date) -> dict[str, Check]:
    def card(value: pl.Expr) -> pl.Expr:
        return sums.is_id_card(value, today)

    return {
        "id_card_18": Check(card, 18, 18, "digit", "^[1-9][0-9]{16}[0-9Xx]$"),
        "id_card": Check(
            lambda v: card(v) | sums.is_old_id_card(v) | sums.is_id_card_masked(v),
            15,
            18,
            "digit",
            "^[1-9][0-9]{2}[0-9*]{11,13}[0-9Xx*]{1,2}$",
        ),
        "passport": Check(
            Matches(r"^(?:[A-Za-z]{1,3}\d{5,9}[A-Za-z]?|\d{8,10}[A-Za-z]?|[A-Z][A-Z0-9]{7,8})$"),
            6,
            12,
            "digit",
        ),
        "mobile_phone": Check(Matches(patterns.MOBILE), 11, 18, "digit"),
        "phone": Check(Matches(patterns.PHONE), 7, 90, "digit"),
        "phone_written": Check(Matches(patterns.PHONE_WRITTEN), 9, 24, "digit"),
        "credit_code": Check(sums.is_credit_code, 18, 18, "digit", "^[0-9A-Za-z]{18}$"),
        "org_code": Check(sums.is_org_code, 9, 10, "digit", "^[0-9A-Za-z]{8}-?[0-9Xx]$"),
        "bank_card": Check(sums.is_bank_card, 13, 23, "digit", "^[0-9][0-9 -]+$"),
        "bank_card_written": Check(
            lambda v: sums.is_bank_card(v) | v.str.contains(patterns.CARD_MASKED),
            13,
            23,
            "digit",
            "^[0-9][0-9* -]+$",
        ),
        "iban": Check(sums.is_iban, 15, 42, "digit", "^[A-Za-z]{2}[0-9]{2}[0-9A-Za-z ]+$"),
        "licence_plate": Check(Matches(patterns.PLATE), 7, 9, "han"),
        "vin": Check(sums.is_vin, 17, 17, "letter", "^[0-9A-Za-z]{17}$"),
        "imei": Check(sums.is_imei, 15, 15, "digit", "^[0-9]{15}$"),
        "imei_made": Check(sums.is_imei, 15, 15, "digit", "^(?:01|35|86|99)[0-9]{13}$"),
        "isbn": Check(sums.is_isbn, 10, 17, "digit", "^[0-9][0-9 -]+[0-9Xx]$"),
        "isbn_13": Check(
            lambda v: sums.is_isbn(v) & v.str.contains("^97"), 13, 17, "digit", "^97[89][0-9 -]+$"
        ),
        "barcode": Check(sums.is_barcode, 8, 14, "digit", "^[0-9]+$"),
        "code": Check(Matches(r"^[\p{L}\d][\p{L}\d_.#:/+-]*$"), 1, 64),
        "postal_code": Check(
            lambda v: v.str.contains(r"^[A-Za-z0-9][A-Za-z0-9 -]{2,9}$") & v.str.contains(r"\d"),
            3,
            10,
            "digit",
        ),
    }


def _forms(today: date) -> dict[str, Check]:
    """Return tests of length and beginning alone; the name must promise what they are of.

    Numbers that people make up to try a program have no right check digit.
    """
    card = r"[1-9][0-9]{16}[0-9Xx]"
    tax = r"(?i:[1-9A-HJ-NP-RTUWXY][1-59A-Z][0-9]{6}[0-9A-HJ-NP-RTUWXY]{10})"
    return {
        "id_card_form": Check(
            lambda v: sums.is_id_card_made_up(v, today), 18, 18, "digit", f"^{card}$"
        ),
        "credit_code_form": Check(Matches(rf"^{tax}$"), 18, 18, "digit"),
        "credit_code_begin": Check(
            Matches(r"^(?i:[159ANY][1-59][0-9]{6}[0-9A-Z]{10})$"), 18, 18, "digit"
        ),
        "bank_card_form": Check(Matches(patterns.CARD_OF_UNION_PAY), 16, 23, "digit"),
        "bank_card_length": Check(Matches(patterns.CARD), 13, 23, "digit"),
        "vin_form": Check(Matches(r"^(?i:[A-HJ-NPR-Z0-9]{17})$"), 17, 17, "letter"),
        "vin_length": Check(Matches(r"^[A-Za-z0-9]{17}$"), 17, 17, "digit"),
    }


def _technical() -> dict[str, Check]:
    domains, endings = "|".join(words("top_domains")), "|".join(words("file_endings"))
    return {
        "email": Check(Matches(r"^[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+$"), 5, 254, "at"),
        "url": Check(Matches(patterns.URL), 8, 4000, "dot"),
        "domain": Check(Matches(rf"^(?i:(?:[a-z0-9_-]+\.)+(?:{domains}))$"), 4, 253, "dot"),
        "ipv4": Check(Matches(patterns.IPV4), 7, 21, "dot"),
        "ipv6": Check(Matches(patterns.IPV6), 3, 45, "colon"),
        "mac": Check(Matches(r"^(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}$"), 17, 17),
        "uuid": Check(Matches(patterns.UUID), 36, 38, "dash"),
        "uuid_written": Check(Matches(f"{patterns.UUID}|^[0-9A-Fa-f]{{32}}$"), 32, 38),
        "hash": Check(
            lambda v: v.str.contains(patterns.HASH) & v.str.contains("[A-Fa-f]"),
            32,
            128,
        ),
        "user_agent": Check(Matches(patterns.USER_AGENT), 5, 500, "slash"),
        "file_path": Check(Matches(patterns.FILE_PATH), 4, 1000, "slash"),
        "picture_path": Check(
            Matches(f"{patterns.PICTURE}|{patterns.FILE_PATH}"), 4, 1000, "slash"
        ),
        "user_name": Check(Matches(patterns.USER_NAME), 1, 64),
        "file_name": Check(Matches(rf"^[^/\\:*?<>|]+\.(?i:{endings})$"), 3, 255, "dot"),
        "mime_type": Check(
            Matches(patterns.MIME),
            6,
            120,
            "slash",
        ),
        "version": Check(Matches(r"^[vV]?\d+(?:\.\d+){1,3}(?:[-.+]?\w+)*$"), 3, 40, "dot"),
        "colour_hex": Check(Matches(patterns.COLOUR_HEX), 4, 9, "hash"),
        "coordinates": Check(Matches(patterns.COORDINATES), 7, 60, "dot"),
        "coordinates_written": Check(Matches(patterns.COORDINATES_WRITTEN), 7, 60, "dot"),
        "chinese_address": Check(
            lambda v: Matches(patterns.ADDRESS_ZH)(v) & ~v.str.contains(patterns.NUMBER_OF_PAPER),
            6,
            200,
            "han",
        ),
        "address": Check(
            lambda v: v.str.contains(r"\p{L}") & ~v.str.contains(r"^\d+$|^\p{Latin}+$|@|://"),
            3,
            300,
            "letter",
        ),
    }


def _measures() -> dict[str, Check]:
    money = rf"{forms.NUMBERS['money']}"
    number = f"^{patterns.NUMBER}$"
    measures = {
        f"{name}_unit": Check(Matches(rf"^{patterns.NUMBER}\s?(?i:{unit})$"), 2, 30, "digit")
        for name, unit in patterns.UNITS.items()
    }
    either = {
        name: Check(Matches(rf"^{patterns.NUMBER}(?:\s?(?i:{unit}))?$"), 1, 30, "digit")
        for name, unit in patterns.UNITS.items()
    }
    clock = rf"{forms.TIME}|P(?:T|\d)\S+"
    return {
        **measures,
        **either,
        "duration": Check(
            Matches(
                rf"^{patterns.NUMBER}(?:\s?(?i:{patterns.UNITS['duration']}))?$|^(?:{clock})$|{patterns.SPAN}"
            ),
            1,
            30,
            "digit",
        ),
        "money": Check(Matches(money), 2, 40, "digit"),
        "money_or_number": Check(Matches(f"{money}|{number}"), 1, 40, "digit"),
        "percent": Check(Matches(forms.NUMBERS["percent"]), 2, 20, "percent"),
        "percent_or_number": Check(Matches(PERCENT), 1, 30, "digit"),
        "age": Check(Matches(patterns.AGE), 1, 9, "digit"),
        "quarter": Check(Matches(patterns.QUARTER), 1, 9),
        "division_code_6": Check(
            lambda v: v.is_in(division_codes()), 6, 6, words=probe_words(division_codes)
        ),
        "division_code": Check(_is_division, 2, 12, "digit"),
    }


def _is_division(value: pl.Expr) -> pl.Expr:
    """Tell whether it is a code of a division: two to six digits, or twelve with those below."""
    known = value.str.slice(0, 6).str.pad_end(6, "0").is_in(division_codes())
    return known & value.str.contains(r"^(?:[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})$")
