"""Chinese identifiers: check digits, dates and forms."""

from datetime import date
from functools import partial

import polars as pl
import pytest

from onedata_assets.domain.processing import identifiers

# From GB 11643-1999 itself, and numbers whose check characters were worked out by hand.
VALID_ID = "11010519491231002X"
OTHER_ID = "440524188001010014"
UNBORN_ID = "110105209901010012"
ID_RULE = partial(identifiers.id_card_is_valid, today=date(2018, 1, 1))


def judged(rule, value):
    return pl.select(rule(pl.lit(value, pl.String))).item()


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        (VALID_ID, True),
        ("110105194912310021", False),
        ("11010519490230002X", False),
        (OTHER_ID, False),
        (UNBORN_ID, False),
        ("010105194912310028", False),
        ("99010519491231002X", False),
        ("110105491231002", False),
        ("11010519491231002x", False),
        ("1101051949123100２X", False),
        ("", False),
        (None, None),
    ],
)
def test_identity_cards_need_length_region_birth_date_and_check_character(number, valid):
    assert judged(ID_RULE, number) is valid


@pytest.mark.parametrize(
    ("day", "valid"), [(date(1949, 12, 30), False), (date(1949, 12, 31), True)]
)
def test_nobody_is_born_after_today(day, valid):
    rule = partial(identifiers.id_card_is_valid, today=day)
    assert judged(rule, VALID_ID) is valid


def test_an_identity_card_tells_birth_and_sex():
    card = pl.lit(VALID_ID)
    born, sex = pl.select(a=identifiers.birth_date(card), b=identifiers.sex(card)).row(0)
    assert (born.isoformat(), sex) == ("1949-12-31", "女")


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("6222021234567890128", None),
        ("4111111111111111", True),
        ("4111111111111112", False),
        ("378282246310005", True),
        ("9558800000000000000", True),
        ("0000000000000000", False),
        ("1000000000000008", False),
        ("41111111111", False),
        ("41111111111111111111", False),
        ("4111 1111 1111 1111", False),
        ("", False),
    ],
)
def test_bank_cards_have_a_banks_prefix_pass_luhn_and_have_12_to_19_digits(number, valid):
    expected = luhn(number) if valid is None else valid
    assert judged(identifiers.bank_card_is_valid, number) is expected


def luhn(number):
    digits = [int(char) for char in reversed(number)]
    doubled = [d if i % 2 == 0 else sum(divmod(2 * d, 10)) for i, d in enumerate(digits)]
    return sum(doubled) % 10 == 0


@pytest.mark.parametrize(
    ("number", "valid"),
    [("13812345678", True), ("12812345678", False), ("1381234567", False), ("1381234567８", False)],
)
def test_mobiles_have_11_digits_from_13_to_19(number, valid):
    assert judged(identifiers.mobile_is_valid, number) is valid


@pytest.mark.parametrize(
    ("address", "valid"),
    [("a@b.cn", True), ("a.b@c.d.com", True), ("a.b.com", False), ("a@b", False), ("a@b.", False)],
)
def test_mail_addresses_have_one_at_sign_and_a_domain(address, valid):
    assert judged(identifiers.email_is_valid, address) is valid
