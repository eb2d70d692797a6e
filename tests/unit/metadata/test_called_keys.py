"""The key of a table is what others call their columns by, unless those are keys themselves."""

import random

import polars as pl
import pytest

from tests.unit.metadata.relational import found, one, relations

pytestmark = pytest.mark.row("S10")
RNG = random.Random(41)


def primaries(frames) -> dict[str, tuple[str, ...]]:
    keys = relations(frames).keys.items()
    return {place.table.name: each.primary.columns for place, each in keys if each.primary}


NUMBERS = [f"SB-{at:03}" for at in range(1, 90)]


def machines() -> dict[str, pl.DataFrame]:
    return {
        "shebei": pl.DataFrame(
            {
                "sbbh": NUMBERS,
                "chuchang_bianhao": [f"A{at * 7919 % 99991:05}" for at in range(89)],
            }
        ),
        "weixiu": pl.DataFrame({"wx_id": range(1, 301), "sbbh": RNG.choices(NUMBERS, k=300)}),
        "baoyang": pl.DataFrame({"by_id": range(1, 401), "sbbh": RNG.choices(NUMBERS, k=400)}),
    }


def test_a_machine_is_called_by_the_number_that_others_have_not_by_its_makers():
    frames = machines()
    assert primaries(frames)["shebei"] == ("sbbh",)
    assert {one("weixiu", "sbbh", "shebei", "sbbh"), one("baoyang", "sbbh", "shebei", "sbbh")} <= (
        found(frames)
    )


def test_what_is_a_key_elsewhere_is_that_of_the_other_table():
    persons = RNG.sample(range(10_000, 99_999), 300)
    frames = {
        "person": pl.DataFrame({"person_id": persons, "sex": RNG.choices("MF", k=300)}),
        "visit": pl.DataFrame(
            {"visit_id": range(1, 501), "person_id": RNG.choices(persons, k=500)}
        ),
        "death": pl.DataFrame({"death_id": range(1, 301), "person_id": persons[::-1]}),
        "drug": pl.DataFrame({"drug_id": range(1, 401), "person_id": RNG.choices(persons, k=400)}),
    }
    assert primaries(frames)["death"] == ("death_id",)


def test_one_other_table_is_not_enough():
    frames = machines()
    del frames["baoyang"]
    assert primaries(frames)["shebei"] == ("chuchang_bianhao",)


def test_the_ends_of_months_are_no_references_among_days():
    days = pl.date_range(pl.date(2020, 1, 1), pl.date(2022, 12, 31), eager=True)
    frame = pl.DataFrame({"time_id": days, "end_of_month": days.dt.month_end()})
    assert not found({"times": frame})


def test_numbers_of_things_refer_to_nothing_that_they_are_a_part_of():
    frames = {
        "t_order": pl.DataFrame({"id": range(1, 401), "paid": RNG.choices([1.5, 2.5], k=400)}),
        "t_order_item": pl.DataFrame(
            {
                "id": range(1, 901),
                "order_id": RNG.choices(range(1, 401), k=900),
                "num": RNG.choices([1, 2, 3], k=900),
            }
        ),
        "t_login_log": pl.DataFrame({"id": range(1, 1001), "ip": RNG.choices(["a", "b"], k=1000)}),
        "statistics_daily": pl.DataFrame(
            {
                "day": [f"d{at:03}" for at in range(200)],
                "login_num": RNG.choices(range(90, 300), k=200),
            }
        ),
    }
    assert found(frames) == {one("t_order_item", "order_id", "t_order", "id")}
