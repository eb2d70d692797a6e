"""Texts of a database become types again, and no value is lost where one does not fit."""

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onedata_resources.clients.fitting_types import Kind, fitted

pytestmark = pytest.mark.row("S10")
LENT = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
EIGHT = dt.datetime(2026, 11, 27, 8, tzinfo=dt.UTC)
WRITTEN = [
    (Kind.BOOLEAN, ["t", "f"], [True, False]),
    (Kind.INTEGER, ["-5", "9223372036854775807"], [-5, 2**63 - 1]),
    (Kind.INTEGER, ["18446744073709551615", "0"], [2**64 - 1, 0]),
    (Kind.DECIMAL, ["1.50", "-2"], [Decimal("1.50"), Decimal("-2.00")]),
    (Kind.DECIMAL, ["1.5", "Infinity"], [1.5, float("inf")]),
    (Kind.FLOAT, ["1e300", "-Infinity"], [1e300, float("-inf")]),
    (Kind.DATE, ["2026-11-27", "0001-01-01"], [dt.date(2026, 11, 27), dt.date(1, 1, 1)]),
    (Kind.TIME, ["08:00:00", "23:59:59.5"], [dt.time(8), dt.time(23, 59, 59, 500_000)]),
    (
        Kind.MOMENT,
        ["2026-11-27 08:00:00", "2026-11-27 08:00:00.25"],
        [EIGHT.replace(tzinfo=None), EIGHT.replace(tzinfo=None, microsecond=250_000)],
    ),
    (Kind.UTC_MOMENT, ["2026-11-27 08:00:00+00"], [EIGHT]),
    (Kind.HEX, ["\\x00ff", "\\x"], [b"\x00\xff", b""]),
    (None, ["001", ""], ["001", ""]),
]
MISFITS = [
    (Kind.INTEGER, "1e5"),
    (Kind.DECIMAL, "1" * 39),
    (Kind.DATE, "0000-00-00"),
    (Kind.DATE, "infinity"),
    (Kind.DATE, "2020-01-01 BC"),
    (Kind.TIME, "838:59:59"),
    (Kind.TIME, "24:00:00"),
    (Kind.MOMENT, "-infinity"),
    (Kind.UTC_MOMENT, "2020-01-01 00:00:00+00 BC"),
]


def read(texts, kind, folder) -> pl.Series:
    frame = pl.LazyFrame({"*": pl.Series(texts, dtype=pl.String)})
    return fitted(frame, [kind], folder / "made.parquet").collect()["*"]


@pytest.mark.parametrize(("kind", "texts", "values"), WRITTEN)
def test_values_that_fit_have_the_type_of_their_column(kind, texts, values, tmp_path):
    assert read([*texts, None], kind, tmp_path).to_list() == [*values, None]


@pytest.mark.parametrize(("kind", "misfit"), MISFITS)
def test_a_value_that_does_not_fit_leaves_its_column_texts(kind, misfit, tmp_path):
    fitting = next(texts[0] for each, texts, _ in WRITTEN if each is kind)
    assert read([fitting, misfit, None], kind, tmp_path).to_list() == [fitting, misfit, None]


@pytest.mark.parametrize("kind", [each for each in Kind if each is not Kind.BITS])
@given(texts=st.lists(st.none() | st.text() | st.sampled_from([each for _, each in MISFITS])))
@LENT
def test_no_value_becomes_null(kind, texts, tmp_path):
    found = read(texts, kind, tmp_path)
    assert found.is_null().to_list() == [each is None for each in texts]


@given(numbers=st.lists(st.integers(0, 2**64 - 1)))
@LENT
def test_bits_are_numbers(numbers, tmp_path):
    given_bits = pl.Series([each.to_bytes(8, "big") for each in numbers], dtype=pl.Binary)
    frame = pl.LazyFrame({"bits": given_bits})
    found = fitted(frame, [Kind.BITS], tmp_path / "made.parquet").collect()["bits"]
    assert found.to_list() == numbers


def test_a_table_without_columns_has_none(tmp_path):
    found = fitted(pl.LazyFrame(), [], tmp_path / "made.parquet").collect()
    assert found.columns == []
