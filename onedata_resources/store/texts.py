"""Searching for a text that a person typed."""

from typing import Any

import sqlalchemy as sa


def matching(search: str, *columns: Any) -> sa.ColumnElement[bool]:  # noqa: ANN401
    """Return whether one of the columns has the text in it, whatever its case; all rows for ''."""
    text = search.strip()
    if not text:
        return sa.true()
    return sa.or_(*(column.icontains(text, autoescape=True) for column in columns))
