# ruff: noqa: DTZ001 - moments in Kettle have no time zone
"""Columns of values: printed and read as each value is by the exact rules, there and back."""

from datetime import datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onedata_resources.kettle.values.date_column import format_dates, parse_dates
from onedata_resources.kettle.values.date_mask import format_moment, parse_moment
from onedata_resources.kettle.values.dtypes import BigNumberRangeError
from onedata_resources.kettle.values.java_double import java_double
from onedata_resources.kettle.values.number_column import format_numbers
from onedata_resources.kettle.values.number_mask import format_number, number_mask
from onedata_resources.kettle.values.number_parse import parse_numbers
from onedata_resources.kettle.values.types import KettleType

K = KettleType
NUMBER_MASKS = st.sampled_from(
    ["0", "#", "0.00", "#.##", "#,##0.00", "####0.0#########;-####0.0#########", "000000",
     " 00000.00;-00000.00", "+0.00;(0.00)", "0.###", "'n'0.0", ".##", "0.", "0.00E0", "#%",
     "0.0\u2030", "0." + "#" * 18, "0." + "#" * 20]
)  # fmt: skip
DATE_MASKS = st.sampled_from(
    ["yyyy-MM-dd", "yyyy/MM/dd HH:mm:ss.SSS", "dd-MMM-yyyy", "EEEE d MMMM yyyy", "yyyyMMddHHmmss",
     "yyyy-MM-dd'T'HH:mm:ss", "dd.MM.yyyy hh:mm:ss a", "yyyyDDD", "w u", "YYYY-ww", "k K h H"]
)  # fmt: skip
MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)).map(
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
)


@settings(max_examples=200)
@given(st.lists(st.floats() | st.none(), min_size=1, max_size=8), NUMBER_MASKS)
def test_a_column_of_numbers_prints_as_each_number_does(values, mask):
    shown = format_numbers(pl.Series(values, dtype=pl.Float64), mask, ".", ",").to_list()
    rules = number_mask(mask)
    assert shown == [None if v is None else format_number(v, rules) for v in values]


@pytest.mark.parametrize(
    ("value", "text"), [(1e-7, "0.0000001"), (1e22, "1" + "0" * 22), (float("nan"), "NaN")]
)
def test_a_number_that_is_not_rounded_prints_all_its_digits(value, text):
    assert format_numbers(pl.Series([value]), "0.#", ".", ",", rounds=False).to_list() == [text]


@settings(max_examples=200)
@given(st.decimals(-(10**9), 10**9, places=3), NUMBER_MASKS)
def test_money_prints_alike_as_number_and_as_exact_value(value, mask):
    shown = format_numbers(pl.Series([float(value)]), mask, ".", ",").to_list()
    assert shown == [format_number(float(value), number_mask(mask))]


@settings(max_examples=100)
@given(st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=5))
def test_integers_survive_a_round_trip(values):
    for mask in ("0", "#,##0", ""):
        text = format_numbers(pl.Series(values), mask or "####0;-####0", ".", ",")
        assert parse_numbers(text, K.INTEGER, mask, ".", ",").to_list() == values


@settings(max_examples=100)
@given(st.floats(-1e9, 1e9))
def test_numbers_survive_a_round_trip_through_enough_digits(value):
    rounded = round(value, 6) + 0.0
    text = format_numbers(pl.Series([rounded]), "0.000000", ".", ",")
    assert parse_numbers(text, K.NUMBER, "0.000000", ".", ",").to_list() == [rounded]


@settings(max_examples=200)
@given(st.lists(MOMENTS | st.none(), min_size=1, max_size=5), DATE_MASKS)
def test_a_column_of_dates_prints_as_each_date_does(values, mask):
    shown = format_dates(pl.Series(values, dtype=pl.Datetime("ms")), mask).to_list()
    assert shown == [None if v is None else format_moment(v, mask) for v in values]


@settings(max_examples=200)
@given(MOMENTS, st.booleans())
def test_dates_survive_a_round_trip(moment, lenient):
    for mask in ("yyyy/MM/dd HH:mm:ss.SSS", "dd-MMM-yyyy HH'h'mm:ss,SSS", "yyyyMMddHHmmssSSS"):
        text = pl.Series([format_moment(moment, mask)])
        assert parse_dates(text, mask, lenient=lenient).to_list() == [moment]


@settings(max_examples=200)
@given(st.text("0123456789-/: TxJanFeb", max_size=20), st.booleans())
def test_a_column_of_texts_parses_as_each_text_does(text, lenient):
    for mask in ("yyyy-MM-dd", "yyyy/MM/dd HH:mm:ss.SSS", "d/M/yy"):
        column = parse_dates(pl.Series([text]), mask, lenient=lenient).to_list()
        assert column == [parse_moment(text, mask, lenient=lenient)]


@settings(max_examples=200)
@given(st.lists(st.text("0123456789.-+eE,INaf ", min_size=1, max_size=7), min_size=1, max_size=20))
def test_numbers_read_in_bulk_are_those_of_the_exact_rules(texts):
    for kind in (K.INTEGER, K.NUMBER, K.BIG_NUMBER):
        try:
            exact = [parse_numbers(pl.Series([each]), kind, "", ".", ",")[0] for each in texts]
        except BigNumberRangeError:
            with pytest.raises(BigNumberRangeError):
                parse_numbers(pl.Series(texts), kind, "", ".", ",")
            continue
        together = parse_numbers(pl.Series(texts), kind, "", ".", ",").to_list()
        assert list(map(str, together)) == list(map(str, exact))


@settings(max_examples=100)
@given(st.lists(st.floats(), min_size=1, max_size=8), st.integers(1, 4))
def test_doubles_with_fixed_places_print_by_the_exact_rules(values, places):
    mask = "0." + "0" * places
    halves = [value / 8 for value in values]
    shown = format_numbers(pl.Series(values + halves), mask, ".", ",").to_list()
    assert shown == [format_number(each, number_mask(mask)) for each in values + halves]


def test_many_days_print_as_each_one_does():
    days = pl.datetime_range(datetime(2019, 12, 1), datetime(2024, 3, 9), "11h", eager=True)
    shown = format_dates(days, "dd.MM.yy EEE").to_list()
    assert shown == [format_moment(day, "dd.MM.yy EEE") for day in days]


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.0, "1.0"), (1e7, "1.0E7"), (12345678.9, "1.23456789E7"), (0.001, "0.001"),
     (0.0001, "1.0E-4"), (-0.0, "-0.0"), (float("nan"), "NaN"), (float("-inf"), "-Infinity"),
     (9999999.5, "9999999.5"), (1e22, "1.0E22")],
)  # fmt: skip
def test_doubles_without_a_mask_print_as_java_does(value, text):
    assert java_double(value) == text
