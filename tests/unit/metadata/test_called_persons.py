"""Roles of persons whose numbers are texts or have gaps, also in pinyin, and login names."""

import random

import polars as pl
import pytest

from tests.unit.metadata.relational import found

pytestmark = pytest.mark.row("S10")


def pairs(child: str, parent: str, column: str, key: str):
    return (child, frozenset({(column, key)}), parent)


def staff(rng: random.Random, **columns: str) -> dict[str, pl.DataFrame]:
    """Return employees, called by the names of `columns`, and orders that name some of them."""
    numbers = [f"E{at * 7919 % 9_973:04}" for at in range(80)]
    return {
        columns["table"]: pl.DataFrame(
            {
                columns["key"]: numbers,
                columns["person"]: [
                    rng.choice("张王李赵陈") + rng.choice("伟芳娜敏静") for _ in numbers
                ],
                columns["gender"]: [rng.choice("男女") for _ in numbers],
            }
        ),
        columns["other"]: pl.DataFrame(
            {
                columns["other_key"]: [f"W{at * 6101 % 99_991:05}" for at in range(300)],
                columns["role"]: [rng.choice(numbers[:6]) for _ in range(300)],
            }
        ),
    }


@pytest.mark.parametrize(
    "named",
    [
        {"table": "员工", "key": "工号", "person": "姓名", "gender": "性别", "other": "工单",
         "other_key": "工单号", "role": "计划员"},
        {"table": "yuangong", "key": "gonghao", "person": "xingming", "gender": "xingbie",
         "other": "lipei", "other_key": "lipei_bianhao", "role": "shenheren"},
        {"table": "psndoc", "key": "pk_psndoc", "person": "psn_name", "gender": "sex",
         "other": "voucher", "other_key": "voucher_no", "role": "checked_by"},
    ],
)  # fmt: skip
def test_a_role_is_of_the_persons_whose_numbers_it_has(named: dict[str, str]):
    told = found(staff(random.Random(1), **named))
    assert told == {pairs(named["other"], named["table"], named["role"], named["key"])}


def test_who_made_a_row_is_told_by_login_name():
    rng = random.Random(2)
    users = [f"user{at * 7919 % 9_973}" for at in range(60)]
    told = found(
        {
            "sys_user": pl.DataFrame(
                {"user_id": [at * 97 + 1_000 for at in range(60)], "user_name": users}
            ),
            "shopGoods": pl.DataFrame(
                {
                    "goodsId": [at * 89 + 500_000 for at in range(200)],
                    "create_by": [rng.choice(users[:3]) for _ in range(200)],
                }
            ),
        }
    )
    assert told == {pairs("shopGoods", "sys_user", "create_by", "user_name")}


def test_many_numbers_with_an_id_that_are_all_in_a_key_with_gaps_are_of_it():
    rng = random.Random(3)
    titles = sorted(rng.sample(range(1, 1_500), 700))
    casts = pl.DataFrame(
        {"id": range(1, 901), "movie_id": [rng.choice(titles) for _ in range(900)]}
    )
    info = pl.DataFrame({"id": range(1, 2_001), "words": [rng.random() for _ in range(2_000)]})
    frames = {"title": pl.DataFrame({"id": titles}), "cast_info": casts, "plot": info}
    assert found(frames) == {pairs("cast_info", "title", "movie_id", "id")}


def test_flags_and_measures_that_end_as_roles_do_are_of_no_persons():
    rng = random.Random(4)
    people = pl.DataFrame(
        {"id": sorted(rng.sample(range(1, 60), 40)), "sex": [rng.choice([1, 2]) for _ in range(40)]}
    )
    rats = pl.DataFrame(
        {
            "rat": [at * 7919 % 9_973 for at in range(90)],
            "gender": [rng.choice([1, 2]) for _ in range(90)],
            "litter": [rng.randint(1, 50) for _ in range(90)],
        }
    )
    assert found({"people": people, "rats": rats}) == set()
