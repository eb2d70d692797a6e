"""Sample values of a column as anybody may see them: masked by how near they come to a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.observed import Observed
from onedata_assets.domain.metadata.recognition_parameters import DEFAULT, Parameters
from onedata_assets.domain.processing.contract import Sensitivity

if TYPE_CHECKING:
    import polars as pl

SHOWN = {
    "mobile_phone": (3, 4),
    "phone": (3, 2),
    "id_card": (6, 0),
    "bank_card": (6, 4),
    "licence_plate": (2, 1),
    "passport": (1, 0),
    "iban": (4, 0),
}
"""How many signs stay at both ends; of everything else that names a person, the first."""


def samples(
    seen: Observed, meaning: str | None, sensitivity: Sensitivity, parameters: Parameters = DEFAULT
) -> tuple[str, ...]:
    """Return the most frequent values, masked; different values may look the same."""
    import polars as pl

    value = pl.col("value")
    shown = seen.values.head(parameters.samples).select(_shown(value, meaning, sensitivity))
    cut = shown["value"].str.slice(0, parameters.sample_length)
    return tuple(dict.fromkeys(cut.to_list()))


def masked(
    values: Sequence[str],
    meaning: str | None,
    sensitivity: Sensitivity,
    parameters: Parameters = DEFAULT,
) -> tuple[str, ...]:
    """Return values as anybody may see them, each once and none longer than a sample."""
    import polars as pl

    told = pl.DataFrame({"value": pl.Series(values, dtype=pl.String)})
    seen = told.select(_shown(pl.col("value"), meaning, sensitivity))["value"]
    return tuple(dict.fromkeys(seen.str.slice(0, parameters.sample_length).to_list()))


def _shown(value: pl.Expr, meaning: str | None, sensitivity: Sensitivity) -> pl.Expr:
    import polars as pl

    if sensitivity is Sensitivity.NONE:
        return value
    if meaning in {"password", "free_text", "json"}:
        return pl.lit("***").alias("value")
    if meaning == "email":
        return value.str.slice(0, 1) + "***" + value.str.extract("(@.*)$", 1).fill_null("")
    if sensitivity is Sensitivity.INDIRECT:
        return value.str.replace_all(r"[0-9](?:[0-9])", "*").str.replace_all(
            r"(\S)\S(\S)", "${1}*${2}"
        )
    first, last = SHOWN.get(meaning or "", (1, 0))
    long = value.str.len_chars() > first + last + 2
    ends = value.str.slice(0, first) + "***" + (value.str.tail(last) if last else pl.lit(""))
    return pl.when(long).then(ends).otherwise(value.str.slice(0, 1) + "**")
