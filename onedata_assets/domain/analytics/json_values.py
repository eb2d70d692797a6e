"""Columns as the JSON values that a page embeds: ISO dates, cents, no NaN."""

import polars as pl


def money(value: object) -> float:
    """Return an amount in cents' precision."""
    return round(float(str(value)), 2)


def monies(values: pl.Series) -> list[float | None]:
    """Return amounts in cents' precision, null where there is none."""
    return values.cast(pl.Float64).fill_nan(None).round(2).to_list()


def rounded(values: pl.Series) -> list[float | None]:
    """Return shares with six decimals, null where there is none."""
    return values.cast(pl.Float64).fill_nan(None).round(6).to_list()


def dates(values: pl.Series) -> list[str]:
    """Return days as YYYY-MM-DD."""
    return values.cast(pl.Date).dt.to_string("%Y-%m-%d").to_list()
