"""Values of table cells as JSON: what browsers and spreadsheets read without losing anything."""

import math
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from onedata_resources.errors import BadInputError

if TYPE_CHECKING:
    import polars as pl

EXACT = 2**53
"""Up to here JavaScript knows whole numbers exactly; greater ones are told as texts."""

_TOLD: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (bool, bool),
    (int, lambda value: value if abs(value) <= EXACT else str(value)),
    (float, lambda value: value if math.isfinite(value) else str(value)),
    (datetime, datetime.isoformat),
    (date, date.isoformat),
    (time, time.isoformat),
    (timedelta, str),
    (Decimal, str),
    (bytes, bytes.hex),
    (list, lambda value: [cell(each) for each in value]),
    (dict, lambda value: {name: cell(each) for name, each in value.items()}),
)


def cell(value: object) -> Any:  # noqa: ANN401  any JSON value
    """Return a value as JSON."""
    for kind, told in _TOLD:
        if isinstance(value, kind):
            return told(value)
    return value if value is None else str(value)


def rows_as_json(frame: "pl.DataFrame") -> list[list[Any]]:
    """Return the rows of a page of a table; a page is small.

    Raises:
        BadInputError: A day is none of Python's calendar.
    """
    from polars.exceptions import PanicException

    try:
        return [[cell(value) for value in row] for row in frame.rows()]
    except (PanicException, ValueError) as error:
        raise BadInputError(
            "A day of the result lies outside of the years 1 to 9999: query it with "
            "CAST(... AS VARCHAR).",
            "结果中有日期不在公元 1 至 9999 年之间：请用 CAST(... AS VARCHAR) 查询。",
        ) from error
