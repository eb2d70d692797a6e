"""Hash codes and the order of Java's HashMap; the codes follow from the rules of the JDK."""

from datetime import datetime
from decimal import Decimal

import polars as pl
import pytest

from onedata_resources.kettle.values.java_hash import hash_codes, name_order, row_hashes
from onedata_resources.kettle.values.types import Field, KettleType

K = KettleType
BIG = pl.Decimal(38, 16)
MOMENT = datetime(1970, 1, 1)  # noqa: DTZ001 - moments in Kettle have no time zone


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        # 31 * (31 * 'a' + 'b') + 'c'; the sign beyond the plane is two UTF-16 units.
        (pl.Series(["abc", "", None, "\U00010000"]), [96354, 0, 0, 0xD800 * 31 + 0xDC00]),
        (pl.Series([True, False, None]), [1231, 1237, 0]),
        # Both halves of the 64 bits.
        (pl.Series([1, -1, 2**32 + 1], dtype=pl.Int64), [1, 0, 0]),
        (
            pl.Series([0.0, -0.0, 1.5, float("nan")]),
            [0, -(2**31), 0x3FF80000, 0x7FF80000],
        ),
        # 31 * the BigInteger's code + scale, without zeros at the end.
        (
            pl.Series([Decimal("1.50"), Decimal("-1.5"), Decimal(100), None], dtype=BIG),
            [31 * 15 + 1, -31 * 15 + 1, 3100, 0],
        ),
        # Whole milliseconds; a part of one does not count.
        (pl.Series([MOMENT.replace(microsecond=1999)], dtype=pl.Datetime("us")), [1]),
    ],
)
def test_values_have_javas_hash_codes(values, codes):
    assert hash_codes(values).tolist() == codes


def test_a_bigdecimal_of_two_words_has_the_polynomial_of_its_words():
    words = divmod(12345678901234567890, 2**32)
    code = (31 * (words[0] * 31 + words[1])) & 0xFFFFFFFF
    found = hash_codes(pl.Series([Decimal(12345678901234567890)], dtype=pl.Decimal(38, 0)))
    assert int(found[0]) & 0xFFFFFFFF == code


def test_a_row_has_the_codes_of_its_values_bit_by_bit_and_numbers_for_nulls():
    rows = pl.DataFrame({"s": ["abc", None], "n": [None, -0.0], "b": [True, None]})
    fields = [Field("s"), Field("n", K.NUMBER), Field("b", K.BOOLEAN)]
    assert row_hashes(rows, fields).to_list() == [96354 ^ 4 ^ 1231, 8 ^ -(2**31) ^ 1]


def test_a_name_that_comes_twice_has_one_place():
    assert name_order(["b", "a", "b"]) == ["a", "b"]
