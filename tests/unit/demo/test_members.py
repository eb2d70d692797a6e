"""Synthetic members: identifiers are valid but for the documented faults, and never change."""

from collections import Counter
from datetime import date

import pytest

from demo.identifiers import DISTRICTS, MOBILE_PREFIXES, card_number, id_check_digit, id_number
from demo.members import COLUMNS, WRONG, members

HOUSEHOLDS = list(range(1, 801))


@pytest.fixture(scope="module")
def rows():
    return members(HOUSEHOLDS).to_dicts()


def id_fault(number: str) -> str:
    if number[:6] not in DISTRICTS or len(number) != 18:
        return "form"
    try:
        date.fromisoformat(number[6:14])
    except ValueError:
        return "id_birth_date"
    return "" if id_check_digit(number[:17]) == number[17] else "id_check_digit"


def luhn_passes(number: str) -> bool:
    digits = [int(char) for char in reversed(number)]
    doubled = [digit * 2 - 9 if digit > 4 else digit * 2 for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def fault_of(row) -> str:
    if fault := id_fault(row["身份证号"]):
        return fault
    if len(row["手机号"]) != 11 or row["手机号"][:3] not in MOBILE_PREFIXES:
        return "mobile_length"
    if not luhn_passes(row["银行卡号"]):
        return "card_luhn"
    return "" if row["邮箱"].count("@") == 1 else "mail_form"


def test_check_digits_are_those_of_the_published_examples():
    """The identity card of GB 11643-1999's annex, and the card of ISO/IEC 7812-1's annex."""
    assert id_check_digit("11010519491231002") == "X"
    assert id_check_digit("44052418800101001") == "4"
    assert luhn_passes("79927398713")


@pytest.mark.parametrize("prefix", ["622202", "622588"])
def test_bank_cards_have_their_issuers_length_and_pass_luhn(prefix):
    number = card_number(prefix, 123456789)
    assert (len(number), luhn_passes(number)) == ({"622202": 19, "622588": 16}[prefix], True)


def test_identity_numbers_have_18_places():
    assert id_number("110105", date(1990, 1, 2), 7).startswith("11010519900102007")


def test_only_the_documented_faults_are_there_each_as_often_as_documented(rows):
    found = Counter(fault_of(row) for row in rows)
    assert found == {"": len(HOUSEHOLDS) - sum(WRONG.values()), **WRONG}


def test_there_is_one_member_for_each_household_with_all_columns(rows):
    assert [row["家庭号"] for row in rows] == HOUSEHOLDS
    assert all(tuple(row) == COLUMNS and all(row.values()) for row in rows)


def test_the_same_households_give_the_same_members():
    assert members([3, 1, 2]).equals(members([1, 2, 3]))


def test_fewer_households_than_faults_still_give_members():
    assert members([1, 2]).height == 2
