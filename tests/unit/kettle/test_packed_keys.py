"""The order by several whole numbers is that of a stable sort by the columns themselves."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onedata_resources.kettle.engine.packed_keys import packable, packed

LONGS = st.none() | st.integers(-(2**63), 2**63 - 1)
NEAR = st.none() | st.integers(-3, 3)
FLAGS = st.none() | st.booleans()
DAYS = st.none() | st.datetimes()
SCHEMA = {"a": pl.Int64(), "b": pl.Int64(), "c": pl.Boolean(), "d": pl.Datetime("ms")}


@given(
    rows=st.lists(st.tuples(LONGS | NEAR, NEAR, FLAGS, DAYS), max_size=30),
    down=st.tuples(*[st.booleans()] * 4),
)
@pytest.mark.parametrize("keys", [["a", "b"], ["b", "c"], ["c", "b", "d"], ["a", "d", "b", "c"]])
def test_packed_keys_sort_as_their_columns_do(keys, rows, down):
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row").with_row_index("place")
    sides = list(down[: len(keys)])
    by_number = frame.lazy().sort(packed([pl.col(key) for key in keys], sides)).collect()
    by_columns = frame.sort(keys, descending=sides, nulls_last=sides, maintain_order=True)
    assert by_number.equals(by_columns)


@pytest.mark.parametrize(
    ("dtypes", "packs"),
    [
        ([pl.Int64(), pl.Datetime("us"), pl.Boolean()], True),
        ([pl.Int64()], False),
        ([pl.Int64(), pl.Float64()], False),
        ([pl.String(), pl.Int64()], False),
    ],
)
def test_two_columns_or_more_pack_that_are_whole_numbers(dtypes, packs):
    assert packable(dtypes) is packs
