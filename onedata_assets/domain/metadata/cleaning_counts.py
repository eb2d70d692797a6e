"""How many rows of a table a generated transformation would leave out, before it is used.

The rules are those of `cleaning_rules.py`, in Polars as `conformance.py` has them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.cleaning_rules import unique_of
from onedata_assets.domain.metadata.codings import CODINGS
from onedata_assets.domain.metadata.conformance import Rule, row_rules
from onedata_assets.domain.metadata.model import Family
from onedata_assets.domain.metadata.standards import TableStandard

if TYPE_CHECKING:
    import polars as pl

NOT_HELD = frozenset({Rule.CODING, Rule.SCALE})
"""Rules that no step holds rows to; of a coding it holds them to the form."""


def left_out(rows: pl.DataFrame, standard: TableStandard, columns: Mapping[str, str]) -> int:
    """Return how many of the rows are not written; `columns` are their names by the standard's."""
    import polars as pl

    named = rows.lazy().select(
        pl.col(columns.get(each.name, each.name)).alias(each.name) for each in standard.columns
    )
    told = row_rules(standard, named.collect_schema(), date.max)
    broken = [pl.lit(value=False), *(each for _, rule, each in told if rule not in NOT_HELD)]
    broken += [
        ~pl.col(each.name).cast(pl.String).str.contains(CODINGS[each.coding].pattern)
        for each in standard.columns
        if each.coding and each.family is Family.TEXT
    ]
    kept = named.filter(~pl.any_horizontal(each.fill_null(value=False) for each in broken))
    for key in (standard.key, *((each,) for each in unique_of(standard))):
        if key:
            kept = kept.unique(list(key), keep="first", maintain_order=True)
    return rows.height - kept.collect().height
