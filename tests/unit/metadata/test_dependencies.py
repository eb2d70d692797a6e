"""Functional dependencies: those that hold, how far, and those that are no news."""

import random

import polars as pl
import pytest

from onedata_assets.domain.metadata import dependencies
from onedata_assets.domain.metadata.dependencies import Dependency, find_dependencies
from onedata_assets.domain.metadata.profiles import profile
from tests.unit.metadata.relational import table

CITIES = ["Berlin", "Bonn", "Lyon", "Paris", "Rome", "Turin"]
COUNTRIES = {"Berlin": "DE", "Bonn": "DE", "Lyon": "FR", "Paris": "FR", "Rome": "IT", "Turin": "IT"}


def shops(rows: int = 600, wrong: int = 0) -> pl.DataFrame:
    rng = random.Random(5)
    cities = [rng.choice(CITIES) for _ in range(rows)]
    countries = [COUNTRIES[city] for city in cities]
    countries[:wrong] = ["XX"] * wrong
    return pl.DataFrame(
        {
            "shop_id": range(rows),
            "city": cities,
            "country": countries,
            "size": [rng.randint(1, 4) for _ in range(rows)],
            "open": [at != 3 for at in range(rows)],
        }
    )


def found(data: pl.DataFrame) -> tuple[Dependency, ...]:
    its = table("shops", data)
    return find_dependencies(its, profile(its))


def ways(data: pl.DataFrame) -> set[tuple[tuple[str, ...], str]]:
    return {(each.determinant, each.dependent) for each in found(data)}


def test_a_city_settles_its_country_and_what_is_no_news_is_not_told():
    assert ways(shops()) == {(("city",), "country")}


def test_the_error_is_the_share_of_rows_that_break_it():
    [told] = found(shops(wrong=3))
    assert told.error == pytest.approx(3 / 600)
    assert told.finding().confidence == 0.995
    assert told.finding().value == "city -> country"
    assert all(each.en and each.zh for each in told.finding().evidence)


def test_what_too_many_rows_break_is_no_dependency():
    assert ways(shops(wrong=60)) == set()


def test_the_error_is_counted_over_all_rows_and_not_in_the_sample(monkeypatch):
    monkeypatch.setattr(dependencies, "SAMPLE", 300)
    turned = shops(wrong=200)[::-1]
    assert ways(turned) == set()


def test_a_code_and_its_name_settle_each_other():
    data = shops().with_columns(code=pl.col("city").str.slice(0, 3))
    both = {(each.determinant, each.dependent): each.both_ways for each in found(data)}
    assert both[("city",), "code"]
    assert both[("code",), "city"]


def test_what_follows_from_two_others_is_not_told():
    data = shops().with_columns(
        continent=pl.when(pl.col("country") == "IT").then(pl.lit("S")).otherwise(pl.lit("N"))
    )
    assert ways(data) == {(("city",), "country"), (("country",), "continent")}


def test_two_columns_settle_a_third_where_neither_does():
    rng = random.Random(2)
    rows = [(rng.randint(1, 6), rng.randint(1, 7)) for _ in range(2_000)]
    data = pl.DataFrame(
        [(a, b, (3 * a + 5 * b) % 11) for a, b in rows],
        schema=["shelf", "row", "price_group"],
        orient="row",
    )
    assert (("row", "shelf"), "price_group") in {
        (tuple(sorted(determinant)), dependent) for determinant, dependent in ways(data)
    }


def test_in_a_handful_of_rows_nothing_is_told():
    assert ways(shops(20)) == set()


def test_rows_without_a_value_are_left_out_of_what_settles():
    data = shops().with_columns(
        city=pl.when(pl.col("shop_id") % 5 == 0).then(None).otherwise(pl.col("city"))
    )
    assert (("city",), "country") in ways(data)


def test_a_sample_is_refused():
    its = table("shops", shops())
    with pytest.raises(ValueError, match="50 rows only"):
        find_dependencies(its, profile(its, sample=50))
