"""The columns that a query over lake tables would have, found without reading a row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from onedata_resources.clients.lake_query import Pair
from onedata_resources.clients.lake_sql import run_query

if TYPE_CHECKING:
    import polars as pl


def columns_of(query: str, tables: Mapping[Pair, pl.Schema]) -> pl.Schema:
    """Return the columns of the query's result over tables of these columns, which are empty.

    Raises:
        BadInputError: DuckDB refuses the query: it names a column that a table lacks, or a
            function that there is not.
    """
    import polars as pl

    empty = {pair: pl.LazyFrame(schema=schema) for pair, schema in tables.items()}
    return run_query(query, empty, empty.__getitem__).schema
