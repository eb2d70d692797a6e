"""What part a column has in the keys of its table, as the source declares them."""

from __future__ import annotations

from enum import StrEnum

from onedata_assets.domain.metadata.model import Table


class Role(StrEnum):
    """The part of a column in keys."""

    KEY = "key"
    REFERENCE = "reference"
    NONE = "none"


def role_of(table: Table, column: str) -> Role:
    """Return the part of a column; one that refers to other rows is a reference first."""
    if any(column in each.columns for each in table.foreign_keys):
        return Role.REFERENCE
    if table.primary_key == (column,) or (column,) in table.unique_keys:
        return Role.KEY
    return Role.NONE
