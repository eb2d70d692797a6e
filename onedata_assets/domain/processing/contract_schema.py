"""The columns that a contract declares as a schema of Polars, for what is checked before a load."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onedata_assets.domain.processing.contract import Contract

if TYPE_CHECKING:
    import polars as pl

_PARTS = re.compile(r"^(\w+)(?:\[(.*)\])?$")


def schema_of(contract: Contract) -> pl.Schema:
    """Return the schema of a table that fits the contract."""
    import polars as pl

    return pl.Schema({each.name: _dtype(each.type) for each in contract.columns})


def _dtype(written: str) -> pl.DataType:
    """Return the type that `fitness.type_name` writes so; text for what it does not write."""
    import polars as pl

    found = _PARTS.match(written)
    name, inner = (found[1], found[2]) if found else (written, None)
    match name:
        case "Datetime":
            return pl.Datetime("us", inner)
        case "Decimal" if inner:
            precision, scale = inner.split(",")
            return pl.Decimal(int(precision), int(scale))
        case "List" if inner:
            return pl.List(_dtype(inner))
    kind = getattr(pl, name, pl.String)
    return kind() if isinstance(kind, type) and issubclass(kind, pl.DataType) else pl.String()
