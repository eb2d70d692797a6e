"""A value that a standard names, as JSON has it."""

from __future__ import annotations

import json
from typing import Any

from onedata_assets.domain.metadata.model import NUMBERS, Family
from onedata_assets.domain.metadata.standards import ColumnStandard


def json_value(column: ColumnStandard, text: str) -> Any:  # noqa: ANN401  a JSON value
    """Return a code or bound of a column; what is no number stays a text, as `01` does."""
    if column.family not in NUMBERS | {Family.BOOLEAN}:
        return text
    try:
        made = json.loads(text.strip().lower())
    except json.JSONDecodeError:
        return text
    return made if isinstance(made, bool | int | float) else text
