"""Roles of staff in systems that write first letters of Chinese words, and what they are not."""

import random

import polars as pl
import pytest

from onedata_assets.domain.metadata.initials_names import spelled
from onedata_assets.domain.metadata.naming import Name
from onedata_assets.domain.metadata.person_names import Role, is_of_persons, role_of
from tests.unit.metadata.relational import found, one

pytestmark = pytest.mark.row("S10")
RNG = random.Random(29)

STAFF = pl.DataFrame(
    {
        "ygid": range(1, 139),
        "ygxm": [f"x{at}" for at in range(138)],
        "ygxb": [RNG.randint(1, 2) for _ in range(138)],
    }
)


def drawn(low: int, high: int, count: int = 900) -> list[int]:
    return [RNG.randint(low, high) for _ in range(count)]


def test_who_collects_and_who_checks_is_one_of_the_staff():
    frames = {
        "gy_ygdm": STAFF,
        "lis_bbxx": pl.DataFrame(
            {
                "bbtm": [f"11{at:08}" for at in range(900)],
                "cjr": drawn(40, 90),
                "shr": drawn(3, 12),
                "sqys": drawn(91, 130),
                "ybxh": drawn(1, 120),
            }
        ),
        "lis_jyjg": pl.DataFrame({"jgid": range(1, 3001), "jgz": drawn(1, 500, 3000)}),
    }
    assert found(frames) == {
        one("lis_bbxx", role, "gy_ygdm", "ygid") for role in ("cjr", "shr", "sqys")
    }


@pytest.mark.parametrize("name", ["shr", "jbr", "czy", "ywy"])
def test_initials_of_who_does_something_are_a_role(name):
    assert role_of(Name((name,))) is Role.PLAIN


@pytest.mark.parametrize("name", ["shrxm", "yr", "hr", "ctry", "qty", "nbr", "pkey"])
def test_other_letters_are_none(name):
    assert role_of(Name((name,))) is Role.NONE


def test_rows_with_a_name_and_a_sex_of_one_beginning_are_persons():
    assert is_of_persons(("lis", "brxx"), ["brid", "brxm", "brxb"])
    assert not is_of_persons(("lis", "jyxm"), ["xmid", "jyxm", "brxb"])


def test_a_phrase_that_is_known_is_not_taken_apart_for_a_key_of_another_thing():
    assert spelled("hyzk", {"zk"}) == "hyzk"
    assert spelled("zgxl", {"xl"}) == "zg_xl"
    assert spelled("zxks", {"ks"}) == "zx_ks"
