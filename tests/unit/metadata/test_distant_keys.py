"""Columns that no name tells of lie among the numbers of one key, far from all others."""

import random
from collections.abc import Callable

import polars as pl
import pytest

from tests.unit.metadata.relational import found, one

pytestmark = pytest.mark.row("S10")
RNG = random.Random(5)


def system(**columns: Callable[[list[int], list[int]], list[int]]) -> dict[str, pl.DataFrame]:
    """Return users from 16384 on, a list of codes from 1001 on, and vouchers with columns."""
    users = [16_384, *sorted(RNG.sample(range(16_385, 16_442), 41))]
    codes = sorted(RNG.sample(range(1_001, 1_121), 44))
    vouchers = {"FVoucherID": range(1, 1_201), "FDebit": [0.5 * at for at in range(1_200)]}
    return {
        "t_User": pl.DataFrame({"FUserID": users, "FLogin": [f"u{at}" for at in users]}),
        "t_SubMessage": pl.DataFrame({"FInterID": codes, "FText": [f"c{at}" for at in codes]}),
        "t_Voucher": pl.DataFrame(
            {**vouchers, **{name: its(users, codes) for name, its in columns.items()}}
        ),
    }


def test_who_and_what_is_told_by_numbers_that_nothing_else_has():
    told = found(
        system(
            FPosterID=lambda users, _: RNG.choices(users[-4:], k=1_200),
            FDegree=lambda _, codes: RNG.choices(codes[3:9], k=1_200),
        )
    )
    assert told == {
        one("t_Voucher", "FPosterID", "t_User", "FUserID"),
        one("t_Voucher", "FDegree", "t_SubMessage", "FInterID"),
    }


def test_numbers_among_them_that_are_no_keys_are_none():
    told = found(system(FHours=lambda _, codes: RNG.choices(range(codes[0], codes[-1]), k=1_200)))
    assert told == set()


def test_a_price_and_a_year_are_no_keys():
    told = found(
        system(
            FPrice=lambda _, codes: RNG.choices(codes, k=1_200),
            FBuilt=lambda *_: RNG.choices(range(1_995, 2_020), k=1_200),
        )
    )
    assert told == set()


def test_what_lies_among_the_numbers_of_two_keys_is_of_neither():
    frames = system(FDegree=lambda *_: RNG.choices(range(1_004, 1_010), k=1_200))
    frames["t_SubMessage"] = pl.DataFrame({"FInterID": range(1_001, 1_045), "FText": ["c"] * 44})
    assert found(frames) == {one("t_Voucher", "FDegree", "t_SubMessage", "FInterID")}
    frames["t_Unit"] = pl.DataFrame({"FUnitID": range(1_000, 1_200), "FSign": ["m"] * 200})
    assert found(frames) == set()
