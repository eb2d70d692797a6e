"""The logical type of a column is read from its values, with the share that fits."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onedata_assets.domain.metadata.logical_types import Logical, logical_type
from onedata_assets.domain.metadata.model import Column, Family
from onedata_assets.domain.metadata.observed import observe

pytestmark = pytest.mark.row("S09")


def judged(values: list, family: Family = Family.TEXT, **given) -> Logical | None:
    return logical_type(observe(Column("c", "varchar", family), pl.Series(values)), **given)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["1", "2", "-3"], (Family.INTEGER, "")),
        (["01", "02"], (Family.TEXT, "")),
        (["1.5", "2"], (Family.DECIMAL, "")),
        (["1,200.5", "3"], (Family.DECIMAL, "1,234.5")),
        (["12%", "5.5%"], (Family.DECIMAL, "12.5%")),
        (["¥3", "4.5元"], (Family.DECIMAL, "¥1.00")),
        (["2024-01-02", "2024-1-3"], (Family.DATE, "yyyy-MM-dd")),
        (["20240102", "20240203", "20240304"], (Family.DATE, "yyyyMMdd")),
        (["13/04/2024", "05/06/2024"], (Family.DATE, "dd/MM/yyyy")),
        (["03/14/2024", "05/06/2024"], (Family.DATE, "MM/dd/yyyy")),
        (["2024年1月2日", "2023年12月30日"], (Family.DATE, "yyyy年M月d日")),
        (["02-Jan-2024"], (Family.DATE, "dd-MMM-yyyy")),
        (["2024-01-02 03:04:05", "2024-01-02T03:04:05Z"], (Family.MOMENT, "yyyy-MM-dd HH:mm")),
        (["1/2/2024 3:04 PM", "12/31/2024 4:00 AM"], (Family.MOMENT, "MM/dd/yyyy HH:mm")),
        (["10/Oct/2000:13:55:36 -0700"], (Family.MOMENT, "dd/MMM/yyyy HH:mm")),
        (["12:30", "23:59:59"], (Family.TIME, "HH:mm")),
        (["Y", "N", "y"], (Family.BOOLEAN, "y/n")),
        (["是", "否"], (Family.BOOLEAN, "是/否")),
        (["0", "1"], (Family.BOOLEAN, "0/1")),
        (['{"a": 1}', "[1]"], (Family.NESTED, "json")),
        (["{a", "b]"], (Family.TEXT, "")),
        (["2024-02-30", "2024-13-01"], (Family.TEXT, "")),
    ],
)
def test_texts_are_known_by_their_form(values, expected):
    found = judged(values)
    assert found is not None
    assert (found.family, found.form) == expected


def test_a_date_whose_day_and_month_cannot_be_told_apart_says_so():
    found = judged(["03/04/2024", "05/06/2024"])
    assert found is not None
    assert found.finding.confidence < 0.8
    assert any("MM/dd/yyyy" in each.en for each in found.finding.evidence)


def test_whole_numbers_count_from_1970_only_where_the_name_speaks_of_a_time():
    numbers = [1700000000, 1700000001, 1700090000]
    named = judged(numbers, Family.INTEGER, is_time_named=True)
    unnamed = judged(numbers, Family.INTEGER)
    assert named is not None
    assert unnamed is not None
    assert (named.form, unnamed.form) == ("epoch_seconds", "")


def test_eight_digits_that_are_no_days_are_numbers():
    found = judged([20241301, 20249999, 20240230], Family.INTEGER)
    assert found is not None
    assert found.family is Family.INTEGER


def test_a_few_typing_errors_do_not_hide_a_date_and_are_told_as_a_share():
    found = judged([f"2024-01-{day:02}" for day in range(1, 31)] + ["unknown"])
    assert found is not None
    assert (found.family, round(found.share, 3)) == (Family.DATE, 0.968)


@given(st.lists(st.sampled_from(["1", "2.5", "2024-01-02", "x", "", None, "是"]), min_size=1))
@settings(max_examples=40)
def test_neither_order_nor_missing_values_change_a_type(values):
    there = [each for each in values if each]
    assert judged(list(reversed(values))) == judged(values) == judged([*there, None, ""])


def test_a_column_without_values_has_no_type():
    assert judged([None, "", "NULL", "-"]) is None


@pytest.mark.parametrize("told", [Family.OTHER, Family.INTEGER, Family.DECIMAL, Family.FLOAT])
def test_texts_are_read_where_the_type_tells_nothing_or_numbers(told: Family) -> None:
    found = judged(["2024-01-02 03:04:05.5+00", "2024-02-03 13:04:05.25+00"], told)
    assert found is not None
    assert found.family is Family.MOMENT


def test_numbers_stay_what_a_type_without_a_meaning_kept() -> None:
    found = judged([1.5, 2.25], Family.OTHER)
    assert found is not None
    assert found.family is Family.FLOAT


def test_moments_without_a_time_of_day_are_days() -> None:
    found = judged(["1996-08-30", "1996-11-28"], Family.MOMENT)
    assert found is not None
    assert found.family is Family.DATE


def test_a_date_of_a_source_that_has_times_is_a_moment() -> None:
    """As Oracle's DATE has; at midnight they are days."""
    times = judged(["2023-03-25 09:00:00", "2023-04-28 19:00:00"] * 20, Family.DATE)
    days = judged(["2023-03-25 00:00:00", "2023-04-28 00:00:00"] * 20, Family.DATE)
    plain = judged(["2023-03-25", "2023-04-28"] * 20, Family.DATE)
    assert [each and each.family for each in (times, days, plain)] == [
        Family.MOMENT,
        Family.DATE,
        Family.DATE,
    ]
