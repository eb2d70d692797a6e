"""What the figures of a column say without a word of the catalogue: money, counts, days."""

from datetime import date, datetime

import polars as pl
import pytest

from onedata_assets.domain.metadata.model import Column, Family, Table, TableKind, TableName
from onedata_assets.domain.metadata.recognition import Recognised, recognised

pytestmark = pytest.mark.row("S08", "S09")
TODAY = date(2026, 11, 26)
MIDNIGHTS = [datetime(2026, 1, day) for day in (2, 3, 5, 9)]  # noqa: DTZ001  a source's own times


def known(name: str, values: list, family: Family) -> Recognised:
    column = Column(name, family.value, family)
    table = Table(TableName("", "t"), TableKind.TABLE, (column,))
    return recognised(table, pl.DataFrame({name: values}), today=TODAY)[0]


def meaning(name: str, values: list, family: Family) -> str | None:
    found = known(name, values, family).meaning
    return found.value if found else None


@pytest.mark.parametrize("name", ["forecast_usd", "lower_cny", "刷卡（元）"])
def test_numbers_with_a_currency_as_their_unit_are_money(name):
    assert meaning(name, [1.5, 20.0, -3.25], Family.FLOAT) == "amount"


@pytest.mark.parametrize("name", ["lower_kg", "forecast"])
def test_numbers_of_other_units_are_none(name):
    assert meaning(name, [1.5, 20.0, -3.25], Family.FLOAT) != "amount"


@pytest.mark.parametrize("name", ["baskets", "active_sessions", "Redemptions"])
def test_whole_numbers_of_things_count_them(name):
    assert meaning(name, [4, 0, 17, 4], Family.INTEGER) == "quantity"


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("bus", [4, 17]),
        ("basis", [4, 17]),
        ("tues", [0, 1, 1, 0]),
        ("dogs", [-3, 4]),
        ("sales", [40, 17]),
    ],
)
def test_a_name_that_is_no_plural_and_numbers_that_are_no_counts_are_no_quantity(name, values):
    assert meaning(name, values, Family.INTEGER) != "quantity"


def test_times_that_are_all_midnight_are_dates():
    found = known("logged", MIDNIGHTS, Family.MOMENT)
    assert found.logical is not None
    assert found.logical.family is Family.DATE
    assert found.meaning is not None
    assert found.meaning.value == "date"
    assert any(each.zh == "所有时刻均为零点。" for each in found.logical.finding.evidence)


def test_one_time_of_the_day_makes_them_moments():
    times = [*MIDNIGHTS, datetime(2026, 1, 9, 0, 0, 1)]  # noqa: DTZ001  a source's own times
    assert meaning("logged", times, Family.MOMENT) == "moment"


def test_texts_of_midnights_are_dates_too():
    texts = ["2026-01-02 00:00", "2026-01-03 00:00", "2026-01-07 00:00"]
    assert meaning("logged", texts, Family.TEXT) == "date"
