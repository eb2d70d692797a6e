"""The unique columns and the indexes of a table of a SQL database, as the inspector tells them."""

from __future__ import annotations

from typing import Any

from onedata_assets.domain.metadata.model import Index


def unique_keys(
    constraints: list[dict[str, Any]],
    indexes: list[dict[str, Any]],
    more: list[tuple[str, ...]],
) -> tuple[tuple[str, ...], ...]:
    """Return the columns that are unique over the whole table, by constraint or by index."""
    whole = [
        tuple(each["column_names"])
        for each in indexes
        if each["unique"] and None not in each["column_names"] and not _is_partial(each)
    ]
    return tuple(sorted({tuple(each["column_names"]) for each in constraints} | {*whole, *more}))


def _is_partial(index: dict[str, Any]) -> bool:
    return any(option.endswith("_where") for option in index.get("dialect_options", {}))


def indexes(told: list[dict[str, Any]]) -> tuple[Index, ...]:
    """Return the indexes; where one is of an expression, that stands in the column's place."""
    found = [
        Index(
            each["name"] or "",
            tuple(each.get("expressions") or each["column_names"]),
            bool(each["unique"]),
        )
        for each in told
    ]
    return tuple(sorted(found, key=lambda index: (index.name, index.columns)))
