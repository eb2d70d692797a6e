"""A run that goes on from batch to batch has the aggregates of all its rows."""

import numpy as np
import polars as pl
import pytest

from onedata_resources.kettle.engine.aggregate_columns import Column
from onedata_resources.kettle.engine.aggregates import merged, partials
from onedata_resources.kettle.engine.group_codes import GROUP, GroupCodes
from onedata_resources.kettle.engine.run_partials import RunPartials
from onedata_resources.kettle.settings.groups import Aggregate
from onedata_resources.kettle.values.types import Field, KettleType

CODES = [
    "SUM", "AVERAGE", "MIN", "MAX", "FIRST", "LAST", "FIRST_INCL_NULL", "LAST_INCL_NULL",
    "COUNT_ALL", "COUNT_ANY",
]  # fmt: skip
ROWS = 400


def partials_of(batches: list[pl.DataFrame], columns: list[Column], *, null_is_least: bool):
    """Return a row per run of the batches."""
    computed = [e for each in columns for e in partials(each, null_is_least=null_is_least)]
    merging = [e for each in columns for e in merged(each, null_is_least=null_is_least) or []]
    codes = GroupCodes(["k"], [], hashed=False)
    last = pl.col("k").last()
    runs = RunPartials(codes, [last, *computed], [last, *merging])
    numbered = batches[0].lazy().with_columns(pl.lit(0, pl.Int64).alias(GROUP))
    runs.schema = dict(numbered.group_by(GROUP).agg(last, *computed).collect_schema())
    made = [runs._batch(batch) for batch in batches]
    return pl.concat([*made, runs._end()]).rows()


@pytest.mark.parametrize("kind", [KettleType.INTEGER, KettleType.STRING, KettleType.NUMBER])
@pytest.mark.parametrize("null_is_least", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_runs_are_grouped_as_all_rows_together_are(kind, null_is_least, seed):
    chosen = np.random.default_rng(seed)
    numbers = pl.Series(chosen.integers(-9, 9, ROWS))
    values = numbers.cast({"Integer": pl.Int64, "String": pl.String}.get(kind, pl.Float64))
    keys = pl.Series(np.cumsum(chosen.random(ROWS) < 0.1)).cast(pl.String)
    subject = Field("v", kind)
    codes = CODES[2:] if kind is KettleType.STRING else CODES
    columns = [Column(Aggregate(c, "v", c), subject, at) for at, c in enumerate(codes)]
    rows = pl.DataFrame({"k": keys, columns[0].value: values.set(numbers > 5, None)})
    computed = [e for each in columns for e in partials(each, null_is_least=null_is_least)]
    coded = GroupCodes(["k"], [], hashed=False).coded_batch(rows)
    whole = coded.group_by(GROUP).agg(pl.col("k").last(), *computed).sort(GROUP).rows()
    for size in (1, 2, 3, 7, 100, ROWS):
        parts = [rows.slice(at, size) for at in range(0, ROWS, size)]
        assert partials_of(parts, columns, null_is_least=null_is_least) == whole


@pytest.mark.parametrize("code", ["MEDIAN", "STD_DEV", "COUNT_DISTINCT", "CONCAT_COMMA"])
def test_what_needs_all_rows_of_a_group_is_not_merged(code):
    column = Column(Aggregate("a", "v", code), Field("v", KettleType.INTEGER), 0)
    assert merged(column, null_is_least=False) is None
