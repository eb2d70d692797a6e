"""Rows in Carte's XML read as a real server writes them."""

from datetime import datetime
from decimal import Decimal

import pytest

from onedata_resources.kettle.server.row_xml import value_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        (True, "true"),
        (7, "7"),
        (1.0, "1.0"),
        (0.001, "0.001"),
        (0.0001, "1.0E-4"),
        (1234567.5, "1234567.5"),
        (12345678.25, "1.234567825E7"),
        (-2.5e20, "-2.5E20"),
        (float("inf"), "Infinity"),
        (float("nan"), "NaN"),
        (Decimal("1.5000"), "1.5"),
        (datetime(2026, 1, 2, 3, 4, 5, 678000), "2026/01/02 03:04:05.678"),  # noqa: DTZ001
        ("文", "文"),
    ],
)
def test_a_value_is_written_as_java_writes_it(value, text):
    assert value_text(value) == text
