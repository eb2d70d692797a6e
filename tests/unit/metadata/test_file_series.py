"""Which files are a series by their names, and which lone ones are the first of one."""

import pytest

from onedata_assets.domain.metadata.file_formats.series import is_of_series, pattern_of


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        ("day=2024-01-01/part-00.parquet", "day=*/part-*.parquet"),
        ("x/0f8fad5b-d9cb-469f-a165-70867728950e.csv", "x/*.csv"),
        ("a_20240101T100000.csv", "a_*.csv"),
        ("客户.csv", "客户.csv"),
    ],
)
def test_numbers_and_identifiers_are_no_part_of_a_pattern(path, pattern):
    assert pattern_of(path) == pattern


@pytest.mark.parametrize(
    "path",
    [
        "orders_2026-11-27.csv", "orders_20261127.csv", "orders.2026.11.csv", "订单202611.xlsx",
        "订单2026年11月.csv", "orders-27-11-2026.csv", "2026-11-27/orders.csv",
        "log_20261127100000.json", "log_20261127T1000.json", "year=2026/orders.parquet",
        "part-00000.parquet", "x/0f8fad5b-d9cb-469f-a165-70867728950e.csv",
    ],
)  # fmt: skip
def test_a_file_of_a_day_month_or_part_promises_more(path):
    assert is_of_series(path)


@pytest.mark.parametrize(
    "path",
    [
        "top10.csv", "big5.csv", "ggplot2__seals.csv", "E6.csv", "census_2020.csv", "iso3166_2.csv",
        "v1.2.3.csv", "gbk订单.csv", "isotab15924x.csv", "order_100123.csv", "counterpart-2.csv",
        "a=b.csv", "id_20249901.csv",
    ],
)  # fmt: skip
def test_other_numbers_promise_nothing(path):
    assert not is_of_series(path)
