"""The rows of a table that break its standard, whole, each with the rules that it breaks.

How many there are, with a few values of each, is in `conformance.py`.
"""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.conformance import Rule, row_rules, single_keys
from onedata_assets.domain.metadata.repeated import repeated_keys
from onedata_assets.domain.metadata.standards import TableStandard

if TYPE_CHECKING:
    import polars as pl

BROKEN = "broken_rules"


def failing_rows(
    frame: pl.LazyFrame, standard: TableStandard, *, today: date, most: int
) -> pl.DataFrame:
    """Return the first `most` rows that break a rule, all their columns after `BROKEN`.

    That column has the rules as `state: code; no: repeated`. A table that has such a column already
    gets it under its own name, and this one with an underscore before.
    """
    import polars as pl

    schema = frame.collect_schema()
    told = BROKEN
    while told in schema:
        told = f"_{told}"
    said: list[pl.Expr] = [
        pl.when(broken).then(pl.lit(f"{each.name}: {rule}"))
        for each, rule, broken in row_rules(standard, schema, today)
    ]
    whole = frame
    with tempfile.TemporaryDirectory(prefix="onedata-failing-") as folder:
        for at, key in enumerate(single_keys(standard, schema.names())):
            place = Path(folder) / str(at)
            place.mkdir()
            mark = f"{told} {at}"
            rule = pl.lit(f"{', '.join(key)}: {Rule.REPEATED}").alias(mark)
            twice = repeated_keys(frame, key, place).with_columns(rule)
            whole = whole.join(twice, on=list(key), how="left", maintain_order="left")
            said.append(pl.col(mark))
        rules = pl.concat_str(said, separator="; ", ignore_nulls=True) if said else pl.lit("")
        failing = whole.select(rules.alias(told), *schema.names()).filter(pl.col(told) != "")
        return failing.head(most).collect(engine="streaming")
