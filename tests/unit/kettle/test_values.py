# ruff: noqa: DTZ001 - moments in Kettle have no time zone
"""Masks and conversions: columns agree with the exact rules, and texts survive a round trip."""

import re
from datetime import datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onedata_resources.kettle.engine.calculations_rounding import rounded_columns
from onedata_resources.kettle.values.convert import convert, to_text
from onedata_resources.kettle.values.date_column import format_dates, parse_dates
from onedata_resources.kettle.values.date_mask import format_moment, parse_moment
from onedata_resources.kettle.values.dtypes import BigNumberRangeError, dtype_of
from onedata_resources.kettle.values.java_double import java_double
from onedata_resources.kettle.values.mask_check import (
    MaskError,
    check_date_mask,
    check_number_mask,
)
from onedata_resources.kettle.values.number_column import format_numbers
from onedata_resources.kettle.values.number_mask import format_number, number_mask
from onedata_resources.kettle.values.number_parse import parse_numbers
from onedata_resources.kettle.values.types import Field, KettleType
from tests.unit.kettle.running import grid, ktr, run, step

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


@settings(max_examples=200, deadline=None)
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


@settings(max_examples=200, deadline=None)
@given(st.decimals(-(10**9), 10**9, places=3), NUMBER_MASKS)
def test_money_prints_alike_as_number_and_as_exact_value(value, mask):
    shown = format_numbers(pl.Series([float(value)]), mask, ".", ",").to_list()
    assert shown == [format_number(float(value), number_mask(mask))]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=5))
def test_integers_survive_a_round_trip(values):
    for mask in ("0", "#,##0", ""):
        text = format_numbers(pl.Series(values), mask or "####0;-####0", ".", ",")
        assert parse_numbers(text, K.INTEGER, mask, ".", ",").to_list() == values


@settings(max_examples=100, deadline=None)
@given(st.floats(-1e9, 1e9))
def test_numbers_survive_a_round_trip_through_enough_digits(value):
    rounded = round(value, 6) + 0.0
    text = format_numbers(pl.Series([rounded]), "0.000000", ".", ",")
    assert parse_numbers(text, K.NUMBER, "0.000000", ".", ",").to_list() == [rounded]


@settings(max_examples=200, deadline=None)
@given(st.lists(MOMENTS | st.none(), min_size=1, max_size=5), DATE_MASKS)
def test_a_column_of_dates_prints_as_each_date_does(values, mask):
    shown = format_dates(pl.Series(values, dtype=pl.Datetime("ms")), mask).to_list()
    assert shown == [None if v is None else format_moment(v, mask) for v in values]


@settings(max_examples=200, deadline=None)
@given(MOMENTS, st.booleans())
def test_dates_survive_a_round_trip(moment, lenient):
    for mask in ("yyyy/MM/dd HH:mm:ss.SSS", "dd-MMM-yyyy HH'h'mm:ss,SSS", "yyyyMMddHHmmssSSS"):
        text = pl.Series([format_moment(moment, mask)])
        assert parse_dates(text, mask, lenient=lenient).to_list() == [moment]


@settings(max_examples=200, deadline=None)
@given(st.text("0123456789-/: TxJanFeb", max_size=20), st.booleans())
def test_a_column_of_texts_parses_as_each_text_does(text, lenient):
    for mask in ("yyyy-MM-dd", "yyyy/MM/dd HH:mm:ss.SSS", "d/M/yy"):
        column = parse_dates(pl.Series([text]), mask, lenient=lenient).to_list()
        assert column == [parse_moment(text, mask, lenient=lenient)]


@settings(max_examples=200, deadline=None)
@given(st.floats(-1e12, 1e12), st.integers(0, 6))
def test_rounding_to_digits_follows_the_decimal_text(value, digits):
    from decimal import ROUND_HALF_UP, Decimal

    [shown] = rounded_columns(pl.Series([value]), pl.Series([digits]), away=True).to_list()
    exact = Decimal(repr(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    assert shown == pytest.approx(float(exact), rel=1e-15, abs=1e-12)


@pytest.mark.parametrize(
    ("value", "mask", "expected"),
    [
        (2.345, "0.00", "2.35"),
        (2.355, "0.00", "2.35"),
        (0.1, "#.##", "0.1"),
        (-0.001, "0.00", "-0.00"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (123456789012345678.0, "0.0", "123456789012345680.0"),
        (-5.0, "+0.00;(0.00)", "(5.00)"),
        (float("inf"), "0", "\u221e"),
        (0.1, "0.00000000000000000000", "0.10000000000000000000"),
        (1e-7, "0.####################", "0.0000001"),
        (-1.5e22, "0.####################", "-15000000000000000000000"),
    ],
)
def test_numbers_print_as_java_prints_them(value, mask, expected):
    assert format_numbers(pl.Series([value]), mask, ".", ",").to_list() == [expected]


@pytest.mark.parametrize(
    ("text", "kind", "mask", "expected"),
    [
        ("1,000", K.NUMBER, "", 1000.0),
        ("1,000", K.NUMBER, "#.#", None),
        ("1.7", K.INTEGER, "", 1),
        (" 1", K.INTEGER, "", None),
        ("+3", K.NUMBER, "", None),
        ("1E3", K.NUMBER, "", 1000.0),
        ("1e3", K.NUMBER, "", None),
        ("99999999999999999999", K.INTEGER, "", 2**63 - 1),
        ("$5.50", K.NUMBER, "$0.00", 5.5),
        ("(5.50)", K.NUMBER, "0.00;(0.00)", -5.5),
        ("50%", K.NUMBER, "0%", 0.5),
        ("12abc", K.NUMBER, "", None),
        ("\u0663", K.NUMBER, "", None),
    ],
)
def test_texts_are_numbers_only_to_their_end(text, kind, mask, expected):
    assert parse_numbers(pl.Series([text]), kind, mask, ".", ",").to_list() == [expected]


def converted(value, source, kind):
    frame = pl.DataFrame({"v": pl.Series([value, None], dtype=dtype_of(source.type))})
    return frame.select(convert(pl.col("v"), source, kind)).to_series().to_list()


@pytest.mark.parametrize(
    ("value", "kind", "target", "expected"),
    [
        (2.5, K.NUMBER, K.INTEGER, 3),
        (-2.5, K.NUMBER, K.INTEGER, -2),
        (1e30, K.NUMBER, K.INTEGER, 2**63 - 1),
        (float("nan"), K.NUMBER, K.INTEGER, 0),
        (1, K.INTEGER, K.STRING, "1"),
        (1.0, K.NUMBER, K.STRING, "1.0"),
        ("yes", K.STRING, K.BOOLEAN, True),
        ("x", K.STRING, K.BOOLEAN, False),
        ("", K.STRING, K.INTEGER, None),
        (True, K.BOOLEAN, K.STRING, "Y"),
        (datetime(1970, 1, 1, 0, 0, 1), K.DATE, K.INTEGER, 1000),
        (2.0, K.NUMBER, K.DATE, datetime(1970, 1, 1, 0, 0, 0, 2000)),
        (0, K.INTEGER, K.BOOLEAN, False),
    ],
)
def test_types_convert_as_in_kettle_and_null_stays_null(value, kind, target, expected):
    assert converted(value, Field("v", kind), target) == [expected, None]


@pytest.mark.parametrize(
    ("length", "precision", "expected"),
    [(10, 2, " 00000001.50"), (5, -1, " 00001.50"), (10, 0, " 0000000002."), (-1, -1, "1.5")],
)
def test_a_length_without_mask_pads_with_zeros(length, precision, expected):
    field = Field("v", K.NUMBER, length, precision)
    frame = pl.DataFrame({"v": [1.5]}).select(to_text(pl.col("v"), field))
    assert frame.item() == expected


@pytest.mark.parametrize(
    ("mask", "currency", "expected"),
    [
        ("\u00a4#,##0.00", "$", "$1,234.50"),
        ("0.0 \u00a4", "EUR", "1234.5 EUR"),
        ("\u00a40.0", "", "\u00a41234.5"),
    ],
)
def test_the_currency_of_the_field_stands_where_the_mask_has_the_sign(mask, currency, expected):
    field = Field("v", K.NUMBER, mask=mask, currency=currency)
    shown = pl.DataFrame({"v": [1234.5]}).select(to_text(pl.col("v"), field))
    assert shown.item() == expected
    text = Field("v", K.STRING, mask=mask, currency=currency)
    assert shown.select(convert(pl.col("v"), text, K.NUMBER)).item() == 1234.5


@settings(max_examples=200, deadline=None)
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


@settings(max_examples=100, deadline=None)
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


@pytest.mark.parametrize(
    "mask",
    ["#,##0.00", ".00", "#.", "0.###E0", "'E'0", "#%", "0.0 Euro", "#0;(#0)", "0.0E0E", ""],
)
def test_masks_of_numbers_that_java_takes_are_taken(mask):
    check_number_mask(mask)


@pytest.mark.parametrize(
    "mask", ["#.#.#", "0#", "#0.#0", "0.##0", "#0#", "000,", "#0.0,", "0E", "%%", "'a", "0;0;0"]
)
def test_masks_of_numbers_that_java_refuses_are_refused(mask):
    with pytest.raises(MaskError, match=re.escape(f"The mask '{mask}' is wrong")):
        check_number_mask(mask)


@pytest.mark.parametrize("mask", ["yyyy-bb", "yyyy'", "EEE-Q"])
def test_masks_of_dates_that_java_refuses_are_refused(mask):
    with pytest.raises(MaskError, match="is wrong"):
        check_date_mask(mask)


def test_a_step_with_a_wrong_mask_says_so():
    reading = grid("g", {"d": "Date:yyyy-bb-dd"}, [["2024-01-02"]])
    done = run(ktr(reading, step("e", "Dummy")))
    assert [each.subject for each in done.log.problems] == ["g.0"]
    assert "The mask 'yyyy-bb-dd' is wrong: a date has no part 'b'." in done.log.text()
