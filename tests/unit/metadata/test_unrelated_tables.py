"""Tables that have nothing to do with each other refer to nothing, whatever their numbers are."""

import random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onedata_assets.domain.metadata.row_numbers import is_unnamed
from tests.unit.metadata.relational import found, relations

pytestmark = pytest.mark.row("S10")


def some(of: int, rows: int = 400, low: int = 1) -> list[int]:
    rng = random.Random(of)
    return [rng.randint(low, of) for _ in range(rows)]


def keyed(key: str, rows: int, **columns: list) -> pl.DataFrame:
    return pl.DataFrame({key: range(1, rows + 1), "grams": [1.5, 2.5] * (rows // 2), **columns})


def one(child: str, column: str, parent: str, key: str):
    return (child, frozenset({(column, key)}), parent)


@pytest.mark.parametrize(
    "name", ["column0", "Unnamed: 0", "V6", "...1", "特征_0", "列3", "X", " ", "7"]
)
def test_a_name_that_tells_a_place_only_is_none(name):
    assert is_unnamed(name)


@pytest.mark.parametrize("name", ["id", "week2", "客户1号", "order_no", "b2b", "covid19", "序号"])
def test_a_name_that_tells_something_is_one(name):
    assert not is_unnamed(name)


@pytest.mark.parametrize("key", ["column0", "Unnamed: 0", "V6", "obs", "index", "year", "pair"])
@pytest.mark.parametrize("column", ["column0", "V6", "obs", "index", "year", "pair", "parent"])
def test_row_numbers_and_years_are_no_keys_to_refer_to(key, column):
    frames = {
        "files/ships.csv": keyed(key, 200),
        "files/plants.csv": pl.DataFrame({column: some(40), "yield": [2.5, 1.5] * 200}),
    }
    assert found(frames) == set()


def test_a_year_refers_to_the_table_of_years():
    years = pl.DataFrame({"year": range(1950, 2020), "rainfall": [1.5, 2.5] * 35})
    frames = {"dim_year": years, "sales": pl.DataFrame({"year": some(2019, 400, 1950)})}
    assert found(frames) == {one("sales", "year", "dim_year", "year")}


@pytest.mark.parametrize(("low", "share"), [(1, 0.8), (1, 0.5), (100, 0.9)])
def test_small_numbers_inside_nearly_all_small_numbers_are_no_reference(low, share):
    rng = random.Random(5)
    keys = sorted(rng.sample(range(low, low + 600), int(share * 600)))
    inside = [rng.choice(keys) for _ in range(300)]
    frames = {
        "herd": pl.DataFrame({"tag": keys, "grams": [rng.random() for _ in keys]}),
        "plants": pl.DataFrame({"income": inside, "yield": [2.5] * 300}),
    }
    assert found(frames) == set()


@pytest.mark.parametrize("column", ["group", "entry", "gro", "select"])
def test_a_word_of_one_source_is_no_reference_to_running_numbers_of_another(column):
    frames = {
        "firm/group": keyed("id", 18),
        "firm/time_entry": keyed("id", 900),
        "firm/select": keyed("id", 40),
        "files/elements.csv": pl.DataFrame({column: some(18), "mass": [2.5, 1.5] * 200}),
    }
    assert found(frames) == set()


def test_a_marked_name_refers_to_another_source_if_that_has_hardly_fewer_values():
    users = keyed("id", 200)
    for high, told in ((200, 1), (300, 0)):
        frames = {"iam/users": users, "shop/visits": pl.DataFrame({"user_id": some(high)})}
        assert len(found(frames)) == told


def test_days_that_two_tables_have_are_no_reference_of_one_to_the_other():
    days = pl.date_range(pl.date(2020, 1, 1), pl.date(2021, 12, 31), eager=True)
    frames = {
        "pound": pl.DataFrame({"date": days, "rate": [1.5] * days.len()}),
        "yen": pl.DataFrame({"date": days.sample(500, seed=1), "rate": [2.5] * 500}),
    }
    assert found(frames) == set()


def test_single_letters_are_in_any_letters():
    frames = {
        "waders": pl.DataFrame({"bird": list("ABCDEFGHIJKLMNO"), "grams": [1.5] * 15}),
        "sprays": pl.DataFrame({"treatment": list("ABCDEFGH") * 8, "count": some(9, 64)}),
    }
    assert found(frames) == set()


def test_why_row_numbers_are_refused_is_told():
    frames = {
        "ships": keyed("obs", 200),
        "plants": pl.DataFrame({"obs": some(40), "yield": [2.5, 1.5] * 200}),
    }
    [refusal] = [each for each in relations(frames).refusals if each.child.column == "obs"]
    assert any("running numbers" in each.en and "连续" in each.zh for each in refusal.evidence)


def test_roles_are_of_no_persons_in_a_folder_of_files_that_hang_together_by_nothing():
    files = {
        f"f{at}.csv": keyed("id", 40 + 6 * at, sex=["m", "f"] * (20 + 3 * at)) for at in range(12)
    }
    files["graft.csv"] = pl.DataFrame({"patient": some(40), "days": some(900)})
    assert found(files) == set()


@given(st.lists(st.integers(2, 400), min_size=2, max_size=6), st.integers(0, 10**6))
def test_files_of_counts_beside_row_numbers_refer_to_nothing(highs, seed):
    rng = random.Random(seed)
    frames = {
        f"files/f{at}.csv": pl.DataFrame(
            {
                "column0": range(1, 2 * high + 1),
                f"skin{at}": [rng.randint(0, high) for _ in range(2 * high)],
                "year": [rng.randint(1990, 2010) for _ in range(2 * high)],
            }
        )
        for at, high in enumerate(highs)
    }
    assert found(frames) == set()


@pytest.mark.parametrize(
    "years", [[*range(1600, 1700, 7), *range(1700, 2020)], range(1896, 2020, 4)]
)
def test_years_of_one_file_are_no_keys_of_another_although_some_are_missing(years):
    frames = {
        "presidents.csv": pl.DataFrame({"Year": years, "gdp": [at * 1.5 for at in years]}),
        "jumps.csv": pl.DataFrame(
            {"year": some(2019, 60, 2000), "metres": [8.5] * 60}
        ).with_columns(year=pl.col("year") // 4 * 4),
    }
    assert found(frames) == set()


def test_a_marked_number_fits_no_key_in_a_folder_of_files_that_hang_together_by_nothing():
    files = {f"f{at}.csv": pl.DataFrame({"case": range(1, 300 + at)}) for at in range(12)}
    files["pupils.csv"] = pl.DataFrame({"SCH_ID": some(311, 900), "score": [1.5] * 900})
    assert found(files) == set()
