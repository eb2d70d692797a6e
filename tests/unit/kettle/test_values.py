# ruff: noqa: DTZ001 - moments in Kettle have no time zone
"""Single values: how they print, are read and become other types, and which masks are refused."""

import re
from datetime import datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onedata_resources.kettle.engine.calculations_rounding import rounded_columns
from onedata_resources.kettle.values.convert import convert, to_text
from onedata_resources.kettle.values.dtypes import dtype_of
from onedata_resources.kettle.values.java_rounding import HALF_UP
from onedata_resources.kettle.values.mask_check import (
    MaskError,
    check_date_mask,
    check_number_mask,
)
from onedata_resources.kettle.values.number_column import format_numbers
from onedata_resources.kettle.values.number_parse import parse_numbers
from onedata_resources.kettle.values.types import Field, KettleType
from tests.unit.kettle.running import grid, ktr, run, step

K = KettleType


@settings(max_examples=200)
@given(st.floats(-1e12, 1e12), st.integers(0, 6))
def test_rounding_to_digits_follows_the_decimal_text(value, digits):
    from decimal import ROUND_HALF_UP, Decimal

    [shown] = rounded_columns(pl.Series([value]), pl.Series([digits]), HALF_UP).to_list()
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
