"""Roles of persons on running numbers: which persons they are, and what only looks like a role."""

import random

import polars as pl
import pytest

from onedata_assets.domain.metadata.naming import column_name
from onedata_assets.domain.metadata.person_names import Role, is_of_persons, role_of
from tests.unit.metadata.relational import found, relations

pytestmark = pytest.mark.row("S10")


def ids(rows: int, first: int = 1, **columns: list) -> pl.DataFrame:
    return pl.DataFrame({"id": range(first, first + rows), **columns})


def some(of: int, rows: int = 400, low: int = 1, seed: int = 1) -> list[int]:
    rng = random.Random(of + seed)
    return [rng.randint(low, of) for _ in range(rows)]


def persons(rows: int, first: int = 1, **columns: list) -> pl.DataFrame:
    return ids(rows, first, full_name=[f"p {at % 40}" for at in range(rows)], **columns)


def one(child: str, column: str, parent: str, key: str = "id"):
    return (child, frozenset({(column, key)}), parent)


@pytest.mark.parametrize("role", ["signed_by", "mentor", "examiner", "coOwner", "监考人", "主刀"])
def test_a_role_of_a_person_refers_to_the_only_persons(role):
    frames = {
        "counsel_roll": persons(120),
        "site": ids(500),
        "deed": ids(400, 7_000, **{role: some(120)}),
    }
    assert found(frames) == {one("deed", role, "counsel_roll")}


def test_few_rows_are_enough_for_a_role_and_it_is_told_why():
    partners = random.Random(2).sample(range(1, 121), 12)
    told = relations({"roll": persons(120), "branch": ids(12, 900, managing_partner=partners)})
    [reference] = told.references
    assert reference.columns == ("managing_partner",)
    assert any("role of a person" in each.en for each in reference.evidence)
    assert any("人员" in each.zh for each in reference.evidence)


def test_of_several_tables_of_persons_the_smallest_that_has_all_values_is_meant():
    frames = {
        "physician": persons(40, seat=["x"] * 40),
        "patient": persons(900, seat=["x"] * 900),
        "visit": ids(400, 7_000, attending=some(40), witness=some(900)),
    }
    assert found(frames) == {
        one("visit", "attending", "physician"),
        one("visit", "witness", "patient"),
    }


def test_what_may_be_a_person_is_one_if_its_few_rows_are_spread_as_those_of_persons():
    rigger = random.Random(6).sample(range(1, 121), 8)
    frames = {"roll": persons(120), "site": ids(8, 900, rigger=rigger)}
    assert found(frames) == {one("site", "rigger", "roll")}


@pytest.mark.parametrize(("mark", "table"), [("工号", "员工"), ("工号", "教师"), ("学号", "学生")])
def test_a_mark_that_says_whose_number_it_is_refers_to_them(mark, table):
    roll = pl.DataFrame({mark: range(1001, 1131), "姓名": [f"人{at % 40}" for at in range(130)]})
    steps = pl.DataFrame({"步骤编号": range(1, 401), mark: some(1130, low=1001)})
    assert found({table: roll, "进度": steps}) == {one("进度", mark, table, mark)}


def test_who_counts_is_not_the_count_that_the_row_is():
    counts = pl.DataFrame({"count_id": range(1, 401), "counter": some(120)})
    assert found({"stock_count": counts, "shelf": ids(500, 9_000)}) == set()


def test_between_tables_of_persons_as_large_nothing_is_chosen():
    frames = {
        "physician": persons(40),
        "nurse": persons(40),
        "visit": ids(400, 7_000, witness=some(40)),
    }
    assert found(frames) == set()


def test_columns_that_fill_the_numbers_of_persons_refer_to_them_whatever_their_role():
    told = relations({"roll": persons(120), "deed": ids(1_500, 7_000, lantern=some(120, 1_500))})
    [reference] = told.references
    assert (reference.columns, str(reference.parent)) == (("lantern",), "roll")
    assert any("from end to end" in each.en for each in reference.evidence)


@pytest.mark.parametrize(
    "column",
    [
        {"lantern": [min(at, 120) for at in some(40, 1_500)]},
        {"age": some(120, 1_500)},
        {"availqty": some(120, 1_500)},
        {"examiners": some(120, 1_500)},
        {"smoker": some(2, 1_500)},
        {"sensor": some(90, 1_500)},
        {f"m{at}": some(120, 1_500, seed=at) for at in range(8)},
    ],
    ids=[
        "fills a part",
        "a measure",
        "a measure glued to a word",
        "how many",
        "a flag",
        "a thing",
        "measurements of one scale",
    ],
)
def test_numbers_within_those_of_persons_are_no_references(column):
    assert found({"roll": persons(120), "deed": ids(1_500, 7_000, **column)}) == set()


@pytest.mark.parametrize(
    ("written", "role"),
    [
        ("signed_by", Role.PLAIN),
        ("投保人", Role.PLAIN),
        ("timekeeper", Role.MAYBE),
        ("floor_number", Role.NONE),
        ("sensor", Role.NONE),
        ("楼层", Role.NONE),
    ],
)
def test_names_are_roles_of_persons_plainly_or_maybe(written, role):
    assert role_of(column_name(written)) is role


def test_tables_are_of_persons_by_their_names_or_columns():
    assert is_of_persons(("attorney",), ())
    assert is_of_persons(("xyz",), ("id", "姓名"))
    assert is_of_persons(("xyz",), ("id", "FirstName"))
    assert not is_of_persons(("vessel",), ("id", "name"))


def test_the_form_of_a_row_is_called_after_its_table():
    frames = {
        "清洁": pl.DataFrame({"清洁编号": range(1, 301), "房间": some(90, 300)}),
        "领用": pl.DataFrame({"领用编号": range(1, 401), "清洁单": some(300)}),
    }
    assert found(frames) == {one("领用", "清洁单", "清洁", "清洁编号")}
