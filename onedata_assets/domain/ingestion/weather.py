"""Store weather from the interface's items to a typed table. Paging is in `clients/paged_json`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

KEY = ("store_id", "weather_date")


class WeatherFormError(Exception):
    """The interface's items do not have the agreed form; the text says which do not."""


def weather_table(items: Iterable[dict[str, Any]]) -> pl.DataFrame:
    """Return the items as rows with the contract's types, in order of day and store.

    Raises:
        WeatherFormError: A field is missing or of another type, a day is out of the calendar, or
            a store has two rows for one day.
    """
    import polars as pl

    schema: dict[str, pl.DataType] = {
        "store_id": pl.Int64(),
        "weather_date": pl.String(),
        "high_c": pl.Float64(),
        "low_c": pl.Float64(),
        "rain_mm": pl.Float64(),
        "condition": pl.String(),
        "condition_zh": pl.String(),
    }
    try:
        frame = pl.DataFrame(list(items), schema=schema, orient="row", strict=True).with_columns(
            pl.col("weather_date").str.to_date("%Y-%m-%d")
        )
    except (pl.exceptions.PolarsError, TypeError) as error:
        raise WeatherFormError(f"an item has not the agreed form: {error}") from error
    lacking = [name for name in KEY if frame[name].null_count()]
    if lacking:
        raise WeatherFormError(f"items without {', '.join(lacking)}")
    if frame.select(KEY).is_duplicated().any():
        raise WeatherFormError("a store has two rows for one day")
    return frame.sort("weather_date", "store_id")
